import type { ErrorSpec } from '../../wire/assay-error.ts';

/** Errors of the basicauth extension. */
export const BASICAUTH_ERRORS: readonly ErrorSpec[] = [
  {
    code: 'ASSAY_BASICAUTH_SIDE',
    cause: 'A basicauth extension has both of `htpasswd` and `client_auth`, or neither.',
    cure: 'Declare one extension for receivers and another one for exporters.',
  },
  {
    code: 'ASSAY_BASICAUTH_HTPASSWD',
    cause: 'A line of htpasswd is no `user:password`, or its hash is not bcrypt.',
    cure: 'Write the line with `htpasswd -nB NAME`.',
  },
  {
    code: 'ASSAY_BASICAUTH_PLAIN',
    cause: 'A password in htpasswd is not hashed: whoever reads the file can log in.',
    cure: 'Write the line with `htpasswd -nB NAME`.',
  },
  {
    code: 'ASSAY_BASICAUTH_CLIENT',
    cause: 'The name or password for a backend is given twice, not at all, or has characters that a header cannot carry.',
    cure: 'Give each of them once, in the configuration or as a file.',
  },
  {
    code: 'ASSAY_BASICAUTH_FILE',
    cause: 'A file of names or passwords cannot be read.',
    cure: 'Check the path named in the message and the rights on it.',
  },
];
