import { CLASS, TOKEN } from '../text/byte-class.ts';

/** End of the base64 (either alphabet, with padding) that begins at `at`. */
export function base64End(bytes: Uint8Array, hi: number, at: number): number {
  let i = at;
  while (i < hi && ((CLASS[bytes[i]!]! & TOKEN) !== 0 || bytes[i] === 0x2b || bytes[i] === 0x2f)) i++;
  while (i < hi && bytes[i] === 0x3d) i++;
  return i;
}

/** Whether the run has no long part without a change of case or a digit: base64 rather than a row of dashes or a path. */
export function looksBase64(bytes: Uint8Array, start: number, end: number): boolean {
  let classes = 0;
  let changes = 0;
  for (let i = start; i < end && i < start + 512; i++) {
    const kind = CLASS[bytes[i]!]! & 7;
    if (kind !== classes) changes++;
    classes = kind;
  }
  return changes * 8 >= Math.min(end - start, 512);
}

/** Shortest base64 word worth decoding: an e-mail address of fifteen signs. */
const FEWEST_SIGNS = 20;
const MOST_SIGNS = 65_536;

/** Whether the run at `at` may begin a base64 word that decodes to text: its first byte is printable. For the gate; `decodeBase64` looks at all. */
export function mayBeText(bytes: Uint8Array, hi: number, at: number): boolean {
  if (at + FEWEST_SIGNS > hi) return false;
  const first = (value(bytes[at]!) << 2) | (value(bytes[at + 1]!) >> 4);
  return first >= 0x09 && first <= 0xf4;
}

/**
 * Decodes the base64 word at `at` into `into`, which has room for three quarters of it. Returns the bytes written, 0 when
 * it is too short or long, or does not hold UTF-8 text without control characters.
 */
export function decodeBase64(bytes: Uint8Array, at: number, end: number, into: Uint8Array): number {
  if (end - at < FEWEST_SIGNS || end - at > MOST_SIGNS) return 0;
  let n = 0;
  let bits = 0;
  let held = 0;
  for (let i = at; i < end && bytes[i] !== 0x3d; i++) {
    const six = value(bytes[i]!);
    if (six < 0) return 0;
    bits = ((bits << 6) | six) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    if ((byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f || byte > 0xf4) return 0;
    into[n++] = byte;
  }
  return n;
}

/** Six bits of a sign of either alphabet, -1 for any other. */
function value(byte: number): number {
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x47;
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x41;
  if (byte >= 0x30 && byte <= 0x39) return byte + 4;
  if (byte === 0x2b || byte === 0x2d) return 62;
  return byte === 0x2f || byte === 0x5f ? 63 : -1;
}
