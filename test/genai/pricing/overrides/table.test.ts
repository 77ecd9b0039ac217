import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globMatches } from '../../../../src/genai/pricing/overrides/name-match.ts';
import { OverrideTable } from '../../../../src/genai/pricing/overrides/table.ts';
import { defaultCatalog, PriceBook } from '../../../../src/genai/pricing/price-book.ts';
import { AT, bookWith, callOf, costOf, SOURCE, textSlice, total } from '../support.ts';

const mtok = { inputTotal: 1_000_000, outputTotal: 0 };
const priced = (input: number): { per_mtok: { input: number; output: number } } => ({ per_mtok: { input, output: 2 * input } });

test.each([
  ['equals', 'my-model', 'MY-Model'],
  ['prefix', { prefix: 'my-' }, 'my-anything-2026'],
  ['glob', { glob: '*-model-?' }, 'their-model-7'],
  ['regex', { regex: 'm[0-9]+(-x)?' }, 'm12-x'],
])('a rule by %s prices the names it takes, and its cost says override', (_, match, model) => {
  const book = bookWith({ prices: [{ match, ...priced(3) }] });
  const cost = costOf(book, callOf('acme', model, mtok));
  expect([cost.total.toString(), cost.quote?.match, cost.estimated]).toEqual(['3', 'override', false]);
});

test('a regular expression must take the whole name', () => {
  const book = bookWith({ prices: [{ match: { regex: 'gpt-4' }, ...priced(3) }] });
  expect(total(book, callOf('acme', 'gpt-4o', mtok))).toBe('unknown_provider');
});

test('an equal name stands before patterns, a rule for the provider before one for any, the earlier rule before the later', () => {
  const book = bookWith({
    prices: [
      { match: { prefix: 'm' }, ...priced(1) },
      { match: 'm1', ...priced(2) },
      { match: 'm1', provider: 'openai', ...priced(3) },
      { match: 'm1', provider: 'openai', ...priced(4) },
      { match: { glob: 'm*' }, ...priced(5) },
    ],
  });
  expect(total(book, callOf('openai', 'm1', mtok))).toBe('3');
  expect(total(book, callOf('anthropic', 'm1', mtok))).toBe('2');
  expect(total(book, callOf('anthropic', 'm2', mtok))).toBe('1');
});

test('a rule stands before the bundled price, and rules of earlier parts before later ones', () => {
  const part = (input: number) => ({ content: { prices: [{ match: 'gpt-4o', ...priced(input) }] }, source: SOURCE });
  const book = new PriceBook({ overrides: new OverrideTable([part(7), part(8)], defaultCatalog()) });
  expect(total(book, callOf('openai', 'gpt-4o', mtok))).toBe('7');
});

test('a rule names a provider by any of its spellings or by its price list', () => {
  for (const provider of ['azure.ai.openai', 'azure', 'az.ai.openai']) {
    const book = bookWith({ prices: [{ match: 'dep', provider, ...priced(3) }] });
    expect([provider, total(book, callOf('azure.ai.openai', 'dep', mtok))]).toEqual([provider, '3']);
    expect(total(book, callOf('openai', 'dep', mtok))).toBe('unknown_model');
  }
  const google = bookWith({ prices: [{ match: 'tuned', provider: 'google', ...priced(3) }] });
  expect(total(google, callOf('gcp.vertex_ai', 'projects/p/locations/l/publishers/google/models/tuned', mtok))).toBe('3');
});

test('a rule holds from its first day up to its last; before and after, the list does', () => {
  const book = bookWith({ prices: [{ match: 'gpt-4o', from: '2026-03-01', until: '2026-04-01', ...priced(1) }] });
  const at = (day: string): string => total(book, callOf('openai', 'gpt-4o', mtok), Date.parse(day));
  expect([at('2026-02-28T23:59Z'), at('2026-03-01'), at('2026-03-31T23:59Z'), at('2026-04-01')]).toEqual(['2.5', '1', '1', '2.5']);
});

