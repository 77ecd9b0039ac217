import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../support/yaml-blocks.ts';

const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'changes/**/*.md', 'src/**/README.md', 'bench/**/*.md', 'proto/**/*.md'], {
  cwd: REPOSITORY,
}).toSorted();
/** Parts of examples that name files which the reader is told to make. */
const TO_BE_MADE = /span_namer|acme/;

/** Text outside of fenced blocks. */
function prose(path: string): string {
  return readFileSync(REPOSITORY + path, 'utf8').replaceAll(/^\s*```[\s\S]*?^\s*```/gm, '');
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}

function anchorsOf(path: string): Set<string> {
  return new Set([...prose(path).matchAll(/^#{1,6} (.+)$/gm)].map((match) => anchorOf(match[1]!)));
}

describe.each(DOCUMENTS)('%s', (path) => {
  it('links to what is there', () => {
    const broken = [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!)
      .filter((target) => {
        if (/^[a-z]+:/.test(target)) return false;
        const [file = '', anchor] = target.split('#');
        const resolved = file === '' ? path : join(dirname(path), file);
        if (!existsSync(REPOSITORY + resolved)) return true;
        return anchor !== undefined && !anchorsOf(resolved).has(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('names files, scripts and error codes that exist', () => {
    const text = prose(path);
    const { scripts } = JSON.parse(readFileSync(`${REPOSITORY}package.json`, 'utf8')) as { scripts: Record<string, string> };
    const errors = anchorsOf('docs/errors.md');
    const spans = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);
    const missing = spans.filter((span) => {
      if (/^(src|test|docs|scripts|config|proto|bench|changes)\/[\w./-]+$/.test(span))
        return !TO_BE_MADE.test(span) && !existsSync(REPOSITORY + span);
      if (/^ASSAY_(?!.*\$)[A-Z0-9]+(_[A-Z0-9]+)+$/.test(span) && !/KEY|ENDPOINT|INSECURE/.test(span))
        return !errors.has(span.toLowerCase());
      const script = /^npm (?:run )?([\w:-]+)/.exec(span)?.[1];
      return script !== undefined && !['ci', 'audit', 'pack', 'install', 'i', 'sbom'].includes(script) && scripts[script] === undefined;
    });
    expect(missing).toEqual([]);
  });
});
