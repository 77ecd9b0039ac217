import { type Condition, compileCondition } from '../../genai/conditions/condition.ts';
import type { Counter } from '../../kernel/host.ts';
import { drop, KEEP, type SpanStage, type Verdict, type WalkContext } from '../../kernel/stage.ts';
import type { SpanEdit, SpanView } from '../../otlp/views/span.ts';
import { AssayError } from '../../wire/assay-error.ts';

const FILTERED: Verdict = drop('filtered');

/** Drops a span as soon as one condition is true; the order of the conditions decides only how soon. */
export class FilterStage implements SpanStage {
  readonly #conditions: readonly Condition[];
  readonly #filtered: Counter;

  /** Throws an AssayError with the code of the first wrong condition; `checkFilter` has reported all of them before. */
  constructor(conditions: readonly string[], filtered: Counter) {
    this.#conditions = conditions.map((text) => {
      const condition = compileCondition(text);
      if (!condition.ok) throw new AssayError(condition.code, `${condition.message}\n${condition.frame}`);
      return condition;
    });
    this.#filtered = filtered;
  }

  span(span: SpanView, _edit: SpanEdit, ctx: WalkContext): Verdict {
    const conditions = this.#conditions;
    for (let i = 0; i < conditions.length; i++) {
      if (conditions[i]!.test(span, ctx)) {
        this.#filtered.add(1);
        return FILTERED;
      }
    }
    return KEEP;
  }
}