test('inherits takes all of a listed price but what the rule says', () => {
  const book = bookWith({ prices: [{ match: 'm', inherits: 'openai/gpt-5.5', per_mtok: { input: 4 } }] });
  const long = callOf('acme', 'm', { inputTotal: 300_000, cacheRead: 100_000, outputTotal: 1_000 });
  const cost = costOf(book, long);
  // The input price is the rule's at every length; cache and output keep the step of the list.
  expect([cost.input.toString(), cost.cacheRead.toString(), cost.output.toString()]).toEqual(['0.8', '0.1', '0.045']);
});

test('inherits follows the dates of the price it takes', () => {
  const book = bookWith({ prices: [{ match: 'm', inherits: 'openai/o3', from: '2025-01-01' }] });
  expect(total(book, callOf('acme', 'm', mtok), Date.parse('2025-06-01'))).toBe('10');
  expect(total(book, callOf('acme', 'm', mtok), Date.parse('2025-07-01'))).toBe('2');
  expect(total(book, callOf('acme', 'm', mtok), Date.parse('2024-12-31'))).toBe('unknown_provider');
});

test('a foreign currency is converted at the rate of the day', () => {
  const book = bookWith({
    fx: {
      EUR: [
        { from: '2026-07-01', usd: 1.12 },
        { from: '2026-01-01', usd: 1.08 },
      ],
    },
    prices: [{ match: 'm', currency: 'EUR', from: '2026-01-01', ...priced(2) }],
  });
  expect(total(book, callOf('acme', 'm', mtok), Date.parse('2026-06-30'))).toBe('2.16');
  expect(total(book, callOf('acme', 'm', mtok), Date.parse('2026-07-01'))).toBe('2.24');
});

test('service tiers of a rule are factors or prices', () => {
  const book = bookWith({ prices: [{ match: 'm', ...priced(2), service_tiers: { batch: 0.35, priority: { input: 5 } } }] });
  expect(total(book, callOf('acme', 'm', mtok, { serviceTier: 'batch' }))).toBe('0.7');
  expect(total(book, callOf('acme', 'm', mtok, { serviceTier: 'priority' }))).toBe('5');
});

test('a discount is taken last, the list price stays beside, and parts still add up', () => {
  const book = bookWith({ discounts: [{ provider: 'anthropic', from: '2026-03-01', percent: 12.5 }] });
  const call = callOf('anthropic', 'claude-sonnet-4-5', { inputTotal: 1_001, outputTotal: 7 });
  const cost = costOf(book, call);
  expect([cost.list.toString(), cost.total.toString(), cost.discounted]).toEqual(['0.003108', '0.0027195', true]);
  expect(cost.input.toBig() + cost.output.toBig()).toBe(cost.total.toBig());
  expect(costOf(book, call, Date.parse('2026-02-28')).discounted).toBe(false);
  expect(costOf(book, callOf('openai', 'gpt-4o', mtok)).discounted).toBe(false);
});

test('a discount finds models by the name sent or by the name in the list, and the first that fits counts', () => {
  const book = bookWith({
    discounts: [
      { match: 'gpt-4o', percent: 10 },
      { match: { prefix: 'gpt-' }, percent: 50 },
    ],
  });
  expect(total(book, callOf('openai', 'gpt-4o-2024-08-06', mtok))).toBe('2.25');
  expect(total(book, callOf('openai', 'gpt-4.1', mtok))).toBe('1');
  expect(total(book, callOf('anthropic', 'claude-opus-4-8', mtok))).toBe('5');
});

