import type { Batch } from '../otlp/batch.ts';
import type { QueueSizer } from './config.ts';
import type { NotStored, Offer, QueueStore, Waiter } from './store.ts';

/** Requests that may wait for room at a time; each holds its body in memory. */
const MAX_BLOCKED = 1000;

interface Blocked {
  readonly batch: Batch;
  readonly waiter: Waiter | undefined;
  readonly answer: (offer: Offer) => void;
}

/** `queue_size` in units of `sizer`, for a store that does not know it. */
export interface QueueBound {
  readonly size: number;
  readonly sizer: QueueSizer;
}

export interface AdmissionSettings {
  /** `block_on_overflow`. */
  readonly blocks: boolean;
  /** Bytes that may stand in line. */
  readonly maxBytes: number;
  readonly bound?: QueueBound;
}

/**
 * The door of the queue. With `block_on_overflow` a request that finds it full waits in line until there is room or its own
 * signal aborts; those behind it wait too, so that order holds and a small request does not overtake for ever. The line is
 * bounded in requests and bytes.
 */
export class Admission {
  readonly #store: QueueStore;
  readonly #blocks: boolean;
  readonly #maxBytes: number;
  readonly #bound: QueueBound | undefined;
  readonly #line: Blocked[] = [];
  #lineBytes = 0;
  #serving = false;
  #again = false;

  constructor(store: QueueStore, settings: AdmissionSettings) {
    this.#store = store;
    this.#blocks = settings.blocks;
    this.#maxBytes = settings.maxBytes;
    this.#bound = settings.bound;
  }

  /** Requests waiting for room. */
  get waiting(): number {
    return this.#line.length;
  }

  offer(batch: Batch, signal: AbortSignal, waiter: Waiter | undefined): Offer | Promise<Offer> {
    if (this.#line.length > 0) return this.#wait(batch, signal, waiter, undefined);
    const offer = this.#offer(batch, waiter);
    if (!this.#blocks) return offer;
    if (!(offer instanceof Promise)) return offer.kind === 'full' ? this.#wait(batch, signal, waiter, offer) : offer;
    return offer.then((known) => (known.kind === 'full' ? this.#wait(batch, signal, waiter, known) : known));
  }

  /** Why a request would be turned away now, if so. One that may wait for room is not. */
  refusal(batch: Batch): NotStored | undefined {
    const refusal = this.#beyondBound(batch) ?? this.#store.refusal(batch);
    return refusal?.kind === 'full' && this.#blocks ? undefined : refusal;
  }

  /** An entry left the queue: those in line come in as far as they fit. */
  serve(): void {
    this.#again = true;
    if (!this.#serving && this.#line.length > 0) void this.#serve();
  }

  /** Sends everyone in line away. */
  close(offer: NotStored): void {
    for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) first.answer(offer);
  }

  #offer(batch: Batch, waiter: Waiter | undefined): Offer | Promise<Offer> {
    return this.#beyondBound(batch) ?? this.#store.offer(batch, waiter);
  }

  #beyondBound(batch: Batch): NotStored | undefined {
    if (this.#bound === undefined) return undefined;
    const { size, sizer } = this.#bound;
    const load = this.#store.load();
    const more = sizer === 'requests' ? 1 : sizer === 'items' ? batch.items : batch.bytes.length;
    if (load.requests === 0 || load[sizer] + more <= size) return undefined;
    return {
      kind: 'full',
      code: 'ASSAY_DELIVERY_QUEUE_FULL',
      reason: `the queue holds ${load[sizer]} of ${size} ${sizer} (sending_queue.queue_size)`,
    };
  }

  #wait(batch: Batch, signal: AbortSignal, waiter: Waiter | undefined, full: Offer | undefined): Offer | Promise<Offer> {
    const bytes = batch.bytes.length;
    if (this.#line.length >= MAX_BLOCKED || this.#lineBytes + bytes > this.#maxBytes) {
      return (
        full ?? {
          kind: 'full',
          code: 'ASSAY_DELIVERY_QUEUE_FULL',
          reason: 'the queue is full, and so is the line of requests waiting for room',
        }
      );
    }
    if (signal.aborted) return GONE;
    return new Promise((resolve) => {
      const answer = (offer: Offer): void => {
        signal.removeEventListener('abort', leave);
        const at = this.#line.indexOf(blocked);
        if (at === -1) return;
        this.#line.splice(at, 1);
        this.#lineBytes -= bytes;
        resolve(offer);
      };
      const leave = (): void => answer(GONE);
      const blocked: Blocked = { batch, waiter, answer };
      this.#line.push(blocked);
      this.#lineBytes += bytes;
      signal.addEventListener('abort', leave);
    });
  }

  async #serve(): Promise<void> {
    this.#serving = true;
    while (this.#again) {
      this.#again = false;
      for (let first = this.#line[0]; first !== undefined; first = this.#line[0]) {
        const step = this.#offer(first.batch, first.waiter);
        const offer = step instanceof Promise ? await step : step;
        if (offer.kind === 'full') break;
        first.answer(offer);
      }
    }
    this.#serving = false;
  }
}

const GONE: NotStored = {
  kind: 'full',
  code: 'ASSAY_DELIVERY_CANCELLED',
  reason: 'the caller went away while its request waited for room in the queue',
};
