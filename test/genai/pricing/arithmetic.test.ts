import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PriceBook } from '../../../src/genai/pricing/price-book.ts';
import type { Usage } from '../../../src/genai/usage.ts';
import { AT, bookWith, callOf, costOf, total, usageOf } from './support.ts';

const book = new PriceBook();

test.each<[string, Partial<Usage>]>([
  ['cached tokens exceed the input', { inputTotal: 1_000, cacheRead: 900, cacheWrite5m: 200, outputTotal: 1 }],
  ['reasoning exceeds the output', { inputTotal: 1, outputTotal: 10, reasoning: 11 }],
  ['audio exceeds the input', { inputTotal: 10, audioInput: 11, outputTotal: 1 }],
  ['cached audio exceeds the audio', { inputTotal: 100, audioInput: 5, cacheRead: 50, audioCacheRead: 6, outputTotal: 1 }],
  ['audio and images exceed the output', { inputTotal: 1, outputTotal: 10, audioOutput: 6, imageOutput: 5 }],
  ['a count is NaN', { inputTotal: Number.NaN, outputTotal: 1 }],
  ['a count is infinite', { inputTotal: 1, outputTotal: Number.POSITIVE_INFINITY }],
  ['a count is negative', { inputTotal: 1, outputTotal: -7 }],
  ['a rare count is negative', { inputTotal: 1, outputTotal: 1, webSearches: -5, pages: 3 }],
  ['a count is a fraction', { inputTotal: 1.5, outputTotal: 1 }],
  ['a count is above 2^53', { inputTotal: 2 ** 63, outputTotal: 1 }],
  ['seconds are NaN', { inputTotal: 1, outputTotal: 1, seconds: Number.NaN }],
])('usage is inconsistent when %s, and nothing is priced', (_, counts) => {
  const cost = costOf(book, callOf('openai', 'gpt-realtime', counts));
  expect(cost.reason).toBe('inconsistent_usage');
  expect(cost.total.toBig()).toBe(0n);
});

test('a reader that calls the usage inconsistent is believed', () => {
  expect(total(book, callOf('openai', 'gpt-4o', { inputTotal: 1, outputTotal: 1 }, { usageConsistent: false }))).toBe('inconsistent_usage');
});

test.each<[string, string, string, Partial<Usage>, string]>([
  ['no counts at all', 'openai', 'gpt-4o', {}, 'no_usage'],
  ['searches without tokens', 'openai', 'gpt-4o', { webSearches: 2 }, 'no_usage'],
  ['tokens of a model sold by the second', 'openai', 'whisper-1', { inputTotal: 100, outputTotal: 20 }, 'not_token_priced'],
  ['tokens of a model sold by the page', 'mistral_ai', 'mistral-ocr-2512', { inputTotal: 100 }, 'not_token_priced'],
  ['tokens of a model sold by the character', 'gcp.vertex_ai', 'text-embedding-005', { inputTotal: 100 }, 'not_token_priced'],
  ['no model', 'openai', '', { inputTotal: 100 }, 'unknown_model'],
])('%s have no price, not a price of zero', (_, provider, model, counts, reason) => {
  expect(total(book, callOf(provider, model, counts))).toBe(reason);
});

test('a free model really costs nothing, whatever was counted', () => {
  expect(total(book, callOf('openrouter', 'deepseek/deepseek-r1:free', { inputTotal: 5_000, outputTotal: 10 }))).toBe('0');
  expect(total(book, callOf('openrouter', 'deepseek/deepseek-r1:free', {}))).toBe('0');
});

test('half a usage is priced as far as it goes, as an estimate, and the unknown part is not known', () => {
  const cost = costOf(book, callOf('openai', 'gpt-4o', { inputTotal: 1_000 }));
  expect([cost.total.toString(), cost.estimated, cost.inputKnown, cost.outputKnown]).toEqual(['0.0025', true, true, false]);
  const reverse = costOf(book, callOf('openai', 'gpt-4o', { outputTotal: 1_000 }));
  expect([reverse.total.toString(), reverse.estimated, reverse.inputKnown, reverse.outputKnown]).toEqual(['0.01', true, false, true]);
});

test('an embedding has no output, and that is no gap', () => {
  const cost = costOf(book, callOf('openai', 'text-embedding-3-small', { inputTotal: 1_000 }));
  expect([cost.total.toString(), cost.estimated]).toEqual(['0.00002', false]);
});

test('cache writes of unknown life count as 5 minute ones, as an estimate', () => {
  const counts = { inputTotal: 1_000, cacheWrite5m: 1_000, outputTotal: 0 };
  const unknown = costOf(book, callOf('anthropic', 'claude-sonnet-4-5', counts));
  expect([unknown.total.toString(), unknown.estimated]).toEqual(['0.00375', true]);
  const known = costOf(book, callOf('anthropic', 'claude-sonnet-4-5', { ...counts, cacheWrite1h: 0 }));
  expect([known.total.toString(), known.estimated]).toEqual(['0.00375', false]);
});

