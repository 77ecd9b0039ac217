import { ALNUM, CLASS, DIGIT, LETTER, LOWER, lower, UPPER } from '../text/byte-class.ts';
import { NO_VALUES, REFERENCES, SCHEMES } from './keyed.data.ts';

export type KeyedKind = 'any' | 'opaque' | 'header' | 'digits';

const LONGEST = 8192;
const LONGEST_REFERENCE = 96;
/** Signs looked at to tell a made-up value from a word. */
const MOST_JUDGED = 256;
const noValues = new Set(NO_VALUES);
const LONGEST_NO_VALUE = NO_VALUES.reduce((most, word) => Math.max(most, word.length), 0);

/** The value after a secret-like key; `start` is -1 when there is none worth redacting. */
export class KeyedValue {
  start = -1;
  end = -1;
  /** The value without quotes that was measured last: one that begins inside of it ends where it does. */
  #bytes: Uint8Array | undefined;
  #bareStart = 0;
  #bareEnd = 0;

  /** To be called when another text is begun. */
  reset(): void {
    this.#bytes = undefined;
  }

  /** The value after the sign at `at` of a text. Its key ends at `keyEnd`. */
  after(bytes: Uint8Array, lo: number, hi: number, at: number, keyEnd: number, kind: KeyedKind): boolean {
    let i = at + (bytes[at]! >= 0x80 ? 3 : 1);
    const assigned = bytes[at] === 0x3d;
    for (let n = 0; n < 2 && i < hi && (bytes[i] === 0x3d || bytes[i] === 0x3e); n++) i++;
    const blanks = i;
    while (i < hi && i - blanks < 4 && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++;
    let prose = !assigned && i > blanks;
    if (i < hi && (bytes[i] === 0x5b || bytes[i] === 0x28)) i++;
    if (i + 1 < hi && isQuote(bytes[i + 1]!) && (CLASS[bytes[i]!]! & LOWER) !== 0) i++;
    const escapes = i;
    while (i < hi && bytes[i] === 0x5c && i - escapes < 8) i++;
    const quote = i < hi && isQuote(bytes[i]!) ? bytes[i]! : 0;
    if (quote === 0) i = escapes;
    else {
      i++;
      prose = false;
    }
    const end =
      quote !== 0
        ? quotedEnd(bytes, hi, i, quote)
        : kind === 'header'
          ? lineEnd(bytes, hi, i, openQuote(bytes, lo, keyEnd))
          : this.#bare(bytes, hi, i);
    if (quote === 0x60 && hasBlank(bytes, i, end)) return false;
    // `access_token=ACCESS_TOKEN` names itself; a single sign is a flag.
    if (quote === 0 && kind === 'any' && (end - i < 2 || repeatsKey(bytes, keyEnd, i, end))) return false;
    return this.#judge(bytes, i, end, kind, prose ? hi : -1);
  }

  /** The content of a JSON string or a number that is the whole value of a key. */
  whole(bytes: Uint8Array, start: number, end: number, kind: KeyedKind): boolean {
    return this.#judge(bytes, start, end, kind, -1);
  }

  /** `a=a=a=...` asks for the end of the same value again and again. */
  #bare(bytes: Uint8Array, hi: number, start: number): number {
    if (this.#bytes === bytes && start > this.#bareStart && start < this.#bareEnd) return this.#bareEnd;
    this.#bytes = bytes;
    this.#bareStart = start;
    this.#bareEnd = bareEnd(bytes, hi, start);
    return this.#bareEnd;
  }

  /** `proseEnd` is where the text around ends when the value stands free in a sentence, else -1. */
  #judge(bytes: Uint8Array, start: number, end: number, kind: KeyedKind, proseEnd: number): boolean {
    this.start = start;
    this.end = end;
    if (end <= start || (kind !== 'digits' && isNoValue(bytes, start, end))) return false;
    switch (kind) {
      case 'digits':
        return isShortNumber(bytes, start, end);
      case 'opaque':
        return isOpaque(bytes, start, end);
      case 'header': {
        const skipped = schemeEnd(bytes, start, end, proseEnd === -1);
        if (skipped === start && !looksLikeHeader(bytes, start, end, proseEnd !== -1)) return false;
        this.start = skipped;
        return skipped < end && !isNoValue(bytes, skipped, end);
      }
      default:
        return proseEnd === -1 || isAlone(bytes, end, proseEnd) || looksMadeUp(bytes, start, end);
    }
  }
}

/** Backticks around several words are a command of the shell, not a value. */
function hasBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === 0x20) return true;
  return false;
}

/** Whether the value is the end of the key again, in whatever case. */
function repeatsKey(bytes: Uint8Array, keyEnd: number, start: number, end: number): boolean {
  const length = end - start;
  if (length < 4 || keyEnd - length < 0) return false;
  for (let i = 0; i < length; i++) if (lower(bytes[keyEnd - length + i]!) !== lower(bytes[start + i]!)) return false;
  return true;
}

