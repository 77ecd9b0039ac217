import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Codes of the redaction engine and its policies. */
export const REDACTION_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_REDACTION_UNKNOWN_ENTITY',
    cause: 'A key under `entities`, or the entity of a custom recogniser or list, is no entity Assay knows and no custom one defines it.',
    cure: 'Take a name from the table in docs/redaction.md; families such as SECRET cover SECRET/GITHUB and its like.',
  },
  {
    code: 'ASSAY_REDACTION_ACTION',
    cause: 'An action is misspelt, or has an option that does not belong to it.',
    cure: 'Actions are replace, mask (with keep_last), redact, hmac, drop_value, drop_attribute, drop_span, count_only.',
  },
  {
    code: 'ASSAY_REDACTION_PATTERN',
    cause:
      'A pattern does not compile as RE2 (no lookaround, no backreference, repeats up to 1000), is longer than 1000 characters, or matches the empty text.',
    cure: 'Rewrite the pattern; give a literal part of three or more letters, which also makes it fast.',
  },
  {
    code: 'ASSAY_REDACTION_EXAMPLE',
    cause: 'An example of a custom recogniser is not found by it, or a counter example is.',
    cure: 'Correct the pattern or the example; the policy is not used until both agree.',
  },
  {
    code: 'ASSAY_REDACTION_TOO_MANY',
    cause: 'More than 100 custom recognisers, 1000 allowed or denied values, or 100 examples were given.',
    cure: 'Join patterns, or use a pattern in place of a list of values.',
  },
  {
    code: 'ASSAY_REDACTION_VALIDATOR',
    cause: 'A custom recogniser names a validator that does not exist.',
    cure: 'Use one of the names in docs/redaction.md, for example luhn.',
  },
  {
    code: 'ASSAY_REDACTION_HMAC_KEY',
    cause: 'The HMAC key has fewer than 32 bytes, its id is malformed, or the same id names two keys.',
    cure: 'Give at least 32 random bytes (for example `openssl rand -base64 32`) and an id of 1 to 16 letters, digits, `_` or `-`.',
  },
  {
    code: 'ASSAY_REDACTION_NO_HMAC_KEY',
    cause: 'An action is hmac but no key is configured; values are replaced instead.',
    cure: 'Set hmac_key, or choose the action replace to silence the warning.',
  },
  {
    code: 'ASSAY_REDACTION_REGION',
    cause: 'A phone region is no ISO 3166 code that the numbering plans know.',
    cure: 'Use two capital letters such as US or DE; more than two regions cost precision.',
  },
  {
    code: 'ASSAY_REDACTION_PLACEHOLDER',
    cause: 'A replacement text holds a quote, a backslash or a control character, which would break JSON around it.',
    cure: 'Use letters, digits, blanks and angle or square brackets, at most 64 of them.',
  },
  {
    code: 'ASSAY_REDACTION_UNSAFE',
    cause: 'on_error is unsafe_pass: a value whose scan fails is passed on as it was.',
    cure: 'Use drop_value or drop_span unless losing a value is worse than showing it.',
  },
  {
    code: 'ASSAY_REDACTION_POLICY_FILE',
    cause: 'The policy file cannot be read or does not compile; the policy before stays in force.',
    cure: 'Correct the file; `assay validate` names every problem.',
  },
];
