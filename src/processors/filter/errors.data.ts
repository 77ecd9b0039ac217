import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Findings of the filter's own check; wrong conditions have the codes `ASSAY_CONDITION_...`. */
export const FILTER_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_FILTER_EMPTY',
    cause: 'A filter has no condition, so it drops nothing.',
    cure: 'Write conditions under traces.span or take the filter out of the pipeline.',
  },
];
