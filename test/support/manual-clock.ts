import type { Clock } from '../../src/kernel/host.ts';

interface Timer {
  readonly fn: () => void;
  readonly periodMs: number;
  dueMs: number;
}

/** Lets everything that is ready run: a few turns of the event loop, so that promise chains and immediates settle. */
export async function settle(turns: number = 4): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A clock that stands still until told. Timers fire in the order of their time, and what they start settles before the next. */
export class ManualClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #timers: Timer[] = [];
  /** What `random` gives; replace it for a sequence. */
  nextRandom: () => number = () => 0.5;

  constructor(startMs: number = 1_760_000_000_000) {
    this.#nowMs = startMs;
  }

  /** Timers set and neither fired for the last time nor cancelled. */
  get liveTimers(): number {
    return this.#timers.length;
  }

  /** Milliseconds until the next timer, or undefined. */
  get nextTimerMs(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : Math.max(0, next.dueMs - this.#monotonicMs);
  }

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  random(): number {
    return this.nextRandom();
  }

  after(ms: number, fn: () => void): () => void {
    return this.#add({ fn, periodMs: 0, dueMs: this.#monotonicMs + Math.max(0, ms) });
  }

  every(ms: number, fn: () => void): () => void {
    const periodMs = Math.max(1, ms);
    return this.#add({ fn, periodMs, dueMs: this.#monotonicMs + periodMs });
  }

  /** Moves time on, firing what falls due and letting it settle. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    await settle();
    for (let timer = this.#next(); timer !== undefined && timer.dueMs <= endMs; timer = this.#next()) {
      this.#moveTo(Math.max(timer.dueMs, this.#monotonicMs));
      if (timer.periodMs > 0) timer.dueMs += timer.periodMs;
      else this.#timers = this.#timers.filter((other) => other !== timer);
      timer.fn();
      await settle();
    }
    this.#moveTo(endMs);
  }

  /** A jump of the wall clock alone, as NTP or an operator makes it. */
  jumpWallClock(ms: number): void {
    this.#nowMs += ms;
  }

  #add(timer: Timer): () => void {
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.dueMs < next.dueMs) next = timer;
    return next;
  }

  #moveTo(monotonicMs: number): void {
    this.#nowMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}
