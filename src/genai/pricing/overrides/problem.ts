import type { ErrorCode } from '../../../wire/assay-error.ts';

/** A finding about rules, placed by a path: `['prices', 2, 'match', 'regex']`. */
export interface RuleProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly code: ErrorCode;
}

/** A finding about a price file. Lines and columns count from 1. */
export interface PriceFileProblem extends RuleProblem {
  /** The file as the operator named it. */
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** `prices.yaml:12:7: prices[2].match.regex: message (ASSAY_PRICES_PATTERN)`. */
export function formatPriceFileProblem(problem: PriceFileProblem): string {
  const place = formatRulePath(problem.path);
  return `${problem.file}:${problem.line}:${problem.col}: ${place === '' ? '' : `${place}: `}${problem.message} (${problem.code})`;
}

export function formatRulePath(path: readonly (string | number)[]): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}
