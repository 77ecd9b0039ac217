import type { Clock } from '../../kernel/host.ts';

const TICK_MS = 500;
/** A drift that no garbage collection or large batch explains. */
export const STUCK_AFTER_MS = 10_000;

/**
 * Measures how late the event loop is by the drift of a timer. A loop that hangs altogether answers no probe, which the
 * prober's own timeout notices; this is for one that comes back now and then, late.
 */
export class LoopWatch {
  readonly #clock: Clock;
  #lastTickMs: number;
  #worstMs = 0;
  #previousMs = 0;
  #stop: (() => void) | undefined;
  #ticks = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastTickMs = clock.monotonicMs();
  }

  start(): void {
    if (this.#stop !== undefined) return;
    this.#lastTickMs = this.#clock.monotonicMs();
    this.#stop = this.#clock.every(TICK_MS, () => this.#tick());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** The worst drift of the last ten to twenty ticks, or what has passed since the last tick if that is more. */
  lagMs(): number {
    const sinceTick = this.#stop === undefined ? 0 : this.#clock.monotonicMs() - this.#lastTickMs - TICK_MS;
    return Math.max(0, sinceTick, this.#worstMs, this.#previousMs);
  }

  #tick(): void {
    const now = this.#clock.monotonicMs();
    this.#worstMs = Math.max(this.#worstMs, now - this.#lastTickMs - TICK_MS);
    this.#lastTickMs = now;
    this.#ticks = (this.#ticks + 1) % 10;
    if (this.#ticks === 0) {
      this.#previousMs = this.#worstMs;
      this.#worstMs = 0;
    }
  }
}
