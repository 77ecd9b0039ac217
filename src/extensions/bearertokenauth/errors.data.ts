import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of the bearertokenauth extension. */
export const BEARER_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_BEARER_SOURCE',
    cause: 'A bearertokenauth extension has none, or more than one, of `token`, `tokens` and `filename`.',
    cure: 'Give the token in one of the three ways.',
  },
  {
    code: 'ASSAY_BEARER_TOKEN',
    cause: 'A token is empty or has characters that a header cannot carry.',
    cure: 'Look for line ends, spaces and quotes around the token. In a file each token has a line of its own.',
  },
  {
    code: 'ASSAY_BEARER_HEADER',
    cause: '`header` is no name of a header, or `scheme` is not one word.',
    cure: 'Leave both out for `Authorization: Bearer TOKEN`.',
  },
  {
    code: 'ASSAY_BEARER_FILE',
    cause: 'The file of tokens cannot be read.',
    cure: 'Check the path named in the message and the rights on it.',
  },
];
