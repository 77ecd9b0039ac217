import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of price files, of the rules inline in `genai_cost`, and of reports over them. */
export const PRICES_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_PRICES_FILE_UNREADABLE',
    cause: 'A price file of `genai_cost.prices` cannot be read: it is missing, no file, too large, or access is denied.',
    cure: 'Check the path, which is relative to the working directory, and its permissions.',
  },
  {
    code: 'ASSAY_PRICES_SYNTAX',
    cause: 'A price file is neither valid YAML nor valid JSON.',
    cure: 'Correct the text at the line and column of the message.',
  },
  {
    code: 'ASSAY_PRICES_SCHEMA',
    cause: 'A price file, or a rule inline, has an unknown key, a missing key or a value of the wrong kind.',
    cure: 'Correct the place named; the README of genai_cost and config/prices/schema.json list all keys.',
  },
  {
    code: 'ASSAY_PRICES_DATE',
    cause: '`from` or `until` is no date, or a period ends before it begins.',
    cure: 'Write 2026-08-21, or 2026-08-21T16:00Z for a time; `until` is the first moment at which the price no longer holds.',
  },
  {
    code: 'ASSAY_PRICES_PATTERN',
    cause: 'A regular expression does not compile as RE2, or a file has more patterns than are searched.',
    cure: 'Write RE2 syntax without look-around and back-references; prefer `equals` and `prefix`, which have no limit.',
  },
  {
    code: 'ASSAY_PRICES_INHERITS',
    cause: '`inherits` names a model that the bundled price lists do not have.',
    cure: 'Write list/model as `assay price MODEL` shows it, for example openai/gpt-4.1.',
  },
  {
    code: 'ASSAY_PRICES_CURRENCY',
    cause: 'A price is in a currency for which the file has no `fx` rate in force at that time.',
    cure: 'Add the rate under `fx`, in dollars for one unit, from a date on or before the price begins.',
  },
  {
    code: 'ASSAY_PRICES_EMPTY_RULE',
    cause: 'A rule says neither a price nor `inherits`, `gpu_hour` or `free: true`, or says things that exclude each other.',
    cure: 'Give the rule one way to price: figures, `inherits` with or without changed figures, `gpu_hour`, or `free: true`.',
  },
  {
    code: 'ASSAY_PRICES_ALIAS',
    cause: 'Aliases lead back to themselves.',
    cure: 'Let each alias name a model, not another alias of the same circle.',
  },
  {
    code: 'ASSAY_PRICES_IMPORT',
    cause: 'A price table given to the report has neither the shape of LiteLLM nor that of models.dev.',
    cure: 'Give the JSON file as those projects publish it.',
  },
];
