import { durationMs, parseDurationMs } from '../config/units.ts';
import type { ConfigProblem } from '../kernel/component.ts';
import type { RetrySettings } from './backoff.ts';
import type { BatchConfig, DeliveryConfig, QueueSizer } from './config.ts';

const MIB = 1024 * 1024;
const DEFAULT_QUEUE_SIZE = 1000;
const DEFAULT_MAX_ELAPSED_MS = 300_000;
/** What an SDK waits for an export as a whole (OTEL_EXPORTER_OTLP_TIMEOUT): an answer that comes later reaches nobody. */
const SENDER_PATIENCE_MS = 10_000;

/** How requests are joined. Sizes in units of `sizer`, 0 is no bound. */
export interface BatchSettings {
  readonly flushMs: number;
  readonly minSize: number;
  readonly maxSize: number;
  readonly sizer: 'items' | 'bytes';
  readonly maxBytes: number;
}

/** What delivery runs on: `DeliveryConfig` with units resolved. */
export interface DeliverySettings {
  readonly queue: {
    /** Units of `sizer`; `Infinity` where only the storage's own bound holds. */
    readonly size: number;
    readonly sizer: QueueSizer;
    readonly maxBytes: number;
    readonly consumers: number;
    readonly blockOnOverflow: boolean;
    readonly waitForResult: boolean;
    /** A backend that asks for a wait beyond this, counted from the first attempt, is told to the sender instead of waited for. */
    readonly patienceMs: number;
    /** 0 is no bound. */
    readonly maxAgeMs: number;
    readonly storage?: string;
    readonly batch?: BatchSettings;
  };
  readonly retry: RetrySettings;
  readonly deadLetter?: { readonly path: string; readonly maxBytes: number };
}

/**
 * Settings of a valid config. A queue that is switched off becomes one that answers after delivery and joins nothing: then
 * nothing outlives its request, and the bounds still hold.
 */
export function deliverySettings(config: DeliveryConfig): DeliverySettings {
  const { sending_queue: queue, retry_on_failure: retry, dead_letter: deadLetter } = config;
  const storage = queue.enabled ? queue.storage : undefined;
  const batch = queue.enabled && queue.batch !== undefined ? batchSettings(queue.batch) : undefined;
  const elapsed = retry.max_elapsed_time;
  return {
    queue: {
      size: queue.queue_size ?? (storage === undefined ? DEFAULT_QUEUE_SIZE : Number.POSITIVE_INFINITY),
      sizer: queue.sizer,
      maxBytes: queue.max_mib * MIB,
      consumers: queue.num_consumers,
      blockOnOverflow: queue.block_on_overflow,
      waitForResult: queue.wait_for_result || !queue.enabled,
      patienceMs: queue.enabled ? (queue.wait_for_result ? SENDER_PATIENCE_MS : Number.POSITIVE_INFINITY) : 0,
      maxAgeMs: parseDurationMs(queue.max_age),
      ...(storage === undefined ? {} : { storage }),
      ...(batch === undefined ? {} : { batch }),
    },
    retry: {
      enabled: retry.enabled,
      initialMs: parseDurationMs(retry.initial_interval),
      multiplier: retry.multiplier,
      randomization: retry.randomization_factor,
      maxMs: parseDurationMs(retry.max_interval),
      maxElapsedMs: elapsed === undefined ? (storage === undefined ? DEFAULT_MAX_ELAPSED_MS : 0) : parseDurationMs(elapsed),
    },
    ...(deadLetter === undefined ? {} : { deadLetter: { path: deadLetter.path, maxBytes: deadLetter.max_mib * MIB } }),
  };
}

function batchSettings(batch: BatchConfig): BatchSettings {
  return {
    flushMs: parseDurationMs(batch.flush_timeout),
    minSize: batch.min_size,
    maxSize: batch.max_size,
    sizer: batch.sizer,
    maxBytes: batch.max_bytes,
  };
}

/** Cross-field check of the shared keys; for an exporter's `check`. */
export function checkDelivery(config: DeliveryConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { sending_queue: queue, retry_on_failure: retry } = config;
  const { batch } = queue;
  if (queue.wait_for_result && queue.storage !== undefined) {
    problems.push({
      path: ['sending_queue', 'wait_for_result'],
      code: 'ASSAY_DELIVERY_STORAGE_WAIT',
      message: 'wait_for_result answers after delivery, storage after storing: only one of the two can be set',
      hint: 'remove wait_for_result; what is stored is not lost',
    });
  }
  if (batch !== undefined && batch.max_size > 0 && batch.min_size > batch.max_size) {
    problems.push({
      path: ['sending_queue', 'batch', 'min_size'],
      code: 'ASSAY_DELIVERY_BATCH_SIZES',
      message: `min_size ${batch.min_size} is above max_size ${batch.max_size}`,
    });
  }
  if (batch !== undefined && queue.queue_size !== undefined && queue.sizer === batch.sizer && batch.min_size > queue.queue_size) {
    problems.push({
      path: ['sending_queue', 'batch', 'min_size'],
      code: 'ASSAY_DELIVERY_BATCH_SIZES',
      message: `the queue holds at most ${queue.queue_size} ${queue.sizer} and can never gather min_size ${batch.min_size}`,
    });
  }
  if ((durationMs(retry.initial_interval) ?? 0) > (durationMs(retry.max_interval) ?? Number.POSITIVE_INFINITY)) {
    problems.push({
      path: ['retry_on_failure', 'initial_interval'],
      code: 'ASSAY_DELIVERY_INTERVALS',
      message: 'initial_interval is above max_interval',
    });
  }
  return problems;
}
