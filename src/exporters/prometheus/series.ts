/** One exemplar as it is shown. Ids are hex, '' when absent. */
export interface Exemplar {
  readonly traceId: string;
  readonly spanId: string;
  readonly value: number;
  /** 0 when absent. */
  readonly timeMs: number;
}

/** What every series has. Mutable: updated in place by each batch. */
interface SeriesBase {
  /** `a="b",c="d"`, ready to be put between braces; '' when there are none. */
  readonly labels: string;
  /** Epoch milliseconds of our clock when it was last written. */
  seenMs: number;
  /** Time of the newest point in nanoseconds, as the nearest double; 0 when points carry none. */
  timeNs: number;
  /** True once the series was taken out: who still holds it must look it up again. */
  dead: boolean;
}

export interface NumberSeries extends SeriesBase {
  value: number;
  exemplar: Exemplar | undefined;
}

export interface HistogramSeries extends SeriesBase {
  bounds: readonly number[];
  /** Not cumulated; one entry more than `bounds`. */
  counts: number[];
  count: number;
  /** NaN when the emitter gave none. */
  sum: number;
  /** By bucket. */
  exemplars: (Exemplar | undefined)[];
}

export interface SummarySeries extends SeriesBase {
  quantiles: readonly number[];
  values: readonly number[];
  count: number;
  sum: number;
}

export type Series = NumberSeries | HistogramSeries | SummarySeries;

export function numberSeries(labels: string): NumberSeries {
  return { labels, seenMs: 0, timeNs: 0, dead: false, value: 0, exemplar: undefined };
}

export function histogramSeries(labels: string): HistogramSeries {
  return { labels, seenMs: 0, timeNs: 0, dead: false, bounds: [], counts: [0], count: 0, sum: 0, exemplars: [undefined] };
}

export function summarySeries(labels: string): SummarySeries {
  return { labels, seenMs: 0, timeNs: 0, dead: false, quantiles: [], values: [], count: 0, sum: 0 };
}
