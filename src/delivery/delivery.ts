import type { Exporter } from '../kernel/component.ts';
import type { Host, Ledger } from '../kernel/host.ts';
import { ACCEPTED, acceptedItems, type Outcome, type Retry, refused, retry } from '../kernel/outcome.ts';
import type { Batch, Signal } from '../otlp/batch.ts';
import { mergeBatches, splitBatch } from '../otlp/split.ts';
import { AssayError } from '../wire/assay-error.ts';
import { sharedByteBudget } from './byte-budget.ts';
import { type DeliveryCounters, deliveryCounters } from './counters.ts';
import type { DeadLetter } from './dead-letter/letter.ts';
import { deadLetterOf } from './dead-letter/open.ts';
import { buildEngine, type Engine } from './engine.ts';
import { MemoryStore } from './memory-store.ts';
import type { MergeFn, SplitFn } from './parcel.ts';
import type { Sender } from './sender.ts';
import type { DeliverySettings } from './settings.ts';
import { asQueueStorage, type NotStored, type Offer, type QueueStore, type Waiter } from './store.ts';

const HEALTH_PERIOD_MS = 5000;
const COME_BACK_MS = 1000;
const NOT_STARTED: NotStored = { kind: 'unavailable', code: 'ASSAY_DELIVERY_STOPPING', reason: 'the exporter has not started yet' };
const STOPPING: NotStored = { kind: 'unavailable', code: 'ASSAY_DELIVERY_STOPPING', reason: 'the exporter is shutting down' };

export interface DeliveryOptions {
  readonly sender: Sender;
  readonly settings: DeliverySettings;
  readonly host: Host;
  /** Where refused data is kept, instead of the file that the settings name; opened and closed by delivery. */
  readonly deadLetter?: DeadLetter;
  /** `splitBatch` unless a test has its own. */
  readonly split?: SplitFn;
  /** `mergeBatches` unless a test has its own. */
  readonly merge?: MergeFn;
}

/**
 * The exporter around a sender: queue, batching, retries, cutting, dead letters, metrics and health. Every exporter with a
 * queue is made of it. `accepted` means: held in memory, on disk as the storage's `fsync` says, or (`wait_for_result`)
 * delivered. The ledger is written for items that were accepted and for those only, be it a part of a batch; whoever gets `retry`
 * or `refused` as an answer keeps the account of its items.
 */
export function createDelivery(options: DeliveryOptions): Exporter {
  return new Delivery(options);
}

/** Storages whose content an account has been told, by account: one outlives the exporters that write into it. */
const told: WeakMap<Ledger, Set<string>> = new WeakMap();

/** Whether what is found in a storage is new to the account: what an exporter of the same place left before a reload is in it. */
function firstOpening(ledger: Ledger, storage: string): () => boolean {
  return () => {
    const known = told.get(ledger) ?? new Set();
    told.set(ledger, known);
    return !known.has(storage) && known.add(storage).size > 0;
  };
}

