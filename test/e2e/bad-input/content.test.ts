/* Well-formed requests with content that no one would expect: all of it passes, nothing of it costs more than its bytes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExposition, samplesOf } from '../../exporters/prometheus/exposition-parser.ts';
import { RunningBinary } from '../../support/binary.ts';
import { type Attributes, call, newSpanId, type SpanSpec, traceRequest } from '../../support/call-requests.ts';
import { post } from '../../support/clients.ts';
import { MemoryWatch } from '../../support/memory-watch.ts';
import { attributesByKey, OtlpSink } from '../../support/otlp-sink.ts';
import { promtoolErrors } from '../../support/promtool.ts';

const MB = 1_000_000;
const SERIES_LIMIT = 200;

let sink: OtlpSink;
let assay: RunningBinary;

beforeAll(async () => {
  sink = await OtlpSink.start();
  assay = await RunningBinary.start(`
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:0" } } } }
processors: { memory_limiter: , genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: }
connectors:
  genai_metrics: { metrics_flush_interval: 100ms, aggregation_cardinality_limit: ${SERIES_LIMIT}, dimensions: [{ key: feature }] }
exporters:
  otlp_grpc: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true }, compression: none }
  prometheus: { endpoint: "127.0.0.1:0" }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler]
      exporters: [otlp_grpc, genai_metrics]
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
`);
});

afterAll(async () => {
  await assay?.stop();
  await sink?.close();
});

async function send(spans: readonly SpanSpec[]): Promise<void> {
  const answer = await post(assay.port('http'), traceRequest(spans));
  expect(answer.status, answer.rpc?.message).toBe(200);
}

/** Sends one span and gives its attributes as they arrive. */
async function through(spec: SpanSpec): Promise<Record<string, unknown>> {
  const spanId = newSpanId();
  await send([{ ...spec, spanId }]);
  return expect
    .poll(() => sink.spans().find(({ span }) => span.spanId === spanId)?.span, { timeout: 10_000 })
    .toBeDefined()
    .then(() => attributesByKey(sink.spans().find(({ span }) => span.spanId === spanId)!.span));
}

async function page(): Promise<string> {
  return (await fetch(`http://127.0.0.1:${assay.port('prometheus')}/metrics`)).text();
}

/** Samples of the page of the prometheus exporter, checked by the strict reader and, where it is, by promtool. */
async function samples(name: string): Promise<ReturnType<typeof samplesOf>> {
  const text = await page();
  expect(await promtoolErrors(text)).toBe('');
  return text === '' ? [] : samplesOf(parseExposition(text, false), name);
}

async function unpriced(reason: string): Promise<number> {
  const all = await samples('assay_unpriced_requests_total');
  return all.filter(({ labels }) => labels['assay_cost_unpriced_reason'] === reason).reduce((sum, { value }) => sum + value, 0);
}

/** Token counts that are none, and why there can be no price. */
const ODD_USAGE: readonly (readonly [what: string, attributes: Attributes, reason: string])[] = [
  ['words in the place of counts', { 'gen_ai.usage.input_tokens': 'many', 'gen_ai.usage.output_tokens': 'few' }, 'inconsistent_usage'],
  ['NaN', { 'gen_ai.usage.input_tokens': { double: Number.NaN } }, 'inconsistent_usage'],
  ['infinity', { 'gen_ai.usage.output_tokens': { double: Number.POSITIVE_INFINITY } }, 'inconsistent_usage'],
  ['a negative count', { 'gen_ai.usage.input_tokens': -5 }, 'inconsistent_usage'],
  ['a fraction', { 'gen_ai.usage.input_tokens': 10.5 }, 'inconsistent_usage'],
  ['1e300 tokens', { 'gen_ai.usage.output_tokens': { double: 1e300 } }, 'inconsistent_usage'],
  ['no counts at all', { 'gen_ai.usage.input_tokens': undefined, 'gen_ai.usage.output_tokens': undefined }, 'no_usage'],
];

