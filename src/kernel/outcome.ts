import type { ErrorCode } from '../wire/assay-error.ts';

/** Taken over: whoever said so answers for the data from now on. */
export interface Accepted {
  readonly kind: 'accepted';
}

/** Not taken, try again: the sender keeps the data and comes back after `afterMs` (a default when absent). */
export interface Retry {
  readonly kind: 'retry';
  readonly afterMs?: number;
  readonly reason: string;
  readonly code: ErrorCode;
}

/**
 * Refused for good. `items` is how many of the batch were refused; fewer than the whole batch means that the rest was
 * accepted (OTLP `partial_success`). `status` is the gRPC status of a downstream that gave one.
 */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
  readonly code: ErrorCode;
  readonly items?: number;
  readonly status?: number;
}

/** The only three things that travel upstream (docs/architecture.md, sentence 8). `reason` is a message without telemetry content. */
export type Outcome = Accepted | Retry | Refused;

export const ACCEPTED: Accepted = Object.freeze({ kind: 'accepted' });

/** How many of a batch of `items` the sender may forget: all, none, or those that a partial refusal leaves. */
export function acceptedItems(outcome: Outcome, items: number): number {
  if (outcome.kind === 'accepted') return items;
  return outcome.kind === 'refused' ? items - Math.min(items, outcome.items ?? items) : 0;
}

export function retry(code: ErrorCode, reason: string, afterMs?: number): Retry {
  return afterMs === undefined ? { kind: 'retry', code, reason } : { kind: 'retry', code, reason, afterMs };
}

export function refused(code: ErrorCode, reason: string, more?: { items?: number; status?: number }): Refused {
  return { kind: 'refused', code, reason, ...more };
}
