import { ALNUM, CLASS, DIGIT, TOKEN } from '../text/byte-class.ts';

const MOST_USERINFO = 320;
/** Further `@` inside a password. */
const MOST_OTHERS = 4;

/**
 * Start of the user information of a URL that ends at the `@` at `at`, or -1: `scheme://user:password@`, or one word of
 * sixteen or more signs without a colon (a token).
 */
export function userinfoStart(bytes: Uint8Array, lo: number, at: number): number {
  const stop = Math.max(lo, at - MOST_USERINFO);
  let colon = -1;
  let others = 0;
  for (let i = at - 1; i >= stop; i--) {
    const byte = bytes[i]!;
    if (byte === 0x40 && ++others > MOST_OTHERS) return -1;
    if (byte <= 0x20 || byte === 0x22 || byte === 0x3c || byte === 0x3e || byte === 0x60) return -1;
    if (byte === 0x3a) {
      if (i + 2 < at && bytes[i + 1] === 0x2f && bytes[i + 2] === 0x2f && i > lo && (CLASS[bytes[i - 1]!]! & ALNUM) !== 0) {
        const start = i + 3;
        if (start >= at) return -1;
        if (colon !== -1) return colon + 1 < at ? start : -1;
        return at - start >= 16 && isToken(bytes, start, at) ? start : -1;
      }
      colon = i;
    }
  }
  return -1;
}

function isToken(bytes: Uint8Array, start: number, end: number): boolean {
  let digits = 0;
  for (let i = start; i < end; i++) {
    if ((CLASS[bytes[i]!]! & TOKEN) === 0) return false;
    if ((CLASS[bytes[i]!]! & DIGIT) !== 0) digits++;
  }
  return digits > 0;
}

const PRIVATE_KEY: Uint8Array = Buffer.from('PRIVATE KEY');
const BEGIN: Uint8Array = Buffer.from('-----BEGIN');
const END: Uint8Array = Buffer.from('-----END');
const MOST_LABEL = 64;
const FEWEST_SIGNS = 12;

/**
 * End of a private key in PEM armour (RFC 7468, RFC 4880) whose `-----BEGIN` is at `at`, or -1 when it is none: after
 * the line of END; where that is missing, after the last sign that can belong to it.
 */
export function armourEnd(bytes: Uint8Array, hi: number, at: number): number {
  let i = at + 10;
  const label = i;
  while (i < hi && i - label < MOST_LABEL && bytes[i] !== 0x2d) i++;
  if (i >= hi || bytes[i] !== 0x2d || !contains(bytes, label, i, PRIVATE_KEY)) return -1;
  const body = Math.min(hi, i + 5);
  for (i = body; i < hi && bytes[i]! < 0x80; i++) {
    if (bytes[i] !== 0x2d) continue;
    // A second BEGIN means that the END of this one is missing; it also keeps the search linear.
    if (startsWith(bytes, hi, i, BEGIN)) break;
    if (!startsWith(bytes, hi, i, END)) continue;
    let end = i + END.length;
    while (end < hi && bytes[end] !== 0x2d && bytes[end] !== 0x0a) end++;
    while (end < hi && bytes[end] === 0x2d) end++;
    return holdsKey(bytes, body, i) ? end : -1;
  }
  // No END: everything base64 and blank, up to what cannot be part of it.
  i = body;
  while (i < hi && isArmourByte(bytes[i]!)) i++;
  return holdsKey(bytes, body, i) ? i : -1;
}

/** At least a dozen signs of base64: less is a template. */
function holdsKey(bytes: Uint8Array, start: number, end: number): boolean {
  let signs = 0;
  for (let i = start; i < end && signs < FEWEST_SIGNS; i++) if ((CLASS[bytes[i]!]! & ALNUM) !== 0) signs++;
  return signs >= FEWEST_SIGNS;
}

function isArmourByte(byte: number): boolean {
  return (
    (CLASS[byte]! & TOKEN) !== 0 ||
    byte <= 0x20 ||
    byte === 0x2b ||
    byte === 0x2f ||
    byte === 0x3d ||
    byte === 0x3a ||
    byte === 0x2c ||
    byte === 0x5c
  );
}

function contains(bytes: Uint8Array, start: number, end: number, what: Uint8Array): boolean {
  for (let i = start; i + what.length <= end; i++) if (startsWith(bytes, end, i, what)) return true;
  return false;
}

function startsWith(bytes: Uint8Array, hi: number, at: number, what: Uint8Array): boolean {
  if (at + what.length > hi) return false;
  for (let i = 0; i < what.length; i++) if (bytes[at + i] !== what[i]) return false;
  return true;
}

/** Range of an Azure AD client secret around the `~` at `at` as its length from `at - 5` on, or -1: three signs, a digit, `Q~`, 31 to 34 signs. */
export function azureSecretAt(bytes: Uint8Array, lo: number, hi: number, at: number): number {
  const start = at - 5;
  if (start < lo || bytes[at - 1] !== 0x51 || (CLASS[bytes[at - 2]!]! & DIGIT) === 0) return -1;
  for (let i = start; i < at - 2; i++) if (!isAzure(bytes[i]!)) return -1;
  if (start > lo && isAzure(bytes[start - 1]!)) return -1;
  let end = at + 1;
  while (end < hi && isAzure(bytes[end]!) && end - at <= 40) end++;
  return end - at - 1 >= 31 && !isRow(bytes, at + 1, end) ? end - start : -1;
}

/** The same sign over and over: an example. */
function isRow(bytes: Uint8Array, start: number, end: number): boolean {
  let same = 0;
  for (let i = start + 1; i < end; i++) if (bytes[i] === bytes[i - 1]) same++;
  return same * 2 > end - start;
}

function isAzure(byte: number): boolean {
  return (CLASS[byte]! & TOKEN) !== 0 || byte === 0x7e || byte === 0x2e;
}
