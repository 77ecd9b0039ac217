import { list, number, object, oneOf, text } from '../../config/schema-kit.ts';
import { compileCondition } from '../../genai/conditions/condition.ts';
import type { SamplingMode } from '../../genai/sampling/decision.ts';
import { MODEL_OPERATIONS } from '../../genai/semconv/operations.data.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';

/** One stratum: spans for which `when` is true are sampled at their own rate. */
export interface StratumConfig {
  readonly name: string;
  readonly when: string;
  readonly sampling_percentage: number;
}

/** The user's config after defaults. */
export interface Config {
  readonly sampling_percentage: number;
  readonly mode: SamplingMode;
  readonly strata: readonly StratumConfig[];
  readonly unselected: 'keep' | 'drop';
  readonly operations: readonly string[];
}

/** Stratum of what no condition claims. */
export const DEFAULT_STRATUM = 'default';

const PERCENT = { min: 0, max: 100 };

export const SCHEMA: JsonSchema = object({
  sampling_percentage: number(PERCENT, 20, 'Percent of the calls that no stratum claims.'),
  mode: oneOf(
    ['proportional', 'equalizing'],
    'proportional',
    'proportional: percent of what arrives; equalizing: percent of the original population, whatever was sampled before (ot=th).',
  ),
  strata: list(
    object(
      {
        name: { ...text(undefined, 'Value of assay.eval.stratum.'), minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_.-]+$' },
        when: text(undefined, 'A condition; the first stratum whose condition is true claims the call.'),
        sampling_percentage: number(PERCENT, 100, 'Percent of the calls of this stratum.'),
      },
      { required: ['name', 'when'] },
    ),
    'Kinds of calls with a rate of their own; the first match wins.',
    { maxItems: 64 },
  ),
  unselected: oneOf(['keep', 'drop'], 'keep', 'drop: only selected calls pass, for a pipeline that feeds an evaluator.'),
  operations: list(oneOf([...MODEL_OPERATIONS]), 'Operations that are evaluated at all.', {
    default: ['chat', 'generate_content', 'text_completion'],
    minItems: 1,
    uniqueItems: true,
  }),
});

/** Conditions that do not compile, stratum names used twice. */
export function check(config: Config): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const names = new Set([DEFAULT_STRATUM]);
  for (const [i, stratum] of config.strata.entries()) {
    if (names.has(stratum.name)) {
      problems.push({
        path: ['strata', i, 'name'],
        code: 'ASSAY_EVAL_SAMPLER_STRATUM_TAKEN',
        message: `there is already a stratum ${stratum.name}`,
        hint: `give it another name; ${DEFAULT_STRATUM} is the stratum of all other calls`,
      });
    }
    names.add(stratum.name);
    const condition = compileCondition(stratum.when);
    if (!condition.ok) {
      problems.push({ path: ['strata', i, 'when'], code: condition.code, message: `${condition.message}\n${condition.frame}` });
    }
  }
  return problems;
}
