import type { ErrorCode } from '../../wire/assay-error.ts';

/** Why a text is no condition, and where. A value, not an exception: the caller reports all of a config's problems together. */
export interface ConditionError {
  readonly ok: false;
  readonly code: ErrorCode;
  /** One line, without the position. */
  readonly message: string;
  /** UTF-16 offset into the text, and how many characters are wrong. */
  readonly at: number;
  readonly length: number;
  /** Two lines: the text around the place, and carets under it. */
  readonly frame: string;
}

/** Characters shown on each side of the place. */
const CONTEXT = 40;

/** Thrown inside the parser only; `compileCondition` turns it into a `ConditionError`. */
export class ConditionSyntax extends Error {
  readonly code: ErrorCode;
  readonly at: number;
  readonly length: number;

  constructor(code: ErrorCode, message: string, at: number, length: number) {
    super(message);
    this.code = code;
    this.at = at;
    this.length = length;
  }
}

export function conditionError(text: string, problem: ConditionSyntax): ConditionError {
  const { code, message, at, length } = problem;
  return { ok: false, code, message, at, length, frame: frameOf(text, at, length) };
}

function frameOf(text: string, at: number, length: number): string {
  const start = Math.max(0, at - CONTEXT);
  const end = Math.min(text.length, at + Math.min(length, CONTEXT) + CONTEXT);
  const head = start > 0 ? '…' : '';
  const line = `${head}${text.slice(start, end)}${end < text.length ? '…' : ''}`.replace(/\s/g, ' ');
  const carets = '^'.repeat(Math.max(1, Math.min(length, end - at)));
  return `  ${line}\n  ${' '.repeat(head.length + at - start)}${carets}`;
}

/** The known word nearest to `word`, if it is near enough to be a slip: two letters, in long words a third of them. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(word.length, Math.max(2, Math.floor(word.length / 3)) + 1);
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, or `limit` when it is not below it. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_unused, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substituted, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return Math.min(limit, previous[b.length] ?? limit);
}
