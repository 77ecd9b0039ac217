import type { Batch } from '../batch.ts';
import { HISTOGRAM_POINT, NUMBER_POINT, RESOURCE } from '../fields.ts';
import { encodeAttributes, type PlainAttributes } from './any-value.ts';
import { Exemplars } from './exemplars.ts';
import { CUMULATIVE, MetricsWriter, type Temporality } from './metrics-writer.ts';
import { timeFromNs } from './time-bytes.ts';

/** An exemplar of a plain point; ids are hex. */
export interface PlainExemplar {
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly timeNs?: bigint;
}

/** A data point: `value` for gauges and sums; `bounds` and `counts` for histograms (`sum` defaults to 0). */
export interface PlainPoint {
  readonly attributes?: PlainAttributes;
  readonly timeNs?: bigint;
  readonly startNs?: bigint;
  readonly value?: number;
  readonly bounds?: readonly number[];
  readonly counts?: readonly number[];
  readonly sum?: number;
  /** One per bucket, in the order of buckets; the first for a sum. */
  readonly exemplars?: readonly (PlainExemplar | undefined)[];
}

/** One metric. Integral values are written as ints. */
export interface PlainMetric {
  readonly name: string;
  readonly kind: 'gauge' | 'counter' | 'updown' | 'histogram';
  readonly unit?: string;
  readonly description?: string;
  readonly temporality?: Temporality;
  readonly points: readonly PlainPoint[];
}

/** Metrics of one resource and scope. */
export interface PlainMetrics {
  readonly resource?: PlainAttributes;
  readonly scope?: { readonly name?: string; readonly version?: string };
  readonly metrics: readonly PlainMetric[];
}

/** An ExportMetricsServiceRequest for tests, tools and the demo. */
export function buildMetrics(groups: readonly PlainMetrics[]): Batch {
  const w = new MetricsWriter(timeFromNs(0n));
  for (const group of groups) {
    w.resource(encodeAttributes(RESOURCE.attributes, group.resource ?? {}));
    w.scope(group.scope?.name ?? '', group.scope?.version);
    for (const metric of group.metrics) writeMetric(w, metric);
  }
  return w.finish({ receivedAtMs: 0 });
}

function writeMetric(w: MetricsWriter, metric: PlainMetric): void {
  const header = { name: metric.name, description: metric.description ?? '', unit: metric.unit ?? '' };
  const temporality = metric.temporality ?? CUMULATIVE;
  if (metric.kind === 'gauge') w.gauge(header);
  else if (metric.kind === 'histogram') w.histogram(header, temporality);
  else w.sum(header, metric.kind === 'counter', temporality);
  for (const point of metric.points) {
    w.times(timeFromNs(point.timeNs ?? 0n), point.startNs === undefined ? undefined : timeFromNs(point.startNs));
    if (metric.kind === 'histogram') writeHistogram(w, point);
    else {
      const value = point.value ?? 0;
      const attributes = encodeAttributes(NUMBER_POINT.attributes, point.attributes ?? {});
      w.number(attributes, value, Number.isSafeInteger(value), exemplarsOf(point, 1));
    }
  }
}

function writeHistogram(w: MetricsWriter, point: PlainPoint): void {
  const bounds = point.bounds ?? [];
  const counts = Float64Array.from(point.counts ?? new Array<number>(bounds.length + 1).fill(0));
  const count = counts.reduce((sum, value) => sum + value, 0);
  w.distribution(
    encodeAttributes(HISTOGRAM_POINT.attributes, point.attributes ?? {}),
    { bounds, counts, count, sum: point.sum ?? 0, min: Number.NaN, max: Number.NaN },
    exemplarsOf(point, counts.length),
  );
}

function exemplarsOf(point: PlainPoint, buckets: number): Exemplars | undefined {
  if (point.exemplars === undefined) return undefined;
  const exemplars = new Exemplars(buckets);
  point.exemplars.forEach((exemplar, bucket) => {
    if (exemplar === undefined) return;
    const bytes = Buffer.concat([Buffer.from(exemplar.traceId + exemplar.spanId, 'hex'), timeFromNs(exemplar.timeNs ?? 0n)]);
    exemplars.offer(bucket, exemplar.value, bytes, 0, 16, 24);
  });
  return exemplars;
}
