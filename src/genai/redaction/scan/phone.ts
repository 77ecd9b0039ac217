import { BY_SHAPE, BY_VALIDATOR, type HitList } from '../hits.ts';
import { PHONE_ANY_SCORE, PHONE_FORMS } from '../recognisers/phone.data.ts';
import { ALNUM, CLASS, DIGIT } from '../text/byte-class.ts';
import { type DigitRun, MIXED, SPACED_DASH } from './digit-run.ts';
import { freeAfter, freeBefore } from './number-scanner.ts';
import { isPossibleInternational, isValidIn } from './phone-plan.ts';

const MOST_GROUPS = 7;
const MOST_DIGITS = 15;
const FEWEST_DIGITS = 7;
const MOST_QUESTIONS = 24;

interface Form {
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly leads: readonly string[];
  readonly signs: Uint8Array;
  readonly brackets: boolean;
  readonly score: number;
}

/** Forms by number of groups, better ones first. */
const forms: Form[][] = Array.from({ length: MOST_GROUPS + 1 }, () => []);
for (const row of PHONE_FORMS) {
  const ranges = row.shape.split(' ').map((group) => group.split('-').map(Number));
  const signs = new Uint8Array(256);
  for (let i = 0; i < row.signs.length; i++) signs[row.signs.charCodeAt(i)] = 1;
  forms[ranges.length]!.push({
    low: ranges.map((range) => range[0]!),
    high: ranges.map((range) => range.at(-1)!),
    leads: row.lead === '' ? [] : row.lead.split(' '),
    signs,
    brackets: row.signs.includes('('),
    score: Math.round(row.score * 100),
  });
}
for (const list of forms) list.sort((a, b) => b.score - a.score);

/** Recogniser numbers of the three phone rows, -1 for one that is off. */
export interface PhoneRecognisers {
  readonly international: number;
  readonly national: number;
  readonly region: number;
}

/** Finds phone numbers in a run of digit groups. */
export class PhoneScanner {
  readonly #rows: PhoneRecognisers;
  readonly #regions: readonly string[];
  readonly #digits = new Uint8Array(32);
  #total = 0;
  #asked = 0;

  constructor(rows: PhoneRecognisers, regions: readonly string[]) {
    this.#rows = rows;
    this.#regions = regions;
  }

