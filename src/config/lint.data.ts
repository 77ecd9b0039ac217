import type { ErrorCode } from '../wire/assay-error.ts';

/** A rule over a config that is valid but probably not meant. `why` is for documentation, `hint` for the user. */
export interface LintRule {
  readonly code: ErrorCode;
  readonly why: string;
  readonly hint: string;
}

/** The rules; what finds their cases is in `lint.ts` under the same code. All are warnings. */
export const LINT_RULES: readonly LintRule[] = [
  {
    code: 'ASSAY_CONFIG_ADMISSION_ORDER',
    why: 'A processor that refuses under memory pressure protects only what comes after it: work done before it is wasted, and memory is already taken.',
    hint: 'move it to the front of the list',
  },
  {
    code: 'ASSAY_CONFIG_UNREDACTED',
    why: 'Contract section 4: unredacted bytes never reach a disk, a log or a dead letter in a config that redacts elsewhere.',
    hint: 'add the redacting processor to this pipeline, before whatever stores or shows content',
  },
  {
    code: 'ASSAY_CONFIG_EXPOSED',
    why: 'An address beyond loopback takes data from whoever reaches the port, when neither auth nor client certificates are asked for.',
    hint: 'add `auth`, or `tls` with `client_ca_file`, or listen on localhost; ignore this where the network is closed',
  },
  {
    code: 'ASSAY_CONFIG_LITERAL_SECRET',
    why: 'A secret in a config file ends up in version control, images and backups.',
    hint: 'write ${env:NAME} or ${file:/path} and put the value there',
  },
];
