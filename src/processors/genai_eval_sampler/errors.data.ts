import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of genai_eval_sampler; those of conditions are in genai/conditions. */
export const EVAL_SAMPLER_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_EVAL_SAMPLER_STRATUM_TAKEN',
    cause: 'Two strata of genai_eval_sampler have the same name, or one is called `default`.',
    cure: 'Give each stratum a name of its own.',
  },
];
