import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/connectors/genai_metrics/config.ts';
import { MetricsConnector } from '../../../src/connectors/genai_metrics/connector.ts';
import { double, type PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { buildTraces, type PlainSpan } from '../../../src/otlp/build/traces.ts';
import { refused } from '../../../src/kernel/outcome.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';
import { look, pick, type Read, readPoints, Sink } from './support.ts';

const DEFAULTS: Config = {
  dimensions: [],
  semconv: 'current',
  histograms: {},
  exemplars: { enabled: true },
  metrics_flush_interval: '15s',
  aggregation_cardinality_limit: 2000,
  resource_attributes: {},
};

const START_NS = 1_700_000_000_000_000_000n;

function chat(attributes: PlainAttributes = {}, span: PlainSpan = {}): PlainSpan {
  return {
    name: 'chat',
    kind: 3,
    startNs: START_NS,
    endNs: START_NS + 500_000_000n,
    ...span,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.usage.input_tokens': 120,
      'gen_ai.usage.output_tokens': 30,
      ...attributes,
    },
  };
}

class Bench {
  readonly host: FakeHost = makeFakeHost({ id: 'genai_metrics' });
  readonly sink: Sink = new Sink();
  readonly connector: MetricsConnector;

  constructor(config: Partial<Config> = {}) {
    this.connector = new MetricsConnector({ ...DEFAULTS, ...config }, this.host);
    this.connector.connect(new Map([['metrics', this.sink]]));
    this.connector.start();
  }

  see(...spans: PlainSpan[]): this {
    look(this.connector, buildTraces([{ resource: { 'service.name': 'shop', 'deployment.environment.name': 'prod' }, spans }]));
    return this;
  }

  async flush(): Promise<Read[]> {
    const before = this.sink.batches.length;
    await this.connector.flush(new AbortController().signal);
    const batch = this.sink.batches[before];
    return batch === undefined ? [] : readPoints(batch);
  }
}

const LABELS = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
  'service.name': 'shop',
};

