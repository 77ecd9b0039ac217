import type { Batch } from '../../otlp/batch.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { SpanWalk } from '../../otlp/walk.ts';
import type { GenAiCall } from '../call.ts';
import type { Role } from '../dialects/table.ts';
import { BatchDuplicates } from './batch-duplicates.ts';
import { CallFacts } from './call-facts.ts';
import { type Masks, MixedTraces } from './mixed-traces.ts';
import { DEFAULT_DUPLICATES, type DuplicateSettings, RecentCalls } from './recent-calls.ts';

const RANKS: Readonly<Record<Role, number>> = { sdk: 0, framework: 1, gateway: 2, server: 3 };
const SERVER_KIND = 2;

/** Reads one span during the pre-pass: its call, and the role of its dialect. */
export interface CallSource {
  look(span: SpanView): { readonly call: GenAiCall; readonly role: Role } | undefined;
}

/**
 * Decides for each call whether another span tells of it already (contract section 5, `assay.billable`): within a batch
 * by a pre-pass that knows the better teller, and across batches by what was claimed before.
 */
export class DuplicateFinder {
  readonly recent: RecentCalls;
  readonly #batch = new BatchDuplicates();
  readonly #facts = new CallFacts();
  readonly #mixed = new MixedTraces();
  #walk: SpanWalk | undefined;

  constructor(settings: DuplicateSettings = DEFAULT_DUPLICATES) {
    this.recent = new RecentCalls(settings);
  }

  /** Forgets the batch before. */
  reset(): void {
    this.#batch.clear();
  }

  /** The pre-pass over the traces of a batch in which several spans may tell of one call; false when there is none. */
  prepare(batch: Batch, masks: Masks, source: CallSource): boolean {
    const mixed = this.#mixed;
    if (!mixed.find(batch.bytes, masks)) return false;
    this.#walk ??= new SpanWalk();
    const facts = this.#facts;
    this.#walk.run(batch, {
      item: (span) => {
        facts.ofSpan(span);
        if (!mixed.has(facts.traceHi)) return true;
        facts.ofParent(span);
        this.#batch.span(facts);
        const looked = source.look(span);
        if (looked !== undefined) {
          facts.ofResponse(looked.call);
          facts.ofFigures(looked.call);
          this.#batch.call(facts, rankOf(looked.role, span), looked.call);
        }
        return true;
      },
    });
    this.#batch.decide();
    return true;
  }

  /** Whether another span of the batch knows that the answer to this call came out of a gateway's cache. */
  isCached(span: SpanView): boolean {
    if (this.#batch.noneCached) return false;
    this.#facts.ofSpan(span);
    return this.#batch.isCached(this.#facts);
  }

  /** Whether the call of this span is told of by another; otherwise the span owns it from now on. */
  isDuplicate(span: SpanView, call: GenAiCall): boolean {
    if (call.responseId.isEmpty && this.#batch.isEmpty) return false;
    const facts = this.#facts;
    facts.ofSpan(span);
    facts.ofResponse(call);
    if (!this.#batch.loses(facts) && !this.recent.isTaken(facts, call.hasUsage)) return false;
    this.recent.found++;
    return true;
  }
}

/** A server span is the far side of a call, whoever wrote it. */
function rankOf(role: Role, span: SpanView): number {
  return span.kind() === SERVER_KIND ? RANKS.server : RANKS[role];
}