function isQuote(byte: number): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}

/** The closing quote: the same sign, not escaped more deeply than it was opened; the line's or text's end when it is missing. */
function quotedEnd(bytes: Uint8Array, hi: number, start: number, quote: number): number {
  const stop = Math.min(hi, start + LONGEST);
  let i = start;
  while (i < stop && bytes[i] !== quote) {
    if (bytes[i] === 0x5c && bytes[i + 1] === 0x5c) i++;
    i++;
  }
  i = Math.min(i, stop);
  while (i > start && i < stop && bytes[i - 1] === 0x5c) i--;
  return i;
}

/** End of a value without quotes: blank, quote, bracket, or a separator before the next `key=`. */
function bareEnd(bytes: Uint8Array, hi: number, start: number): number {
  const stop = Math.min(hi, start + LONGEST);
  let i = start;
  if (i < stop && (bytes[i] === 0x3c || bytes[i] === 0x7b)) {
    // `<your password>` and `{PASSWORD}` are read whole so that they can be recognised.
    const close = bracketEnd(bytes, stop, i, bytes[i] === 0x3c ? 0x3e : 0x7d);
    if (close !== -1) return close;
  }
  for (; i < stop; i++) {
    const byte = bytes[i]!;
    if (byte <= 0x20 || isQuote(byte) || byte === 0x3c || byte === 0x3e || byte === 0x5c || byte === 0x29 || byte === 0x5d || byte === 0x7d)
      break;
    if ((byte === 0x26 || byte === 0x3b || byte === 0x2c) && separatesNext(bytes, stop, i + 1)) break;
  }
  while (i > start + 1 && (bytes[i - 1] === 0x2e || bytes[i - 1] === 0x3f) && (i >= stop || bytes[i]! <= 0x20)) i--;
  return i;
}

/** After the closing sign of a `<...>` or `{...}` of one line at `at`, or -1. */
function bracketEnd(bytes: Uint8Array, stop: number, at: number, close: number): number {
  for (let i = at + 1; i < stop && i - at < LONGEST_REFERENCE; i++) {
    if (bytes[i] === close) return i + 1;
    if (bytes[i]! < 0x20 || bytes[i] === bytes[at]) return -1;
  }
  return -1;
}

/** Whether what follows `&`, `;` or `,` begins the next pair, or nothing does. */
function separatesNext(bytes: Uint8Array, stop: number, at: number): boolean {
  if (at >= stop || bytes[at]! <= 0x20 || isQuote(bytes[at]!)) return true;
  let i = at;
  while (
    i < stop &&
    i - at < 40 &&
    ((CLASS[bytes[i]!]! & ALNUM) !== 0 || bytes[i] === 0x5f || bytes[i] === 0x2d || bytes[i] === 0x2e || bytes[i] === 0x20)
  )
    i++;
  return i > at && i < stop && (bytes[i] === 0x3d || bytes[i] === 0x3a);
}

function lineEnd(bytes: Uint8Array, hi: number, start: number, quote: number): number {
  const stop = Math.min(hi, start + LONGEST);
  let i = start;
  while (
    i < stop &&
    bytes[i] !== 0x0a &&
    bytes[i] !== 0x0d &&
    bytes[i] !== quote &&
    !(quote === 0 && isQuote(bytes[i]!) && bytes[i - 1] !== 0x3d)
  )
    i++;
  while (i > start && (bytes[i - 1] === 0x20 || bytes[i - 1] === 0x5c)) i--;
  return i;
}

/** The quote a header stands in, as in `-H 'Authorization: ...'`; 0 when it stands free. */
function openQuote(bytes: Uint8Array, lo: number, keyEnd: number): number {
  let i = keyEnd;
  while (i > lo && keyEnd - i < 40 && ((CLASS[bytes[i - 1]!]! & ALNUM) !== 0 || bytes[i - 1] === 0x2d || bytes[i - 1] === 0x5f)) i--;
  return i > lo && isQuote(bytes[i - 1]!) ? bytes[i - 1]! : 0;
}

/** A word of documentation, a reference, a placeholder, or a row of the same sign. */
function isNoValue(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] === 0x3c && bytes[end - 1] === 0x3e && end - start <= LONGEST_REFERENCE) return true;
  if (isFilling(bytes, start, end)) return true;
  // `{Name}` and a command in backticks stand for a value.
  if (bytes[start] === 0x7b && bytes[end - 1] === 0x7d && isName(bytes, start + 1, end - 1)) return true;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, 32))
    .toString('latin1')
    .toLowerCase();
  if (end - start <= LONGEST_NO_VALUE && noValues.has(text)) return true;
  for (let i = 0; i < REFERENCES.length; i++)
    if (text.startsWith(REFERENCES[i]!) && isReference(bytes, start, end, REFERENCES[i]!)) return true;
  return false;
}

