import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of `genai_normalizer.dialects` and of the file named by `dialects.extra`. */
export const DIALECTS_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_DIALECTS_FILE',
    cause: 'The file of `dialects.extra` cannot be read, is no YAML, or has an unknown key, a missing key or a value of the wrong kind.',
    cure: 'Correct the line and column of the message; CONTRIBUTING shows a whole dialect, and the README of genai_normalizer its keys.',
  },
  {
    code: 'ASSAY_DIALECTS_UNKNOWN',
    cause: '`dialects` names a dialect that is neither built in nor in the file of `dialects.extra`.',
    cure: 'Use an id that docs/dialects.md lists, as it is written to assay.dialect.',
  },
  {
    code: 'ASSAY_DIALECTS_CONFIG',
    cause: 'A setting below `dialects` has the wrong kind: `extra` is a path, every other key a map of settings.',
    cure: 'Write `dialects: { extra: dialects.yaml, vercel_ai: { input_includes_cache: true } }`.',
  },
];
