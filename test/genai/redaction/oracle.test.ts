import { describe, expect, it } from 'vitest';
import { judge, ORACLE_CASES, type OracleCase } from './support/oracle-cases.ts';
import { Random } from '../../../scripts/redaction/random.ts';

const RUNS = 10_000;

/** Development dependencies; a machine without them says so instead of passing silently. */
async function load(name: string): Promise<Record<string, unknown> | undefined> {
  try {
    return (await import(name)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const packages: Readonly<Record<OracleCase['source'], Record<string, unknown> | undefined>> = {
  stdnum: await load('stdnum'),
  validator: await load('validator'),
  ibantools: await load('ibantools'),
};

describe('checks of identifiers', () => {
  for (const { name, source, path, shapes, ours, comparable, args } of ORACLE_CASES) {
    const module = packages[source];
    it.skipIf(module === undefined)(
      `agree with ${source} on ${RUNS} valid and invalid numbers of ${name}${module === undefined ? ` (SKIPPED: ${source} is not installed)` : ''}`,
      () => {
        const root = source === 'stdnum' ? (module!['stdnum'] ?? module) : module;
        const judgeOf = path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], root);
        const r = new Random(11);
        let compared = 0;
        let valid = 0;
        for (let run = 0; run < RUNS * 200 && compared < RUNS; run++) {
          const text = r
            .pick(shapes)
            .replace(/[#]/g, () => String(r.int(0, 9)))
            .replace(/(?<=[#\d])A$|^A{6}|(?<=\d)A(?=\d)/g, (letters) =>
              Array.from(letters, () => String.fromCharCode(65 + r.int(0, 25))).join(''),
            )
            .replace(/\*/g, () => r.pick([...'0123456789ABCDEFHJKLMNPRSTUVWXY']));
          if (comparable !== undefined && !comparable(text)) continue;
          const theirs = judge(judgeOf, text, args);
          // Valid ones are rare among random digits: of the others one in eight is compared.
          if (!theirs && compared > RUNS / 2 && valid < RUNS / 20 && run % 8 !== 0 && !ours(text)) continue;
          compared++;
          if (theirs) valid++;
          if (theirs !== ours(text)) expect({ text, ours: ours(text) }).toEqual({ text, ours: theirs });
        }
        expect(compared).toBeGreaterThan(RUNS / 4);
        expect(valid).toBeGreaterThan(20);
      },
    );
  }
});
