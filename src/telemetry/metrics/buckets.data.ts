/** Bucket bounds for own histograms, chosen by the end of the metric's name; the first row that fits decides. */
interface BucketRow {
  readonly suffix: string;
  readonly bounds: readonly number[];
  readonly why: string;
}

const BUCKETS: readonly BucketRow[] = [
  {
    suffix: '_bytes',
    bounds: [1_000, 10_000, 100_000, 1_000_000, 3_000_000, 5_000_000, 10_000_000, 30_000_000, 100_000_000],
    why: 'message limits of OTLP backends are 4 to 20 MiB',
  },
  {
    suffix: '_duration',
    bounds: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    why: 'seconds; export timeouts are 5 to 30 s',
  },
  {
    suffix: '_seconds',
    bounds: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    why: 'seconds; export timeouts are 5 to 30 s',
  },
  {
    suffix: '',
    bounds: [
      10, 25, 50, 75, 100, 250, 500, 750, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000, 20_000, 30_000, 50_000, 100_000,
    ],
    why: 'counts of items; the bounds the Go Collector 0.155 shows for otelcol_processor_batch_batch_send_size',
  },
];

/** The bounds for a metric name. */
export function bucketsFor(name: string): readonly number[] {
  return (BUCKETS.find((row) => name.endsWith(row.suffix)) ?? BUCKETS[BUCKETS.length - 1]!).bounds;
}
