import type { GenAiCall } from '../call.ts';
import type { CallFacts } from './call-facts.ts';

/** Beyond so many calls in one batch the pre-pass gives up, and the first to come owns a call. */
const MOST_CALLS = 4096;
const MOST_SPANS = 65_536;
/** How far up a call looks for another that tells of it; HTTP and framework spans stand in between. */
const MOST_LEVELS = 16;

interface Candidate {
  readonly traceHi: number;
  readonly traceLo: number;
  readonly span: string;
  readonly response: number;
  readonly requestModel: number;
  readonly responseModel: number;
  readonly input: number;
  readonly output: number;
  /** 0 sdk, 1 framework, 2 gateway, 3 server: the lower is kept. */
  readonly rank: number;
  /** It says what was used: a teller that does not (a stream without counts) never displaces one that does. */
  readonly counted: boolean;
  readonly failed: boolean;
  readonly cached: boolean;
  readonly order: number;
}

/**
 * Finds the spans of one batch that tell of a call which another span of the batch tells better: same response id in one
 * trace, or an ancestor and a descendant of equal model and figures. Only filled for batches in which several emitters
 * wrote LLM spans, so clarity comes before speed here.
 */
export class BatchDuplicates {
  readonly #parents = new Map<string, string>();
  readonly #bySpan = new Map<string, Candidate>();
  readonly #candidates: Candidate[] = [];
  readonly #losers = new Set<string>();
  readonly #cached = new Set<string>();

  clear(): void {
    this.#parents.clear();
    this.#bySpan.clear();
    this.#candidates.length = 0;
    this.#losers.clear();
    this.#cached.clear();
  }

  /** Notes a span of any kind, for the way up from its children. */
  span(facts: CallFacts): void {
    if (this.#parents.size < MOST_SPANS)
      this.#parents.set(key(facts.traceHi, facts.spanHi, facts.spanLo), key(facts.traceHi, facts.parentHi, facts.parentLo));
  }

  call(facts: CallFacts, rank: number, call: Pick<GenAiCall, 'hasUsage' | 'failed' | 'cachedAnswer'>): void {
    if (this.#candidates.length === MOST_CALLS) return;
    const span = key(facts.traceHi, facts.spanHi, facts.spanLo);
    const { traceHi, traceLo, response, requestModel, responseModel, input, output } = facts;
    const candidate: Candidate = {
      traceHi,
      traceLo,
      span,
      response,
      requestModel,
      responseModel,
      input,
      output,
      rank,
      counted: call.hasUsage,
      failed: call.failed,
      cached: call.cachedAnswer,
      order: this.#candidates.length,
    };
    this.#candidates.push(candidate);
    this.#bySpan.set(span, candidate);
  }

  decide(): void {
    const best = new Map<string, Candidate>();
    for (const candidate of this.#candidates) {
      if (candidate.response === 0) continue;
      const id = `${candidate.traceHi} ${candidate.traceLo} ${candidate.response}`;
      const other = best.get(id);
      if (other === undefined) best.set(id, candidate);
      else if (other.span !== candidate.span) best.set(id, this.#settle(other, candidate));
    }
    for (const candidate of this.#candidates) this.#climb(candidate);
  }

  /** No span of the batch loses. */
  get isEmpty(): boolean {
    return this.#losers.size === 0;
  }

  /** Another teller of this call knows that its answer came out of a cache. */
  isCached(facts: CallFacts): boolean {
    return this.#cached.size > 0 && this.#cached.has(key(facts.traceHi, facts.spanHi, facts.spanLo));
  }

  /** No call of the batch was answered from a cache that only another span knows of. */
  get noneCached(): boolean {
    return this.#cached.size === 0;
  }

  loses(facts: CallFacts): boolean {
    return this.#losers.size > 0 && this.#losers.has(key(facts.traceHi, facts.spanHi, facts.spanLo));
  }

  /** Goes up from a call to the next call above it; of two that agree one loses. */
  #climb(candidate: Candidate): void {
    let at = this.#parents.get(candidate.span);
    for (let level = 0; level < MOST_LEVELS && at !== undefined && at !== candidate.span; level++) {
      const above = this.#bySpan.get(at);
      if (above !== undefined) {
        if (agree(candidate, above)) this.#settle(candidate, above, true);
        return;
      }
      at = this.#parents.get(at);
    }
  }

  /** Who says what was used wins, then the lower rank; among equals the deeper one (`first` when `nested`), else the one that ended first. */
  #settle(first: Candidate, second: Candidate, nested: boolean = false): Candidate {
    const [winner, loser] = isBetter(first, second, nested) ? [first, second] : [second, first];
    if (!this.#losers.has(winner.span)) {
      this.#losers.add(loser.span);
      if (loser.cached || this.#cached.has(loser.span)) this.#cached.add(winner.span);
    }
    return winner;
  }
}

function isBetter(a: Candidate, b: Candidate, nested: boolean): boolean {
  if (a.counted !== b.counted) return a.counted;
  if (a.rank !== b.rank) return a.rank < b.rank;
  return nested || a.order < b.order;
}

function agree(a: Candidate, b: Candidate): boolean {
  // Of two emitters one may not count; a failed try beneath a call that went well is a call of its own.
  const uncounted = a.counted !== b.counted && a.rank !== b.rank && !a.failed && !b.failed;
  if (!uncounted && (a.input !== b.input || a.output !== b.output)) return false;
  const models = [b.requestModel, b.responseModel];
  if (a.requestModel === 0 && a.responseModel === 0) return !uncounted;
  if (b.requestModel === 0 && b.responseModel === 0) return !uncounted;
  return (a.requestModel !== 0 && models.includes(a.requestModel)) || (a.responseModel !== 0 && models.includes(a.responseModel));
}

function key(trace: number, hi: number, lo: number): string {
  return `${trace} ${hi} ${lo}`;
}
