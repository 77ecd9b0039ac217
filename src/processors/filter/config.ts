import { list, object, oneOf, text } from '../../config/schema-kit.ts';
import { compileCondition } from '../../genai/conditions/condition.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';

/** The user's config after defaults. */
export interface FilterConfig {
  readonly error_mode: 'ignore' | 'silent' | 'propagate';
  readonly traces: { readonly span: readonly string[] };
  readonly trace_conditions: readonly string[];
}

const CONDITIONS = 'Conditions; a span for which any is true is dropped.';

export const FILTER_SCHEMA: JsonSchema = object({
  error_mode: oneOf(
    ['ignore', 'silent', 'propagate'],
    'ignore',
    "Taken for the Collector's sake: conditions of this subset cannot fail while data flows.",
  ),
  traces: object({ span: list(text(undefined, 'A condition.'), CONDITIONS) }),
  trace_conditions: list(text(undefined, 'A condition.'), 'The same in the newer spelling of the Collector; both lists count.'),
});

/** Each list of conditions with its path below the component's config. */
export function conditionLists(config: FilterConfig): readonly (readonly [path: readonly string[], conditions: readonly string[]])[] {
  return [
    [['traces', 'span'], config.traces.span],
    [['trace_conditions'], config.trace_conditions],
  ];
}

/** All wrong conditions at once, each with a caret under the wrong part. */
export function checkFilter(config: FilterConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  let count = 0;
  for (const [path, conditions] of conditionLists(config)) {
    for (const [i, condition] of conditions.entries()) {
      count++;
      const result = compileCondition(condition);
      if (!result.ok) problems.push({ path: [...path, i], code: result.code, message: `${result.message}\n${result.frame}` });
    }
  }
  if (count === 0)
    problems.push({ path: [], code: 'ASSAY_FILTER_EMPTY', severity: 'warning', message: 'the filter has no condition and drops nothing' });
  return problems;
}
