import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, type Config, SCHEMA } from '../../../src/connectors/genai_metrics/config.ts';
import { MetricsConnector } from '../../../src/connectors/genai_metrics/connector.ts';
import { LabelKey, MAX_LABEL_BYTES, readKey } from '../../../src/connectors/genai_metrics/label-key.ts';
import { buildTraces, type PlainSpan } from '../../../src/otlp/build/traces.ts';
import { internKey } from '../../../src/otlp/keys.ts';
import { encodeValue } from '../../../src/otlp/views/values.ts';
import { SpanWalk } from '../../../src/otlp/walk.ts';
import { makeFakeHost } from '../../support/fake-host.ts';
import { PlainCallReader } from '../../support/plain-call-reader.ts';
import { look, pick, readPoints, Sink } from './support.ts';

const CONFIG: Config = {
  dimensions: [],
  semconv: 'both',
  histograms: {},
  exemplars: { enabled: true },
  metrics_flush_interval: '15s',
  aggregation_cardinality_limit: 10,
  resource_attributes: {},
};

function call(model: string, errorType?: string): PlainSpan {
  return {
    startNs: 1_000_000_000n,
    endNs: 2_000_000_000n,
    ...(errorType === undefined ? {} : { status: { code: 2 } }),
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': model,
      'gen_ai.usage.input_tokens': 1,
      ...(errorType === undefined ? {} : { 'error.type': errorType }),
    },
  };
}

async function observe(
  spans: PlainSpan[],
  config: Config = CONFIG,
): Promise<{ reads: ReturnType<typeof readPoints>; host: ReturnType<typeof makeFakeHost> }> {
  const host = makeFakeHost();
  const connector = new MetricsConnector(config, host);
  const sink = new Sink();
  connector.connect(new Map([['metrics', sink]]));
  look(connector, buildTraces([{ spans }]));
  await connector.flush(new AbortController().signal);
  return { reads: readPoints(sink.batches[0]!), host };
}

describe('genai_metrics under strain', () => {
  it('sends what is over the cardinality limit to one overflow series per metric and counts it', async () => {
    const { reads, host } = await observe(Array.from({ length: 50 }, (_, i) => call(`model-${i}`)));
    const requests = pick(reads, 'assay.requests');
    expect(requests).toHaveLength(11);
    expect(requests.at(-1)?.labels).toEqual({ 'otel.metric.overflow': 'true' });
    expect(requests.at(-1)?.value).toBe(40);
    expect(requests.reduce((sum, read) => sum + read.value, 0)).toBe(50);
    expect(pick(reads, 'gen_ai.client.inference.duration').reduce((sum, read) => sum + read.value, 0)).toBe(50);
    expect(host.metrics.value('assay_metrics_overflow')).toBeGreaterThan(40);
    expect(host.metrics.value('assay_metrics_series')).toBeLessThanOrEqual(10 * 20);
  });

  it('bounds labels that vary within one model as well', async () => {
    const { reads } = await observe(Array.from({ length: 50 }, (_, i) => call('m', `error-${i}`)));
    expect(pick(reads, 'assay.requests')).toHaveLength(11);
    expect(pick(reads, 'assay.requests').reduce((sum, read) => sum + read.value, 0)).toBe(50);
  });

  it('cuts megabyte model names at a character and replaces control characters', async () => {
    const { reads } = await observe([call('é'.repeat(500_000)), call('a\u0000b\u001b[31m"\n\\')]);
    const models = pick(reads, 'assay.requests').map((read) => read.labels['gen_ai.request.model']);
    expect(models).toEqual(['é'.repeat(MAX_LABEL_BYTES / 2), 'a?b?[31m"\n\\']);
  });

  it('keeps series apart exactly when their labels differ', () => {
    const text = fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string({ minLength: 260, maxLength: 300 }));
    fc.assert(
      fc.property(fc.array(text, { minLength: 3, maxLength: 3 }), fc.array(text, { minLength: 3, maxLength: 3 }), (a, b) => {
        const key = (values: string[]): Uint8Array => {
          const label = new LabelKey(3);
          for (const value of values) {
            const bytes = Buffer.from(value, 'utf8');
            label.bytes(bytes, 0, bytes.length);
          }
          return label.buf.slice(0, label.length);
        };
        expect(Buffer.from(key(a)).equals(key(b))).toBe(JSON.stringify(readKey(key(a))) === JSON.stringify(readKey(key(b))));
        for (const value of readKey(key(a))) expect(Buffer.byteLength(value ?? '')).toBeLessThanOrEqual(MAX_LABEL_BYTES);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['gen_ai.request.model', '<EMAIL_ADDRESS>'],
    ['llm.model_name', undefined],
  ])('never shows the model name that the call was read with after redaction edited %s', async (key, shown) => {
    const host = makeFakeHost();
    const connector = new MetricsConnector(CONFIG, host);
    const sink = new Sink();
    connector.connect(new Map([['metrics', sink]]));
    const stage = connector.stages.span!;
    const reader = new PlainCallReader(key);
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 1, [key]: 'ada@example.test' };
    new SpanWalk().run(buildTraces([{ spans: [{ attributes }] }]), {
      item: (view) => {
        const readBefore = reader.read(view);
        expect(readBefore?.requestModel.toString()).toBe('ada@example.test');
        const masked = encodeValue('<EMAIL_ADDRESS>');
        view.attributes.replaceValue(view.attributes.find(internKey(key)), masked, 0, masked.length);
        return (
          stage.span(view, view, { calls: { read: () => readBefore, readLog: () => undefined, prepare: () => {} }, pipeline: 'traces' }) ===
          0
        );
      },
    });
    await connector.flush(new AbortController().signal);
    const [read] = pick(readPoints(sink.batches[0]!), 'assay.requests');
    expect(read?.labels['gen_ai.request.model']).toBe(shown);
  });

  it('allocates no series for labels it has seen', async () => {
    const host = makeFakeHost();
    const connector = new MetricsConnector(CONFIG, host);
    look(connector, buildTraces([{ spans: [call('m'), call('m', 'e')] }]));
    const series = host.metrics.value('assay_metrics_series');
    look(connector, buildTraces([{ spans: [call('m'), call('m', 'e'), call('m')] }]));
    expect(host.metrics.value('assay_metrics_series')).toBe(series);
  });
});

describe('genai_metrics config', () => {
  it('finds bounds that do not ascend, taken labels and an interval of zero', () => {
    const problems = check({
      ...CONFIG,
      histograms: { tokens: [1, 2, 2] },
      dimensions: [{ key: 'service.name' }, { key: 'a', name: 'x' }, { key: 'x' }, { key: 'error.type', name: 'kind' }],
      metrics_flush_interval: '0s',
    });
    expect(problems.map((problem) => [problem.code, problem.path])).toEqual([
      ['ASSAY_METRICS_BOUNDS', ['histograms', 'tokens', 2]],
      ['ASSAY_METRICS_LABEL_TAKEN', ['dimensions', 0, 'key']],
      ['ASSAY_METRICS_LABEL_TAKEN', ['dimensions', 2, 'key']],
      ['ASSAY_METRICS_INTERVAL', ['metrics_flush_interval']],
    ]);
  });

  it('has the defaults of the contract', () => {
    const properties = SCHEMA['properties'] as Record<string, { default: unknown }>;
    expect(properties['metrics_flush_interval']?.default).toBe('15s');
    expect(properties['aggregation_cardinality_limit']?.default).toBe(2000);
    expect(properties['semconv']?.default).toBe('current');
  });
});
