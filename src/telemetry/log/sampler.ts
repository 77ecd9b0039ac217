/** As the Collector's `logs.sampling`: of equal records in one tick the first `initial` pass, then each `thereafter`-th. */
export interface SamplingSettings {
  readonly tickMs: number;
  readonly initial: number;
  /** 0 lets none pass after the first ones. */
  readonly thereafter: number;
}

/** Distinct records counted in one tick; beyond it records are no longer told apart from new ones and pass. */
const MAX_KEYS = 1024;

/** Keeps a storm of equal log lines (one refusal for each request) from filling a disk. Fields do not tell records apart. */
export class LogSampler {
  readonly #settings: SamplingSettings;
  readonly #nowMs: () => number;
  readonly #seen: Map<string, number> = new Map();
  #tickEndsMs = Number.NEGATIVE_INFINITY;

  constructor(settings: SamplingSettings, nowMs: () => number) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  /** True when this record is to be written. */
  allow(level: string, component: string, message: string): boolean {
    const now = this.#nowMs();
    if (now >= this.#tickEndsMs) {
      this.#seen.clear();
      this.#tickEndsMs = now + this.#settings.tickMs;
    }
    const key = `${level}\n${component}\n${message}`;
    const count = (this.#seen.get(key) ?? 0) + 1;
    if (count === 1 && this.#seen.size >= MAX_KEYS) return true;
    this.#seen.set(key, count);
    const { initial, thereafter } = this.#settings;
    return count <= initial || (thereafter > 0 && (count - initial) % thereafter === 0);
  }
}
