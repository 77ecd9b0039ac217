import { ALNUM, CLASS, isDigit } from './byte-class.ts';

/** `foldAt`: nothing to fold here. */
export const KEEP = 0;
/** `foldAt`: the character is invisible and is left out. */
export const REMOVED = 0xff;

/** How a character is folded: always, or only where it can matter. */
const ALWAYS = 0;
/** Invisible ones: when something ASCII stands beside them; between Persian or Indic letters and in emoji they are orthography. */
const BESIDE_ASCII = 1;
/** Blanks, dashes, brackets: between digits. */
const BETWEEN_DIGITS = 2;
/** Hyphens: between ASCII letters or digits. */
const BETWEEN_ALNUM = 3;

interface FoldRange {
  readonly from: number;
  readonly to: number;
  /** ASCII the first code point becomes; the following ones count up, modulo `modulo`. */
  readonly ascii: number;
  readonly step: 0 | 1;
  readonly when: number;
  readonly modulo?: number;
}

const DIGIT_ZERO = 0x30;

function digits(from: number, to: number = from + 9, first: number = DIGIT_ZERO, modulo: number = 10): FoldRange {
  return { from, to, ascii: first, step: 1, when: ALWAYS, modulo };
}

function each(from: number, to: number, ascii: number, when: number): FoldRange {
  return { from, to, ascii, step: 0, when };
}

/**
 * Compatibility forms that hide a digit, a letter or a separator (Unicode NFKC for the ranges named, UAX 31 default
 * ignorables, bidi controls of UAX 9). Sorted by code point, at most 254 rows.
 */
export const FOLDS: readonly FoldRange[] = [
  each(0xa0, 0xa0, 0x20, BETWEEN_DIGITS),
  each(0xad, 0xad, REMOVED, BESIDE_ASCII),
  each(0x34f, 0x34f, REMOVED, BESIDE_ASCII),
  digits(0x660),
  digits(0x6f0),
  digits(0x966),
  digits(0x9e6),
  digits(0xe50),
  each(0x2000, 0x200a, 0x20, BETWEEN_DIGITS),
  each(0x200b, 0x200f, REMOVED, BESIDE_ASCII),
  each(0x2010, 0x2011, 0x2d, BETWEEN_ALNUM),
  each(0x2012, 0x2015, 0x2d, BETWEEN_DIGITS),
  each(0x202a, 0x202e, REMOVED, BESIDE_ASCII),
  each(0x202f, 0x202f, 0x20, BETWEEN_DIGITS),
  each(0x205f, 0x205f, 0x20, BETWEEN_DIGITS),
  each(0x2060, 0x206f, REMOVED, BESIDE_ASCII),
  digits(0x2070, 0x2070),
  digits(0x2074, 0x2079, 0x34),
  digits(0x2080, 0x2089),
  each(0x20e3, 0x20e3, REMOVED, BESIDE_ASCII),
  each(0x2212, 0x2212, 0x2d, BETWEEN_DIGITS),
  digits(0x2460, 0x2468, 0x31),
  digits(0x24ea, 0x24ea),
  each(0x3000, 0x3000, 0x20, BETWEEN_DIGITS),
  each(0xfe00, 0xfe0f, REMOVED, BESIDE_ASCII),
  each(0xfe52, 0xfe52, 0x2e, ALWAYS),
  each(0xfe63, 0xfe63, 0x2d, BETWEEN_DIGITS),
  each(0xfe6b, 0xfe6b, 0x40, ALWAYS),
  each(0xfeff, 0xfeff, REMOVED, BESIDE_ASCII),
  { from: 0xff08, to: 0xff09, ascii: 0x28, step: 1, when: BETWEEN_DIGITS },
  each(0xff0b, 0xff0b, 0x2b, BETWEEN_DIGITS),
  each(0xff0d, 0xff0d, 0x2d, BETWEEN_DIGITS),
  each(0xff0e, 0xff0e, 0x2e, ALWAYS),
  each(0xff0f, 0xff0f, 0x2f, BETWEEN_DIGITS),
  digits(0xff10),
  { from: 0xff20, to: 0xff3a, ascii: 0x40, step: 1, when: ALWAYS },
  each(0xff3f, 0xff3f, 0x5f, BETWEEN_DIGITS),
  { from: 0xff41, to: 0xff5a, ascii: 0x61, step: 1, when: ALWAYS },
  { from: 0x1d400, to: 0x1d6a3, ascii: 0x41, step: 1, when: ALWAYS, modulo: 52 },
  digits(0x1d7ce, 0x1d7ff),
];

/** Reach of the neighbourhood tests in bytes: two further odd characters may stand in between. */
const REACH = 6;

/**
 * What the character at `at` is folded to: 0 when it stays, else its width in bytes times 256 plus the ASCII byte or
 * `REMOVED`. `lo` and `hi` bound the text. Only lead bytes that begin a folded range come far.
 */
