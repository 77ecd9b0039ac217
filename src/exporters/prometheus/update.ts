import { EXP_HISTOGRAM_POINT, HISTOGRAM_POINT, SUMMARY_POINT } from '../../otlp/fields.ts';
import { EXP_HISTOGRAM, type PointView } from '../../otlp/views/point.ts';
import { numberValue, pointStartNs, pointTimeNs, quantilesOf, readExemplar, repeated64 } from './point-values.ts';
import type { HistogramSeries, NumberSeries, Series, SummarySeries } from './series.ts';

/** OTLP AggregationTemporality. */
export const DELTA = 1;

/** Why a point changes nothing; undefined when it did. */
export type Refusal = 'out_of_order' | 'bad_histogram';

/**
 * Whether the point is older than what the series has, or a delta that covers time already counted (a second delivery of the
 * same batch, or two writers): adding it would count twice. Points without times are taken as they come.
 */
export function isOutOfOrder(series: Series, point: PointView): boolean {
  const timeNs = pointTimeNs(point);
  if (timeNs === 0 || series.timeNs === 0) return false;
  if (point.temporality !== DELTA) return timeNs < series.timeNs;
  const startNs = pointStartNs(point);
  return timeNs <= series.timeNs || (startNs !== 0 && startNs < series.timeNs);
}

/** Gauges and cumulative sums replace, delta sums add. */
export function updateNumber(series: NumberSeries, point: PointView): Refusal | undefined {
  const value = numberValue(point.message);
  series.value = point.temporality === DELTA ? series.value + value : value;
  const { exemplars } = point;
  for (let more = exemplars.first(); more; more = exemplars.next()) series.exemplar = readExemplar(exemplars.view);
  return undefined;
}

/** Cumulative histograms replace; deltas add while the bounds stay, and start anew (a counter reset) when they change. */
export function updateHistogram(series: HistogramSeries, point: PointView): Refusal | undefined {
  const { message } = point;
  const bounds = repeated64(message, HISTOGRAM_POINT.explicitBounds, true);
  const counts = repeated64(message, HISTOGRAM_POINT.bucketCounts, false);
  const count = message.fixed64(HISTOGRAM_POINT.count);
  const sum = message.has(HISTOGRAM_POINT.sum) ? message.double(HISTOGRAM_POINT.sum) : Number.NaN;
  if (counts.length === 0 && bounds.length === 0) counts.push(count);
  if (counts.length !== bounds.length + 1 || bounds.some((bound, i) => i > 0 && !(bound > bounds[i - 1]!))) return 'bad_histogram';
  const same = bounds.length === series.bounds.length && bounds.every((bound, i) => bound === series.bounds[i]);
  if (point.temporality === DELTA && same) {
    for (let i = 0; i < counts.length; i++) series.counts[i] = series.counts[i]! + counts[i]!;
    series.count += count;
    series.sum += sum;
  } else {
    series.counts = counts;
    series.count = count;
    series.sum = sum;
  }
  if (!same) {
    series.bounds = bounds;
    series.exemplars = new Array(counts.length).fill(undefined);
  }
  takeExemplars(series, point);
  return undefined;
}

/** The text formats have no exponential buckets: count and sum are kept, in one bucket up to +Inf. */
export function updateExponential(series: HistogramSeries, point: PointView): Refusal | undefined {
  const { message } = point;
  series.count = message.fixed64(EXP_HISTOGRAM_POINT.count);
  series.counts = [series.count];
  series.sum = message.has(EXP_HISTOGRAM_POINT.sum) ? message.double(EXP_HISTOGRAM_POINT.sum) : Number.NaN;
  takeExemplars(series, point);
  return undefined;
}

export function updateSummary(series: SummarySeries, point: PointView): Refusal | undefined {
  const pairs = quantilesOf(point.message);
  series.quantiles = pairs.map(([quantile]) => quantile);
  series.values = pairs.map(([, value]) => value);
  series.count = point.message.fixed64(SUMMARY_POINT.count);
  series.sum = point.message.double(SUMMARY_POINT.sum);
  return undefined;
}

/** The newest exemplar of each bucket stays until a newer one comes. */
function takeExemplars(series: HistogramSeries, point: PointView): void {
  const { exemplars } = point;
  for (let more = exemplars.first(); more; more = exemplars.next()) {
    const exemplar = readExemplar(exemplars.view);
    let bucket = 0;
    if (point.type !== EXP_HISTOGRAM) while (bucket < series.bounds.length && exemplar.value > series.bounds[bucket]!) bucket++;
    series.exemplars[bucket] = exemplar;
  }
}
