import type { Outcome } from '../../kernel/outcome.ts';

/** How fast the past is forgotten: what was taken so long ago counts a third. */
const MEMORY_MS = 5000;
/** A connection of which nothing was taken for so long does not count any more. */
const ACTIVE_MS = 10_000;
/**
 * After a "come back later" connections share for the time in which so many requests of that size were taken of late: shorter, and the
 * room that became free would be gone before the modest come; longer, and a small queue would run empty meanwhile.
 */
const PRESSURE_REQUESTS = 16;
const SHORTEST_PRESSURE_MS = 50;
const LONGEST_PRESSURE_MS = 5000;
/** What a request counts at least, in bytes: queues are bounded in requests, too. */
const REQUEST_BYTES = 16 * 1024;
/** Who had no more than so much of late, eight small requests, is held back in no case: that fills no queue. */
const HARMLESS_BYTES = 8 * REQUEST_BYTES;
/** Nor who had no more than this part of all: many connections with one request each make a small mean. */
const HARMLESS_PART = 1 / 8;
/** Weights grow with time and are scaled down before they leave the range of exact sums. */
const LARGEST_WEIGHT = 1e9;

interface Taken {
  weighted: number;
  atMs: number;
}

/**
 * Who may hand over more while a pipeline is full: memory queues answer at once, so what a connection has in them cannot be
 * seen in what it has under way. Here it is counted what was taken of each connection lately. As long as the pipeline takes everything,
 * nobody is held back; for a while after it turned somebody away, a connection of which much was taken, more than the mean of all and
 * than an eighth of everything, has to come back later, so that the room that becomes free goes to the others.
 */
export class FairPace {
  readonly #byConnection = new WeakMap<object, Taken>();
  /** The longest idle first. Holds no connection: those that are closed must be able to go. */
  readonly #active = new Set<Taken>();
  #sum = 0;
  #epochMs = 0;
  #pressureUntilMs = Number.NEGATIVE_INFINITY;

  /** Whether a request of `connection` may be read now. */
  admits(connection: object, nowMs: number): boolean {
    if (nowMs >= this.#pressureUntilMs) return true;
    this.#forgetIdle(nowMs);
    const harmless = HARMLESS_BYTES * this.#weight(nowMs);
    const taken = this.#byConnection.get(connection)?.weighted ?? 0;
    if (taken <= harmless) return true;
    return taken <= this.#sum * Math.max(HARMLESS_PART, 1 / this.#active.size);
  }

  /** What the pipeline said about a request of `bytes`. Who was turned away counts among those that share. */
  note(connection: object, bytes: number, outcome: Outcome, nowMs: number): void {
    this.#forgetIdle(nowMs);
    const weighted = Math.max(bytes, REQUEST_BYTES) * this.#weight(nowMs);
    const taken = this.#seen(connection, nowMs);
    if (outcome.kind !== 'retry') {
      taken.weighted += weighted;
      this.#sum += weighted;
      return;
    }
    // The decayed sum is what was taken in MEMORY_MS.
    const pressureMs = (PRESSURE_REQUESTS * weighted * MEMORY_MS) / Math.max(this.#sum, 1);
    this.#pressureUntilMs = nowMs + Math.min(LONGEST_PRESSURE_MS, Math.max(SHORTEST_PRESSURE_MS, pressureMs));
  }

  #seen(connection: object, nowMs: number): Taken {
    let taken = this.#byConnection.get(connection);
    if (taken === undefined) this.#byConnection.set(connection, (taken = { weighted: 0, atMs: nowMs }));
    taken.atMs = nowMs;
    this.#active.delete(taken);
    this.#active.add(taken);
    return taken;
  }

  /** The later, the heavier: in comparisons that is the same as if what is earlier had decayed. */
  #weight(nowMs: number): number {
    const weight = Math.exp((nowMs - this.#epochMs) / MEMORY_MS);
    if (weight < LARGEST_WEIGHT) return weight;
    this.#sum = 0;
    for (const taken of this.#active) this.#sum += taken.weighted /= weight;
    this.#epochMs = nowMs;
    return 1;
  }

  #forgetIdle(nowMs: number): void {
    for (const taken of this.#active) {
      if (taken.atMs > nowMs - ACTIVE_MS) return;
      this.#active.delete(taken);
      this.#sum -= taken.weighted;
      taken.weighted = 0;
    }
  }
}
