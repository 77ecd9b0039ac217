import type { Clock } from '../kernel/host.ts';

/** A limit that was only guessed from a 413 never falls below this: one odd answer must not make requests tiny for long. */
const SMALLEST_GUESS_BYTES = 64 * 1024;
/** Then it is tried anew: the backend's operator may have raised it. */
const FORGET_AFTER_MS = 3_600_000;

/**
 * The largest request the backend takes, learnt from its answers: the figure it named, or half of what it refused. In bytes
 * before compression, which is what gRPC and HTTP servers limit.
 */
export class RequestLimit {
  readonly #clock: Clock;
  #bytes = 0;
  #learntAtMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** 0 when nothing is known. */
  get bytes(): number {
    if (this.#bytes > 0 && this.#clock.monotonicMs() - this.#learntAtMs > FORGET_AFTER_MS) this.#bytes = 0;
    return this.#bytes;
  }

  /**
   * A request of `sentBytes` was too large; returns the size to cut it to. `named` is the limit in the backend's message. The
   * refusal of a single item teaches only what was named: that item is the exception, not the rule.
   */
  tooLarge(sentBytes: number, items: number, named: number | undefined): number {
    const plausible = named !== undefined && named > 0 && named < sentBytes;
    const targetBytes = plausible ? named : Math.max(1, Math.ceil(sentBytes / 2));
    if (plausible) this.#learn(named);
    else if (items > 1) this.#learn(Math.max(SMALLEST_GUESS_BYTES, targetBytes));
    return targetBytes;
  }

  #learn(bytes: number): void {
    const known = this.bytes;
    if (known > 0 && known <= bytes) return;
    this.#bytes = bytes;
    this.#learntAtMs = this.#clock.monotonicMs();
  }
}
