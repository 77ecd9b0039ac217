import { expect, test } from 'vitest';
import { parsePriceFile } from '../../../../src/genai/pricing/overrides/parse.ts';
import { formatPriceFileProblem } from '../../../../src/genai/pricing/overrides/problem.ts';
import { MAX_PATTERNS } from '../../../../src/genai/pricing/overrides/table.ts';
import { defaultCatalog } from '../../../../src/genai/pricing/price-book.ts';

const parse = (text: string) => parsePriceFile(text, 'p.yaml', defaultCatalog());
/** `line:col path code` of each problem. */
const problems = (text: string): string[] =>
  parse(text).problems.map(({ line, col, path, code }) => `${line}:${col} ${path.join('.')} ${code}`);

test('every problem of a file is reported at its line and column, and nothing of the file is taken', () => {
  const text = [
    'version: 1',
    'prices:',
    '  - match: a',
    '    per_mtok: { input: -1 }',
    '  - match: { prefixx: b }',
    '    per_mtok: { input: 1 }',
    '  - provider: openai',
    '    per_mtok: { inptu: 1 }',
    'extra: true',
  ].join('\n');
  expect(parse(text).content).toBeUndefined();
  expect(problems(text).sort()).toEqual([
    '4:17 prices.0.per_mtok.input ASSAY_PRICES_SCHEMA',
    '5:14 prices.1.match.prefixx ASSAY_PRICES_SCHEMA',
    '7:5 prices.2 ASSAY_PRICES_SCHEMA',
    '8:17 prices.2.per_mtok.inptu ASSAY_PRICES_SCHEMA',
    '9:1 extra ASSAY_PRICES_SCHEMA',
  ]);
});

test('what the schema cannot see is found, too, all at once', () => {
  const text = [
    'prices:',
    '  - match: { regex: "a(" }',
    '    per_mtok: { input: 1 }',
    '  - match: b',
    '    from: 2026-02-30',
    '    inherits: openai/no-such-model',
    '  - match: c',
    '    from: 2026-02-01',
    '    until: 2026-02-01',
    '    currency: EUR',
    '    per_mtok: { input: 1 }',
    '  - match: d',
    '  - match: e',
    '    gpu_hour: { price: 1 }',
    '    per_request: 1',
    '  - match: f',
    '    free: true',
    '    per_request: 1',
    'aliases:',
    '  x: y',
    '  y: X',
  ].join('\n');
  expect(problems(text).sort()).toEqual([
    '10:5 prices.2.currency ASSAY_PRICES_CURRENCY',
    '12:5 prices.3 ASSAY_PRICES_EMPTY_RULE',
    '14:5 prices.4.gpu_hour ASSAY_PRICES_EMPTY_RULE',
    '17:5 prices.5.free ASSAY_PRICES_EMPTY_RULE',
    '20:3 aliases.x ASSAY_PRICES_ALIAS',
    '21:3 aliases.y ASSAY_PRICES_ALIAS',
    '2:14 prices.0.match.regex ASSAY_PRICES_PATTERN',
    '5:5 prices.1.from ASSAY_PRICES_DATE',
    '6:5 prices.1.inherits ASSAY_PRICES_INHERITS',
    '9:5 prices.2.until ASSAY_PRICES_DATE',
  ]);
});

test.each([
  ['a map that never ends', 'prices: [', 'ASSAY_PRICES_SYNTAX'],
  ['a key twice', 'version: 1\nversion: 1', 'ASSAY_PRICES_SYNTAX'],
  ['a list', '- 1', 'ASSAY_PRICES_SCHEMA'],
  ['a text', 'hello', 'ASSAY_PRICES_SCHEMA'],
  ['another version', 'version: 2', 'ASSAY_PRICES_SCHEMA'],
])('%s is refused', (_, text, code) => {
  const { content, problems: found } = parse(text);
  expect(content).toBeUndefined();
  expect(found[0]?.code).toBe(code);
});

test('aliases of YAML that multiply are refused instead of filling the memory', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefgh'.split('').map((name, i) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[i]}`).join(', ')}]`),
  ].join('\n');
  expect(parse(bomb).content).toBeUndefined();
});

test('a problem prints as file, line, column, path, message and code', () => {
  const [problem] = parse('prices:\n  - match: a\n    per_request: -1\n').problems;
  expect(problem === undefined ? '' : formatPriceFileProblem(problem)).toBe(
    'p.yaml:3:5: prices[0].per_request: must be >= 0 (ASSAY_PRICES_SCHEMA)',
  );
});

test('JSON is read as well, with positions when something is wrong', () => {
  expect(parse('{"prices":[{"match":"a","per_mtok":{"input":1}}]}').problems).toEqual([]);
  expect(problems('{"prices":[\n{"match":"a","per_mtok":{"input":-1}}]}')).toEqual(['2:26 prices.0.per_mtok.input ASSAY_PRICES_SCHEMA']);
});

test('an empty file is an empty table', () => {
  expect(parse('# nothing yet\n')).toEqual({ content: {}, problems: [] });
});

test('patterns are bounded, equal names and prefixes are not', () => {
  const many = (match: (i: number) => unknown): string =>
    JSON.stringify({ prices: Array.from({ length: MAX_PATTERNS + 5 }, (_, i) => ({ match: match(i), per_mtok: { input: 1 } })) });
  expect(problems(many((i) => ({ glob: `a${i}*` })))).toHaveLength(1);
  expect(problems(many((i) => ({ prefix: `a${i}` })))).toEqual([]);
  expect(problems(many((i) => `a${i}`))).toEqual([]);
});

test('a generator gone wrong gets a bounded list of problems', () => {
  const text = JSON.stringify({ prices: Array.from({ length: 500 }, () => ({ match: 'a' })) });
  expect(parse(text).problems).toHaveLength(50);
});
