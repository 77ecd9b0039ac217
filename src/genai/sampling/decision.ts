import { HALF, probabilityOf, reaches, thresholdOf } from './halves.ts';
import type { OtelTraceState } from './trace-state.ts';

/**
 * How a configured probability meets one that upstream has sampled with:
 * `proportional`: p of what arrives (p x upstream in all); `equalizing`: p of the original population, whatever arrived.
 */
export type SamplingMode = 'proportional' | 'equalizing';

/** What a sampler decided on one span. Mutable: refilled for each span. */
export class Decision {
  selected = false;
  /** Of this stage alone, given that the span arrived. */
  probability = 0;
  /** 1 / (upstream probability x probability); NaN when upstream's is unknown or nothing can be selected. */
  weight: number = Number.NaN;

  /** Where the random value comes from is the trace id's low 56 bits at `buf[traceIdAt + 9 ..]`, or an explicit `rv`. */
  decide(sampler: ProbabilitySampler, upstream: OtelTraceState, buf: Uint8Array, traceIdAt: number): void {
    let hi = upstream.randomHi;
    let lo = upstream.randomLo;
    if (hi === -1) {
      const at = traceIdAt + 9;
      hi = (buf[at]! << 20) | (buf[at + 1]! << 12) | (buf[at + 2]! << 4) | (buf[at + 3]! >>> 4);
      lo = ((buf[at + 3]! & 0x0f) << 24) | (buf[at + 4]! << 16) | (buf[at + 5]! << 8) | buf[at + 6]!;
    }
    sampler.decide(this, upstream.thresholdHi, upstream.thresholdLo, hi, lo);
  }
}

/**
 * One probability, consistent with every other OTel sampler: all see the same random value R of a trace and keep it when
 * R >= T. So samples of different rates nest, and what upstream kept is not decided by fresh dice.
 */
export class ProbabilitySampler {
  readonly probability: number;
  readonly #proportional: boolean;
  readonly #hi: number;
  readonly #lo: number;
  /** The last upstream threshold and what came of it: nearly every span of a service has the same. */
  #upstreamHi = -1;
  #upstreamLo = -1;
  #finalHi = 0;
  #finalLo = 0;
  #ownProbability = 0;
  #weight: number = Number.NaN;

  /** `probability` in [0, 1]. */
  constructor(probability: number, mode: SamplingMode) {
    this.probability = probability;
    this.#proportional = mode === 'proportional';
    const { hi, lo } = thresholdOf(probability);
    this.#hi = hi;
    this.#lo = lo;
  }

  decide(into: Decision, upstreamHi: number, upstreamLo: number, randomHi: number, randomLo: number): void {
    if (upstreamHi === -1) {
      into.selected = reaches(randomHi, randomLo, this.#hi, this.#lo);
      into.probability = this.probability;
      into.weight = weightOf(this.probability);
      return;
    }
    if (!reaches(randomHi, randomLo, upstreamHi, upstreamLo)) {
      // Upstream says it kept what its own threshold rejects: its probability is not what it says (spec: "inconsistent").
      into.selected = reaches(randomHi, randomLo, this.#hi, this.#lo);
      into.probability = this.probability;
      into.weight = Number.NaN;
      return;
    }
    if (upstreamHi !== this.#upstreamHi || upstreamLo !== this.#upstreamLo) this.#meet(upstreamHi, upstreamLo);
    into.selected = reaches(randomHi, randomLo, this.#finalHi, this.#finalLo);
    into.probability = this.#ownProbability;
    into.weight = this.#weight;
  }

  /** Computes the final threshold for one upstream threshold. */
  #meet(upstreamHi: number, upstreamLo: number): void {
    this.#upstreamHi = upstreamHi;
    this.#upstreamLo = upstreamLo;
    const upstream = probabilityOf(upstreamHi, upstreamLo);
    if (this.#proportional) {
      const final = thresholdOf(upstream * this.probability);
      this.#finalHi = final.hi;
      this.#finalLo = final.lo;
      this.#ownProbability = this.probability;
    } else if (reaches(this.#hi, this.#lo, upstreamHi, upstreamLo)) {
      this.#finalHi = this.#hi;
      this.#finalLo = this.#lo;
      this.#ownProbability = this.probability / upstream;
    } else {
      // Upstream kept less than is asked for: everything that arrives is taken.
      this.#finalHi = upstreamHi;
      this.#finalLo = upstreamLo;
      this.#ownProbability = 1;
    }
    this.#weight = this.#finalHi === HALF ? Number.NaN : weightOf(upstream * this.#ownProbability);
  }
}

function weightOf(probability: number): number {
  return probability > 0 ? 1 / probability : Number.NaN;
}
