import type { Host } from '../kernel/host.ts';
import type { SendResult } from '../transport/send-result.ts';
import type { Assembler } from './assembler.ts';
import type { Circuit } from './circuit.ts';
import type { ConcurrencyLimit } from './concurrency.ts';
import type { DeliveryCounters } from './counters.ts';
import { joinParcel, type MergeFn, makeParcel, type Parcel, type Part } from './parcel.ts';
import type { Sender } from './sender.ts';
import type { Settlement } from './settlement.ts';
import type { DeliverySettings } from './settings.ts';
import type { QueueStore } from './store.ts';
import type { Failure, Ticket } from './ticket.ts';
import type { Verdict, Verdicts } from './verdicts.ts';
import type { WaitingParcels } from './waiting-parcels.ts';

/** A backend that asks for more than this is asked again anyway: a mistaken Retry-After must not stop an exporter for days. */
export const LONGEST_HOLD_MS = 600_000;
/** After the deadline, senders get this long to notice the abort. */
const ABORT_GRACE_MS = 500;

const EXPIRED: Failure = {
  reason: 'expired',
  code: 'ASSAY_DELIVERY_EXPIRED',
  message: 'the data waited longer than sending_queue.max_age',
};
const CANCELLED: Failure = {
  reason: 'cancelled',
  code: 'ASSAY_DELIVERY_CANCELLED',
  message: 'the caller went away before the data was sent',
};
const LEFT: Failure = {
  reason: 'shutdown',
  code: 'ASSAY_DELIVERY_SHUTDOWN_LEFT',
  message: 'the collector stopped before the backend took the data',
};

export interface DispatcherParts {
  readonly host: Host;
  readonly settings: DeliverySettings;
  readonly sender: Sender;
  readonly store: QueueStore;
  readonly assembler: Assembler;
  readonly waiting: WaitingParcels;
  readonly limit: ConcurrencyLimit;
  readonly circuit: Circuit;
  readonly settlement: Settlement;
  readonly verdicts: Verdicts;
  readonly counters: DeliveryCounters;
  readonly merge: MergeFn;
  /** Called after each attempt. */
  readonly onVerdict: (verdict: Verdict) => void;
}

/**
 * Keeps requests on their way, as many as the backend bears: first what waits for another attempt and is due, then what the
 * assembler gathers from the queue. One loop at a time starts requests; it runs when something changed (`wake`) or is due.
 */
export class Dispatcher {
  readonly #p: DispatcherParts;
  readonly #abort: AbortController = new AbortController();
  readonly #onWay: Set<Parcel> = new Set();
  #phase: 'idle' | 'running' | 'draining' | 'stopped' = 'idle';
  #loop: Promise<void> | undefined;
  #again = false;
  #holdUntilMs = 0;
  #cancelTimer: (() => void) | undefined;
  /** While draining a durable queue: the backend failed, the rest stays on disk. */
  #restStays = false;
  #onQuiet: (() => void) | undefined;

  constructor(parts: DispatcherParts) {
    this.#p = parts;
  }

  get inFlight(): number {
    return this.#onWay.size;
  }

  start(): void {
    this.#phase = 'running';
    this.wake();
  }