test.each([
  ['a deployment', { dep: 'openai/gpt-4o' }, 'azure.ai.openai', 'dep', '2.5'],
  ['a deployment, the provider left as it is', { dep: 'gpt-4o' }, 'azure.ai.openai', 'dep', '2.5'],
  [
    'an application inference profile',
    { 'arn:aws:bedrock:us-east-1:1:application-inference-profile/abc': 'aws.bedrock/amazon.nova-pro-v1:0' },
    'aws.bedrock',
    'arn:aws:bedrock:us-east-1:1:application-inference-profile/abc',
    '0.8',
  ],
  ['many by a glob', { 'dep-*': 'openai/gpt-4o' }, 'azure.ai.openai', 'dep-eu-7', '2.5'],
  ['an alias of an alias', { a: 'b', b: 'openai/gpt-4o' }, 'acme', 'a', '2.5'],
  ['a hub name whose first part is no provider', { x: 'together/meta-llama/Llama-3.3-70B-Instruct-Turbo' }, 'acme', 'x', '0.88'],
])('an alias prices %s', (_, aliases, provider, model, expected) => {
  const book = bookWith({ aliases });
  const cost = costOf(book, callOf(provider, model, mtok));
  expect([cost.total.toString(), cost.quote?.match]).toEqual([expected, 'override']);
});

test('an alias works under match: exact, because the operator said it', () => {
  const book = bookWith({ aliases: { dep: 'azure.ai.openai/gpt-4o' } }, 'exact');
  expect(total(book, callOf('azure.ai.openai', 'dep', mtok))).toBe('2.5');
});

test('match: exact takes rules and names that a list has as they are, and nothing else', () => {
  const book = bookWith({ prices: [{ match: { prefix: 'own-' }, ...priced(1) }] }, 'exact');
  const reasonOf = (provider: string, model: string): string => total(book, callOf(provider, model, mtok));
  expect(reasonOf('openai', 'gpt-4o-2024-08-06')).toBe('2.5');
  expect(reasonOf('acme', 'own-model')).toBe('1');
  expect(reasonOf('openai', 'openai/gpt-4o')).toBe('unknown_model');
  expect(reasonOf('azure.ai.openai', 'gpt-4o')).toBe('unknown_model');
  expect(reasonOf('anthropic', 'claude-haiku-4-5-acme-eu')).toBe('unknown_model');
});

test('a rule for the deployment that was asked for stands before the list price of the model that answered', () => {
  const book = bookWith({ prices: [{ match: 'dep', ...priced(1) }] });
  const call = callOf('azure.ai.openai', 'gpt-4o-2024-08-06', mtok, { requestModel: textSlice('dep') });
  expect(total(book, call)).toBe('1');
});

test('an alias of the name that was asked for yields to the model that answered', () => {
  const book = bookWith({ aliases: { dep: 'openai/gpt-4o' } });
  const call = callOf('azure.ai.openai', 'gpt-4.1-2025-04-14', mtok, { requestModel: textSlice('dep') });
  expect(total(book, call)).toBe('2');
});

test('a hundred thousand rules find theirs, and a new name costs a bounded search', () => {
  const prices = Array.from({ length: 100_000 }, (_, i) => ({ match: `dep-${i}`, provider: 'azure', ...priced(1 + (i % 9)) }));
  const book = bookWith({ prices });
  expect(total(book, callOf('azure.ai.openai', 'dep-99999', mtok))).toBe('1');
  expect(total(book, callOf('azure.ai.openai', 'dep-100000', mtok))).toBe('unknown_model');
});

test('globs match as a naive reading of them does', () => {
  const text = fc.stringMatching(/^[ab]{0,8}$/);
  const glob = fc.stringMatching(/^[ab*?]{0,6}$/);
  fc.assert(
    fc.property(glob, text, (pattern, name) => {
      const regex = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect([pattern, name, globMatches(pattern, name)]).toEqual([pattern, name, regex.test(name)]);
    }),
  );
});

test('a glob with many stars does not run away', () => {
  expect(globMatches('*a*a*a*a*a*a*a*a*b', 'a'.repeat(400))).toBe(false);
});

test('at the time of no rule and no list a name has no price', () => {
  const book = bookWith({ prices: [{ match: 'm', from: '2027-01-01', ...priced(1) }] });
  expect(book.lookup('acme', textSlice('m'), AT).reason).toBe('unknown_provider');
});
