import type { RE2JS } from 're2js';

/** An operator's recogniser, compiled. */
export interface CustomRecogniser {
  readonly recogniser: number;
  readonly pattern: RE2JS;
  /** A text every match contains, in UTF-8; undefined when the pattern has none of three bytes. */
  readonly literal: Uint8Array | undefined;
  /** Times 100. */
  readonly score: number;
  readonly check: ((text: string) => boolean) | undefined;
}

const SPECIAL = new Set('.*+?()[]{}|^$\\');
const SHORTEST = 3;

/**
 * The longest text that every match of an RE2 pattern contains, or undefined. Careful: alternatives at the top, flags
 * and anything in brackets are no literal; a sign before `* ? {` may be missing.
 */
export function requiredLiteral(pattern: string): string | undefined {
  if (pattern.includes('(?')) return undefined;
  let best = '';
  let run = '';
  let depth = 0;
  const close = (): void => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let i = 0; i < pattern.length; i++) {
    const sign = pattern[i]!;
    if (sign === '\\') {
      const next = pattern[++i] ?? '';
      if (depth === 0 && next !== '' && !/[A-Za-z0-9]/.test(next)) run += next;
      else close();
      continue;
    }
    if (sign === '[') {
      close();
      i++;
      if (pattern[i] === '^') i++;
      if (pattern[i] === ']') i++;
      while (i < pattern.length && pattern[i] !== ']') i += pattern[i] === '\\' ? 2 : 1;
      continue;
    }
    if (sign === '(') {
      close();
      depth++;
      continue;
    }
    if (sign === ')') {
      close();
      depth--;
      continue;
    }
    if (sign === '|' && depth === 0) return undefined;
    if (sign === '*' || sign === '?' || sign === '{') {
      run = run.slice(0, -1);
      close();
      if (sign === '{') while (i < pattern.length && pattern[i] !== '}') i++;
      continue;
    }
    if (SPECIAL.has(sign) || depth > 0) {
      close();
      continue;
    }
    run += sign;
  }
  close();
  return Buffer.byteLength(best) >= SHORTEST ? best : undefined;
}
