import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of forward. */
export const FORWARD_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_FORWARD_NO_PIPELINE',
    cause: 'forward ends a pipeline of a signal for which no other pipeline has it as a receiver.',
    cure: 'List forward under receivers of a pipeline of the same signal.',
  },
];