describe('token counts that are none', () => {
  it.each(ODD_USAGE)('%s: the span passes as it was, unpriced with its reason, and is counted', async (_what, attributes, reason) => {
    const before = await unpriced(reason);
    const arrived = await through(call(attributes));
    for (const [key, value] of Object.entries(attributes)) {
      if (value === undefined) continue;
      const original = arrived[`assay.original.${key}`] ?? arrived[key];
      expect(JSON.stringify(original), key).toContain(typeof value === 'object' ? 'doubleValue' : String(value));
    }
    expect(arrived['assay.cost.unpriced_reason']).toEqual({ stringValue: reason });
    expect(Object.keys(arrived).filter((key) => /^assay\.cost\.(total|input|output)/.test(key))).toEqual([]);
    await expect.poll(() => unpriced(reason), { timeout: 10_000 }).toBe(before + 1);
  });

  it('a call beside them is priced as ever', async () => {
    const arrived = await through(call());
    expect(arrived['assay.cost.total']).toEqual({ doubleValue: expect.closeTo(0.00021, 12) });
    expect(arrived['assay.cost.unpriced_reason']).toBeUndefined();
  });

  it('attributes of every wrong type at once change nothing but the understanding', async () => {
    const odd: Attributes = {
      'gen_ai.operation.name': 7,
      'gen_ai.provider.name': true,
      'gen_ai.request.model': ['a', 'b'],
      'gen_ai.response.model': 3.5,
      'gen_ai.response.finish_reasons': 'stop',
      'gen_ai.request.max_tokens': 'a lot',
    };
    const arrived = await through(call(odd));
    expect(arrived['assay.cost.total']).toBeUndefined();
    for (const key of Object.keys(odd)) expect(arrived[`assay.original.${key}`] ?? arrived[key], key).toBeDefined();
  });
});

describe('names that a page of metrics has to quote', () => {
  it('quotes, backslashes, line ends and other alphabets come back from the page as they were', async () => {
    const feature = 'say "no" to C:\\new\nor {le="1"} # 1';
    const model = 'modèle-"très\\"-模型';
    await through(call({ feature, 'gen_ai.request.model': model }));
    const ours = await expect
      .poll(async () => (await samples('assay_requests_total')).filter(({ labels }) => labels['gen_ai_request_model'] === model), {
        timeout: 10_000,
      })
      .toHaveLength(1)
      .then(() => samples('assay_requests_total'));
    const [found] = ours.filter(({ labels }) => labels['gen_ai_request_model'] === model);
    expect(found?.labels['feature']).toBe(feature);
  });
});

describe('names without end', () => {
  it('a model name of 1 MB arrives whole and leaves a short label', async () => {
    const name = `long-${'m'.repeat(MB - 5)}`;
    const arrived = await through(call({ 'gen_ai.request.model': name, 'gen_ai.response.model': name }));
    expect((arrived['gen_ai.request.model'] as { stringValue?: string }).stringValue === name).toBe(true);
    expect(arrived['assay.cost.unpriced_reason']).toEqual({ stringValue: 'unknown_model' });
    await expect
      .poll(async () => (await samples('assay_requests_total')).some(({ labels }) => labels['gen_ai_request_model']?.startsWith('long-')), {
        timeout: 10_000,
      })
      .toBe(true);
    const longest = Math.max(...(await page()).split('\n').map((line) => line.length));
    expect(longest).toBeLessThan(2000);
  });

  it('10,000 different models make a bounded page and no heap of memory', async () => {
    await send(Array.from({ length: 500 }, (_, i) => call({ 'gen_ai.request.model': `warm-${i}`, 'gen_ai.response.model': undefined })));
    const watch = new MemoryWatch(() => assay.rssMib());
    for (let sent = 0; sent < 10_000; sent += 500) {
      await send(
        Array.from({ length: 500 }, (_, i) =>
          call({ 'gen_ai.request.model': `model-${sent + i}`, 'gen_ai.response.model': `m-${sent + i}` }),
        ),
      );
    }
    await expect
      .poll(async () => (await samples('assay_requests_total')).reduce((sum, { value }) => sum + value, 0), { timeout: 20_000 })
      .toBeGreaterThanOrEqual(10_500);
    const requests = await samples('assay_requests_total');
    expect(requests.length).toBeLessThanOrEqual(SERIES_LIMIT + 1);
    expect(requests.some(({ labels }) => labels['otel_metric_overflow'] === 'true')).toBe(true);
    const grownMib = watch.stop();
    if (!Number.isNaN(grownMib)) expect(grownMib).toBeLessThan(120);
  });

  it('the count of unknown models in own metrics has a bound, too', async () => {
    const own = await assay.metrics();
    expect(await promtoolErrors(own)).toBe('');
    const lines = own.split('\n').filter((line) => line.startsWith('assay_unknown_models_total{'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(200);
  });
});