describe('genai_metrics', () => {
  it('counts requests, tokens and durations of a paid call under the labels of the contract', async () => {
    const reads = await new Bench().see(chat({ 'assay.finish.class': 'length' })).flush();
    expect(pick(reads, 'assay.requests').map((read) => [read.labels, read.value])).toEqual([
      [{ ...LABELS, 'assay.finish.class': 'length' }, 1],
    ]);
    expect(pick(reads, 'gen_ai.client.inference.usage.input_tokens').map((read) => [read.labels, read.value])).toEqual([
      [{ ...LABELS, 'gen_ai.token.modality': 'unknown' }, 120],
    ]);
    expect(pick(reads, 'gen_ai.client.inference.usage.output_tokens')[0]?.value).toBe(30);
    const [duration] = pick(reads, 'gen_ai.client.inference.duration');
    expect(duration?.labels).toEqual(LABELS);
    expect(duration?.point.sum).toBeCloseTo(0.5, 6);
    expect(duration?.unit).toBe('s');
    expect(duration?.point.bucketCounts?.[6]).toBe('1');
    expect(pick(reads, 'gen_ai.client.inference.operation.input_tokens')[0]?.point.sum).toBe(120);
    expect(reads.every((read) => read.cumulative)).toBe(true);
  });

  it('keeps counting from flush to flush with one start time', async () => {
    const bench = new Bench();
    const first = await bench.see(chat()).flush();
    await bench.host.clock.advance(1000);
    const second = await bench.see(chat(), chat()).flush();
    const start = pick(first, 'assay.requests')[0]?.point.startTimeUnixNano;
    expect(pick(second, 'assay.requests').map((read) => [read.value, read.point.startTimeUnixNano])).toEqual([[3, start]]);
    expect(Number(pick(second, 'assay.requests')[0]?.point.timeUnixNano)).toBeGreaterThan(Number(start));
  });

  it('flushes by itself every interval and once more at shutdown', async () => {
    const bench = new Bench();
    bench.see(chat());
    await bench.host.clock.advance(14_999);
    expect(bench.sink.batches).toHaveLength(0);
    await bench.host.clock.advance(1);
    expect(bench.sink.batches).toHaveLength(1);
    await bench.connector.shutdown(new AbortController().signal);
    expect(bench.sink.batches).toHaveLength(2);
    await bench.connector.shutdown(new AbortController().signal);
    expect(bench.sink.batches).toHaveLength(2);
    expect(bench.host.clock.liveTimers).toBe(0);
  });

  it('sends nothing before there is a series', async () => {
    const bench = new Bench();
    bench.see({ name: 'GET /', startNs: START_NS, endNs: START_NS });
    expect(await bench.flush()).toEqual([]);
  });

  it('takes cost from what genai_cost wrote, part by part', async () => {
    const cost = {
      'assay.cost.total': 0.003,
      'assay.cost.input': 0.001,
      'assay.cost.output': double(0.002),
      'assay.cost.cache_read': double(0),
    };
    const reads = await new Bench().see(chat(cost), chat(cost)).flush();
    const parts = pick(reads, 'assay.cost.usd').map((read) => [read.labels['assay.cost.type'], read.value]);
    expect(parts).toEqual([
      ['input', 0.002],
      ['output', 0.004],
      ['cache_read', 0],
    ]);
    expect(pick(reads, 'assay.request.cost.usd')[0]?.point.sum).toBeCloseTo(0.006, 12);
    expect(pick(reads, 'assay.unpriced.requests')).toEqual([]);
  });

  it('sums many small costs up without drift', async () => {
    const reads = await new Bench()
      .see(...Array.from({ length: 1000 }, () => chat({ 'assay.cost.total': 0.1, 'assay.cost.input': 0.1 })))
      .flush();
    expect(pick(reads, 'assay.cost.usd')[0]?.value).toBe(100);
  });

  it('counts a total without parts as other', async () => {
    const reads = await new Bench().see(chat({ 'assay.cost.total': 0.5, 'assay.cost.source': 'reported' })).flush();
    expect(pick(reads, 'assay.cost.usd').map((read) => [read.labels['assay.cost.type'], read.value])).toEqual([['other', 0.5]]);
  });

  it('counts an unpriced call by its reason and adds nothing to the cost', async () => {
    const reads = await new Bench().see(chat({ 'assay.cost.unpriced_reason': 'unknown_model' })).flush();
    expect(pick(reads, 'assay.unpriced.requests').map((read) => [read.labels['assay.cost.unpriced_reason'], read.value])).toEqual([
      ['unknown_model', 1],
    ]);
    expect(pick(reads, 'assay.cost.usd')).toEqual([]);
    expect(pick(reads, 'assay.request.cost.usd')).toEqual([]);
  });

  it('ignores costs that are no amounts', async () => {
    const reads = await new Bench()
      .see(chat({ 'assay.cost.total': Number.NaN }), chat({ 'assay.cost.total': -1 }), chat({ 'assay.cost.total': '3' }))
      .flush();
    expect(pick(reads, 'assay.cost.usd')).toEqual([]);
  });

  it('feeds neither tokens nor cost from spans that are not paid for', async () => {
    const reads = await new Bench()
      .see(
        chat({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner', 'assay.cost.total': 1 }),
        chat({ 'assay.billable': false, 'assay.cost.total': 1 }),
      )
      .flush();
    expect(reads.map((read) => read.name)).toEqual(['gen_ai.invoke_agent.duration']);
    expect(reads[0]?.labels['gen_ai.agent.name']).toBe('planner');
  });

  it('splits cached, reasoning and modality tokens without guessing', async () => {
    const reads = await new Bench()
      .see(
        chat({
          'gen_ai.usage.cache_read.input_tokens': 80,
          'gen_ai.usage.cache_write.input_tokens': 5,
          'gen_ai.usage.reasoning.output_tokens': 12,
          'gen_ai.usage.audio.input_tokens': 20,
        }),
      )
      .flush();
    const byModality = pick(reads, 'gen_ai.client.inference.usage.input_tokens').map((read) => [
      read.labels['gen_ai.token.modality'],
      read.value,
    ]);
    expect(Object.fromEntries(byModality)).toEqual({ audio: 20, unknown: 100 });
    expect(pick(reads, 'gen_ai.client.inference.usage.cache_read.input_tokens')[0]?.value).toBe(80);
    expect(pick(reads, 'gen_ai.client.inference.usage.cache_write.input_tokens')[0]?.value).toBe(5);
    expect(pick(reads, 'gen_ai.client.inference.usage.reasoning.output_tokens')[0]?.value).toBe(12);
  });

  it('shows a failed call without usage as zero tokens of unknown modality and in no token histogram', async () => {
    const failed = chat(
      { 'gen_ai.usage.input_tokens': undefined, 'gen_ai.usage.output_tokens': undefined, 'error.type': 'rate_limit' },
      { status: { code: 2 } },
    );
    const reads = await new Bench().see(failed).flush();
    expect(pick(reads, 'gen_ai.client.inference.usage.input_tokens').map((read) => read.value)).toEqual([0]);
    expect(pick(reads, 'gen_ai.client.inference.usage.cache_read.input_tokens')).toEqual([]);
    expect(pick(reads, 'gen_ai.client.inference.operation.input_tokens')).toEqual([]);
    expect(pick(reads, 'assay.requests')[0]?.labels).toMatchObject({ 'assay.finish.class': 'error', 'error.type': 'rate_limit' });
    expect(pick(reads, 'gen_ai.client.inference.duration')[0]?.labels['error.type']).toBe('rate_limit');
  });

  it('names an error without a type _OTHER', async () => {
    const reads = await new Bench().see(chat({}, { status: { code: 2 } })).flush();
    expect(pick(reads, 'assay.requests')[0]?.labels['error.type']).toBe('_OTHER');
  });

  it('writes the older metrics beside or instead of the current ones', async () => {
    const old = await new Bench({ semconv: 'v1.41' }).see(chat()).flush();
    expect(pick(old, 'gen_ai.client.token.usage').map((read) => [read.labels['gen_ai.token.type'], read.point.sum])).toEqual([
      ['input', 120],
      ['output', 30],
    ]);
    expect(pick(old, 'gen_ai.client.operation.duration')).toHaveLength(1);
    expect(old.some((read) => read.name.startsWith('gen_ai.client.inference.'))).toBe(false);
    const both = await new Bench({ semconv: 'both' }).see(chat()).flush();
    expect(pick(both, 'gen_ai.client.token.usage')).toHaveLength(2);
    expect(pick(both, 'gen_ai.client.inference.duration')).toHaveLength(1);
  });

  it('gives each bucket the trace and span of its newest call as exemplar, once', async () => {
    const bench = new Bench();
    const ids = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8) };
    const first = await bench.see(chat({}, { traceId: '01'.repeat(16) }), chat({}, ids)).flush();
    expect(pick(first, 'gen_ai.client.inference.duration')[0]?.point.exemplars).toEqual([
      { timeUnixNano: String(START_NS + 500_000_000n), asDouble: 0.5, ...ids },
    ]);
    const second = await bench.flush();
    expect(pick(second, 'gen_ai.client.inference.duration')[0]?.point.exemplars).toBeUndefined();
  });

  it('leaves exemplars out when they are switched off', async () => {
    const reads = await new Bench({ exemplars: { enabled: false } }).see(chat()).flush();
    expect(pick(reads, 'gen_ai.client.inference.duration')[0]?.point.exemplars).toBeUndefined();
  });

  it('adds dimensions from span and resource, with their defaults', async () => {
    const dimensions = [
      { key: 'app.feature', name: 'feature', default: 'none' },
      { key: 'deployment.environment.name', name: 'env', from: 'resource' as const },
      { key: 'app.tier' },
      { key: 'app.flag' },
    ];
    const reads = await new Bench({ dimensions }).see(chat({ 'app.flag': true }), chat({ 'app.feature': 'search', 'app.tier': 3 })).flush();
    expect(pick(reads, 'assay.requests').map((read) => read.labels)).toEqual([
      { ...LABELS, feature: 'none', env: 'prod', 'app.flag': 'true', 'assay.finish.class': 'unknown' },
      { ...LABELS, feature: 'search', env: 'prod', 'app.tier': '3', 'assay.finish.class': 'unknown' },
    ]);
  });

  it('counts tools by outcome, an empty answer apart from one that was not captured', async () => {
    const tool = (attributes: PlainAttributes, span: PlainSpan = {}): PlainSpan => ({
      startNs: START_NS,
      endNs: START_NS + 1_000_000_000n,
      ...span,
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'lookup', ...attributes },
    });
    const reads = await new Bench()
      .see(
        tool({}),
        tool({ 'gen_ai.tool.call.result': '{"a":1}' }),
        tool({ 'gen_ai.tool.call.result': ' [] ' }),
        tool({ 'output.value': '' }),
        tool({}, { status: { code: 2 } }),
        tool({}, { kind: 2 }),
      )
      .flush();
    const outcomes = pick(reads, 'assay.tool.calls', { 'gen_ai.tool.name': 'lookup' }).map((read) => [
      read.labels['assay.tool.outcome'],
      read.value,
    ]);
    expect(Object.fromEntries(outcomes)).toEqual({ ok: 2, empty: 2, error: 1 });
    expect(pick(reads, 'gen_ai.execute_tool.duration').map((read) => [read.labels['error.type'], read.value])).toEqual([
      [undefined, 4],
      ['_OTHER', 1],
    ]);
    expect(pick(reads, 'assay.requests')).toEqual([]);
  });

  it('counts redactions of every span by entity', async () => {
    const reads = await new Bench()
      .see(
        chat({ 'assay.redaction.count': 3, 'assay.redaction.entities': ['EMAIL_ADDRESS:2', 'CREDIT_CARD:1:mask'] }),
        { name: 'GET /', attributes: { 'assay.redaction.count': 1, 'assay.redaction.entities': ['EMAIL_ADDRESS:1'] } },
        { name: 'GET /', attributes: { 'assay.redaction.count': 4 } },
        { name: 'GET /', attributes: { 'assay.redaction.entities': ['X:many', 'Y:-1'] } },
      )
      .flush();
    const rows = pick(reads, 'assay.redactions').map((read) => [
      read.labels['gen_ai.operation.name'],
      read.labels['assay.redaction.entity'],
      read.labels['assay.redaction.action'],
      read.value,
    ]);
    expect(rows).toEqual([
      ['chat', 'EMAIL_ADDRESS', undefined, 2],
      ['chat', 'CREDIT_CARD', 'mask', 1],
      [undefined, 'EMAIL_ADDRESS', undefined, 1],
      [undefined, undefined, undefined, 4],
    ]);
  });

  it('counts calls selected for evaluation by stratum', async () => {
    const reads = await new Bench()
      .see(
        chat({ 'assay.eval.selected': true, 'assay.eval.stratum': 'risk' }),
        chat({ 'assay.eval.selected': true, 'assay.eval.stratum': 'risk' }),
        chat({ 'assay.eval.selected': false, 'assay.eval.stratum': 'default' }),
      )
      .flush();
    expect(pick(reads, 'assay.eval.selected').map((read) => [read.labels['assay.eval.stratum'], read.value])).toEqual([['risk', 2]]);
  });

  it('skips durations and first chunks that are no times', async () => {
    const reads = await new Bench()
      .see(
        chat({ 'gen_ai.response.time_to_first_chunk': -1 }, { startNs: START_NS + 1_000_000_000n, endNs: START_NS }),
        chat({ 'gen_ai.response.time_to_first_chunk': Number.POSITIVE_INFINITY }),
        chat({ 'gen_ai.response.time_to_first_chunk': 0.25 }),
      )
      .flush();
    expect(pick(reads, 'gen_ai.client.inference.duration')[0]?.value).toBe(2);
    expect(pick(reads, 'gen_ai.client.inference.time_to_first_chunk')[0]?.value).toBe(1);
  });

  it('goes on after a flush that was refused, and says so without content', async () => {
    const bench = new Bench();
    bench.sink.outcome = refused('ASSAY_TEST_NO', 'no');
    await bench.see(chat()).flush();
    bench.see(chat());
    expect(pick(await bench.flush(), 'assay.requests')[0]?.value).toBe(2);
    expect(bench.host.metrics.value('assay_metrics_flushes', { result: 'refused' })).toBe(2);
    expect(bench.host.logs[0]?.fields).toEqual({ code: 'ASSAY_TEST_NO' });
  });
});
