import type { SpanView } from '../../otlp/views/span.ts';
import { type ConditionError, conditionError, ConditionSyntax } from './condition-error.ts';
import type { ConditionContext } from './operands.ts';
import { ConditionParser } from './parser.ts';

export type { ConditionError } from './condition-error.ts';
export type { ConditionContext } from './operands.ts';

/**
 * A compiled condition. Not reentrant (its registers are reused), which a walk never asks for. `test` does not throw and
 * allocates nothing for comparisons of attributes, names, counts and call fields with literals.
 */
export interface Condition {
  readonly ok: true;
  /** The text it was made from. */
  readonly text: string;
  test(span: SpanView, ctx: ConditionContext): boolean;
}

/**
 * Compiles a condition of the OTTL subset: paths, literals, `== != < <= > >=`, `and or not`, parentheses, `IsMatch`.
 * Comparisons follow OTTL: kinds that differ are unequal and unordered, int and double compare by value, a missing
 * attribute is nil. At most 4096 characters, 256 comparisons, 32 levels. Errors are values with position and caret.
 */
export function compileCondition(text: string): Condition | ConditionError {
  try {
    const node = new ConditionParser(text).parse();
    return { ok: true, text, test: (span, ctx) => node.test(span, ctx) };
  } catch (error) {
    if (error instanceof ConditionSyntax) return conditionError(text, error);
    throw error;
  }
}
