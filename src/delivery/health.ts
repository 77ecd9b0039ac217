import type { HealthReport } from '../kernel/host.ts';
import type { Circuit } from './circuit.ts';
import type { QueueStore } from './store.ts';

/** A queue this full is reported before it refuses. */
const NEARLY_FULL = 0.9;

export interface HealthFacts {
  readonly nowMs: number;
  readonly circuit: Circuit;
  readonly inFlight: number;
  readonly store: QueueStore;
  readonly size: number;
  /** `Infinity` when the storage alone bounds the queue. */
  readonly capacity: number;
  readonly deadLetterTrouble: string | undefined;
}

/** Age of the oldest data not delivered yet, in seconds; 0 when there is none. A wall clock set back gives 0, not a negative age. */
export function oldestAgeSeconds(store: QueueStore, nowMs: number): number {
  const oldest = store.oldestAtMs();
  return oldest === undefined ? 0 : Math.max(0, (nowMs - oldest) / 1000);
}

/**
 * Does data move? `failed`: what is accepted cannot be kept (the disk of the queue). `degraded`: the backend fails or refuses,
 * the queue is nearly full, the dead letter file cannot be written. Without traffic the last word stands.
 */
export function healthReport(facts: HealthFacts): HealthReport {
  const { circuit, store } = facts;
  const trouble = store.trouble();
  const full = facts.size >= facts.capacity * NEARLY_FULL || store.usedBytes() >= store.capacityBytes * NEARLY_FULL;
  const degraded = circuit.failures > 0 || full || facts.deadLetterTrouble !== undefined;
  return {
    state: trouble !== undefined ? 'failed' : degraded ? 'degraded' : 'ok',
    detail: {
      circuit: circuit.state(facts.inFlight),
      consecutive_failures: circuit.failures,
      ...(circuit.lastFailure === undefined ? {} : { last_failure: circuit.lastFailure }),
      ...(circuit.lastSuccessAtMs === undefined ? {} : { last_success: new Date(circuit.lastSuccessAtMs).toISOString() }),
      oldest_item_age_seconds: Math.round(oldestAgeSeconds(store, facts.nowMs)),
      queue_size: facts.size,
      ...(Number.isFinite(facts.capacity) ? { queue_capacity: facts.capacity } : {}),
      queue_bytes: store.usedBytes(),
      queue_capacity_bytes: store.capacityBytes,
      ...(trouble === undefined ? {} : { storage: trouble.reason, storage_code: trouble.code }),
      ...(facts.deadLetterTrouble === undefined ? {} : { dead_letter: facts.deadLetterTrouble }),
    },
  };
}
