import { Decision } from '../../genai/sampling/decision.ts';
import { OtelTraceState } from '../../genai/sampling/trace-state.ts';
import { type Drop, drop, KEEP, type SpanStage, type Verdict, type WalkContext } from '../../kernel/stage.ts';
import { SPAN } from '../../otlp/fields.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import type { SpanEdit, SpanView } from '../../otlp/views/span.ts';
import { SELECTED, type Stratum } from './stratum.ts';

/** Dropped because the dice (the trace id) did not choose it. */
export const UNSELECTED: Drop = drop('eval_unselected');
/** Dropped because it is no single paid call of the operations named. */
export const NO_CANDIDATE: Drop = drop('eval_no_candidate');

/**
 * Marks which calls are evaluated. The decision is the trace id's (or `rv`'s), so every collector and every retry decides
 * the same; tracestate is read and never written, since the span itself is not sampled away.
 */
export class SamplerStage implements SpanStage {
  readonly #strata: readonly Stratum[];
  readonly #operations: ReadonlySet<string>;
  readonly #unselected: Verdict;
  readonly #noCandidate: Verdict;
  readonly #traceState: OtelTraceState = new OtelTraceState();
  readonly #decision: Decision = new Decision();
  readonly #slots = new Float64Array(2);

  /** The last stratum has no condition. */
  constructor(strata: readonly Stratum[], operations: readonly string[], keepUnselected: boolean) {
    this.#strata = strata;
    this.#operations = new Set(operations);
    this.#unselected = keepUnselected ? KEEP : UNSELECTED;
    this.#noCandidate = keepUnselected ? KEEP : NO_CANDIDATE;
  }

  span(span: SpanView, edit: SpanEdit, ctx: WalkContext): Verdict {
    const row = span.attributes.find(SELECTED);
    if (row !== -1) return span.attributes.bool(row) ? KEEP : this.#unselected;
    const call = ctx.calls.read(span);
    const traceIdAt = span.traceIdAt();
    if (call === undefined || traceIdAt === -1 || !call.billable || !this.#operations.has(call.operation)) return this.#noCandidate;
    const stratum = this.#stratumOf(span, ctx);
    if (stratum === undefined) return this.#noCandidate;
    const { message } = span;
    const state = this.#traceState;
    if (message.has(SPAN.traceState)) {
      state.parse(message.source(SPAN.traceState), message.fieldStart(SPAN.traceState), message.fieldEnd(SPAN.traceState));
    } else state.clear();
    this.#decision.decide(stratum.sampler, state, message.buf, traceIdAt);
    return this.#write(edit.attributes, stratum);
  }

  #stratumOf(span: SpanView, ctx: WalkContext): Stratum | undefined {
    for (let i = 0; i < this.#strata.length; i++) {
      const stratum = this.#strata[i]!;
      if (stratum.condition === undefined || stratum.condition.test(span, ctx)) return stratum;
    }
    return undefined;
  }

  #write(attributes: AttributesEdit, stratum: Stratum): Verdict {
    const { selected, probability, weight } = this.#decision;
    if (!selected) {
      stratum.unselected.add(1);
      if (this.#unselected !== KEEP) return this.#unselected;
    } else stratum.selected.add(1);
    const slots = this.#slots;
    slots[0] = probability;
    slots[1] = weight;
    attributes.setBlock(!selected ? stratum.notChosen : Number.isNaN(weight) ? stratum.chosenUnweighted : stratum.chosen, slots, false);
    return KEEP;
  }
}