export function foldAt(bytes: Uint8Array, lo: number, hi: number, at: number): number {
  const first = bytes[at]!;
  let width = 2;
  let code = 0;
  if (first < 0xe0) {
    if (at + 2 > hi) return KEEP;
    code = ((first & 31) << 6) | (bytes[at + 1]! & 63);
  } else if (first < 0xf0) {
    if (at + 3 > hi) return KEEP;
    width = 3;
    code = ((first & 15) << 12) | ((bytes[at + 1]! & 63) << 6) | (bytes[at + 2]! & 63);
  } else {
    if (at + 4 > hi) return KEEP;
    width = 4;
    code = ((first & 7) << 18) | ((bytes[at + 1]! & 63) << 12) | ((bytes[at + 2]! & 63) << 6) | (bytes[at + 3]! & 63);
  }
  const range = foldRange(code);
  if (range === undefined || !applies(range.when, bytes, lo, hi, at, at + width)) return KEEP;
  return width * 256 + folded(range, code);
}

/** Whether a character of three bytes at `at` is certainly not folded; for the gate, which meets many. */
export function isPlainTriple(bytes: Uint8Array, at: number): boolean {
  return BASIC[((bytes[at]! & 15) << 12) | ((bytes[at + 1]! & 63) << 6) | (bytes[at + 2]! & 63)] === 0;
}

/** Whether `code` is in the table at all: for escapes, whose neighbours are not known yet. */
export function mayFold(code: number): boolean {
  return code >= 0xa0 && foldRange(code) !== undefined;
}

/** Row of `FOLDS` plus one by code point of the basic plane, 0 for none: full-width punctuation is everywhere in Chinese text. */
const BASIC = new Uint8Array(0x10000);
for (const [index, row] of FOLDS.entries()) for (let code = row.from; code <= Math.min(row.to, 0xffff); code++) BASIC[code] = index + 1;
const BEYOND = FOLDS.filter((row) => row.from > 0xffff);

function foldRange(code: number): FoldRange | undefined {
  if (code < 0x10000) {
    const index = BASIC[code]!;
    return index === 0 ? undefined : FOLDS[index - 1];
  }
  for (let i = 0; i < BEYOND.length; i++) if (code >= BEYOND[i]!.from && code <= BEYOND[i]!.to) return BEYOND[i];
  return undefined;
}

function folded(range: FoldRange, code: number): number {
  if (range.step === 0) return range.ascii;
  const offset = range.modulo === undefined ? code - range.from : (code - range.from) % range.modulo;
  const ascii = range.ascii + offset;
  // The mathematical alphabets run A to Z, then a to z; 52 letters from 'A' pass six signs in between.
  return range.modulo === 52 && offset >= 26 ? ascii + 6 : ascii;
}

function applies(when: number, bytes: Uint8Array, lo: number, hi: number, start: number, end: number): boolean {
  switch (when) {
    case BESIDE_ASCII:
      return asciiNear(bytes, lo, hi, start - 1, -1) || asciiNear(bytes, lo, hi, end, 1);
    case BETWEEN_DIGITS:
      return digitNear(bytes, lo, hi, start - 1, -1) && digitNear(bytes, lo, hi, end, 1);
    case BETWEEN_ALNUM:
      return (
        (start > lo && end < hi && (CLASS[bytes[start - 1]!]! & ALNUM) !== 0 && (CLASS[bytes[end]!]! & ALNUM) !== 0) ||
        (digitNear(bytes, lo, hi, start - 1, -1) && digitNear(bytes, lo, hi, end, 1))
      );
    default:
      return true;
  }
}

/** Something visible and ASCII within reach, with only blanks and odd characters before it. */
function asciiNear(bytes: Uint8Array, lo: number, hi: number, from: number, step: 1 | -1): boolean {
  for (let i = from, n = 0; i >= lo && i < hi && n < REACH; i += step, n++) {
    const byte = bytes[i]!;
    if (byte > 0x20 && byte < 0x7f) return true;
    if (byte >= 0x80 && !maybeOdd(byte)) return false;
  }
  return false;
}

/** A digit (of any script that is folded) within reach. */
function digitNear(bytes: Uint8Array, lo: number, hi: number, from: number, step: 1 | -1): boolean {
  for (let i = from, n = 0; i >= lo && i < hi && n < REACH; i += step, n++) {
    const byte = bytes[i]!;
    if (isDigit(byte)) return true;
    if ((CLASS[byte]! & ALNUM) !== 0) return false;
    if (byte >= 0x80 && !maybeOdd(byte)) return false;
  }
  return false;
}

/** Lead bytes that begin folded ranges, and continuation bytes. */
function maybeOdd(byte: number): boolean {
  return byte < 0xc0 || byte === 0xc2 || byte === 0xcd || byte === 0xd9 || byte === 0xdb || byte === 0xe2 || byte === 0xef;
}
