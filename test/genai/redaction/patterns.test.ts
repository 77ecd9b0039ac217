import { describe, expect, it } from 'vitest';
import { RECOGNISERS } from '../../../src/genai/redaction/recognisers/index.ts';
import { secretPattern } from '../../../src/genai/redaction/scan/secret-scanner.ts';

interface Recheck {
  checkSync(source: string, flags: string, options: { timeout: number }): { status: string };
}

async function load(): Promise<Recheck | undefined> {
  const name = 'recheck';
  try {
    return (await import(name)) as Recheck;
  } catch {
    return undefined;
  }
}

const recheck = await load();

/** All patterns of the tables that V8 runs; the scanners are loops over bytes. */
const PATTERNS: readonly { readonly id: string; readonly pattern: RegExp }[] = RECOGNISERS.flatMap((row) =>
  row.kind === 'secret'
    ? [{ id: row.id, pattern: secretPattern(row, 0).pattern }]
    : row.kind === 'word'
      ? [{ id: row.id, pattern: row.pattern }]
      : [],
);

describe('built-in patterns', () => {
  it('have no unbounded repeat and no backreference', () => {
    for (const { id, pattern } of PATTERNS) {
      const bare = pattern.source.replace(/\[[^\]]*\]/g, 'x').replace(/\\./g, 'x');
      expect({ id, unbounded: /[*+]|\{\d+,\}/.test(bare) }).toEqual({ id, unbounded: false });
      expect({ id, backreference: /\\[1-9k]/.test(pattern.source) }).toEqual({ id, backreference: false });
    }
  });

  it.skipIf(recheck === undefined)(`are safe by recheck${recheck === undefined ? ' (SKIPPED: recheck is not installed)' : ''}`, () => {
    for (const { id, pattern } of PATTERNS) {
      expect({ id, status: recheck!.checkSync(pattern.source, pattern.flags, { timeout: 4000 }).status }).toEqual({ id, status: 'safe' });
    }
  });
});
