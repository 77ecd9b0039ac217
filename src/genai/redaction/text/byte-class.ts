/** Class bits of one byte; several may be set. */
export const DIGIT = 1;
export const LOWER = 2;
export const UPPER = 4;
/** `[A-Za-z0-9_-]`: what API keys are made of. */
export const TOKEN = 8;
/** RFC 5322 dot-atom without `/ = ? &`, which would swallow the URL in front of an address. */
export const LOCAL = 16;
/** `[A-Za-z0-9-]`: a host label. */
export const LABEL = 32;
/** Hexadecimal digits. */
export const HEX = 64;
/** What may stand between two groups of one number. */
export const JOINT = 128;

export const LETTER: number = LOWER | UPPER;
export const ALNUM: number = DIGIT | LETTER;

/** Class bits by byte; bytes from 0x80 have none. */
export const CLASS: Uint8Array = new Uint8Array(256);

function mark(bits: number, chars: string): void {
  for (let i = 0; i < chars.length; i++) CLASS[chars.charCodeAt(i)]! |= bits;
}

const LOWERS = 'abcdefghijklmnopqrstuvwxyz';
mark(DIGIT | TOKEN | LOCAL | LABEL | HEX, '0123456789');
mark(LOWER | TOKEN | LOCAL | LABEL, LOWERS);
mark(UPPER | TOKEN | LOCAL | LABEL, LOWERS.toUpperCase());
mark(HEX, 'abcdefABCDEF');
mark(TOKEN | LABEL, '-');
mark(TOKEN, '_');
mark(LOCAL, "_-.!#$%'*+");
mark(JOINT, ' -./()_+');

/** 1 for `[A-Za-z0-9_+/-]`: what keys and base64 are made of; runs of sixteen or more are looked at. */
export const RUN: Uint8Array = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) if ((CLASS[byte]! & TOKEN) !== 0 || byte === 0x2b || byte === 0x2f) RUN[byte] = 1;

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** ASCII letter to lower case; any other byte as it is. */
export function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

/** Value of a hexadecimal digit, -1 for any other byte. */
export function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const low = byte | 0x20;
  return low >= 0x61 && low <= 0x66 ? low - 0x57 : -1;
}

/** Value of `count` hexadecimal digits at `at`, or -1 when they are not all there before `end`. */
export function hexAt(bytes: Uint8Array, at: number, end: number, count: number): number {
  if (at + count > end) return -1;
  let value = 0;
  for (let i = 0; i < count; i++) {
    const digit = hexValue(bytes[at + i]!);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}
