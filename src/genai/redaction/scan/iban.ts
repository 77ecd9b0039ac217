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
 * End of the IBAN whose country code is at `at`, or -1. One separator at a time may stand between its characters, grouped
 * in whatever way (people group by three, five, or not at all). The remainder of ISO 7064 mod 97-10 is taken on the way, the
 * first four characters last. Check digits run from 02 to 98. A grouping that no bank prints must be made of digits for the
 * most part: one sentence in a hundred would pass the sum.
 */
export function ibanEnd(bytes: Uint8Array, lo: number, hi: number, at: number): number {
  if (at < lo || at + 15 > hi) return -1;
  if (at > lo && (CLASS[bytes[at - 1]!]! & ALNUM) !== 0) return -1;
  const a = (bytes[at]! | 0x20) - 0x61;
  const b = (bytes[at + 1]! | 0x20) - 0x61;
  if (a < 0 || a > 25 || b < 0 || b > 25) return -1;
  const length = lengths[a * 26 + b]!;
  if (length === 0) return -1;
  let count = 2;
  let remainder = 0;
  let digits = 0;
  let check = 0;
  let printed = true;
  let i = at + 2;
  while (i < hi && count < length) {
    const byte = bytes[i]!;
    if ((CLASS[byte]! & ALNUM) === 0) {
      const width = separatorWidth(bytes, hi, i);
      if (width === 0 || i + width >= hi || (CLASS[bytes[i + width]!]! & ALNUM) === 0) return -1;
      // `at 18...` begins many a line of a log; a country's code by itself is written in capitals.
      if (count === 2 && ((bytes[at]! & 0x20) !== 0 || (bytes[at + 1]! & 0x20) !== 0)) return -1;
      if ((count & 3) !== 0) printed = false;
      i += width;
      continue;
    }
    if ((CLASS[byte]! & DIGIT) !== 0) digits++;
    else if (count < 4) return -1;
    if (count < 4) check = check * 10 + byte - 0x30;
    else remainder = step(remainder, byte);
    count++;
    i++;
  }
  if (count < length || (i < hi && (CLASS[bytes[i]!]! & ALNUM) !== 0)) return -1;
  if (check < 2 || check > 98 || (!printed && digits * 2 < length)) return -1;
  remainder = step(step(remainder, bytes[at]!), bytes[at + 1]!);
  return (remainder * 100 + check) % 97 === 1 ? i : -1;
}

/** Width of what people put between the groups: a blank, also a fixed or narrow one, a tab, or one of `- . / _`, or the `+` that forms write for a blank; 0 for anything else. */
function separatorWidth(bytes: Uint8Array, hi: number, at: number): number {
  switch (bytes[at]) {
    case 0x20:
    case 0x09:
    case 0x2b:
    case 0x2d:
    case 0x2e:
    case 0x2f:
    case 0x5f:
      return 1;
    case 0xc2:
      return at + 1 < hi && bytes[at + 1] === 0xa0 ? 2 : 0;
    case 0xe2:
      return at + 2 < hi && bytes[at + 1] === 0x80 && (bytes[at + 2] === 0xaf || bytes[at + 2] === 0x89) ? 3 : 0;
    default:
      return 0;
  }
}

function step(remainder: number, byte: number): number {
  return (CLASS[byte]! & DIGIT) !== 0 ? (remainder * 10 + byte - 0x30) % 97 : (remainder * 100 + (byte | 0x20) - 0x57) % 97;
}
