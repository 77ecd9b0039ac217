import { expect, test } from 'vitest';
import { PriceBook } from '../../../src/genai/pricing/price-book.ts';
import type { Usage } from '../../../src/genai/usage.ts';
import { AT, bookWith, callOf, costOf, total } from './support.ts';

// Each figure was worked out by hand from the provider's published prices for a million tokens.
const book = new PriceBook();

interface Invoice {
  readonly title: string;
  readonly provider: string;
  readonly model: string;
  readonly usage: Partial<Usage>;
  readonly tier?: string;
  /** Exact dollars. */
  readonly parts: {
    readonly input?: string;
    readonly output?: string;
    readonly cacheRead?: string;
    readonly cacheWrite?: string;
    readonly other?: string;
  };
  readonly total: string;
  readonly estimated?: boolean;
}

const INVOICES: readonly Invoice[] = [
  {
    // 1,000 at 3, 6,000 at 0.30, 2,000 at 3.75, 1,000 at 6; 500 at 15.
    title: 'Anthropic with 5 minute and 1 hour cache writes',
    provider: 'anthropic',
    model: 'claude-sonnet-4-5-20250929',
    usage: { inputTotal: 10_000, cacheRead: 6_000, cacheWrite5m: 2_000, cacheWrite1h: 1_000, outputTotal: 500 },
    parts: { input: '0.003', cacheRead: '0.0018', cacheWrite: '0.0135', output: '0.0075' },
    total: '0.0258',
  },
  {
    // 271,999 at 5, 100 at 30.
    title: 'GPT-5.5 one token below the long context',
    provider: 'openai',
    model: 'gpt-5.5-2026-04-23',
    usage: { inputTotal: 271_999, outputTotal: 100 },
    parts: { input: '1.359995', output: '0.003' },
    total: '1.362995',
  },
  {
    // 272,001 at 10, 100 at 45: input and output both take the higher rate, for every token.
    title: 'GPT-5.5 one token above the long context',
    provider: 'openai',
    model: 'gpt-5.5-2026-04-23',
    usage: { inputTotal: 272_001, outputTotal: 100 },
    parts: { input: '2.72001', output: '0.0045' },
    total: '2.72451',
  },
  {
    // Cached tokens count for the step: 2,001 fresh at 10, 270,000 cached at 1.
    title: 'GPT-5.5 above the long context by cached tokens alone',
    provider: 'openai',
    model: 'gpt-5.5',
    usage: { inputTotal: 272_001, cacheRead: 270_000, outputTotal: 0 },
    parts: { input: '0.02001', cacheRead: '0.27' },
    total: '0.29001',
  },
  {
    title: 'Gemini 2.5 Pro at 200,000',
    provider: 'gcp.gemini',
    model: 'gemini-2.5-pro',
    usage: { inputTotal: 200_000, outputTotal: 1_000 },
    parts: { input: '0.25', output: '0.01' },
    total: '0.26',
  },
  {
    title: 'Gemini 2.5 Pro at 200,001',
    provider: 'gcp.gemini',
    model: 'gemini-2.5-pro',
    usage: { inputTotal: 200_001, outputTotal: 1_000 },
    parts: { input: '0.5000025', output: '0.015' },
    total: '0.5150025',
  },
  {
    // 200 visible and 800 reasoning tokens, both at 15.
    title: 'xAI with reasoning inside the output',
    provider: 'x_ai',
    model: 'grok-4-0709',
    usage: { inputTotal: 1_000, outputTotal: 1_000, reasoning: 800 },
    parts: { input: '0.003', output: '0.015' },
    total: '0.018',
  },
  {
    // 100 answer tokens and 400 thoughts at 2.50.
    title: 'Gemini thoughts',
    provider: 'gcp.gemini',
    model: 'gemini-2.5-flash',
    usage: { inputTotal: 2_000, outputTotal: 500, reasoning: 400 },
    parts: { input: '0.0006', output: '0.00125' },
    total: '0.00185',
  },
  {
    // Perplexity sells reasoning apart: 300 at 3, 200 at 8.
    title: 'reasoning with a price of its own',
    provider: 'perplexity',
    model: 'sonar-deep-research',
    usage: { inputTotal: 1_000, outputTotal: 500, reasoning: 300 },
    parts: { input: '0.002', output: '0.0025' },
    total: '0.0045',
  },
  {
    // Text 3,000 at 4, audio 4,000 at 32, cached text 1,000 and cached audio 2,000 at 0.40; audio out 700 at 64, text out 300 at 16.
    title: 'audio and text, cached and not',
    provider: 'openai',
    model: 'gpt-realtime',
    usage: { inputTotal: 10_000, audioInput: 6_000, cacheRead: 3_000, audioCacheRead: 2_000, outputTotal: 1_000, audioOutput: 700 },
    parts: { input: '0.14', cacheRead: '0.0012', output: '0.0496' },
    total: '0.1908',
  },
  {
    // Half of 0.15 and 0.12.
    title: 'batch',
    provider: 'openai',
    model: 'gpt-4o-mini',
    usage: { inputTotal: 1_000_000, outputTotal: 200_000 },
    tier: 'batch',
    parts: { input: '0.075', output: '0.06' },
    total: '0.135',
  },
  {
    // 3.50 and 14 for a million.
    title: 'priority',
    provider: 'openai',
    model: 'gpt-4.1',
    usage: { inputTotal: 1_000_000, outputTotal: 1_000_000 },
    tier: 'priority',
    parts: { input: '3.5', output: '14' },
    total: '17.5',
  },
  {
    // 14 for 1,000 requests.
    title: 'a fee for each request',
    provider: 'perplexity',
    model: 'sonar-pro',
    usage: { inputTotal: 500, outputTotal: 300 },
    parts: { input: '0.0015', output: '0.0045', other: '0.014' },
    total: '0.02',
  },
  {
    // Three searches at 10 for 1,000; half price does not touch fees.
    title: 'web searches in a batch',
    provider: 'openai',
    model: 'gpt-5',
    usage: { inputTotal: 1_000, outputTotal: 0, webSearches: 3 },
    tier: 'batch',
    parts: { input: '0.000625', other: '0.03' },
    total: '0.030625',
  },
  {
    title: 'ninety seconds of transcription at 0.36 an hour',
    provider: 'openai',
    model: 'whisper-1',
    usage: { seconds: 90 },
    parts: { other: '0.009' },
    total: '0.009',
  },
  {
    // Ten seconds at least: 10 x 0.111 / 3600.
    title: 'a short transcription at a provider with a minimum',
    provider: 'groq',
    model: 'whisper-large-v3',
    usage: { seconds: 4.2 },
    parts: { other: '0.000308333333' },
    total: '0.000308333333',
  },
  {
    title: 'pages',
    provider: 'mistral_ai',
    model: 'mistral-ocr-2512',
    usage: { pages: 7 },
    parts: { other: '0.014' },
    total: '0.014',
  },
  {
    title: 'one rerank search',
    provider: 'cohere',
    model: 'rerank-v3.5',
    usage: {},
    parts: { other: '0.002' },
    total: '0.002',
    estimated: true,
  },
  {
    // The list of Bedrock has no 1 hour price: twice the input price, 6.6 for a million, as an estimate.
    title: 'a 1 hour cache write where only the maker says what it costs',
    provider: 'aws.bedrock',
    model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    usage: { inputTotal: 1_000, cacheWrite5m: 0, cacheWrite1h: 1_000, outputTotal: 0 },
    parts: { cacheWrite: '0.0066' },
    total: '0.0066',
    estimated: true,
  },
];

