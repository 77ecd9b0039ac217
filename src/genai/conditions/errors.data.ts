import type { ErrorSpec } from '../../wire/assay-error.ts';

/** What can be wrong with a condition in the configuration; found at load, never while data flows. */
export const CONDITION_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_CONDITION_SYNTAX',
    cause: 'The text of a condition cannot be read.',
    cure: 'Look at the place under the caret. Comparisons are path, operator, literal; they join with and, or, not and parentheses; strings are in double quotes.',
  },
  {
    code: 'ASSAY_CONDITION_PATH',
    cause: 'A condition names a path, a genai field, an enum constant or a function that does not exist here.',
    cure: 'Use one of those listed in the message.',
  },
  {
    code: 'ASSAY_CONDITION_TYPE',
    cause: 'A comparison in a condition could never be true because its sides have different types, or cannot be ordered.',
    cure: 'Compare with a literal of the type that the message names.',
  },
  {
    code: 'ASSAY_CONDITION_PATTERN',
    cause: 'The pattern of IsMatch is not valid RE2.',
    cure: 'RE2 has no back-references and no look-around; in the condition a backslash is written twice.',
  },
  {
    code: 'ASSAY_CONDITION_TOO_LARGE',
    cause: 'A condition is longer than 4096 characters, has more than 256 comparisons or is nested deeper than 32 levels.',
    cure: 'Split it into several conditions.',
  },
];