  scan(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, hits: HitList): void {
    for (let i = 0; i < run.groups; ) {
      const last = this.#rows.international === -1 ? -1 : this.#international(bytes, lo, hi, run, i, hits);
      if (last !== -1) {
        i = last + 1;
        continue;
      }
      if (this.#rows.national !== -1) this.#national(bytes, lo, hi, run, i, hits);
      if (this.#rows.region !== -1) this.#region(bytes, lo, hi, run, i, hits);
      i++;
    }
  }

  /** `+CC ...` or `00CC ...` from group i; the last group of the longest possible number, or -1. */
  #international(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, i: number, hits: HitList): number {
    const start = run.starts[i]!;
    let from = start - 1;
    if (from > lo && bytes[from] === 0x28) from--;
    const plus = from >= lo && bytes[from] === 0x2b && (from === lo || (CLASS[bytes[from - 1]!]! & ALNUM) === 0);
    const zeros = !plus && bytes[start] === 0x30 && run.ends[i]! - start > 2 && bytes[start + 1] === 0x30 && freeBefore(bytes, lo, run, i);
    if (!plus && !zeros) return -1;
    this.#total = 0;
    let last = -1;
    for (let j = i; j < run.groups && j - i < MOST_GROUPS; j++) {
      const a = run.starts[j]! + (zeros && j === i ? 2 : 0);
      const b = run.ends[j]!;
      if (this.#total + b - a > MOST_DIGITS) break;
      // The trunk zero in `+44 (0)20 ...` is not dialled.
      if (!(j > i && b - a === 1 && bytes[a] === 0x30 && bytes[a - 1] === 0x28))
        for (let k = a; k < b; k++) this.#digits[this.#total++] = bytes[k]! - 0x30;
      if (this.#total >= FEWEST_DIGITS && isPossibleInternational(this.#digits, this.#total) && endsWell(bytes, hi, b)) last = j;
    }
    if (last === -1) return -1;
    const score = plus ? 75 : last > i ? 45 : 30;
    hits.add(plus ? from : start, extensionEnd(bytes, hi, run.ends[last]!), this.#rows.international, score, BY_SHAPE | BY_VALIDATOR);
    return last;
  }

  /** The best national form from group i, and the whole run whatever its form for a word near to decide. */
  #national(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, i: number, hits: HitList): void {
    let total = 0;
    for (let j = i; j < run.groups && j - i < MOST_GROUPS; j++) {
      total += run.ends[j]! - run.starts[j]!;
      if (total > MOST_DIGITS) return;
      if (total < FEWEST_DIGITS || !isFree(bytes, lo, hi, run, i, j)) continue;
      let score = formScore(bytes, lo, run, i, j);
      if (score === 0 && i === 0 && j === run.groups - 1 && isAnyNumber(bytes, run, j, total)) score = Math.round(PHONE_ANY_SCORE * 100);
      if (score === 0) continue;
      if (score > LISTED && isListed(run, i, j)) score = LISTED;
      const bracket = run.starts[i]! > lo && bytes[run.starts[i]! - 1] === 0x28 && j > i;
      hits.add(run.starts[i]! - (bracket ? 1 : 0), extensionEnd(bytes, hi, run.ends[j]!), this.#rows.national, score, BY_SHAPE);
    }
  }

  /** Asks libphonenumber, at most `MOST_QUESTIONS` times a run; beyond that any plausible length counts. */
  #region(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, i: number, hits: HitList): void {
    if (i === 0) this.#asked = 0;
    for (let j = Math.min(run.groups, i + MOST_GROUPS) - 1; j >= i; j--) {
      const start = run.starts[i]!;
      const end = run.ends[j]!;
      if (end - start > 24 || end - start < FEWEST_DIGITS || !isFree(bytes, lo, hi, run, i, j)) continue;
      if (!this.#isValid(bytes, start, end)) continue;
      hits.add(start, extensionEnd(bytes, hi, end), this.#rows.region, j > i || bytes[start] === 0x30 ? 50 : 35, BY_SHAPE | BY_VALIDATOR);
      return;
    }
  }

  #isValid(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#asked >= MOST_QUESTIONS) return end - start >= 9;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
    for (let r = 0; r < this.#regions.length; r++) {
      this.#asked++;
      if (isValidIn(text, this.#regions[r]!)) return true;
    }
    return false;
  }
}

/** Most that a number is worth by its form alone when it stands in a row of numbers. */
const LISTED = 35;

/** Whether groups i to j, joined by blanks, go on by a blank to further groups: `600 700 800 900 1000` is a row of numbers. */
function isListed(run: DigitRun, i: number, j: number): boolean {
  const blank = 0x20;
  if (i === j || run.joints[i] !== blank) return false;
  return (i > 0 && run.joints[i - 1] === blank) || (j + 1 < run.groups && run.joints[j] === blank);
}

/** Score times 100 of the best form that fits groups i to j, 0 for none. */
function formScore(bytes: Uint8Array, lo: number, run: DigitRun, i: number, j: number): number {
  const candidates = forms[j - i + 1]!;
  for (let f = 0; f < candidates.length; f++) {
    const form = candidates[f]!;
    let fits = true;
    for (let k = 0; k <= j - i && fits; k++) {
      const width = run.ends[i + k]! - run.starts[i + k]!;
      fits =
        width >= form.low[k]! &&
        width <= form.high[k]! &&
        (k === j - i || fitsJoint(form, run.joints[i + k]!, k, bytes, lo, run.starts[i]!));
    }
    if (fits && hasLead(form, bytes, run, i)) return form.score;
  }
  return 0;
}

/** After a bracketed first group the joint is `)` or `) `; elsewhere one of the form's signs, or ` - `. */
function fitsJoint(form: Form, joint: number, index: number, bytes: Uint8Array, lo: number, start: number): boolean {
  const mixed = joint === MIXED || joint === SPACED_DASH;
  if (joint === 0x29 || mixed) return form.brackets && (index > 0 || mixed || (start > lo && bytes[start - 1] === 0x28));
  return form.signs[joint] === 1 && joint !== 0x28;
}

function hasLead(form: Form, bytes: Uint8Array, run: DigitRun, i: number): boolean {
  if (form.leads.length === 0) return true;
  const start = run.starts[i]!;
  for (let l = 0; l < form.leads.length; l++) {
    const lead = form.leads[l]!;
    let same = true;
    for (let k = 0, at = start; k < lead.length && same; k++, at++) same = bytes[at] === lead.charCodeAt(k);
    if (same) return true;
  }
  return false;
}

/** Whether a whole run may be a number at all: no date, decimal, range of years or dotted address. */
function isAnyNumber(bytes: Uint8Array, run: DigitRun, j: number, total: number): boolean {
  if (total > 13 || j > 5) return false;
  const width = (k: number): number => run.ends[k]! - run.starts[k]!;
  if (j === 0) return total >= 7 && total <= 12;
  if (
    j === 1 &&
    ((run.joints[0] === 0x2e && !isDialled(bytes, run.starts[0]!, width(0))) ||
      (width(0) === 4 && width(1) === 4 && isYear(bytes, run.starts[0]!)))
  )
    return false;
  if (j === 2) {
    const iso = width(0) === 4 && width(1) <= 2 && width(2) <= 2;
    const other = width(0) <= 2 && width(1) <= 2 && (width(2) === 4 || width(2) === 2);
    if (iso || other) return false;
  }
  if (j === 3) {
    let address = true;
    for (let k = 0; k < 4; k++)
      if (width(k) > 3 || valueOf(bytes, run.starts[k]!, run.ends[k]!) > 255 || (k < 3 && run.joints[k] !== 0x2e)) address = false;
    if (address) return false;
  }
  return true;
}

/** `0664.904323` begins as numbers are dialled; a decimal never begins with a nought and another digit. */
function isDialled(bytes: Uint8Array, at: number, width: number): boolean {
  return bytes[at] === 0x30 && width >= 2;
}

function valueOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + bytes[i]! - 0x30;
  return value;
}

function isYear(bytes: Uint8Array, at: number): boolean {
  return (bytes[at] === 0x31 && bytes[at + 1] === 0x39) || (bytes[at] === 0x32 && bytes[at + 1] === 0x30);
}

/** As `standsAlone`, but an extension may follow directly. */
function isFree(bytes: Uint8Array, lo: number, hi: number, run: DigitRun, i: number, j: number): boolean {
  if (!freeBefore(bytes, lo, run, i)) return false;
  return freeAfter(bytes, hi, run, j) || (j === run.groups - 1 && extensionEnd(bytes, hi, run.ends[j]!) > run.ends[j]!);
}

function endsWell(bytes: Uint8Array, hi: number, at: number): boolean {
  return at >= hi || (CLASS[bytes[at]!]! & ALNUM) === 0 || isExtension(bytes[at]!);
}

function isExtension(byte: number): boolean {
  return (byte | 0x20) === 0x78 || (byte | 0x20) === 0x65;
}

/** End of `x123`, `ext. 123`, `#123` after a number that ends at `end`; `end` when there is none. */
function extensionEnd(bytes: Uint8Array, hi: number, end: number): number {
  let i = end;
  while (i < hi && i - end < 2 && (bytes[i] === 0x20 || bytes[i] === 0x2c)) i++;
  const word = i;
  if (i < hi && (bytes[i]! | 0x20) === 0x78) i++;
  else if (i < hi && bytes[i] === 0x23) i++;
  else if (i + 3 <= hi && (bytes[i]! | 0x20) === 0x65 && (bytes[i + 1]! | 0x20) === 0x78 && (bytes[i + 2]! | 0x20) === 0x74) i += 3;
  if (i === word) return end;
  if (i < hi && bytes[i] === 0x2e) i++;
  if (i < hi && bytes[i] === 0x20) i++;
  const digits = i;
  while (i < hi && i - digits < 6 && (CLASS[bytes[i]!]! & DIGIT) !== 0) i++;
  return i > digits && (i >= hi || (CLASS[bytes[i]!]! & ALNUM) === 0) ? i : end;
}
