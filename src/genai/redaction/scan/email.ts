import { ALNUM, CLASS, DIGIT, LABEL, LETTER, LOCAL, UPPER } from '../text/byte-class.ts';

const MOST_LOCAL = 256;
const MOST_DOMAIN = 255;
const DOT = 0x2e;

/** Where an address around an `@` lies; `start` is -1 when there is none. */
export class EmailScanner {
  start = -1;
  end = -1;

  /** Looks at the `@` at `at` in `bytes[lo..hi)`. */
  scan(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
    const start = localStart(bytes, lo, at);
    if (start >= at) return false;
    const end = bytes[at + 1] === 0x5b ? literalEnd(bytes, hi, at + 1) : domainEnd(bytes, hi, at + 1);
    if (end === -1 || isRemote(bytes, hi, start, at, end)) return false;
    this.start = start;
    this.end = end;
    return true;
  }
}

/** Whether an `@` at `at` has something before it and a host, or an address in brackets, after it. */
export function mayJoinAddress(bytes: Uint8Array, lo: number, hi: number, at: number): boolean {
  if (at <= lo || at + 1 >= hi || bytes[at - 1]! <= 0x20) return false;
  const next = bytes[at + 1]!;
  return (CLASS[next]! & LABEL) !== 0 || next >= 0x80 || next === 0x5b;
}

/** Start of the local part that ends before `at`; `at` when there is none. */
function localStart(bytes: Uint8Array, lo: number, at: number): number {
  const stop = Math.max(lo, at - MOST_LOCAL);
  if (at > lo && bytes[at - 1] === 0x22) return quotedStart(bytes, stop, at);
  let i = at;
  while (i > stop) {
    const byte = bytes[i - 1]!;
    if ((CLASS[byte]! & LOCAL) !== 0) i--;
    else if (byte >= 0x80 && isAlphabetic(bytes, stop, i)) i -= leadOffset(bytes, stop, i);
    else break;
  }
  // Scripts without blanks between words count only when nothing else is there: an address ends a Chinese sentence otherwise.
  if (i === at && at > lo && bytes[at - 1]! >= 0x80) {
    while (i > stop && bytes[i - 1]! >= 0x80 && !isWideSign(bytes, stop, i)) i -= leadOffset(bytes, stop, i);
  }
  // Signs that begin a local part by grammar but in text belong to what is around it.
  while (i < at && (CLASS[bytes[i]!]! & ALNUM) === 0 && bytes[i]! < 0x80 && bytes[i] !== 0x5f && bytes[i] !== 0x2b) i++;
  return i;
}

/** Start of a quoted local part, `"john doe"@`; `at` when there is none. */
function quotedStart(bytes: Uint8Array, stop: number, at: number): number {
  for (let i = at - 2; i >= stop && at - i <= 66; i--) {
    if (bytes[i] === 0x22) return at - i > 2 ? i : at;
    if (bytes[i]! < 0x20) return at;
  }
  return at;
}

/** End of the host name at `at`: at least two labels, the last of letters (or punycode). -1 when there is none. */
function domainEnd(bytes: Uint8Array, hi: number, at: number): number {
  const stop = Math.min(hi, at + MOST_DOMAIN);
  let end = -1;
  let label = at;
  let labels = 0;
  let i = at;
  for (;;) {
    while (i < stop && ((CLASS[bytes[i]!]! & LABEL) !== 0 || (bytes[i]! >= 0x80 && isHostByte(bytes, i, stop)))) i++;
    let last = i;
    while (last > label && bytes[last - 1] === 0x2d) last--;
    if (last === label) return end;
    if (labels > 0 && isTopLevel(bytes, label, last)) end = last;
    labels++;
    if (i >= stop || bytes[i] !== DOT || last !== i) return end;
    i++;
    label = i;
  }
}

/** Two or more letters, of any script, or `xn--`. A sentence that goes on after the full stop begins with a capital. */
function isTopLevel(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2 || end - start > 63) return false;
  if (bytes[start] === 0x78 && bytes[start + 1] === 0x6e && bytes[start + 2] === 0x2d) return true;
  for (let i = start; i < end; i++) if (bytes[i]! < 0x80 && (CLASS[bytes[i]!]! & LETTER) === 0) return false;
  return !((CLASS[bytes[start]!]! & UPPER) !== 0 && (CLASS[bytes[start + 1]!]! & UPPER) === 0 && end - start > 3);
}

/** End of an address literal `[192.0.2.1]` or `[IPv6:...]`, -1 when it is none. */
function literalEnd(bytes: Uint8Array, hi: number, at: number): number {
  for (let i = at + 1; i < hi && i - at < 48; i++) {
    const byte = bytes[i]!;
    if (byte === 0x5d) return i - at > 3 ? i + 1 : -1;
    if ((CLASS[byte]! & ALNUM) === 0 && byte !== DOT && byte !== 0x3a) return -1;
  }
  return -1;
}

/** `git@github.com:org/repo`: the user name of a version control host, no person's address. */
function isRemote(bytes: Uint8Array, hi: number, start: number, at: number, end: number): boolean {
  return (
    end < hi - 1 &&
    bytes[end] === 0x3a &&
    (CLASS[bytes[end + 1]!]! & DIGIT) === 0 &&
    at - start === 3 &&
    bytes[start] === 0x67 &&
    bytes[start + 1] === 0x69
  );
}

/** Bytes of the character that ends before `end`. */
function leadOffset(bytes: Uint8Array, stop: number, end: number): number {
  let i = end - 1;
  while (i > stop && bytes[i]! < 0xc0) i--;
  return end - i;
}

/** The character before `end` is a letter of a script that separates words: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic (U+00C0 to U+07FF). */
function isAlphabetic(bytes: Uint8Array, stop: number, end: number): boolean {
  const lead = bytes[end - leadOffset(bytes, stop, end)]!;
  return lead >= 0xc3 && lead <= 0xdf;
}

/** The character before `end` is punctuation of the CJK blocks or a full-width form. */
function isWideSign(bytes: Uint8Array, stop: number, end: number): boolean {
  const at = end - leadOffset(bytes, stop, end);
  return (bytes[at] === 0xe3 && bytes[at + 1] === 0x80) || bytes[at] === 0xef || bytes[at] === 0xe2;
}

/** A byte of a letter of an internationalised host name; CJK only after CJK, so that a sentence does not join the host. */
function isHostByte(bytes: Uint8Array, at: number, stop: number): boolean {
  const byte = bytes[at]!;
  if (byte < 0xc0) return true;
  if (byte <= 0xdf) return byte >= 0xc3;
  if (byte === 0xe2 || byte === 0xef || byte >= 0xf0) return false;
  if (byte === 0xe3 && bytes[at + 1] === 0x80) return false;
  const before = bytes[at - 1]!;
  return (before >= 0x80 || before === DOT || before === 0x40) && at + 2 < stop + 3;
}
