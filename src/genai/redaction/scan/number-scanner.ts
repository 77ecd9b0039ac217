import { BY_SHAPE, BY_VALIDATOR, type HitList } from '../hits.ts';
import type { NumberRow } from '../recogniser.ts';
import { ALNUM, CLASS, HEX, LETTER } from '../text/byte-class.ts';
import { DIGIT_CHECKS, type DigitCheck } from '../validators/index.ts';
import { type DigitRun, SPACED_DASH } from './digit-run.ts';

/** Most groups one number is written in; in loose mode every digit may stand alone. */
const MOST_GROUPS = 8;
const MOST_DIGITS = 19;

interface Form {
  readonly recogniser: number;
  readonly groups: readonly number[];
  readonly joints: Uint8Array;
  readonly score: number;
  readonly check: DigitCheck;
}

interface LooseForm {
  readonly recogniser: number;
  /** Group lengths; empty for any grouping. */
  readonly groups: readonly number[];
  readonly score: number;
  readonly check: DigitCheck;
}

/** A number row with its place in the policy's list of recognisers. */
export interface NumberEntry {
  readonly recogniser: number;
  readonly row: NumberRow;
}

/**
 * Tries the forms of all number rows on every window of neighbouring groups of a run, by the number of digits. Linear:
 * a window has at most eight groups and nineteen digits.
 */
export class NumberScanner {
  readonly #forms: Form[][] = Array.from({ length: MOST_DIGITS + 1 }, () => []);
  readonly #loose: LooseForm[][] = Array.from({ length: MOST_DIGITS + 1 }, () => []);
  readonly #hasLoose: boolean;
  readonly #digits = new Uint8Array(MOST_DIGITS + 1);

