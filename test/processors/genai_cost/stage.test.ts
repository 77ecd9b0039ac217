import { expect, test } from 'vitest';
import { double } from '../../../src/otlp/build/any-value.ts';
import { buildTraces } from '../../../src/otlp/build/traces.ts';
import { genaiCostProcessor } from '../../../src/processors/genai_cost/index.ts';
import { chat, costOf, END_NS, make, runRecords, runSpans, USED } from './support.ts';

/** Runs one span and gives what was written. */
function one(attributes: Parameters<typeof chat>[0], config: Parameters<typeof make>[0] = {}): Readonly<Record<string, unknown>> {
  return costOf(runSpans(make(config), [chat(attributes)]).spans[0]);
}

test('a paid call gets total, parts, source, match, price id, version and whether it is an estimate', () => {
  expect(one({ ...USED, 'gen_ai.response.model': 'gpt-4o-mini-2024-07-18' })).toEqual({
    'assay.cost.total': 0.00021,
    'assay.cost.input': 0.00015,
    'assay.cost.output': 0.00006,
    'assay.cost.source': 'computed',
    'assay.cost.match': 'exact',
    'assay.cost.price_id': 'openai/gpt-4o-mini',
    'assay.cost.price_version': 'genai-prices@0.1.8',
    'assay.cost.estimated': false,
  });
});

test('cached parts are written when there are any', () => {
  const written = one({ ...USED, 'gen_ai.usage.cache_read.input_tokens': 400 });
  expect([written['assay.cost.input'], written['assay.cost.cache_read'], written['assay.cost.total']]).toEqual([0.00009, 0.00003, 0.00018]);
});

