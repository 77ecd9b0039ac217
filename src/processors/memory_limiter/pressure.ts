import type { Clock } from '../../kernel/host.ts';
import type { Limits } from './limits.ts';
import type { MemoryProbe } from './memory-probe.ts';

/** A collection stops the world; not more often than this while the hard limit is far. The Collector's own floor grows to 30 s. */
const MIN_GC_INTERVAL_MS = 10_000;
/**
 * Beyond the middle between the limits collections may take a quarter of the time: requests that are refused make garbage, too, and V8 knows nothing
 * of our limit (measured: a thousand connections, refused 1,500 times a second, took the process from 324 to 446 MiB in seven seconds).
 * The Collector has no floor at all there (min_gc_interval_when_hard_limited).
 */
const GC_PART = 1 / 4;

/** What the last measurement said. */
export interface Pressure {
  readonly refusing: boolean;
  readonly rssBytes: number;
}

/**
 * Watches the resident memory against the limits:
 *
 *     rss < soft           take work
 *     soft <= rss < hard   refuse; collect garbage (a process that takes no work allocates nothing, so V8 would never
 *                          collect by itself and the refusal would last for ever); if the live bytes are then below
 *                          half of soft, the rest is free memory that the allocator keeps, and work is taken again
 *     hard <= rss          refuse; collect garbage
 */
export class PressureGauge {
  readonly #limits: Limits;
  readonly #probe: MemoryProbe;
  readonly #clock: Clock;
  #refusing = false;
  #rssBytes = 0;
  #lastGcMs = Number.NEGATIVE_INFINITY;
  #gcTookMs = 0;
  #collectedSinceOver = false;

  constructor(limits: Limits, probe: MemoryProbe, clock: Clock) {
    this.#limits = limits;
    this.#probe = probe;
    this.#clock = clock;
  }

  get refusing(): boolean {
    return this.#refusing;
  }

  get rssBytes(): number {
    return this.#rssBytes;
  }

  /** Measures; called every `check_interval`. */
  check(): Pressure {
    this.#rssBytes = this.#probe.rssBytes();
    if (this.#rssBytes >= this.#limits.softBytes) this.#over();
    else {
      this.#refusing = false;
      this.#collectedSinceOver = false;
    }
    return { refusing: this.#refusing, rssBytes: this.#rssBytes };
  }

  #over(): void {
    const now = this.#clock.monotonicMs();
    const urgent = this.#rssBytes >= (this.#limits.softBytes + this.#limits.hardBytes) / 2;
    const intervalMs = urgent ? (this.#gcTookMs * (1 - GC_PART)) / GC_PART : MIN_GC_INTERVAL_MS;
    if (!this.#keptByAllocator() && now - this.#lastGcMs >= intervalMs) {
      this.#probe.collectGarbage();
      this.#lastGcMs = this.#clock.monotonicMs();
      this.#gcTookMs = this.#lastGcMs - now;
      this.#collectedSinceOver = true;
      this.#rssBytes = this.#probe.rssBytes();
    }
    this.#refusing = this.#rssBytes >= this.#limits.softBytes && !this.#keptByAllocator();
  }

  #keptByAllocator(): boolean {
    if (!this.#collectedSinceOver || this.#rssBytes >= this.#limits.hardBytes) return false;
    return this.#probe.liveBytes() < this.#limits.softBytes / 2;
  }
}
