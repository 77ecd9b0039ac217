import { ACCEPTED, type Outcome, refused, retry } from '../kernel/outcome.ts';
import type { ErrorCode } from '../wire/assay-error.ts';
import type { QueueEntry, Taken, Waiter } from './store.ts';

/** Why items will not be delivered, or not by us. `reason` is a word for labels, `message` is for people. */
export interface Failure {
  readonly reason: string;
  readonly code: ErrorCode;
  readonly message: string;
  /** gRPC status of a backend that gave one. */
  readonly status?: number;
  /** When the backend will take it, by its own word. */
  readonly afterMs?: number;
}

/** What has become so far of one entry that was taken from the queue. Done when `openParts` is 0. */
export interface Ticket {
  readonly entry: QueueEntry;
  readonly waiter: Waiter | undefined;
  openParts: number;
  refusedItems: number;
  refusal: Failure | undefined;
  /** Set when a part goes back to the caller, who still has the data. */
  returned: Failure | undefined;
}

export function makeTicket(taken: Taken): Ticket {
  return { entry: taken.entry, waiter: taken.waiter, openParts: 1, refusedItems: 0, refusal: undefined, returned: undefined };
}

/** What a waiting caller is told. A return outweighs a refusal: the caller sends all of it again, so nothing is lost. */
export function outcomeOf(ticket: Ticket, afterMs: number): Outcome {
  const { returned, refusal } = ticket;
  if (returned !== undefined) return retry(returned.code, returned.message, returned.afterMs ?? afterMs);
  if (refusal === undefined) return ACCEPTED;
  const items = Math.min(ticket.refusedItems, ticket.entry.items);
  return refused(refusal.code, refusal.message, refusal.status === undefined ? { items } : { items, status: refusal.status });
}
