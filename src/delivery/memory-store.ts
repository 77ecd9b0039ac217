import type { Clock } from '../kernel/host.ts';
import type { Batch } from '../otlp/batch.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { QueueSizer } from './config.ts';
import { type NotStored, type Offer, type QueueEntry, type QueueLoad, type QueueStore, STORED, type Taken, type Waiter } from './store.ts';

/** Bounds of a memory queue. `size` counts in units of `sizer`; `maxBytes` holds besides. */
export interface MemoryStoreLimits {
  readonly size: number;
  readonly sizer: QueueSizer;
  readonly maxBytes: number;
}

interface Held extends Taken {
  readonly entry: QueueEntry;
}

/**
 * A queue in memory. Bounded by requests, items or bytes, always by its own bytes, and by the budget of all queues. An empty
 * queue takes one batch of any size (the receiver bounds it), since a batch refused here could never be delivered at all.
 */
export class MemoryStore implements QueueStore {
  readonly durable = false;
  readonly #limits: MemoryStoreLimits;
  readonly #budget: ByteBudget;
  readonly #clock: Clock;
  /** In order of arrival; entries on their way included, because their bytes are still held. */
  readonly #held: Map<number, Held> = new Map();
  /** Seq of the next entry to hand out. */
  #cursor = 0;
  #nextSeq = 0;
  #items = 0;
  #bytes = 0;

  constructor(limits: MemoryStoreLimits, budget: ByteBudget, clock: Clock) {
    this.#limits = limits;
    this.#budget = budget;
    this.#clock = clock;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  refusal(batch: Batch): NotStored | undefined {
    const bytes = batch.bytes.length;
    const full = this.#held.size === 0 ? undefined : this.#wouldExceed(batch.items, bytes);
    if (full !== undefined) return { kind: 'full', code: 'ASSAY_DELIVERY_QUEUE_FULL', reason: full };
    if (this.#budget.allows(bytes, this.#bytes)) return undefined;
    return { kind: 'full', code: 'ASSAY_DELIVERY_QUEUE_FULL', reason: 'the memory queues together hold as many bytes as they may' };
  }

  offer(batch: Batch, waiter?: Waiter): Offer {
    const refusal = this.refusal(batch);
    if (refusal !== undefined) return refusal;
    const bytes = batch.bytes.length;
    this.#budget.take(bytes);
    const entry: QueueEntry = { seq: this.#nextSeq++, signal: batch.signal, items: batch.items, bytes, enqueuedAtMs: this.#clock.now() };
    this.#held.set(entry.seq, waiter === undefined ? { entry, batch } : { entry, batch, waiter });
    this.#items += batch.items;
    this.#bytes += bytes;
    return STORED;
  }

  take(): Taken | undefined {
    while (this.#cursor < this.#nextSeq) {
      const held = this.#held.get(this.#cursor++);
      if (held !== undefined) return held;
    }
    return undefined;
  }

  settle(entry: QueueEntry): void {
    if (!this.#held.delete(entry.seq)) return;
    this.#items -= entry.items;
    this.#bytes -= entry.bytes;
    this.#budget.release(entry.bytes);
  }

  get capacityBytes(): number {
    return this.#limits.maxBytes;
  }

  usedBytes(): number {
    return this.#bytes;
  }

  load(): QueueLoad {
    return { requests: this.#held.size, items: this.#items, bytes: this.#bytes };
  }

  oldestAtMs(): number | undefined {
    for (const held of this.#held.values()) return held.entry.enqueuedAtMs;
    return undefined;
  }

  trouble(): undefined {
    return undefined;
  }

  close(): Promise<void> {
    this.#budget.release(this.#bytes);
    this.#held.clear();
    this.#items = 0;
    this.#bytes = 0;
    return Promise.resolve();
  }

  #wouldExceed(items: number, bytes: number): string | undefined {
    const { size, sizer, maxBytes } = this.#limits;
    if (this.#bytes + bytes > maxBytes) return `the queue holds ${this.#bytes} of ${maxBytes} bytes (sending_queue.max_mib)`;
    const used = sizer === 'requests' ? this.#held.size : sizer === 'items' ? this.#items : this.#bytes;
    const more = sizer === 'requests' ? 1 : sizer === 'items' ? items : bytes;
    return used + more > size ? `the queue holds ${used} of ${size} ${sizer} (sending_queue.queue_size)` : undefined;
  }
}
