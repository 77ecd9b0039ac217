import type { CandidateList } from '../gate/candidates.ts';
import { BY_SHAPE, type HitList } from '../hits.ts';
import { ALNUM, CLASS, lower } from '../text/byte-class.ts';

const SCORE = 90;
const MOST_WORD = 64;
const MOST_LABELS = 6;

/**
 * An address spelt against harvesters, seen from its `@` or from the word `at`: `jane (at) example (dot) com`,
 * `jane[at]example.org`, `jane @ example . com`, `jane at example dot com`. With bare words both must be words.
 */
export function spokenEmail(bytes: Uint8Array, lo: number, hi: number, at: number, recogniser: number, hits: HitList): void {
  const sign = signAt(bytes, lo, hi, at);
  if (sign === 0) return;
  const width = sign >> 2;
  const bracketed = (sign & 1) !== 0;
  const begin = bracketed ? openBefore(bytes, lo, at) : at;
  let i = begin;
  while (i > lo && bytes[i - 1] === 0x20 && begin - i < 2) i--;
  const localEnd = i;
  while (i > lo && localEnd - i < MOST_WORD && isNameByte(bytes[i - 1]!)) i--;
  if (i === localEnd) return;
  const start = spokenBefore(bytes, lo, i);
  i = bracketed ? closeAfter(bytes, hi, at + width) : at + width;
  let end = -1;
  let dots = 0;
  let spoken = 0;
  for (let label = 0; label < MOST_LABELS; label++) {
    const blanks = i;
    while (i < hi && bytes[i] === 0x20 && i - blanks < 2) i++;
    const first = i;
    while (i < hi && i - first < MOST_WORD && ((CLASS[bytes[i]!]! & ALNUM) !== 0 || bytes[i] === 0x2d)) i++;
    if (i === first) break;
    if (dots > 0 && i - first >= 2) end = i;
    const after = i;
    while (i < hi && bytes[i] === 0x20 && i - after < 2) i++;
    if (i < hi && bytes[i] === 0x2e && i + 1 < hi && bytes[i + 1]! > 0x20) i++;
    else {
      const dot = dotAt(bytes, hi, i);
      if (dot === 0) break;
      // A lone full stop counts beside `@`; beside the word `at` it ends a sentence.
      if (dot > 1) spoken++;
      else if (width > 1 && !bracketed) break;
      i += dot;
    }
    dots++;
  }
  // `@` between blanks, or a bare `at`, counts only with a spoken dot: "look at example.com" is a sentence.
  if (end === -1 || (!bracketed && width > 1 && spoken === 0)) return;
  hits.add(start, end, recogniser, SCORE, BY_SHAPE);
}

/** `jane dot roe at ...`: start of the words joined before the local part's last one. */
function spokenBefore(bytes: Uint8Array, lo: number, at: number): number {
  let start = at;
  for (let word = 0; word < MOST_LABELS; word++) {
    let i = start;
    while (
      i > lo &&
      start - i < 8 &&
      (bytes[i - 1] === 0x20 || (CLASS[bytes[i - 1]!]! & ALNUM) !== 0 || isOpen(bytes[i - 1]!) || isClose(bytes[i - 1]!))
    ) {
      i--;
      if (dotAt(bytes, start, i) > 1 && onlyBlanks(bytes, i + dotAt(bytes, start, i), start)) break;
    }
    if (dotAt(bytes, start, i) <= 1) return start;
    while (i > lo && bytes[i - 1] === 0x20) i--;
    const end = i;
    while (i > lo && end - i < MOST_WORD && isNameByte(bytes[i - 1]!)) i--;
    if (i === end) return start;
    start = i;
  }
  return start;
}

function onlyBlanks(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0x20) return false;
  return true;
}

/** What is said for `@`, in the languages that have a word of their own; `a` counts only in brackets. */
const SIGNS: readonly Uint8Array[] = ['at', 'arroba', 'arobase', 'chiocciola', '\u00e4t', 'a'].map((word) => Buffer.from(word));
const BRACKETED_ONLY = 1;

/** Width times 4 plus 1 when in brackets, of `@` or a word for it at `at`; 0 for none. */
function signAt(bytes: Uint8Array, lo: number, hi: number, at: number): number {
  const bracketed = openBefore(bytes, lo, at) < at ? 1 : 0;
  if (bytes[at] === 0x40) return 4 + bracketed;
  if (at > lo && (CLASS[bytes[at - 1]!]! & ALNUM) !== 0) return 0;
  for (let s = 0; s < SIGNS.length; s++) {
    const word = SIGNS[s]!;
    if (word.length === BRACKETED_ONLY && bracketed === 0) continue;
    let k = 0;
    while (k < word.length && at + k < hi && lower(bytes[at + k]!) === word[k]) k++;
    if (k === word.length && (at + k >= hi || (CLASS[bytes[at + k]!]! & ALNUM) === 0)) return word.length * 4 + bracketed;
  }
  return 0;
}

/** Length of `(dot)`, `[dot]`, `dot`, `(punkt)` at `at`, 0 for none. */
function dotAt(bytes: Uint8Array, hi: number, at: number): number {
  let i = at;
  const open = i < hi && isOpen(bytes[i]!);
  if (open) i++;
  while (open && i < hi && bytes[i] === 0x20) i++;
  for (let w = 0; w < DOTS.length; w++) {
    const word = DOTS[w]!;
    let k = 0;
    while (k < word.length && i + k < hi && lower(bytes[i + k]!) === word[k]) k++;
    if (k < word.length) continue;
    let end = i + k;
    if (!open) return end < hi && (CLASS[bytes[end]!]! & ALNUM) !== 0 ? 0 : end - at;
    while (end < hi && bytes[end] === 0x20) end++;
    return end < hi && isClose(bytes[end]!) ? end + 1 - at : 0;
  }
  return 0;
}

const DOTS: readonly Uint8Array[] = ['dot', 'punkt', 'point', 'punto', 'ponto', '.'].map((word) => Buffer.from(word));

function openBefore(bytes: Uint8Array, lo: number, at: number): number {
  let i = at;
  while (i > lo && bytes[i - 1] === 0x20 && at - i < 2) i--;
  return i > lo && isOpen(bytes[i - 1]!) ? i - 1 : at;
}

function closeAfter(bytes: Uint8Array, hi: number, at: number): number {
  let i = at;
  while (i < hi && bytes[i] === 0x20 && i - at < 2) i++;
  return i < hi && isClose(bytes[i]!) ? i + 1 : at;
}

function isOpen(byte: number): boolean {
  return byte === 0x28 || byte === 0x5b || byte === 0x7b || byte === 0x3c;
}

function isClose(byte: number): boolean {
  return byte === 0x29 || byte === 0x5d || byte === 0x7d || byte === 0x3e;
}

function isNameByte(byte: number): boolean {
  return (CLASS[byte]! & ALNUM) !== 0 || byte === 0x2e || byte === 0x5f || byte === 0x2d || byte === 0x2b;
}

/** Adds a candidate at every word for `@`, and every `@`, that may stand in a spelt address; preset strict only. */
export function spokenCandidates(bytes: Uint8Array, lo: number, hi: number, kind: number, out: CandidateList): void {
  for (let i = lo + 1; i + 4 < hi; i++) {
    const byte = bytes[i]!;
    if (byte === 0x40) out.add(i, kind);
    const first = byte | 0x20;
    if (first !== 0x61 && first !== 0x63 && byte !== 0xc3) continue;
    const before = bytes[i - 1]!;
    if ((before === 0x20 || isOpen(before)) && signAt(bytes, lo, hi, i) !== 0) out.add(i, kind);
  }
}
