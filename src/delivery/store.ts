import type { Outcome } from '../kernel/outcome.ts';
import type { Batch, Signal } from '../otlp/batch.ts';
import type { ErrorCode } from '../wire/assay-error.ts';

/** One request in a queue. `seq` is its place in the order of arrival; `enqueuedAtMs` is epoch time. */
export interface QueueEntry {
  readonly seq: number;
  readonly signal: Signal;
  readonly items: number;
  readonly bytes: number;
  readonly enqueuedAtMs: number;
}

/** Someone who waits for what becomes of an entry (`wait_for_result`). */
export interface Waiter {
  /** Called once, when every item of the entry has found its end. */
  resolve(outcome: Outcome): void;
  /** Set when the caller went away: what is not on the wire yet is not sent any more. */
  cancelled: boolean;
}

/** An offer that was not taken. */
export type NotStored = Exclude<Offer, { readonly kind: 'stored' }>;

/** What became of an offer. `full` and `unavailable` mean come back later, `never` that it cannot fit at all. */
export type Offer =
  | { readonly kind: 'stored' }
  | { readonly kind: 'full'; readonly code: ErrorCode; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly code: ErrorCode; readonly reason: string }
  | { readonly kind: 'never'; readonly code: ErrorCode; readonly reason: string };

export const STORED: Offer = Object.freeze({ kind: 'stored' });

/** An entry handed out for sending, with its bytes. It stays in the store until settled. */
export interface Taken {
  readonly entry: QueueEntry;
  readonly batch: Batch;
  readonly waiter?: Waiter;
}

/** What a queue holds, entries on their way included. */
export interface QueueLoad {
  readonly requests: number;
  readonly items: number;
  readonly bytes: number;
}

/** Trouble of a durable store, for the health report. */
export interface StoreTrouble {
  readonly code: ErrorCode;
  readonly reason: string;
}

/**
 * A queue of batches in the order of arrival: offered at the back, taken from the front, kept until settled. What was taken
 * and not settled when the process ends is at the front again after a restart, if the store is durable.
 */
export interface QueueStore {
  readonly durable: boolean;
  /** Reads what is there. Throws an `AssayError` only for mistakes of configuration and for a store in use elsewhere. */
  open(): Promise<void>;
  /** Why an offer of this batch would not be stored now, if so. Without side effects. */
  refusal(batch: Batch): NotStored | undefined;
  offer(batch: Batch, waiter?: Waiter): Offer | Promise<Offer>;
  /** The next entry in order, or undefined when all are taken. One call at a time. */
  take(): Taken | undefined | Promise<Taken | undefined>;
  /** The entry is done with: delivered, or given up and counted. */
  settle(entry: QueueEntry): void;
  load(): QueueLoad;
  /** Bytes that the store may hold, its own overhead included where it has one. */
  readonly capacityBytes: number;
  /** Bytes of `capacityBytes` in use. */
  usedBytes(): number;
  /** Epoch milliseconds of the oldest entry not settled. */
  oldestAtMs(): number | undefined;
  /** Undefined while all is well. */
  trouble(): StoreTrouble | undefined;
  /** Writes what is pending and lets go; entries not settled stay where the store is durable. */
  close(): Promise<void>;
}

/** How a durable store tells its queue's owner what it found out by itself. */
export interface StoreEvents {
  /** Entries became available without an offer: a disk came back. */
  available(): void;
  /** What an earlier owner of the same folder left, by signal; told at each opening, before anything of it is lost or sent. */
  recovered(items: ReadonlyMap<Signal, number>): void;
  /** Items that will never be sent: `damaged`, `storage_lost`. */
  lost(items: number, reason: string, signal: Signal): void;
  /** Items given up on purpose to make room: `oldest_dropped`. */
  dropped(items: number, reason: string, signal: Signal): void;
}

/** What an extension offers to be named in `sending_queue.storage`. */
export interface QueueStorage {
  /** The queue of one exporter; `owner` is its id, and names the queue's folder. Opened by the caller. */
  queue(owner: string, events: StoreEvents): QueueStore;
}

/** Narrows what `host.extension(id)` gave. */
export function asQueueStorage(extension: unknown): QueueStorage | undefined {
  const offers =
    typeof extension === 'object' && extension !== null && typeof (extension as Record<string, unknown>)['queue'] === 'function';
  return offers ? (extension as QueueStorage) : undefined;
}
