import type { Clock, Logger } from '../kernel/host.ts';

const PERIOD_MS = 10_000;
/** Different keys remembered; keys are words of our own source. */
const MAX_KEYS = 64;

/**
 * One line of a kind in ten seconds, with how many were left out since the last: an outage must not fill a disk with its own
 * description.
 */
export class RateLimitedLog {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #kinds: Map<string, { nextAtMs: number; suppressed: number }> = new Map();

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  warn(key: string, message: string, fields: Record<string, unknown>): void {
    const nowMs = this.#clock.monotonicMs();
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      if (this.#kinds.size >= MAX_KEYS) this.#kinds.clear();
      kind = { nextAtMs: 0, suppressed: 0 };
      this.#kinds.set(key, kind);
    }
    if (nowMs < kind.nextAtMs) {
      kind.suppressed++;
      return;
    }
    this.#log.warn(message, kind.suppressed === 0 ? fields : { ...fields, suppressed: kind.suppressed });
    kind.nextAtMs = nowMs + PERIOD_MS;
    kind.suppressed = 0;
  }
}
