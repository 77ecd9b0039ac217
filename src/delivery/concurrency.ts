/** A success slower than this many times the usual latency does not raise the limit. */
const SLOW_FACTOR = 2;
/** How fast the usual latency follows when it rises; it falls at once. */
const RISE = 0.05;

/**
 * How many requests may be on their way to one backend: additive increase, multiplicative decrease (RFC 5681 in small).
 * Grows by one per round of successes while latency holds and the limit is in use; halves on overload, once per round trip.
 * Always between 1 and `max` (`num_consumers`), where it starts.
 */
export class ConcurrencyLimit {
  readonly #max: number;
  #limit: number;
  #usualMs = Number.NaN;
  #lastCutAtMs = Number.NEGATIVE_INFINITY;

  constructor(max: number) {
    this.#max = Math.max(1, max);
    this.#limit = this.#max;
  }

  get current(): number {
    return Math.floor(this.#limit);
  }

  /** A request that took `latencyMs` while `inFlight` were on their way, itself included. */
  success(latencyMs: number, inFlight: number): void {
    const holds = Number.isNaN(this.#usualMs) || latencyMs <= this.#usualMs * SLOW_FACTOR + 1;
    if (Number.isNaN(this.#usualMs) || latencyMs < this.#usualMs) this.#usualMs = latencyMs;
    else this.#usualMs += (latencyMs - this.#usualMs) * RISE;
    if (holds && inFlight >= this.current) this.#limit = Math.min(this.#max, this.#limit + 1 / this.current);
  }

  /** The backend was too busy for a request started at `startedAtMs`; others of the same round do not cut again. */
  overload(startedAtMs: number, nowMs: number): void {
    if (startedAtMs < this.#lastCutAtMs) return;
    this.#limit = Math.max(1, this.#limit / 2);
    this.#lastCutAtMs = nowMs;
  }
}
