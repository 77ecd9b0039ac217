import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pico } from '../../../src/genai/pricing/pico.ts';
import { PriceBook } from '../../../src/genai/pricing/price-book.ts';
import { AT, bookWith, callOf, costOf, textSlice, total } from './support.ts';

test('a name longer than any real one is unknown and not remembered', () => {
  const book = new PriceBook();
  expect(book.lookup('openai', textSlice('x'.repeat(1_000_000)), AT).reason).toBe('unknown_model');
  expect(book.lookup('openai', textSlice(`gpt-4o${'o'.repeat(507)}`), AT).reason).toBe('unknown_model');
  expect(book.remembered).toBe(0);
});

test('unknown names are remembered, as many as fit, whatever the sender invents', () => {
  const book = new PriceBook();
  for (let i = 0; i < 40_000; i++) book.lookup('openai', textSlice(`invented-${i}`), AT);
  expect(book.remembered).toBeLessThanOrEqual(16_384);
  expect(book.lookup('openai', textSlice('gpt-4o'), AT).price?.id).toBe('openai/gpt-4o');
});

test('names of all providers together fit into one bound, and what was forgotten is found again', () => {
  const book = new PriceBook();
  const providers = ['openai', 'anthropic', 'aws.bedrock', 'gcp.gemini', 'azure.ai.openai', 'mistral_ai', 'groq', 'cohere'];
  for (let i = 0; i < 40_000; i++) book.lookup(providers[i % providers.length]!, textSlice(`invented-${i}`), AT);
  expect(book.remembered).toBeLessThanOrEqual(16_384);
  expect(book.lookup('openai', textSlice('gpt-4o'), AT).price?.id).toBe('openai/gpt-4o');
  expect(book.lookup('anthropic', textSlice('claude-sonnet-4-5'), AT).price?.id).toBe('anthropic/claude-sonnet-4-5');
});

test('invented providers share one memory', () => {
  const book = new PriceBook();
  for (let i = 0; i < 5_000; i++) book.lookup(`provider-${i}`, textSlice('some-model'), AT);
  expect(book.remembered).toBe(1);
});

test('a provider that a rule is for keeps its answers apart from those of invented ones', () => {
  const book = bookWith({ prices: [{ match: 'some-model', provider: 'acme', per_mtok: { input: 1, output: 1 } }] });
  const asked = ['other', 'acme', 'another', 'acme'].map((provider) => book.lookup(provider, textSlice('some-model'), AT).price?.id);
  expect(asked).toEqual([undefined, 'acme/some-model', undefined, 'acme/some-model']);
});

test('answers from the memory are the answers of a fresh book', () => {
  const names = [
    'gpt-4o',
    'gpt-4o-mini',
    'claude-sonnet-4-5',
    'o3',
    'nothing',
    'gemini-2.5-pro',
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  ];
  const providers = ['openai', 'anthropic', '', 'aws.bedrock', 'acme', 'azure.ai.openai'];
  const book = new PriceBook();
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...providers), fc.constantFrom(...names)), { maxLength: 60 }), (asked) => {
      for (const [provider, name] of asked) {
        const kept = book.lookup(provider, textSlice(name), AT);
        const fresh = new PriceBook().lookup(provider, textSlice(name), AT);
        expect([kept.price?.id, kept.match, kept.reason]).toEqual([fresh.price?.id, fresh.match, fresh.reason]);
      }
    }),
    { numRuns: 20 },
  );
});

test('the model that answered is priced, the one asked for when that is unknown', () => {
  const book = new PriceBook();
  const counts = { inputTotal: 1_000_000, outputTotal: 0 };
  expect(total(book, callOf('openai', 'gpt-4o-2024-08-06', counts, { requestModel: textSlice('gpt-4o-mini') }))).toBe('2.5');
  expect(total(book, callOf('openai', 'no-such-model', counts, { requestModel: textSlice('gpt-4o-mini') }))).toBe('0.15');
  expect(total(book, callOf('openai', '', counts, { requestModel: textSlice('gpt-4o-mini') }))).toBe('0.15');
  expect(total(book, callOf('openai', 'no-such-model', counts, { requestModel: textSlice('neither') }))).toBe('unknown_model');
});

test('ten thousand models in turn are all priced right from bounded memories', () => {
  const prices = Array.from({ length: 10_000 }, (_, i) => ({ match: `m-${i}`, per_mtok: { input: i + 1, output: 0 } }));
  const book = bookWith({ prices });
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 10_000; i += 37)
      expect(total(book, callOf('acme', `m-${i}`, { inputTotal: 1_000_000, outputTotal: 0 }))).toBe(String(i + 1));
  }
});

test('a million calls of many models sum exactly to what their tokens cost', () => {
  const book = new PriceBook();
  const sum = new Pico();
  const calls = ['gpt-4o-mini', 'gpt-4.1-nano', 'gpt-5-nano'].map((model, i) =>
    callOf('openai', model, { inputTotal: 101 + i, outputTotal: 3 + i, cacheRead: 10 }),
  );
  let exact = 0n;
  const each = calls.map((call) => costOf(book, call));
  for (let i = 0; i < 999_999; i++) sum.add(each[i % 3]!.total);
  for (const cost of each) exact += cost.total.toBig() * 333_333n;
  expect(sum.toBig()).toBe(exact);
});
