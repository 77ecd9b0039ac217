import type { ErrorCode } from '../wire/assay-error.ts';
import { formatPath, originAt } from './tree.ts';
import type { Origin, Path, TreeNode } from './tree.ts';

/** An error keeps the collector from starting; a warning does not. */
export type Severity = 'error' | 'warning';

/** One finding about a config. Holds no secret: neither `message` nor `hint` repeats a substituted or secret value. */
export interface Diagnostic {
  readonly code: ErrorCode;
  readonly severity: Severity;
  /** What was found, in one sentence without a full stop. */
  readonly message: string;
  readonly source?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in UTF-16 units. */
  readonly col?: number;
  /** Dotted path in the merged config; empty for the whole file. */
  readonly path: string;
  /** What would have been right. */
  readonly expected?: string;
  /** What to write or do. */
  readonly hint?: string;
  /** Where the code is explained. */
  readonly docs?: string;
}

/** What a finding says, without its place. */
export interface Finding {
  readonly code: ErrorCode;
  readonly severity?: Severity;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
}

/** A finding at a known place in the text. */
export function diagnosticAt(origin: Origin | undefined, path: Path, finding: Finding): Diagnostic {
  return {
    code: finding.code,
    severity: finding.severity ?? 'error',
    message: finding.message,
    ...(origin === undefined ? {} : { source: origin.source, line: origin.line, col: origin.col }),
    path: formatPath(path),
    ...(finding.expected === undefined ? {} : { expected: finding.expected }),
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
    docs: `docs/errors.md#${finding.code.toLowerCase()}`,
  };
}

/** A finding about what stands at `path` of the merged tree. */
export function diagnosticIn(root: TreeNode, path: Path, part: 'key' | 'value', finding: Finding): Diagnostic {
  return diagnosticAt(originAt(root, path, part), path, finding);
}

/**
 * What only says that something is not there. Where a source could not be read, or its structure is a guess after a syntax error,
 * these would blame the user for what we could not see.
 */
const ABOUT_GAPS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ASSAY_CONFIG_EMPTY_PIPELINE',
  'ASSAY_CONFIG_MISSING_KEY',
  'ASSAY_CONFIG_UNDEFINED_COMPONENT',
  'ASSAY_CONFIG_UNUSED_COMPONENT',
  'ASSAY_CONFIG_CONNECTOR_ONE_SIDED',
]);

/** Collects findings of one load; the same finding at the same place counts once. */
export class Findings {
  readonly #list: Diagnostic[] = [];
  readonly #seen: Set<string> = new Set();
  readonly #distrusted: Map<string, number> = new Map();
  #hasGaps = false;

  add(diagnostic: Diagnostic): void {
    const { code, source, line, col, path, message } = diagnostic;
    if (this.#hasGaps && ABOUT_GAPS.has(code)) return;
    const fromLine = source === undefined ? undefined : this.#distrusted.get(source);
    if (fromLine !== undefined && (line ?? 0) >= fromLine && code !== 'ASSAY_CONFIG_SYNTAX') return;
    const key = JSON.stringify([code, source, line, col, path, message]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#list.push(diagnostic);
  }

  /** From now on, findings about what is missing are dropped. */
  expectGaps(): void {
    this.#hasGaps = true;
  }

  /** From now on, findings in `source` from `line` on are dropped, and those about what is missing anywhere. */
  distrust(source: string, line: number): void {
    this.#distrusted.set(source, line);
    this.#hasGaps = true;
  }

  /** True when the structure of a source is a guess: a quote left open may have swallowed keys, and with them what was secret. */
  get isGuess(): boolean {
    return this.#distrusted.size > 0;
  }

  get hasErrors(): boolean {
    return hasErrors(this.#list);
  }

  /** By source in order of `sources`, then by line and column. */
  sorted(sources: readonly string[]): readonly Diagnostic[] {
    const rank = (d: Diagnostic): number => (d.source === undefined ? -1 : sources.indexOf(d.source));
    return this.#list.toSorted((a, b) => rank(a) - rank(b) || (a.line ?? 0) - (b.line ?? 0) || (a.col ?? 0) - (b.col ?? 0));
  }
}

/** True when a config with these findings must not run. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