/** One sign all over, or mostly: `********`, `glc_xxxxxxxx`, `111111111`. */
function isFilling(bytes: Uint8Array, start: number, end: number): boolean {
  const length = Math.min(end - start, MOST_JUDGED);
  let same = 0;
  for (let i = start + 1; i < start + length; i++) if (bytes[i] === bytes[i - 1]) same++;
  if (same === length - 1) return length > 1 || (CLASS[bytes[start]!]! & DIGIT) === 0;
  return length >= 12 && same * 3 >= length * 2;
}

function isName(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++)
    if ((CLASS[bytes[i]!]! & ALNUM) === 0 && bytes[i] !== 0x5f && bytes[i] !== 0x2d && bytes[i] !== 0x2e) return false;
  return end > start && (CLASS[bytes[start]!]! & LETTER) !== 0;
}

/** A password may begin with a dollar sign; a reference goes on as a name. */
function isReference(bytes: Uint8Array, start: number, end: number, prefix: string): boolean {
  const next = bytes[start + 1]!;
  if (prefix !== '$') return true;
  if (next === 0x7b || next === 0x28) return true;
  for (let i = start + 1; i < end; i++) if ((CLASS[bytes[i]!]! & ALNUM) === 0 && bytes[i] !== 0x5f) return false;
  return (CLASS[next]! & LETTER) !== 0 || next === 0x5f || ((CLASS[next]! & DIGIT) !== 0 && end - start === 2);
}

/** Nothing more on the line. */
function isAlone(bytes: Uint8Array, at: number, hi: number): boolean {
  let i = at;
  while (i < hi && (bytes[i] === 0x20 || bytes[i] === 0x2e || bytes[i] === 0x2c || bytes[i] === 0x3b || isQuote(bytes[i]!))) i++;
  return i >= hi || bytes[i] === 0x0a || bytes[i] === 0x0d || bytes[i] === 0x7d || bytes[i] === 0x5d || bytes[i] === 0x29;
}

/** Not a word of a sentence: a digit or a sign in it, or capitals inside. */
function looksMadeUp(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 4) return false;
  let digits = 0;
  let signs = 0;
  let inner = 0;
  for (let i = start; i < end && i - start < MOST_JUDGED; i++) {
    const kind = CLASS[bytes[i]!]!;
    if ((kind & DIGIT) !== 0) digits++;
    else if ((kind & LETTER) === 0 && bytes[i]! < 0x80 && bytes[i] !== 0x2d && bytes[i] !== 0x2f && bytes[i] !== 0x27 && bytes[i] !== 0x2e)
      signs++;
    else if (i > start && (kind & UPPER) !== 0 && (CLASS[bytes[i - 1]!]! & LOWER) !== 0) inner++;
  }
  return digits > 0 || inner > 0 || signs > 0;
}

/** Eight or more signs without a blank, with digits and letters mixed; not a number, not a name in snake case. */
function isOpaque(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 12) return false;
  let digits = 0;
  let letters = 0;
  for (let i = start; i < end && i - start < MOST_JUDGED; i++) {
    const byte = bytes[i]!;
    if (byte <= 0x20 || byte >= 0x7f) return false;
    if ((CLASS[byte]! & DIGIT) !== 0) digits++;
    else if ((CLASS[byte]! & LETTER) !== 0) letters++;
  }
  return digits >= 2 && letters >= 2;
}

function isShortNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3 || end - start > 4) return false;
  for (let i = start; i < end; i++) if ((CLASS[bytes[i]!]! & DIGIT) === 0) return false;
  return true;
}

/** After the scheme word, or `start`. An unknown word counts when one made-up word follows it and nothing else. */
function schemeEnd(bytes: Uint8Array, start: number, end: number, sure: boolean): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, 20))
    .toString('latin1')
    .toLowerCase();
  for (let i = 0; i < SCHEMES.length; i++) {
    if (!text.startsWith(SCHEMES[i]!)) continue;
    let at = start + SCHEMES[i]!.length;
    while (at < end && bytes[at] === 0x20) at++;
    return at;
  }
  let word = start;
  while (word < end && ((CLASS[bytes[word]!]! & ALNUM) !== 0 || bytes[word] === 0x2d)) word++;
  if (word === start || word + 1 >= end || bytes[word] !== 0x20) return start;
  for (let i = word + 1; i < end; i++) if (bytes[i]! <= 0x20) return start;
  return sure || isOpaque(bytes, word + 1, end) ? word + 1 : start;
}

/** `name=value` pairs, or one made-up word; in a sentence nothing else may follow it. */
function looksLikeHeader(bytes: Uint8Array, start: number, end: number, prose: boolean): boolean {
  let equals = false;
  let blanks = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] === 0x3d && i > start && i + 1 < end) equals = true;
    if (bytes[i] === 0x20) blanks++;
  }
  if (equals) return true;
  return blanks === 0 && (!prose || looksMadeUp(bytes, start, end));
}