class Delivery implements Exporter {
  readonly #options: DeliveryOptions;
  readonly #host: Host;
  readonly #counters: DeliveryCounters;
  readonly #deadLetter: DeadLetter | undefined;
  #state: 'new' | 'running' | 'stopping' = 'new';
  #engine: Engine | undefined;
  #store: QueueStore | undefined;
  /** Offers that a store has not answered yet. */
  #offers = 0;
  #onOffersDone: (() => void) | undefined;
  #cancelHealth: (() => void) | undefined;
  #started: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#host = options.host;
    this.#counters = deliveryCounters(options.host);
    this.#deadLetter = options.deadLetter ?? deadLetterOf(options.settings, options.host);
  }

  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  consume(batch: Batch, signal: AbortSignal): Outcome | Promise<Outcome> {
    if (batch.items === 0) return ACCEPTED;
    const engine = this.#engine;
    if (engine === undefined || this.#state !== 'running') return this.#turnAway(batch, this.#state === 'new' ? NOT_STARTED : STOPPING);
    const held = this.#held(batch, engine);
    if (held !== undefined) return held;
    if (this.#options.settings.queue.waitForResult) return this.#consumeAndWait(batch, signal, engine);
    const offer = engine.admission.offer(batch, signal, undefined);
    if (!(offer instanceof Promise)) return this.#answer(batch, offer, engine);
    this.#offers++;
    return offer.then((known) => {
      this.#offers--;
      if (this.#offers === 0) this.#onOffersDone?.();
      return this.#answer(batch, known, engine);
    });
  }

  precheck(batch: Batch): Retry | undefined {
    const engine = this.#engine;
    if (engine === undefined || this.#state !== 'running') return undefined;
    const held = this.#held(batch, engine);
    if (held !== undefined) return held;
    const refusal = engine.admission.refusal(batch);
    if (refusal === undefined || refusal.kind === 'never') return undefined;
    this.#counters.enqueueFailed[batch.signal].add(batch.items);
    return retry(refusal.code, refusal.reason, this.#comeBackMs());
  }

  shutdown(deadline: AbortSignal): Promise<void> {
    this.#stopped ??= this.#stop(deadline);
    return this.#stopped;
  }

  /** Items that wait on disk; to be asked after `shutdown`. */
  kept(): number {
    return this.#store?.durable === true ? this.#store.load().items : 0;
  }

  async #start(): Promise<void> {
    const { host, settings, sender, split = splitBatch, merge = mergeBatches } = this.#options;
    const deadLetter = this.#deadLetter;
    const store = this.#makeStore();
    const engine = buildEngine({ host, settings, sender, store, counters: this.#counters, deadLetter, split, merge });
    this.#engine = engine;
    await deadLetter?.open();
    await sender.start?.();
    await store.open();
    this.#store = store;
    if (this.#state !== 'new') return;
    this.#state = 'running';
    engine.report();
    this.#cancelHealth = host.clock.every(HEALTH_PERIOD_MS, engine.report);
    engine.dispatcher.start();
  }

  async #stop(deadline: AbortSignal): Promise<void> {
    this.#state = 'stopping';
    // A start that failed has been reported by whoever called it; what it opened is closed here.
    await this.#started?.catch(() => undefined);
    this.#engine?.admission.close(STOPPING);
    if (this.#offers > 0) await new Promise<void>((resolve) => (this.#onOffersDone = resolve));
    await this.#engine?.dispatcher.drain(deadline);
    this.#cancelHealth?.();
    await this.#options.sender.close?.();
    await this.#store?.close();
    await this.#deadLetter?.close();
    this.#host.health({ state: 'stopped' });
  }

  #makeStore(): QueueStore {
    const { queue } = this.#options.settings;
    const { clock, ledger, id } = this.#host;
    if (queue.storage === undefined) {
      return new MemoryStore({ size: queue.size, sizer: queue.sizer, maxBytes: queue.maxBytes }, sharedByteBudget(clock), clock);
    }
    const storage = asQueueStorage(this.#host.extension(queue.storage));
    if (storage === undefined) {
      throw new AssayError(
        'ASSAY_DELIVERY_STORAGE_MISSING',
        `sending_queue.storage names ${queue.storage}, which is no enabled file_storage extension`,
      );
    }
    const isFirst = firstOpening(ledger, queue.storage);
    return storage.queue(id, {
      available: () => this.#engine?.dispatcher.wake(),
      recovered: (items) => {
        if (isFirst()) for (const [signal, count] of items) ledger.received(count, signal);
      },
      lost: (items, reason, signal) => this.#lose(items, reason, signal),
      dropped: (items, reason, signal) => ledger.dropped(items, reason, signal),
    });
  }

  async #consumeAndWait(batch: Batch, signal: AbortSignal, engine: Engine): Promise<Outcome> {
    if (signal.aborted) return this.#gone();
    let leave = (): void => undefined;
    const ended = new Promise<Outcome>((resolve) => {
      const waiter: Waiter = { resolve, cancelled: false };
      leave = () => {
        waiter.cancelled = true;
        resolve(this.#gone());
        engine.dispatcher.wake();
      };
      signal.addEventListener('abort', leave);
      void Promise.resolve(engine.admission.offer(batch, signal, waiter)).then((offer) => {
        if (offer.kind === 'stored') engine.dispatcher.wake();
        else resolve(this.#turnAway(batch, offer));
      });
    });
    const outcome = await ended;
    signal.removeEventListener('abort', leave);
    const taken = acceptedItems(outcome, batch.items);
    if (taken > 0) this.#host.ledger.delivered(taken, batch.signal);
    return outcome;
  }

  /** The backend asked for a wait that is longer than this exporter waits for it: the sender is told how long. */
  #held(batch: Batch, { dispatcher }: Engine): Retry | undefined {
    const heldMs = dispatcher.heldForMs();
    if (heldMs <= this.#options.settings.queue.patienceMs) return undefined;
    this.#counters.enqueueFailed[batch.signal].add(batch.items);
    return retry('ASSAY_TRANSPORT_BACKEND_BUSY', 'the backend asked to come back later', heldMs);
  }

  /** The store lost data by itself: as final as any other failure. */
  #lose(items: number, reason: string, signal: Signal): void {
    this.#counters.sendFailed[signal].add(items);
    this.#host.ledger.failed(items, reason, signal);
  }

  #answer(batch: Batch, offer: Offer, engine: Engine): Outcome {
    if (offer.kind !== 'stored') return this.#turnAway(batch, offer);
    engine.dispatcher.wake();
    return ACCEPTED;
  }

  #turnAway(batch: Batch, offer: NotStored): Outcome {
    this.#counters.enqueueFailed[batch.signal].add(batch.items);
    if (offer.kind === 'never') return refused(offer.code, offer.reason);
    return retry(offer.code, offer.reason, this.#comeBackMs());
  }

  #gone(): Outcome {
    return retry('ASSAY_DELIVERY_CANCELLED', 'the caller went away while its request was being delivered', this.#comeBackMs());
  }

  #comeBackMs(): number {
    return this.#engine?.dispatcher.comeBackMs() ?? COME_BACK_MS;
  }
}