  /** Something may be there to send. Cheap, safe from anywhere. */
  wake(): void {
    if (this.#phase !== 'running' && this.#phase !== 'draining') return;
    this.#again = true;
    if (this.#loop !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#loop = promise;
    void this.#run().then(resolve);
  }

  /** Milliseconds for which the backend asked to be left alone, from now on; 0 when it did not. */
  heldForMs(): number {
    return Math.max(0, this.#holdUntilMs - this.#p.host.clock.monotonicMs());
  }

  /** Milliseconds after which a caller that found no room should come back. */
  comeBackMs(): number {
    const { clock } = this.#p.host;
    const nowMs = clock.monotonicMs();
    const nextMs = this.#p.circuit.isOpen ? (this.#p.waiting.nextReadyAtMs() ?? 0) - nowMs : 0;
    const baseMs = Math.min(30_000, Math.max(1000, nextMs, this.#holdUntilMs - nowMs));
    return Math.round(baseMs * (1 + clock.random() / 4));
  }

  /**
   * Sends what is there until `deadline` aborts. What is left then stays in a durable queue, goes back to callers that wait,
   * or is counted as failed.
   */
  async drain(deadline: AbortSignal): Promise<void> {
    if (this.#phase === 'stopped') return;
    if (this.#phase === 'running') {
      this.#phase = 'draining';
      this.#p.assembler.flushing = true;
      this.#p.waiting.releaseOwnDelays();
      await this.#untilQuiet(deadline);
    }
    this.#phase = 'stopped';
    this.#cancelTimer?.();
    await this.#loop;
    await this.#abandonFlights();
    await this.#leaveRest();
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      while (this.#mayStart()) {
        const parcel = await this.#next();
        if (parcel === undefined) break;
        void this.#fly(parcel);
      }
    }
    this.#loop = undefined;
    this.#arm();
    this.#checkQuiet();
  }

  #mayStart(): boolean {
    if (this.#phase !== 'running' && this.#phase !== 'draining') return false;
    const allowed = this.#p.circuit.isOpen ? 1 : this.#p.limit.current;
    return !this.#restStays && this.#onWay.size < allowed && this.#p.host.clock.monotonicMs() >= this.#holdUntilMs;
  }

  /** New data is taken while the backend answers, and not so many parcels wait already that memory would fill with them. */
  #takesNew(nowMs: number): boolean {
    const { circuit, waiting, settings } = this.#p;
    return !(circuit.isOpen && waiting.size > 0) && waiting.countLater(nowMs) < settings.queue.consumers;
  }

  /** The next parcel to send now. */
  async #next(): Promise<Parcel | undefined> {
    const { waiting, assembler } = this.#p;
    for (;;) {
      const nowMs = this.#p.host.clock.monotonicMs();
      let parcel = waiting.takeReady(nowMs);
      if (parcel === undefined) {
        const parts = this.#takesNew(nowMs) ? await assembler.next() : undefined;
        if (parts === undefined) return undefined;
        parcel = makeParcel(parts);
      }
      const fit = await this.#fit(parcel);
      if (fit === undefined) continue;
      if (this.#mayStart()) return fit;
      waiting.add(fit);
      return undefined;
    }
  }

  /** The parcel without what must not be sent any more. */
  async #fit(parcel: Parcel): Promise<Parcel | undefined> {
    const rest: Part[] = [];
    for (const part of parcel.parts) {
      const failure = this.#unwanted(part.ticket);
      if (failure === undefined) rest.push(part);
      else await this.#p.settlement.discard(part.ticket, part.batch, failure);
    }
    if (rest.length === parcel.parts.length) return parcel;
    if (rest.length > 0) return Object.assign(makeParcel(rest, parcel), { attempts: parcel.attempts });
    this.#p.settlement.closed(parcel);
    return undefined;
  }

  #unwanted(ticket: Ticket): Failure | undefined {
    if (ticket.waiter?.cancelled === true) return CANCELLED;
    const { maxAgeMs } = this.#p.settings.queue;
    return maxAgeMs > 0 && this.#p.host.clock.now() - ticket.entry.enqueuedAtMs > maxAgeMs ? EXPIRED : undefined;
  }

  async #fly(parcel: Parcel): Promise<void> {
    const { counters, onVerdict, verdicts } = this.#p;
    const startedAtMs = this.#p.host.clock.monotonicMs();
    parcel.attempts++;
    if (parcel.firstAttemptAtMs < 0) parcel.firstAttemptAtMs = startedAtMs;
    this.#onWay.add(parcel);
    counters.requestItems.observe(parcel.items);
    counters.requestBytes.observe(parcel.bytes);
    const result = await this.#send(parcel);
    // Given up at the deadline: its items are accounted for already.
    if (!this.#onWay.has(parcel)) return;
    const verdict = verdicts.read(parcel, result, startedAtMs, this.#onWay.size);
    await this.#follow(parcel, verdict);
    this.#onWay.delete(parcel);
    onVerdict(verdict);
    this.wake();
    this.#checkQuiet();
  }

  async #send(parcel: Parcel): Promise<SendResult> {
    try {
      return await this.#p.sender.send(joinParcel(parcel, this.#p.merge), this.#abort.signal);
    } catch (error) {
      const reason = `the sender failed: ${error instanceof Error ? error.name : 'unknown'}`;
      return { kind: 'retry', code: 'ASSAY_DELIVERY_SENDER_FAILED', reason, throttled: false };
    }
  }

  async #follow(parcel: Parcel, verdict: Verdict): Promise<void> {
    const { settlement, waiting, host, store } = this.#p;
    const { decision } = verdict;
    if (verdict.holdMs > 0)
      this.#holdUntilMs = Math.max(this.#holdUntilMs, host.clock.monotonicMs() + Math.min(LONGEST_HOLD_MS, verdict.holdMs));
    if (verdict.recovered) waiting.releaseOwnDelays();
    if (decision.kind === 'delivered') settlement.delivered(parcel, decision.rejected, decision.message);
    else if (decision.kind === 'give_up') await settlement.giveUp(parcel, decision.failure);
    else if (decision.kind === 'cut') for (const group of decision.groups) waiting.add(makeParcel(group, parcel));
    else {
      waiting.add(parcel);
      if (this.#phase !== 'running' && store.durable) this.#restStays = true;
    }
  }

  /** Sets the timer for the next thing that falls due. */
  #arm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#phase !== 'running' && this.#phase !== 'draining') return;
    const { waiting, assembler, host } = this.#p;
    const nowMs = host.clock.monotonicMs();
    const never = Number.POSITIVE_INFINITY;
    const flushAtMs = this.#takesNew(nowMs) ? assembler.nextFlushAtMs() : undefined;
    const atMs = this.#holdUntilMs > nowMs ? this.#holdUntilMs : Math.min(waiting.nextReadyAtMs() ?? never, flushAtMs ?? never);
    if (atMs === never) return;
    // What is due already waits for a request to end, and that wakes us; or it fell due after the loop had looked.
    if (atMs <= nowMs && !this.#mayStart()) return;
    this.#cancelTimer = host.clock.after(Math.max(1, atMs - nowMs), () => this.wake());
  }

  #untilQuiet(deadline: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        deadline.removeEventListener('abort', done);
        this.#onQuiet = undefined;
        resolve();
      };
      if (deadline.aborted) return resolve();
      deadline.addEventListener('abort', done);
      this.#onQuiet = done;
      this.wake();
    });
  }

  /** While draining: is there nothing more to do? */
  #checkQuiet(): void {
    if (this.#onQuiet === undefined || this.#onWay.size > 0 || this.#loop !== undefined) return;
    if (this.#phase === 'stopped' || this.#restStays || this.#p.store.load().requests === 0) this.#onQuiet();
  }

  /** The deadline is over: senders are told, and after a moment no longer waited for. */
  async #abandonFlights(): Promise<void> {
    if (this.#onWay.size === 0) return;
    this.#abort.abort();
    await new Promise<void>((resolve) => {
      const cancel = this.#p.host.clock.after(ABORT_GRACE_MS, resolve);
      this.#onQuiet = () => {
        cancel();
        resolve();
      };
    });
    this.#onQuiet = undefined;
    const late = [...this.#onWay];
    this.#onWay.clear();
    for (const parcel of late) this.#p.waiting.add(parcel);
  }

  /** Settles what was not delivered; a durable queue simply keeps it. */
  async #leaveRest(): Promise<void> {
    const { store, waiting, assembler, settlement } = this.#p;
    if (store.durable) return;
    for (const parcel of waiting.removeWhere(() => true)) await settlement.giveUp(parcel, LEFT);
    for (const parts of assembler.drain()) await settlement.giveUp(makeParcel(parts), LEFT);
    for (let parts = await assembler.next(); parts !== undefined; parts = await assembler.next())
      await settlement.giveUp(makeParcel(parts), LEFT);
  }
}
