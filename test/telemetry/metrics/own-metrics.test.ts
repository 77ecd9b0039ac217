import { expect, test } from 'vitest';
import { systemClock } from '../../../src/telemetry/clock.ts';
import { expose, negotiate } from '../../../src/telemetry/metrics/exposition.ts';
import { MAX_SERIES } from '../../../src/telemetry/metrics/family.ts';
import { OwnMetrics } from '../../../src/telemetry/metrics/own-metrics.ts';
import { addProcessMetrics } from '../../../src/telemetry/metrics/process-metrics.ts';

const SPECS = [
  { name: 'otelcol_receiver_accepted_spans', kind: 'counter', help: 'accepted', labels: ['receiver', 'transport'] },
  { name: 'assay_unknown_models', kind: 'counter', help: 'unknown', labels: ['model'] },
  { name: 'otelcol_exporter_queue_size', kind: 'gauge', help: 'queue', labels: ['exporter'] },
  { name: 'otelcol_processor_batch_batch_send_size', kind: 'histogram', help: 'size', labels: ['processor'] },
] as const;

function withSpecs(): OwnMetrics {
  const metrics = new OwnMetrics();
  metrics.define(SPECS);
  return metrics;
}

test('counters named as the Collector names them keep that name in both formats, ours end in _total', async () => {
  const metrics = withSpecs();
  const sink = metrics.sink('receiver/otlp');
  sink.counter('otelcol_receiver_accepted_spans', { receiver: 'otlp', transport: 'grpc' }).add(3);
  sink.counter('assay_unknown_models', { model: 'm' }).add(1);
  const classic = await expose(metrics.registry, 'classic');
  expect(classic).toContain('# TYPE otelcol_receiver_accepted_spans counter\n');
  expect(classic).toContain('otelcol_receiver_accepted_spans{receiver="otlp",transport="grpc"} 3\n');
  expect(classic).toContain('# TYPE assay_unknown_models_total counter\nassay_unknown_models_total{model="m"} 1\n');
  const open = await expose(metrics.registry, 'openmetrics');
  expect(open).toContain('# TYPE otelcol_receiver_accepted_spans unknown\n');
  expect(open).toContain('otelcol_receiver_accepted_spans{receiver="otlp",transport="grpc"} 3\n');
  expect(open).toContain('# TYPE assay_unknown_models counter\n');
  expect(open).toContain('assay_unknown_models_total{model="m"} 1\n');
  expect(open.endsWith('# EOF\n')).toBe(true);
  expect(await expose(metrics.registry, 'classic')).toBe(classic);
});

test('with the counter suffix the Collector counters end in _total too', async () => {
  const metrics = new OwnMetrics({ counterSuffix: true });
  metrics.define(SPECS);
  metrics.sink('r').counter('otelcol_receiver_accepted_spans', { receiver: 'otlp', transport: 'grpc' }).add(3);
  expect(await expose(metrics.registry, 'classic')).toContain('otelcol_receiver_accepted_spans_total{');
});

test('the same labels in any order are one series, whoever asks', async () => {
  const metrics = withSpecs();
  metrics.sink('a').counter('otelcol_receiver_accepted_spans', { receiver: 'x', transport: 'http' }).add(1);
  metrics.sink('b').counter('otelcol_receiver_accepted_spans', { transport: 'http', receiver: 'x' }).add(2);
  expect(await expose(metrics.registry, 'classic')).toContain('otelcol_receiver_accepted_spans{receiver="x",transport="http"} 3\n');
});

