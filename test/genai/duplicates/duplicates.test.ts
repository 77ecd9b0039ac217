import { describe, expect, test } from 'vitest';
import { createCallReader } from '../../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../../../src/genai/dialect.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { callsOf } from '../corpus-kit.ts';
import { batchOfSpans, readAll, START_NS, type Written } from '../spans.ts';

const TRACE = 'aa000000000000000000000000000001';
const chat = (more: PlainAttributes = {}): PlainAttributes => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 50,
  ...more,
});
const span = (
  id: string,
  parentSpanId: string | undefined,
  scope: string,
  attributes: PlainAttributes,
  more: Partial<Written> = {},
): Written => ({
  traceId: TRACE,
  spanId: `00000000000000${id}`,
  ...(parentSpanId === undefined ? {} : { parentSpanId: `00000000000000${parentSpanId}` }),
  scope,
  attributes,
  ...more,
});
const SDK = 'opentelemetry.instrumentation.genai.openai';
const FRAMEWORK = 'pydantic-ai';
const PLATFORM = 'com.anthropic.claude-platform';
const gateway = (id: string, parent: string | undefined, attributes: PlainAttributes): Written =>
  span(id, parent, 'x', attributes, { name: 'kong.gen_ai' });
const billed = (spans: readonly Written[]): string[] =>
  readAll(spans)
    .filter((call) => call.billable)
    .map((call) => call.spanId.slice(-2));

describe('spans that tell of one call', () => {
  test('by the same response id in a trace are one: the SDK before the framework, the gateway and the server', () => {
    const id = chat({ 'gen_ai.response.id': 'r1' });
    const all = [
      gateway('04', '03', id),
      span('03', '02', SDK, id),
      span('02', undefined, FRAMEWORK, id),
      span('05', '04', PLATFORM, id, { kind: 2 }),
    ];
    expect(billed(all)).toEqual(['03']);
    expect(billed(all.toReversed())).toEqual(['03']);
    expect(billed(all.filter((_span, i) => i !== 1))).toEqual(['02']);
    expect(billed([all[0]!, all[3]!])).toEqual(['04']);
  });

  test('by parent and child of equal model and figures are one, also over spans in between', () => {
    const http: Written = span('03', '02', 'http', { 'http.request.method': 'POST' });
    expect(
      billed([span('04', '03', SDK, chat()), http, span('02', undefined, FRAMEWORK, chat({ 'gen_ai.request.model': 'openai/gpt-4o' }))]),
    ).toEqual(['04']);
  });

  test('are two when the figures or the models differ, or when nothing joins them', () => {
    expect(billed([span('04', '02', SDK, chat()), span('02', undefined, FRAMEWORK, chat({ 'gen_ai.usage.output_tokens': 51 }))])).toEqual([
      '04',
      '02',
    ]);
    expect(billed([span('04', '02', SDK, chat()), span('02', undefined, FRAMEWORK, chat({ 'gen_ai.request.model': 'gpt-4.1' }))])).toEqual([
      '04',
      '02',
    ]);
    expect(billed([span('04', undefined, SDK, chat()), span('02', undefined, FRAMEWORK, chat())])).toEqual(['04', '02']);
  });

  test('in different traces are two even with one response id, since nothing says that they are the same', () => {
    const id = chat({ 'gen_ai.response.id': 'chatcmpl-123' });
    expect(
      billed([span('04', undefined, SDK, id), { ...span('02', undefined, FRAMEWORK, id), traceId: 'bb000000000000000000000000000002' }]),
    ).toEqual(['04', '02']);
  });

  test('are counted once when they failed without figures on several levels', () => {
    const failed = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };
    const calls = readAll([
      span('04', '02', SDK, { ...failed, 'error.type': 'X' }, { status: { code: 2 } }),
      span('02', undefined, FRAMEWORK, failed, { status: { code: 2 } }),
    ]);
    expect(calls.map((call) => [call.failed, call.modelCall, call.billable])).toEqual([
      [true, true, false],
      [true, false, false],
    ]);
  });

  test('of a gateway that is its own emitter twice are one', () => {
    const request = chat({ hidden_params: '{}', 'llm.request.type': 'completion' });
    expect(
      billed([
        span('04', '03', 'litellm', request, { name: 'litellm_request' }),
        span('03', undefined, 'litellm', request, { name: 'Received Proxy Server Request', kind: 2 }),
      ]),
    ).toEqual(['04']);
  });
});

describe('across batches', () => {
  const first = batchOfSpans(span('04', '02', SDK, chat({ 'gen_ai.response.id': 'r1' })));
  const second = batchOfSpans(span('02', undefined, FRAMEWORK, chat({ 'gen_ai.response.id': 'r1' })));
  const read = (reader: ReturnType<typeof createCallReader>, batch: typeof first): boolean[] =>
    callsOf(batch, DEFAULT_DIALECT_SETTINGS, reader).map((call) => call.billable);

  test('the first span that claims a response id keeps it, and duplicates are counted', () => {
    const reader = createCallReader(DEFAULT_DIALECT_SETTINGS);
    expect([read(reader, first), read(reader, second)]).toEqual([[true], [false]]);
    expect(reader.duplicates).toMatchObject({ found: 1, forgotten: 0 });
  });

  test('a span that is delivered again keeps its answer', () => {
    const reader = createCallReader(DEFAULT_DIALECT_SETTINGS);
    expect([read(reader, first), read(reader, second), read(reader, first), read(reader, second)]).toEqual([
      [true],
      [false],
      [true],
      [false],
    ]);
  });

  test('a memory that is too small lets duplicates through, and says how many ids it gave up', () => {
    const reader = createCallReader({ ...DEFAULT_DIALECT_SETTINGS, duplicates: { entries: 64, windowS: 900 } });
    read(reader, first);
    for (let i = 0; i < 40; i++) {
      const spans = Array.from({ length: 50 }, (_, k) => ({
        ...span('10', undefined, SDK, chat({ 'gen_ai.response.id': `x${i}-${k}` })),
        spanId: (BigInt(i) * 100n + BigInt(k) + 4096n).toString(16).padStart(16, '0'),
      }));
      read(reader, batchOfSpans(...spans));
    }
    expect(read(reader, second)).toEqual([true]);
    expect(reader.duplicates!.forgotten).toBeGreaterThan(1900);
  });

  test("an id is remembered for the window, by the spans' own time", () => {
    const later = (seconds: bigint): typeof first =>
      batchOfSpans(
        span('02', undefined, FRAMEWORK, chat({ 'gen_ai.response.id': 'r1' }), {
          startNs: START_NS + seconds * 1_000_000_000n,
          endNs: START_NS + seconds * 1_000_000_000n,
        }),
      );
    const settings = { ...DEFAULT_DIALECT_SETTINGS, duplicates: { entries: 64, windowS: 60 } };
    for (const [seconds, expected] of [
      [59n, false],
      [62n, true],
    ] as const) {
      const reader = createCallReader(settings);
      read(reader, first);
      expect(read(reader, later(seconds))).toEqual([expected]);
    }
  });
});
