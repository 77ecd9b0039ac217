import { IBAN_LENGTHS } from '../recognisers/iban.data.ts';
import { ALNUM, CLASS, DIGIT } from '../text/byte-class.ts';

/** Length by country pair `(a * 26 + b)`, 0 where there is no IBAN. */
const lengths = new Uint8Array(26 * 26);
/** 1 for country pairs that have IBANs; for the gate. */
export const IBAN_COUNTRIES: Uint8Array = new Uint8Array(26 * 26);
for (const [country, length] of Object.entries(IBAN_LENGTHS)) {
  const pair = (country.charCodeAt(0) - 65) * 26 + country.charCodeAt(1) - 65;
  lengths[pair] = length;
  IBAN_COUNTRIES[pair] = 1;
}

/**
 * End of the IBAN whose country code is at `at`, or -1. Blanks and dashes may stand between its characters, one at a
 * time; the remainder of ISO 7064 mod 97-10 is taken on the way, the first four characters last. Check digits run from 02 to 98.
 */
export function ibanEnd(bytes: Uint8Array, lo: number, hi: number, at: number): number {
  if (at < lo || at + 15 > hi) return -1;
  if (at > lo && (CLASS[bytes[at - 1]!]! & ALNUM) !== 0) return -1;
  const a = (bytes[at]! | 0x20) - 0x61;
  const b = (bytes[at + 1]! | 0x20) - 0x61;
  if (a < 0 || a > 25 || b < 0 || b > 25) return -1;
  const length = lengths[a * 26 + b]!;
  if (length === 0) return -1;
  let count = 4;
  let remainder = 0;
  let i = at + 4;
  while (i < hi && count < length) {
    const byte = bytes[i]!;
    if ((CLASS[byte]! & ALNUM) === 0) {
      if ((byte !== 0x20 && byte !== 0x2d && byte !== 0x2e) || bytes[i - 1]! === byte) return -1;
      i++;
      continue;
    }
    remainder = step(remainder, byte);
    count++;
    i++;
  }
  if (count < length) return -1;
  if (i < hi && (CLASS[bytes[i]!]! & ALNUM) !== 0) return -1;
  for (let k = 0; k < 4; k++) {
    const byte = bytes[at + k]!;
    if ((CLASS[byte]! & ALNUM) === 0 || (k > 1 && (CLASS[byte]! & DIGIT) === 0)) return -1;
    remainder = step(remainder, byte);
  }
  const check = (bytes[at + 2]! - 0x30) * 10 + bytes[at + 3]! - 0x30;
  return remainder === 1 && check >= 2 && check <= 98 ? i : -1;
}

function step(remainder: number, byte: number): number {
  return (CLASS[byte]! & DIGIT) !== 0 ? (remainder * 10 + byte - 0x30) % 97 : (remainder * 100 + (byte | 0x20) - 0x57) % 97;
}
