import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check, type Config } from '../../../src/exporters/prometheus/config.ts';
import { PrometheusExporter } from '../../../src/exporters/prometheus/exporter.ts';
import { double, type PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { buildMetrics, type PlainMetric, type PlainMetrics } from '../../../src/otlp/build/metrics.ts';
import { DELTA } from '../../../src/otlp/build/metrics-writer.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';
import { type ParsedFamily, type ParsedSample, parseExposition, samplesOf } from './exposition-parser.ts';

const DEFAULTS: Config = {
  endpoint: 'localhost:0',
  namespace: '',
  const_labels: {},
  send_timestamps: false,
  metric_expiration: '5m',
  enable_open_metrics: true,
  resource_constant_labels: { included: [], excluded: [] },
  without_scope_info: false,
  series_limit: 1000,
};

class Bench {
  readonly host: FakeHost = makeFakeHost({ id: 'prometheus' });
  readonly exporter: PrometheusExporter;
  readonly config: Config;

  constructor(config: Partial<Config> = {}) {
    this.config = { ...DEFAULTS, ...config };
    this.exporter = new PrometheusExporter(this.config, this.host);
  }

  give(...groups: PlainMetrics[]): this {
    const batch = buildMetrics(groups);
    expect(this.exporter.consume(batch)).toEqual({ kind: 'accepted' });
    return this;
  }

  metrics(...metrics: PlainMetric[]): this {
    return this.give({ metrics });
  }

  page(open = false): string {
    return [...this.exporter.render(open, this.config)].join('');
  }

  families(open = false): ParsedFamily[] {
    return parseExposition(this.page(open), open);
  }

  samples(name: string, open = false): ParsedSample[] {
    return samplesOf(this.families(open), name);
  }
}

const counter = (name: string, value: number, attributes: PlainAttributes = {}, more: Partial<PlainMetric> = {}): PlainMetric => ({
  name,
  kind: 'counter',
  points: [{ value, attributes, timeNs: 10n, startNs: 1n }],
  ...more,
});

describe('the prometheus page', () => {
  it('shows counters, gauges and histograms in classic text', () => {
    const page = new Bench({ without_scope_info: true })
      .metrics(
        counter('assay.requests', 3, { 'gen_ai.request.model': 'gpt-4o' }, { unit: '{request}', description: 'Calls.' }),
        { name: 'queue.depth', kind: 'gauge', points: [{ value: 2.5 }] },
        {
          name: 'call.duration',
          kind: 'histogram',
          unit: 's',
          points: [{ bounds: [0.1, 1], counts: [1, 2, 1], sum: 4.5, attributes: { m: 'x' } }],
        },
      )
      .page();
    expect(page).toBe(
      [
        '# HELP assay_requests_total Calls.',
        '# TYPE assay_requests_total counter',
        'assay_requests_total{gen_ai_request_model="gpt-4o"} 3',
        '# HELP queue_depth ',
        '# TYPE queue_depth gauge',
        'queue_depth 2.5',
        '# HELP call_duration_seconds ',
        '# TYPE call_duration_seconds histogram',
        'call_duration_seconds_bucket{m="x",le="0.1"} 1',
        'call_duration_seconds_bucket{m="x",le="1"} 3',
        'call_duration_seconds_bucket{m="x",le="+Inf"} 4',
        'call_duration_seconds_sum{m="x"} 4.5',
        'call_duration_seconds_count{m="x"} 4',
        '',
      ].join('\n'),
    );
  });

  it('shows the same in OpenMetrics with exemplars, units and an end', () => {
    const exemplar = { value: 0.5, traceId: '0a'.repeat(16), spanId: '0b'.repeat(8), timeNs: 1_700_000_000_250_000_000n };
    const page = new Bench()
      .metrics(
        { name: 'calls', kind: 'counter', points: [{ value: 3, exemplars: [exemplar] }] },
        {
          name: 'd',
          kind: 'histogram',
          unit: 's',
          points: [{ bounds: [0.1, 1], counts: [1, 2, 1], sum: 4.5, exemplars: [undefined, exemplar] }],
        },
        { name: 'g', kind: 'gauge', points: [{ value: 1, exemplars: [exemplar] }] },
      )
      .page(true);
    const mark = `# {trace_id="${exemplar.traceId}",span_id="${exemplar.spanId}"} 0.5 1700000000.25`;
    expect(page).toBe(
      [
        '# TYPE calls counter',
        '# HELP calls ',
        `calls_total 3 ${mark}`,
        '# TYPE d_seconds histogram',
        '# UNIT d_seconds seconds',
        '# HELP d_seconds ',
        'd_seconds_bucket{le="0.1"} 1',
        `d_seconds_bucket{le="1.0"} 3 ${mark}`,
        'd_seconds_bucket{le="+Inf"} 4',
        'd_seconds_sum 4.5',
        'd_seconds_count 4',
        '# TYPE g gauge',
        '# HELP g ',
        'g 1',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('is empty, and still valid OpenMetrics, before anything came', () => {
    expect(new Bench().page()).toBe('');
    expect(new Bench().page(true)).toBe('# EOF\n');
  });

  it('is read back as it was given whatever names, labels, descriptions and values hold', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('a"b', 'line\nbreak', 'back\\slash', '\\n', '', 'é漢🎉'),
    );
    const attributes = fc.dictionary(text, text, { maxKeys: 5 });
    const point = fc.record({ attributes, value: fc.double() });
    const metric = fc.record({
      name: fc.oneof(text, fc.constantFrom('a.b', 'a_b', 'total', 'x.total', '1st', 'le')),
      kind: fc.constantFrom('gauge' as const, 'counter' as const, 'updown' as const, 'histogram' as const),
      unit: fc.oneof(text, fc.constantFrom('s', '1', 'By/s', '{token}', '%')),
      description: text,
      points: fc.array(point, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(metric, { maxLength: 6 }),
        fc.dictionary(text, text, { maxKeys: 3 }),
        fc.boolean(),
        (metrics, resource, open) => {
          const bench = new Bench().give({ resource: { 'service.name': 'shop', ...resource }, scope: { name: 'x' }, metrics });
          const shown = bench.families(open).reduce((sum, family) => sum + family.samples.length, 0);
          expect(shown).toBeGreaterThan(0);
          const { ledger } = bench.host;
          expect(ledger.deliveredItems + ledger.droppedItems).toBe(metrics.reduce((sum, one) => sum + one.points.length, 0));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('escapes label values so that a reader gets them back', () => {
    const value = 'quote " backslash \\ newline \n é 漢 🎉 {},=';
    expect(new Bench().metrics(counter('c', 1, { v: value })).samples('c_total')[0]?.labels['v']).toBe(value);
  });

  it('cuts label values that have no measure', () => {
    const [sample] = new Bench().metrics(counter('c', 1, { v: '🎉'.repeat(500_000) })).samples('c_total');
    expect(sample?.labels['v']?.length).toBeLessThanOrEqual(1024);
    expect(sample?.labels['v']?.isWellFormed()).toBe(true);
  });

  it('shows values that are no finite numbers in words', () => {
    const gauge = (name: string, value: number): PlainMetric => ({ name, kind: 'gauge', points: [{ value }] });
    const page = new Bench()
      .metrics(gauge('a', Number.NaN), gauge('b', Number.POSITIVE_INFINITY), gauge('c', Number.NEGATIVE_INFINITY))
      .page();
    expect(page.split('\n').filter((line) => !line.startsWith('#'))).toEqual(['a NaN', 'b +Inf', 'c -Inf', '']);
  });

  it('shows negative integers', () => {
    expect(new Bench().metrics({ name: 'n', kind: 'updown', points: [{ value: -5 }] }).samples('n')[0]?.value).toBe(-5);
  });

  it('turns lists, maps and scalars into label text', () => {
    const [sample] = new Bench()
      .metrics(counter('c', 1, { l: ['a', 1], m: { k: [true, null] }, i: 7, d: double(0.5), b: false, n: null }))
      .samples('c_total');
    expect(sample?.labels).toEqual({ l: '["a",1]', m: '{"k":[true,null]}', i: '7', d: '0.5', b: 'false' });
  });

  it('joins attributes that become one label, and renames those that a label of ours has', () => {
    const bench = new Bench({ const_labels: { region: 'eu' } }).give({
      resource: { 'service.name': 'shop' },
      metrics: [
        counter('c', 1, { 'a.b': 'x', 'a-b': 'y', job: 'mine', region: 'us' }),
        { name: 'h', kind: 'histogram', points: [{ attributes: { le: '3' } }] },
      ],
    });
    expect(bench.samples('c_total')[0]?.labels).toEqual({
      a_b: 'x;y',
      job: 'shop',
      exported_job: 'mine',
      region: 'eu',
      exported_region: 'us',
    });
    expect(bench.samples('h_count')[0]?.labels).toMatchObject({ exported_le: '3' });
  });
});

describe('resource and scope', () => {
  const resource = {
    'service.name': 'shop',
    'service.namespace': 'eu',
    'service.instance.id': 'i-1',
    'host.name': 'h',
    'k8s.pod.name': 'p',
    empty: [],
  };

  it('become job, instance, target_info and otel_scope labels', () => {
    const bench = new Bench().give({ resource, scope: { name: 'assay', version: '2' }, metrics: [counter('c', 1)] });
    expect(bench.samples('c_total')[0]?.labels).toEqual({
      job: 'eu/shop',
      instance: 'i-1',
      otel_scope_name: 'assay',
      otel_scope_version: '2',
    });
    const target = { job: 'eu/shop', instance: 'i-1', host_name: 'h', k8s_pod_name: 'p', empty: '[]' };
    expect(bench.samples('target_info')[0]?.labels).toEqual(target);
    expect(bench.families().find((family) => family.name === 'target_info')?.type).toBe('gauge');
    expect(bench.families(true).find((family) => family.name === 'target')?.type).toBe('info');
  });

  it('give chosen attributes to every series', () => {
    const bench = new Bench({ resource_constant_labels: { included: ['k8s.*', 'service.name'], excluded: ['k8s.node*'] } });
    bench.give({ resource: { ...resource, 'k8s.node.name': 'n' }, metrics: [counter('c', 1)] });
    expect(bench.samples('c_total')[0]?.labels).toEqual({ job: 'eu/shop', instance: 'i-1', service_name: 'shop', k8s_pod_name: 'p' });
  });

  it('tell two services apart, and leave an unnamed one without target_info', () => {
    const bench = new Bench().give(
      { resource: { 'service.name': 'a' }, metrics: [counter('c', 1)] },
      { resource: { 'service.name': 'b' }, metrics: [counter('c', 2)] },
      { resource: { 'host.name': 'x' }, metrics: [counter('c', 3)] },
    );
    expect(bench.samples('c_total').map((sample) => [sample.labels['job'], sample.value])).toEqual([
      ['a', 1],
      ['b', 2],
      [undefined, 3],
    ]);
    expect(bench.samples('target_info')).toHaveLength(2);
  });

  it('prefix every name with the namespace', () => {
    const bench = new Bench({ namespace: 'acme-ai' }).give({ resource, metrics: [counter('c', 1)] });
    expect(bench.families().map((family) => family.name)).toEqual(['acme_ai_target_info', 'acme_ai_c_total']);
  });
});

describe('time and accumulation', () => {
  it('adds monotonic deltas up and refuses other deltas by reason', () => {
    const delta = (value: number, from: bigint, to: bigint): PlainMetric => ({
      name: 'c',
      kind: 'counter',
      temporality: DELTA,
      points: [{ value, startNs: from, timeNs: to }],
    });
    const bench = new Bench()
      .metrics(delta(3, 1n, 10n))
      .metrics(delta(4, 10n, 20n))
      .metrics(delta(4, 10n, 20n));
    expect(bench.samples('c_total')[0]?.value).toBe(7);
    bench.metrics({ name: 'u', kind: 'updown', temporality: DELTA, points: [{ value: 1 }] });
    expect(Object.fromEntries(bench.host.ledger.droppedBy)).toEqual({ out_of_order: 1, delta_not_monotonic: 1 });
  });

  it('adds delta histograms up while their bounds stay and starts anew when they change', () => {
    const delta = (bounds: number[], counts: number[], to: bigint): PlainMetric => ({
      name: 'h',
      kind: 'histogram',
      temporality: DELTA,
      points: [{ bounds, counts, sum: 1, startNs: to - 10n, timeNs: to }],
    });
    const bench = new Bench().metrics(delta([1, 2], [1, 0, 1], 20n)).metrics(delta([1, 2], [1, 1, 0], 30n));
    expect(bench.samples('h_bucket').map((sample) => sample.value)).toEqual([2, 3, 4]);
    expect(bench.samples('h_sum')[0]?.value).toBe(2);
    bench.metrics(delta([5], [1, 1], 40n));
    expect(bench.samples('h_bucket').map((sample) => [sample.labels['le'], sample.value])).toEqual([
      ['5', 1],
      ['+Inf', 2],
    ]);
  });

  it('keeps the newest of cumulative points and counts older ones', () => {
    const at = (value: number, timeNs: bigint): PlainMetric => counter('c', 0, {}, { points: [{ value, timeNs }] });
    const bench = new Bench().metrics(at(5, 100n)).metrics(at(3, 50n)).metrics(at(9, 200n));
    expect(bench.samples('c_total')[0]?.value).toBe(9);
    expect(Object.fromEntries(bench.host.ledger.droppedBy)).toEqual({ out_of_order: 1 });
  });

  it('drops histograms whose counts and bounds do not fit together', () => {
    const bench = new Bench().metrics(
      { name: 'a', kind: 'histogram', points: [{ bounds: [1, 2], counts: [1] }] },
      { name: 'b', kind: 'histogram', points: [{ bounds: [2, 1], counts: [1, 1, 1] }] },
    );
    expect(Object.fromEntries(bench.host.ledger.droppedBy)).toEqual({ bad_histogram: 2 });
    bench.families(true);
  });

  it('writes timestamps when asked: milliseconds in classic text, seconds in OpenMetrics', () => {
    const bench = new Bench({ send_timestamps: true }).metrics(
      counter('c', 1, {}, { points: [{ value: 1, timeNs: 1_700_000_000_123_000_000n }] }),
    );
    expect(bench.samples('c_total')[0]?.timestamp).toBe(1_700_000_000_123);
    expect(bench.samples('c_total', true)[0]?.timestamp).toBe(1_700_000_000.123);
  });

  it('takes a series off the page when it was not updated for the expiration, and its names with it', async () => {
    const bench = new Bench({ metric_expiration: '1m' }).give({
      resource: { 'service.name': 's' },
      metrics: [counter('a.b', 1), counter('keep', 1)],
    });
    await bench.host.clock.advance(59_000);
    bench.give({ resource: { 'service.name': 's' }, metrics: [counter('keep', 2, {}, { points: [{ value: 2, timeNs: 20n }] })] });
    await bench.host.clock.advance(2_000);
    expect(bench.families().map((family) => family.name)).toEqual(['target_info', 'keep_total']);
    bench.metrics({ name: 'a_b', kind: 'counter', points: [{ value: 7 }] });
    expect(bench.samples('a_b_total')[0]?.value).toBe(7);
    await bench.host.clock.advance(120_000);
    expect(bench.page()).toBe('');
    expect(bench.host.metrics.value('assay_prometheus_series')).toBe(0);
  });

  it('takes an expired series in again as a new one', async () => {
    const bench = new Bench({ metric_expiration: '1m' }).metrics(counter('c', 5));
    await bench.host.clock.advance(120_000);
    expect(bench.page()).toBe('');
    expect(bench.metrics(counter('c', 6)).samples('c_total')[0]?.value).toBe(6);
  });
});

describe('names', () => {
  it.each<[string, string, PlainMetric['kind'], string]>([
    ['gen_ai.client.inference.duration', 's', 'histogram', 'gen_ai_client_inference_duration_seconds_count'],
    ['gen_ai.client.inference.usage.input_tokens', '{token}', 'counter', 'gen_ai_client_inference_usage_input_tokens_total'],
    ['assay.cost.usd', '{USD}', 'counter', 'assay_cost_usd_total'],
    ['assay.cost.usd', 'USD', 'counter', 'assay_cost_usd_total'],
    ['assay.request.cost.usd', 'USD', 'histogram', 'assay_request_cost_usd_count'],
    ['http.requests.total', '1', 'counter', 'http_requests_total'],
    ['disk.io', 'By/s', 'gauge', 'disk_io_bytes_per_second'],
    ['cpu.utilization', '1', 'gauge', 'cpu_utilization_ratio'],
    ['7th.metric', '', 'gauge', '_7th_metric'],
    ['latency_seconds', 's', 'gauge', 'latency_seconds'],
    ['a  b--c', 'widgets', 'gauge', 'a_b_c_widgets'],
    ['Größe', '', 'gauge', 'Gr_e'],
  ])('%s in %s (%s) is %s', (name, unit, kind, expected) => {
    const bench = new Bench().metrics({ name, unit, kind, points: [{ value: 1 }] });
    expect(bench.samples(expected)).toHaveLength(1);
  });

  it('belong to the metric that came first: a second one with the same name is refused and counted', () => {
    const bench = new Bench()
      .metrics(counter('a.b', 1), counter('a_b', 2), { name: 'a.b', kind: 'gauge', points: [{ value: 3 }] })
      .metrics({ name: 'h', kind: 'histogram', points: [{}] }, { name: 'h_count', kind: 'gauge', points: [{ value: 9 }] });
    expect(bench.samples('a_b_total').map((sample) => sample.value)).toEqual([1]);
    expect(Object.fromEntries(bench.host.ledger.droppedBy)).toEqual({ name_collision: 3 });
    expect(bench.host.logs.filter((line) => line.level === 'warn')).toHaveLength(1);
    bench.families(true);
  });
});

describe('bounds', () => {
  it('holds no more series than allowed, refuses new ones by reason, and goes on with the known ones', () => {
    const bench = new Bench({ series_limit: 10 });
    for (let i = 0; i < 30; i++) bench.metrics(counter('c', 1, { model: `m-${i}` }));
    expect(bench.samples('c_total')).toHaveLength(10);
    expect(Object.fromEntries(bench.host.ledger.droppedBy)).toEqual({ series_limit: 20 });
    bench.metrics(counter('c', 5, { model: 'm-3' }, { points: [{ value: 5, attributes: { model: 'm-3' }, timeNs: 20n }] }));
    expect(bench.samples('c_total').find((sample) => sample.labels['model'] === 'm-3')?.value).toBe(5);
  });

  it('refuses series with too many labels', () => {
    const attributes = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, 'v']));
    expect(Object.fromEntries(new Bench().metrics(counter('c', 1, attributes)).host.ledger.droppedBy)).toEqual({ labels_too_long: 1 });
  });

  it('cuts a large page in pieces', () => {
    const bench = new Bench({ series_limit: 5000 });
    bench.metrics({
      name: 'c',
      kind: 'counter',
      points: Array.from({ length: 4000 }, (_, i) => ({ value: i, attributes: { model: `model-${i}` } })),
    });
    const pieces = [...bench.exporter.render(false, bench.config)];
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(80_000);
    expect(parseExposition(pieces.join(''), false)[0]?.samples).toHaveLength(4000);
  });

  it('counts what it took under the Collector’s name', () => {
    const bench = new Bench().metrics(counter('c', 1), counter('d', 1));
    expect(bench.host.metrics.value('otelcol_exporter_sent_metric_points', { exporter: 'prometheus' })).toBe(2);
    expect(bench.host.ledger.deliveredItems).toBe(2);
  });
});

describe('config', () => {
  it('finds labels that collide and an expiration of zero', () => {
    const problems = check({ ...DEFAULTS, const_labels: { 'a.b': '1', a_b: '2' }, metric_expiration: '0s' });
    expect(problems.map((problem) => problem.code)).toEqual(['ASSAY_PROMETHEUS_LABEL_TAKEN', 'ASSAY_PROMETHEUS_EXPIRATION']);
  });
});
