import type { Host } from '../kernel/host.ts';
import type { Batch } from '../otlp/batch.ts';
import type { DeliveryCounters } from './counters.ts';
import type { DeadLetter } from './dead-letter/letter.ts';
import type { IsolationPolicy } from './isolation.ts';
import { joinParcel, type MergeFn, type Parcel } from './parcel.ts';
import type { RateLimitedLog } from './rate-limited-log.ts';
import type { QueueStore } from './store.ts';
import { type Failure, outcomeOf, type Ticket } from './ticket.ts';

/** Reasons after which a caller that still waits gets its data back instead of losing it. */
const RETURNABLE: ReadonlySet<string> = new Set(['retry_exhausted', 'retry_disabled', 'handed_back', 'shutdown', 'cancelled']);

export interface SettlementSettings {
  readonly host: Host;
  readonly counters: DeliveryCounters;
  readonly store: QueueStore;
  readonly deadLetter: DeadLetter | undefined;
  readonly isolation: IsolationPolicy;
  readonly merge: MergeFn;
  readonly log: RateLimitedLog;
  /** Delay told to a caller whose data goes back to it. */
  readonly comeBackMs: () => number;
  /** Called after an entry left the queue. */
  readonly onRoom: () => void;
}

/**
 * Writes down the end of every item once: metrics, ledger, dead letter, queue, and the caller where one waits. The ledger of
 * items whose caller waits is kept by `Delivery.consume`, since only the answer decides whose they are.
 */
export class Settlement {
  readonly #s: SettlementSettings;

  constructor(settings: SettlementSettings) {
    this.#s = settings;
  }

  /** The backend took the parcel but for `rejected` items. Which ones is not said, so entries share them by their sizes. */
  delivered(parcel: Parcel, rejected: number, message: string | undefined): void {
    const { counters, host, log } = this.#s;
    const good = parcel.items - rejected;
    counters.sent[parcel.signal].add(good);
    if (parcel.isolation !== undefined) parcel.isolation.deliveredItems += good;
    const failure: Failure = {
      reason: 'rejected_by_backend',
      code: 'ASSAY_DELIVERY_REJECTED',
      message:
        message === undefined || message === '' ? 'the backend rejected items without a message' : `the backend rejected items: ${message}`,
    };
    if (rejected > 0) {
      counters.sendFailed[parcel.signal].add(rejected);
      log.warn('rejected', 'the backend rejected part of a request', {
        code: failure.code,
        items: rejected,
        of: parcel.items,
        message: message ?? '',
      });
    }
    let seen = 0;
    let given = 0;
    for (const part of parcel.parts) {
      seen += part.batch.items;
      const share = Math.round((rejected * seen) / parcel.items) - given;
      given += share;
      if (part.ticket.waiter === undefined) {
        if (part.batch.items > share) host.ledger.delivered(part.batch.items - share, parcel.signal);
        if (share > 0) host.ledger.failed(share, failure.reason, parcel.signal);
      } else if (share > 0) refuse(part.ticket, share, failure);
      this.#finishPart(part.ticket);
    }
    this.closed(parcel);
  }

  /** No further attempt. Keeps the data in the dead letter file first, where there is one. */
  async giveUp(parcel: Parcel, failure: Failure): Promise<void> {
    const kept = parcel.parts.filter((part) => !goesBack(part.ticket, failure));
    if (kept.length > 0) await this.#writeLetter(joinParcel({ ...parcel, parts: kept }, this.#s.merge), failure);
    this.#s.counters.sendFailed[parcel.signal].add(parcel.items);
    for (const part of parcel.parts) this.#loseItems(part.ticket, part.batch.items, failure);
    this.closed(parcel);
  }

  /** An entry that is not to be sent at all: too old, or nobody waits for it any more. */
  async discard(ticket: Ticket, batch: Batch, failure: Failure): Promise<void> {
    if (!goesBack(ticket, failure)) {
      await this.#writeLetter(batch, failure);
      this.#s.counters.sendFailed[batch.signal].add(batch.items);
    }
    this.#loseItems(ticket, batch.items, failure);
  }

  #loseItems(ticket: Ticket, items: number, failure: Failure): void {
    if (ticket.waiter === undefined) this.#s.host.ledger.failed(items, failure.reason, ticket.entry.signal);
    else if (goesBack(ticket, failure)) ticket.returned ??= failure;
    else refuse(ticket, items, failure);
    this.#finishPart(ticket);
  }

  async #writeLetter(batch: Batch, failure: Failure): Promise<void> {
    const { deadLetter, counters, log } = this.#s;
    const fields = { code: failure.code, reason: failure.reason, items: batch.items, bytes: batch.bytes.length, message: failure.message };
    if (deadLetter === undefined) {
      log.warn(failure.reason, 'data given up', fields);
      return;
    }
    const result = await deadLetter.append(batch, failure);
    if (result === 'written') {
      counters.deadLetter(batch.items, failure.reason);
      log.warn(failure.reason, 'data given up, kept in the dead letter file', fields);
    } else {
      counters.deadLetterLost(batch.items, result);
      log.warn(failure.reason, 'data given up; the dead letter file could not take it', { ...fields, dead_letter: result });
    }
  }

  #finishPart(ticket: Ticket): void {
    ticket.openParts--;
    if (ticket.openParts > 0) return;
    this.#s.store.settle(ticket.entry);
    ticket.waiter?.resolve(outcomeOf(ticket, this.#s.comeBackMs()));
    this.#s.onRoom();
  }

  /** Nothing of the parcel is left to be sent; a search for bad items that it was part of may be at its end. */
  closed(parcel: Parcel): void {
    const search = parcel.isolation;
    if (search === undefined) return;
    search.open--;
    if (search.open === 0) this.#s.isolation.finished(search);
  }
}

function goesBack(ticket: Ticket, failure: Failure): boolean {
  return ticket.waiter !== undefined && RETURNABLE.has(failure.reason);
}

function refuse(ticket: Ticket, items: number, failure: Failure): void {
  ticket.refusedItems += items;
  ticket.refusal ??= failure;
}
