import type { Clock } from '../kernel/host.ts';
import type { Signal } from '../otlp/batch.ts';
import { cutByBytes, cutPart, type Part, type SplitFn } from './parcel.ts';
import type { RequestLimit } from './request-limit.ts';
import type { BatchSettings } from './settings.ts';
import type { QueueStore, Taken } from './store.ts';
import { makeTicket } from './ticket.ts';

/** Parts of one signal on their way to a request. */
interface Gathering {
  parts: Part[];
  items: number;
  bytes: number;
  /** Monotonic milliseconds of its first part. */
  openedAtMs: number;
}

export interface AssemblerSettings {
  readonly batch: BatchSettings | undefined;
  readonly store: QueueStore;
  readonly limit: RequestLimit;
  readonly split: SplitFn;
  readonly clock: Clock;
}

/**
 * Takes entries from the queue and gathers them into requests: whole entries in order, joined up to `min_size` or until
 * `flush_timeout`, cut where they exceed `max_size`, the byte bound, or what the backend was learnt to take. Holds at most
 * one unfinished gathering per signal and the rest of one entry.
 */
export class Assembler {
  readonly #s: AssemblerSettings;
  readonly #open: Map<Signal, Gathering> = new Map();
  readonly #full: Part[][] = [];
  /** True at shutdown: everything goes at once. */
  flushing = false;

  constructor(settings: AssemblerSettings) {
    this.#s = settings;
  }

  /** Parts of the next request, or undefined while there is none to send. One call at a time. */
  async next(): Promise<Part[] | undefined> {
    for (;;) {
      const full = this.#full.shift() ?? this.#due();
      if (full !== undefined) return full;
      const step = this.#s.store.take();
      const taken = step instanceof Promise ? await step : step;
      if (taken === undefined) return this.#flushed();
      this.#add(taken);
    }
  }

  /** Monotonic milliseconds at which the next gathering must go, or undefined. */
  nextFlushAtMs(): number | undefined {
    const batch = this.#s.batch;
    if (batch === undefined) return undefined;
    let next: number | undefined;
    for (const gathering of this.#open.values()) {
      const at = gathering.openedAtMs + batch.flushMs;
      if (next === undefined || at < next) next = at;
    }
    return next;
  }

  /** Takes out everything gathered; for the end. */
  drain(): Part[][] {
    const rest = [...this.#full.splice(0), ...[...this.#open.values()].map((gathering) => gathering.parts)];
    this.#open.clear();
    return rest;
  }

  #add(taken: Taken): void {
    const part: Part = { ticket: makeTicket(taken), batch: taken.batch };
    const { batch } = this.#s;
    const maxBytes = this.#maxBytes();
    if (batch === undefined) {
      this.#full.push(...(maxBytes === 0 || taken.batch.bytes.length <= maxBytes ? [[part]] : cutByBytes([part], maxBytes, this.#s.split)));
      return;
    }
    const maxItems = batch.sizer === 'items' ? batch.maxSize : 0;
    const tooLarge = (maxItems > 0 && part.batch.items > maxItems) || (maxBytes > 0 && part.batch.bytes.length > maxBytes);
    for (const piece of tooLarge ? cutPart(part, { maxItems, maxBytes }, this.#s.split) : [part])
      this.#gather(piece, batch, maxItems, maxBytes);
  }

  #gather(part: Part, batch: BatchSettings, maxItems: number, maxBytes: number): void {
    const { signal, items } = part.batch;
    const bytes = part.batch.bytes.length;
    let gathering = this.#open.get(signal);
    if (gathering !== undefined) {
      const over = (maxItems > 0 && gathering.items + items > maxItems) || (maxBytes > 0 && gathering.bytes + bytes > maxBytes);
      if (over) {
        this.#full.push(gathering.parts);
        gathering = undefined;
      }
    }
    if (gathering === undefined) {
      gathering = { parts: [], items: 0, bytes: 0, openedAtMs: this.#s.clock.monotonicMs() };
      this.#open.set(signal, gathering);
    }
    gathering.parts.push(part);
    gathering.items += items;
    gathering.bytes += bytes;
    if (batch.minSize > 0 && (batch.sizer === 'items' ? gathering.items : gathering.bytes) >= batch.minSize) {
      this.#open.delete(signal);
      this.#full.push(gathering.parts);
    }
  }

  /** The smallest of the byte bounds; 0 is none. */
  #maxBytes(): number {
    const { batch, limit } = this.#s;
    let least = 0;
    for (const bytes of [limit.bytes, batch?.maxBytes ?? 0, batch?.sizer === 'bytes' ? batch.maxSize : 0]) {
      if (bytes > 0 && (least === 0 || bytes < least)) least = bytes;
    }
    return least;
  }

  /** A gathering whose time has come, though the queue may hold more. */
  #due(): Part[] | undefined {
    const nowMs = this.#s.clock.monotonicMs();
    const flushMs = Math.max(1, this.#s.batch?.flushMs ?? 0);
    for (const [signal, gathering] of this.#open) {
      if (nowMs - gathering.openedAtMs < flushMs) continue;
      this.#open.delete(signal);
      return gathering.parts;
    }
    return undefined;
  }

  /** The queue is empty: what must not wait for more goes now. */
  #flushed(): Part[] | undefined {
    const { batch, clock } = this.#s;
    const nowMs = clock.monotonicMs();
    for (const [signal, gathering] of this.#open) {
      const waits = batch !== undefined && batch.minSize > 0 && nowMs - gathering.openedAtMs < batch.flushMs;
      if (waits && !this.flushing) continue;
      this.#open.delete(signal);
      return gathering.parts;
    }
    return undefined;
  }
}