  constructor(entries: readonly NumberEntry[], loose: boolean) {
    let any = false;
    for (const { recogniser, row } of entries) {
      const check = DIGIT_CHECKS[row.validator];
      if (check === undefined) throw new Error(`no such validator: ${row.validator}`);
      const shapes = new Map<string, readonly number[]>();
      for (const form of row.forms) {
        const groups = form.shape.split(' ').map(Number);
        const total = groups.reduce((sum, n) => sum + n, 0);
        const joints = new Uint8Array(256);
        for (let i = 0; i < form.joints.length; i++) joints[form.joints.charCodeAt(i)] = 1;
        if (form.joints.includes('-')) joints[SPACED_DASH] = 1;
        this.#forms[total]!.push({ recogniser, groups, joints, score: Math.round(form.score * 100), check });
        if (row.loose?.grouping === 'any') shapes.set(String(total), [total]);
        else if (groups.length > 1) {
          shapes.set(form.shape, groups);
          shapes.set(`single ${total}`, new Array<number>(total).fill(1));
        }
      }
      if (!loose || row.loose === undefined) continue;
      any = true;
      for (const groups of shapes.values()) {
        const total = groups.reduce((sum, n) => sum + n, 0);
        this.#loose[total]!.push({
          recogniser,
          groups: row.loose.grouping === 'any' ? [] : groups,
          score: Math.round(row.loose.score * 100),
          check,
        });
      }
    }
    this.#hasLoose = any;
  }

  /** Looks at all windows of `run`, which lies in `bytes[lo..hi)`. */
  scan(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, hits: HitList): void {
    const { groups, starts, ends } = run;
    const most = this.#hasLoose ? MOST_DIGITS : MOST_GROUPS;
    for (let i = 0; i < groups; i++) {
      let total = 0;
      for (let j = i; j < groups && j - i < most; j++) {
        const from = starts[j]!;
        const to = ends[j]!;
        if (total + to - from > MOST_DIGITS) break;
        for (let k = from; k < to; k++) this.#digits[total++] = bytes[k]! - 0x30;
        const forms = this.#forms[total]!;
        for (let f = 0; f < forms.length; f++) this.#try(bytes, lo, hi, run, i, j, total, forms[f]!, hits);
        if (this.#hasLoose && j > i) this.#tryLoose(bytes, lo, hi, run, i, j, total, hits);
      }
    }
  }

  #try(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, i: number, j: number, total: number, form: Form, hits: HitList): void {
    const { groups } = form;
    if (groups.length !== j - i + 1) return;
    const joint = j > i ? run.joints[i]! : 0;
    if (j > i && form.joints[joint] === 0) return;
    for (let k = 0; k < groups.length; k++) {
      if (run.ends[i + k]! - run.starts[i + k]! !== groups[k]) return;
      if (k + i < j && run.joints[i + k] !== joint) return;
    }
    if (!standsAlone(bytes, lo, hi, run, i, j) || !form.check(this.#digits, total)) return;
    hits.add(run.starts[i]!, run.ends[j]!, form.recogniser, form.score, BY_SHAPE | BY_VALIDATOR);
  }

  #tryLoose(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, i: number, j: number, total: number, hits: HitList): void {
    const forms = this.#loose[total]!;
    for (let f = 0; f < forms.length; f++) {
      const form = forms[f]!;
      if (form.groups.length > 0 && !hasGroups(run, i, j, form.groups)) continue;
      if (form.check(this.#digits, total) && standsAlone(bytes, lo, hi, run, i, j)) {
        hits.add(run.starts[i]!, run.ends[j]!, form.recogniser, form.score, BY_SHAPE | BY_VALIDATOR);
      }
    }
  }
}

function hasGroups(run: DigitRun, i: number, j: number, groups: readonly number[]): boolean {
  if (j - i + 1 !== groups.length) return false;
  for (let k = 0; k < groups.length; k++) if (run.ends[i + k]! - run.starts[i + k]! !== groups[k]) return false;
  return true;
}

/** Whether groups i to j of a run are no part of something longer on either side. */
export function standsAlone(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, i: number, j: number): boolean {
  return freeBefore(bytes, lo, run, i) && freeAfter(bytes, hi, run, j);
}

/**
 * No letter, `_` or hexadecimal id before group i, no further group joined by the sign of a decimal, a version or an
 * id. A further group before a blank is another number.
 */
export function freeBefore(bytes: Uint8Array, lo: number, run: DigitRun, i: number): boolean {
  if (i > 0) return separates(run.joints[i - 1]!);
  const start = run.starts[i]!;
  return start === lo || endsBefore(bytes, lo, start - 1);
}

/** As `freeBefore`, for what follows group j. */
export function freeAfter(bytes: Uint8Array, hi: number, run: DigitRun, j: number): boolean {
  if (j + 1 < run.groups) return separates(run.joints[j]!) || run.joints[j] === 0x2f;
  const end = run.ends[j]!;
  return end >= hi || beginsAfter(bytes, hi, end);
}

/** Anything but the signs of decimals, versions, ids and dates: what comes after is another number. */
function separates(joint: number): boolean {
  return joint !== 0x2d && joint !== 0x2e && joint !== 0x2f && joint !== 0x5f;
}

/** Whether the byte before a number does not belong to it. `card-4111...` is fine, `a1b2-4111...` and `x4111...` are not. */
function endsBefore(bytes: Uint8Array, lo: number, at: number): boolean {
  const byte = bytes[at]!;
  if ((CLASS[byte]! & ALNUM) !== 0) return false;
  if (byte === 0x2d || byte === 0x5f) return at === lo || !isHexWord(bytes, lo, at);
  return true;
}

/** Whether the word that ends before `at` looks like part of an id: it has a digit, or only hexadecimal letters. */
function isHexWord(bytes: Uint8Array, lo: number, at: number): boolean {
  let hexOnly = true;
  let i = at - 1;
  for (; i >= lo && (CLASS[bytes[i]!]! & ALNUM) !== 0; i--) {
    if ((CLASS[bytes[i]!]! & LETTER) === 0) return true;
    if ((CLASS[bytes[i]!]! & HEX) === 0) hexOnly = false;
    if (at - i > 24) return true;
  }
  return hexOnly && at - 1 - i > 0;
}

function beginsAfter(bytes: Uint8Array, hi: number, at: number): boolean {
  const byte = bytes[at]!;
  if ((CLASS[byte]! & ALNUM) !== 0) return false;
  if (byte !== 0x5f && byte !== 0x2d) return true;
  return at + 1 >= hi || (CLASS[bytes[at + 1]!]! & ALNUM) === 0 || isPlainWord(bytes, hi, at + 1);
}

/** A word of letters that are not all hexadecimal, as in `-Fax`. */
function isPlainWord(bytes: Uint8Array, hi: number, at: number): boolean {
  let other = false;
  let i = at;
  for (; i < hi && i - at < 16 && (CLASS[bytes[i]!]! & ALNUM) !== 0; i++) {
    if ((CLASS[bytes[i]!]! & LETTER) === 0) return false;
    if ((CLASS[bytes[i]!]! & HEX) === 0) other = true;
  }
  return other;
}