test('label values that would collide in a joined key stay apart', async () => {
  const metrics = withSpecs();
  const sink = metrics.sink('a');
  sink.counter('otelcol_receiver_accepted_spans', { receiver: 'x,transport:y', transport: 'z' }).add(1);
  sink.counter('otelcol_receiver_accepted_spans', { receiver: 'x', transport: 'y,transport:z' }).add(2);
  expect((await expose(metrics.registry, 'classic')).match(/^otelcol_receiver_accepted_spans\{/gm)).toHaveLength(2);
});

test('quotes, backslashes and newlines in labels are escaped', async () => {
  const metrics = withSpecs();
  metrics.sink('a').counter('assay_unknown_models', { model: 'a"b\\c\nd' }).add(1);
  expect(await expose(metrics.registry, 'classic')).toContain('assay_unknown_models_total{model="a\\"b\\\\c\\nd"} 1\n');
});

test('a counter never goes back or becomes not a number', async () => {
  const metrics = withSpecs();
  const counter = metrics.sink('a').counter('assay_unknown_models', { model: 'm' });
  for (const amount of [5, -1, Number.NaN, Number.POSITIVE_INFINITY]) counter.add(amount);
  expect(await expose(metrics.registry, 'classic')).toContain('assay_unknown_models_total{model="m"} 5\n');
});

test('a gauge that was never set and a reader that throws expose nothing', async () => {
  const metrics = withSpecs();
  const sink = metrics.sink('a');
  sink.gauge('otelcol_exporter_queue_size', { exporter: 'unset' });
  sink.observe('otelcol_exporter_queue_size', { exporter: 'broken' }, () => {
    throw new Error('no');
  });
  sink.observe('otelcol_exporter_queue_size', { exporter: 'fine' }, () => 7);
  const text = await expose(metrics.registry, 'classic');
  expect(text).toContain('otelcol_exporter_queue_size{exporter="fine"} 7\n');
  expect(text).not.toMatch(/unset|broken/);
});

test('a released component takes its gauges along, not its counters, and not those of its successor', async () => {
  const metrics = withSpecs();
  const old = metrics.sink('exporter/e#1');
  old.observe('otelcol_exporter_queue_size', { exporter: 'e' }, () => 1);
  old.observe('otelcol_exporter_queue_size', { exporter: 'gone' }, () => 1);
  old.counter('assay_unknown_models', { model: 'm' }).add(1);
  metrics.sink('exporter/e#2').observe('otelcol_exporter_queue_size', { exporter: 'e' }, () => 2);
  old.release();
  const text = await expose(metrics.registry, 'classic');
  expect(text).toContain('otelcol_exporter_queue_size{exporter="e"} 2\n');
  expect(text).not.toContain('gone');
  expect(text).toContain('assay_unknown_models_total{model="m"} 1\n');
});

test('a histogram counts cumulatively and writes canonical bounds in OpenMetrics', async () => {
  const metrics = withSpecs();
  const histogram = metrics.sink('a').histogram('otelcol_processor_batch_batch_send_size', { processor: 'batch' });
  for (const value of [10, 11, 1e9, Number.NaN]) histogram.observe(value);
  const classic = await expose(metrics.registry, 'classic');
  expect(classic).toContain('_bucket{processor="batch",le="10"} 1\n');
  expect(classic).toContain('_bucket{processor="batch",le="25"} 2\n');
  expect(classic).toContain('_bucket{processor="batch",le="+Inf"} 3\n');
  expect(classic).toContain('_count{processor="batch"} 3\n');
  expect(classic).toContain('_sum{processor="batch"} 1000000021\n');
  expect(await expose(metrics.registry, 'openmetrics')).toContain('_bucket{processor="batch",le="10.0"} 1\n');
});

test('beyond the bound on series the rest shares one', async () => {
  const metrics = withSpecs();
  const sink = metrics.sink('a');
  for (let i = 0; i < MAX_SERIES + 50; i++) sink.counter('assay_unknown_models', { model: `m${i}` }).add(1);
  const text = await expose(metrics.registry, 'classic');
  expect(text).toContain('assay_unknown_models_total{model="other"} 50\n');
  expect(text.match(/^assay_unknown_models_total\{/gm)).toHaveLength(MAX_SERIES + 1);
});

test('names and labels outside of the declared ones work but are reported', async () => {
  const metrics = withSpecs();
  const sink = metrics.sink('a');
  sink.counter('assay_surprise', { why: 'x' }).add(1);
  sink.counter('assay_unknown_models', { model: 'm', user: 'u' }).add(1);
  expect(metrics.undeclared()).toEqual(['assay_surprise', 'assay_unknown_models{user}']);
  const text = await expose(metrics.registry, 'classic');
  expect(text).toContain('assay_surprise_total{why="x"} 1\n');
  expect(text).toContain('assay_unknown_models_total{model="m"} 1\n');
});

test('process metrics are there under the Collector names and are not zero', async () => {
  const metrics = new OwnMetrics();
  addProcessMetrics(metrics, systemClock(), { serviceName: 'assay', serviceVersion: '1.2.3', serviceInstanceId: 'i' });
  const text = await expose(metrics.registry, 'classic');
  for (const name of ['uptime', 'cpu_seconds', 'memory_rss', 'runtime_heap_alloc_bytes', 'runtime_total_sys_memory_bytes']) {
    const value = new RegExp(`^otelcol_process_${name} (.+)$`, 'm').exec(text)?.[1];
    expect(Number(value)).toBeGreaterThan(0);
  }
  expect(text).toContain('target_info{service_name="assay",service_version="1.2.3",service_instance_id="i"} 1\n');
  expect(await expose(metrics.registry, 'openmetrics')).toContain('# TYPE target info\n');
});

test.each([
  [undefined, 'classic'],
  ['*/*', 'classic'],
  ['text/plain', 'classic'],
  ['application/openmetrics-text; version=1.0.0', 'openmetrics'],
  // What Prometheus 3 sends by default.
  ['application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2', 'openmetrics'],
  ['application/openmetrics-text;q=0.2, text/plain;q=0.9', 'classic'],
  ['application/openmetrics-text;q=0', 'classic'],
])('Accept %j is answered in %s text', (accept, format) => {
  expect(negotiate(accept)).toBe(format);
});