test('a cached part without a price of its own costs what input costs, as an estimate', () => {
  const own = bookWith({ prices: [{ match: 'm', per_mtok: { input: 2, output: 4 } }] });
  const cost = costOf(own, callOf('acme', 'm', { inputTotal: 1_000, cacheRead: 400, outputTotal: 0 }));
  expect([cost.input.toString(), cost.cacheRead.toString(), cost.estimated]).toEqual(['0.0012', '0.0008', true]);
  expect(costOf(own, callOf('acme', 'm', { inputTotal: 1_000, cacheRead: 0, outputTotal: 0 })).estimated).toBe(false);
});

test('audio without a price of its own costs what text costs, as an estimate; images do so as a rule', () => {
  const own = bookWith({ prices: [{ match: 'm', per_mtok: { input: 2, output: 4 } }] });
  const audio = costOf(own, callOf('acme', 'm', { inputTotal: 1_000, audioInput: 500, outputTotal: 0 }));
  expect([audio.total.toString(), audio.estimated]).toEqual(['0.002', true]);
  const image = costOf(own, callOf('acme', 'm', { inputTotal: 1_000, imageInput: 500, outputTotal: 0 }));
  expect([image.total.toString(), image.estimated]).toEqual(['0.002', false]);
});

test('cached tokens of unknown modality are text as long as that is possible', () => {
  // 600 audio, 500 cached: 400 text may be cached, so that 100 of the cached ones must be audio.
  const cost = costOf(book, callOf('openai', 'gpt-realtime', { inputTotal: 1_000, audioInput: 600, cacheRead: 500, outputTotal: 0 }));
  expect(cost.estimated).toBe(true);
  // 500 uncached are all audio at 32.
  expect(cost.input.toString()).toBe('0.016');
  expect(cost.cacheRead.toString()).toBe('0.0002');
});

test('a search that the source has no price for makes the total an estimate', () => {
  const cost = costOf(book, callOf('openai', 'gpt-4o-audio-preview', { inputTotal: 1, outputTotal: 1, webSearches: 1 }));
  expect([cost.other.isZero, cost.estimated]).toEqual([true, true]);
});

test('an unknown service tier costs the list price, as an estimate; the usual ones do not', () => {
  const counts = { inputTotal: 1_000_000, outputTotal: 0 };
  const at = (serviceTier: string): [string, boolean] => {
    const cost = costOf(book, callOf('openai', 'gpt-4o', counts, { serviceTier }));
    return [cost.total.toString(), cost.estimated];
  };
  expect(at('scale')).toEqual(['2.5', true]);
  expect(at('default')).toEqual(['2.5', false]);
  expect(at('flex')).toEqual(['1.25', false]);
  expect(at('SERVICE_TIER_FLEX')).toEqual(['1.25', false]);
});

const tokens = fc.nat(2_000_000);

test('parts always add up to the total, no part is negative, and a cost never depends on the one before', () => {
  const models = [
    ['openai', 'gpt-realtime'],
    ['anthropic', 'claude-sonnet-4-5'],
    ['gcp.gemini', 'gemini-2.5-pro'],
    ['perplexity', 'sonar-deep-research'],
    ['openrouter', 'google/gemini-3-flash-preview'],
  ] as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...models),
      fc.array(tokens, { minLength: 12, maxLength: 12 }),
      fc.nat(5),
      ([provider, model], n, searches) => {
        const [fresh, read, w5, w1, audio, image, out, reasoning, spoken] = n as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        const usage = usageOf({
          inputTotal: fresh + read + w5 + w1 + audio + image,
          cacheRead: read,
          cacheWrite5m: w5,
          cacheWrite1h: w1,
          audioInput: audio,
          imageInput: image,
          outputTotal: out + spoken + reasoning,
          reasoning,
          audioOutput: spoken,
          webSearches: searches,
        });
        const call = callOf(provider, model, usage);
        const cost = costOf(book, call);
        expect(cost.reason).toBe('');
        const parts = [cost.input, cost.output, cost.cacheRead, cost.cacheWrite, cost.other].map((part) => part.toBig());
        for (const part of parts) expect(part >= 0n).toBe(true);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(cost.total.toBig());
        book.price(callOf('openai', 'whisper-1', { inputTotal: 1 }), AT, 1, cost);
        expect([cost.reason, cost.total.toBig()]).toEqual(['not_token_priced', 0n]);
        book.price(call, AT, 1, cost);
        expect(cost.total.toBig()).toBe(parts.reduce((a, b) => a + b, 0n));
      },
    ),
    { numRuns: 300 },
  );
});

test('absurd but legal counts are priced exactly', () => {
  const cost = costOf(book, callOf('openai', 'o1-pro', { inputTotal: Number.MAX_SAFE_INTEGER, outputTotal: 0 }));
  // 9,007,199,254,740,991 tokens at 150 for a million.
  expect(cost.total.toString()).toBe('1351079888211.14865');
});
