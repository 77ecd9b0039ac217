/** The three OTLP signals Assay carries. */
export type Signal = 'traces' | 'metrics' | 'logs';

export const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];

/** What an item of a signal is called in the Collector's metric names. */
export const ITEM_NAMES: Readonly<Record<Signal, string>> = { traces: 'spans', metrics: 'metric_points', logs: 'log_records' };

/** What travels beside the bytes; never exported, never logged. */
export interface BatchMeta {
  /** Epoch milliseconds of arrival at the receiver. */
  readonly receivedAtMs: number;
  /** Lower-cased request headers; only when the receiver has `include_metadata: true`. */
  readonly metadata?: ReadonlyMap<string, readonly string[]>;
}

/**
 * The one representation of telemetry: the protobuf body of an OTLP `Export*ServiceRequest`, validated at the edge
 * and immutable from then on. `items` counts spans, data points or log records.
 */
export interface Batch {
  readonly signal: Signal;
  readonly bytes: Uint8Array;
  readonly items: number;
  readonly meta: BatchMeta;
}

/** A batch with other bytes and the same origin. */
export function withBytes(batch: Batch, bytes: Uint8Array, items: number): Batch {
  return { signal: batch.signal, bytes, items, meta: batch.meta };
}
