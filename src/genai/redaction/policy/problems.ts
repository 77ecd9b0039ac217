import type { ErrorCode } from '../../../wire/assay-error.ts';

/** A finding about a policy; `path` leads to it below the processor's config. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  readonly hint?: string;
}

/** Collects problems while a policy is compiled. */
export class Problems {
  readonly list: PolicyProblem[] = [];

  error(path: readonly (string | number)[], code: ErrorCode, message: string, hint?: string): void {
    this.list.push({ path, code, message, severity: 'error', ...(hint === undefined ? {} : { hint }) });
  }

  warn(path: readonly (string | number)[], code: ErrorCode, message: string, hint?: string): void {
    this.list.push({ path, code, message, severity: 'warning', ...(hint === undefined ? {} : { hint }) });
  }

  get failed(): boolean {
    return this.list.some((problem) => problem.severity === 'error');
  }
}