test.each(INVOICES.map((invoice) => [invoice.title, invoice] as const))('%s', (_, invoice) => {
  const cost = costOf(book, callOf(invoice.provider, invoice.model, invoice.usage, { serviceTier: invoice.tier ?? '' }));
  expect(cost.reason).toBe('');
  expect({
    input: cost.input.toString(),
    output: cost.output.toString(),
    cacheRead: cost.cacheRead.toString(),
    cacheWrite: cost.cacheWrite.toString(),
    other: cost.other.toString(),
  }).toEqual({ input: '0', output: '0', cacheRead: '0', cacheWrite: '0', other: '0', ...invoice.parts });
  expect(cost.total.toString()).toBe(invoice.total);
  expect(cost.estimated).toBe(invoice.estimated ?? false);
});

test('the same call costs what the price of its day was', () => {
  const call = callOf('openai', 'o3', { inputTotal: 1_000_000, outputTotal: 0 });
  expect(total(book, call, Date.parse('2025-06-09T23:59:59Z'))).toBe('10');
  expect(total(book, call, Date.parse('2025-06-10T00:00:00Z'))).toBe('2');
});

test('prices of the hour hold in their hours', () => {
  const call = callOf('deepseek', 'deepseek-v4-flash', { inputTotal: 1_000_000, outputTotal: 0 });
  expect(total(book, call, Date.parse('2026-09-01T02:00Z'))).toBe('0.44');
  expect(total(book, call, Date.parse('2026-09-01T05:00Z'))).toBe('0.22');
  expect(total(book, call, Date.parse('2026-08-16T05:00Z'))).toBe('0.14');
});

test('an alias of the maker moves with its day', () => {
  const call = callOf('mistral_ai', 'mistral-large-latest', { inputTotal: 1_000_000, outputTotal: 0 });
  expect(total(book, call, Date.parse('2025-12-01T12:00Z'))).toBe('2');
  expect(total(book, call, Date.parse('2025-12-02T12:00Z'))).toBe('0.5');
});

test('own processors cost by the time a call takes, shared among the calls that run at a time', () => {
  const own = bookWith({ prices: [{ match: 'llama-local', gpu_hour: { price: 2.5, gpus: 2, concurrency: 8 } }] });
  // 2 x 2.50 for 90 seconds of an hour, an eighth of it.
  const cost = costOf(own, callOf('vllm', 'llama-local', {}), AT, 90);
  expect([cost.total.toString(), cost.other.toString(), cost.estimated]).toEqual(['0.015625', '0.015625', true]);
  expect(costOf(own, callOf('vllm', 'llama-local', {}), AT, Number.NaN).reason).toBe('no_usage');
});