test.each([
  ['unknown_model', { ...USED, 'gen_ai.request.model': 'no-such-model' }],
  ['unknown_provider', { ...USED, 'gen_ai.provider.name': 'acme', 'gen_ai.request.model': 'acme-1' }],
  ['no_usage', {}],
  ['inconsistent_usage', { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': -5 }],
  ['not_token_priced', { ...USED, 'gen_ai.request.model': 'whisper-1' }],
])('an unpriced call says %s and carries no amount', (reason, attributes) => {
  const bench = make();
  expect(costOf(runSpans(bench, [chat(attributes)]).spans[0])).toEqual({ 'assay.cost.unpriced_reason': reason });
  expect(bench.host.metrics.value('assay_unpriced_calls', { reason })).toBe(1);
});

test('spans that are no paid call pass byte for byte', () => {
  const batch = buildTraces([
    {
      spans: [
        { name: 'GET /', attributes: { 'http.request.method': 'GET' } },
        chat({ 'gen_ai.operation.name': 'invoke_agent', ...USED }),
        chat({ 'gen_ai.operation.name': 'execute_tool' }),
      ],
    },
  ]);
  expect(runSpans(make(), batch).batch).toBe(batch);
});

test('a second pass changes nothing, priced or not, whatever the prices are by then', () => {
  const spans = [chat(USED), chat({ ...USED, 'gen_ai.request.model': 'no-such-model' })];
  const first = runSpans(make(), spans).batch;
  const dearer = make({ overrides: [{ match: { glob: '*' }, per_mtok: { input: 1000, output: 1000 } }] });
  expect(runSpans(dearer, first).batch).toBe(first);
});

test('the price is that of the end of the call', () => {
  const at = (iso: string): unknown =>
    costOf(runSpans(make(), [chat({ ...USED, 'gen_ai.request.model': 'o3' }, { endNs: BigInt(Date.parse(iso)) * 1_000_000n })]).spans[0])[
      'assay.cost.input'
    ];
  expect([at('2025-06-09T12:00Z'), at('2025-06-11T12:00Z')]).toEqual([0.01, 0.002]);
});

test('a span without times is priced as of now', () => {
  const { spans } = runSpans(make(), [{ name: 'chat', attributes: { ...chat(USED).attributes } }]);
  expect(costOf(spans[0])['assay.cost.total']).toBe(0.00021);
});

test('a cost that the emitter reports is kept as the cost', () => {
  expect(one({ ...USED, 'gen_ai.usage.cost': double(0.5) })).toEqual({ 'assay.cost.total': 0.5, 'assay.cost.source': 'reported' });
});

test('with compute_beside ours stands beside the reported one, with its provenance', () => {
  expect(one({ ...USED, 'gen_ai.usage.cost': double(0.5) }, { on_reported_cost: 'compute_beside' })).toEqual({
    'assay.cost.total': 0.5,
    'assay.cost.source': 'reported',
    'assay.cost.computed': 0.00021,
    'assay.cost.match': 'exact',
    'assay.cost.price_id': 'openai/gpt-4o-mini',
    'assay.cost.price_version': 'genai-prices@0.1.8',
    'assay.cost.estimated': false,
  });
});

test.each([0, -3, Number.NaN, Number.POSITIVE_INFINITY])('a reported cost of %d beside tokens is no statement: ours is computed', (usd) => {
  expect(one({ ...USED, 'gen_ai.usage.cost': double(usd) })).toMatchObject({
    'assay.cost.total': 0.00021,
    'assay.cost.source': 'computed',
  });
});

test('a discount is taken and the list price written beside', () => {
  expect(one(USED, { discounts: [{ provider: 'openai', percent: 50 }] })).toMatchObject({
    'assay.cost.total': 0.000105,
    'assay.cost.list': 0.00021,
  });
});

test('also_write adds the other spellings', () => {
  const { spans } = runSpans(make({ also_write: ['gen_ai_usage_cost', 'openinference', 'langfuse', 'operation_cost'] }), [
    chat({ ...USED, 'gen_ai.usage.cache_read.input_tokens': 400 }),
  ]);
  expect(spans[0]).toMatchObject({
    'gen_ai.usage.cost': 0.00018,
    'operation.cost': 0.00018,
    'llm.cost.total': 0.00018,
    'llm.cost.prompt': 0.00012,
    'llm.cost.completion': 0.00006,
    'llm.cost.prompt_details.cache_read': 0.00003,
    'langfuse.observation.cost_details': '{"input":0.00009,"output":0.00006,"cache_read_input_tokens":0.00003,"total":0.00018}',
  });
});

test('also_write leaves what is there and writes nothing for an unpriced call', () => {
  const bench = make({ also_write: ['operation_cost', 'langfuse'] });
  const { spans } = runSpans(bench, [
    chat({ ...USED, 'langfuse.observation.cost_details': 'mine' }),
    chat({ ...USED, 'gen_ai.request.model': 'no-such-model' }),
  ]);
  expect(spans[0]).toMatchObject({ 'operation.cost': 0.00021, 'langfuse.observation.cost_details': 'mine' });
  expect(spans[1]).not.toHaveProperty('operation.cost');
});

test('a log record that is the call is priced, too', () => {
  const [record] = runRecords(make(), [
    {
      scope: { name: 'com.anthropic.claude_code.events' },
      records: [
        {
          timeNs: END_NS,
          eventName: 'claude_code.api_request',
          body: 'claude_code.api_request',
          attributes: {
            'event.name': 'api_request',
            model: 'claude-sonnet-4-5-20250929',
            input_tokens: '1000',
            output_tokens: '100',
            cache_read_tokens: '0',
            cache_creation_tokens: '0',
          },
        },
      ],
    },
  ]);
  expect(costOf(record)).toMatchObject({ 'assay.cost.total': 0.0045, 'assay.cost.price_id': 'anthropic/claude-sonnet-4-5' });
});

test('odd spans in a batch are unpriced one by one and harm no other', () => {
  const odd = [
    { 'gen_ai.usage.input_tokens': double(Number.NaN), 'gen_ai.usage.output_tokens': 1 },
    { 'gen_ai.usage.input_tokens': 9_223_372_036_854_775_807n, 'gen_ai.usage.output_tokens': 1 },
    { 'gen_ai.usage.input_tokens': 'many', 'gen_ai.usage.output_tokens': 1 },
    { ...USED, 'gen_ai.request.model': 'x'.repeat(1_000_000) },
  ];
  const bench = make();
  const { spans } = runSpans(
    bench,
    [...odd, USED].map((attributes, i) => chat(attributes, { spanId: `000000000000000${i + 1}` })),
  );
  expect(costOf(spans[4])['assay.cost.total']).toBe(0.00021);
  expect(costOf(spans[0])).toEqual({ 'assay.cost.unpriced_reason': 'inconsistent_usage' });
  expect(costOf(spans[1])).toEqual({ 'assay.cost.unpriced_reason': 'inconsistent_usage' });
  expect(costOf(spans[3])).toEqual({ 'assay.cost.unpriced_reason': 'unknown_model' });
  expect(JSON.stringify(bench.host.logs)).not.toContain('xxxx');
});

test('numbers that arrive as text are counts', () => {
  expect(one({ 'gen_ai.usage.input_tokens': '1000', 'gen_ai.usage.output_tokens': '100' })['assay.cost.total']).toBe(0.00021);
});

test('the processor emits only the metrics it declares', () => {
  const bench = make();
  runSpans(bench, [chat(USED), chat({ ...USED, 'gen_ai.request.model': 'no-such-model' })]);
  const declared = genaiCostProcessor.telemetry.map((spec) => spec.name);
  expect(bench.host.metrics.names().filter((name) => !declared.includes(name))).toEqual([]);
});
