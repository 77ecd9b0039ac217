import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileSchema } from '../../../src/config/validator.ts';
import { checkGenAiCost, GENAI_COST_SCHEMA } from '../../../src/processors/genai_cost/config.ts';
import { DEFAULTS, make } from './support.ts';

function fill(config: Record<string, unknown>): { valid: boolean; config: Record<string, unknown> } {
  const valid = compileSchema(GENAI_COST_SCHEMA)(config);
  return { valid, config };
}

test('an empty config is valid and gets the documented defaults', () => {
  expect(fill({})).toEqual({ valid: true, config: { ...DEFAULTS } });
});

test('rules, aliases and discounts inline are checked by the schema of price files', () => {
  expect(
    fill({
      overrides: [{ match: { prefix: 'a' }, per_mtok: { input: 1 }, service_tiers: { batch: 0.5 } }],
      aliases: { a: 'openai/gpt-4o' },
      discounts: [{ percent: 5 }],
    }).valid,
  ).toBe(true);
  expect(fill({ overrides: [{ match: 'a', per_mtok: { inptu: 1 } }] }).valid).toBe(false);
  expect(fill({ also_write: ['something'] }).valid).toBe(false);
  expect(fill({ match: 'maybe' }).valid).toBe(false);
});

test('what the schema cannot see is reported below the keys of this config', () => {
  const problems = checkGenAiCost({
    ...DEFAULTS,
    overrides: [{ match: { regex: '(' }, per_mtok: { input: 1 } }],
    aliases: { a: 'b', b: 'a' },
  });
  expect(problems.map(({ path, code }) => [path, code])).toEqual([
    [['overrides', 0, 'match', 'regex'], 'ASSAY_PRICES_PATTERN'],
    [['aliases', 'a'], 'ASSAY_PRICES_ALIAS'],
    [['aliases', 'b'], 'ASSAY_PRICES_ALIAS'],
  ]);
});

test('a bad price file is found by the check and ends create, with file, line and column', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'prices-')), 'p.yaml');
  writeFileSync(file, 'prices:\n  - match: a\n');
  const [problem] = checkGenAiCost({ ...DEFAULTS, prices: [file] });
  expect(problem).toMatchObject({
    path: ['prices', 0],
    code: 'ASSAY_PRICES_EMPTY_RULE',
    message: expect.stringContaining('p.yaml:2:5: prices[0]: ') as string,
  });
  expect(() => make({ prices: [file] })).toThrow(expect.objectContaining({ code: 'ASSAY_PRICES_EMPTY_RULE' }));
  expect(() => make({ prices: [`${file}.absent`] })).toThrow(expect.objectContaining({ code: 'ASSAY_PRICES_FILE_UNREADABLE' }));
});
