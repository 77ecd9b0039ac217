import { ByteMap } from '../../../wire/byte-map.ts';
import { CLASS, DIGIT, hexAt, hexValue, LETTER } from './byte-class.ts';
import { HTML_REFERENCES } from './entities.data.ts';

/** No escape here. */
export const NO_ESCAPE = -1;

const LONGEST_REFERENCE = 10;
const LARGEST_CODE = 0x10ffff;
const references = new ByteMap<number>(256);
for (const [name, code] of Object.entries(HTML_REFERENCES)) references.setText(name, code);

/**
 * An escape at `at`, as its code point times 16 plus its length in bytes, or `NO_ESCAPE`: `%40`, `&#64;`, `&commat;`,
 * `\u0040`, `\x40`, `\n`. Lengths are at most 12.
 */
export function escapeAt(bytes: Uint8Array, end: number, at: number): number {
  switch (bytes[at]) {
    case 0x25: {
      const code = hexAt(bytes, at + 1, end, 2);
      return code >= 0x20 && code !== 0x7f ? code * 16 + 3 : NO_ESCAPE;
    }
    case 0x26:
      return referenceAt(bytes, end, at);
    case 0x5c:
      return backslashAt(bytes, end, at);
    default:
      return NO_ESCAPE;
  }
}

/** `\n \t \r \" \' \/ \\ \uXXXX \xXX` as JSON, JavaScript and Python write them. */
function backslashAt(bytes: Uint8Array, end: number, at: number): number {
  if (at + 1 >= end) return NO_ESCAPE;
  switch (bytes[at + 1]) {
    case 0x75: {
      const code = hexAt(bytes, at + 2, end, 4);
      if (code < 0) return NO_ESCAPE;
      if (code >= 0xd800 && code < 0xdc00 && bytes[at + 6] === 0x5c && bytes[at + 7] === 0x75) {
        const low = hexAt(bytes, at + 8, end, 4);
        if (low >= 0xdc00 && low < 0xe000) return (0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)) * 16 + 12;
      }
      return code * 16 + 6;
    }
    case 0x78: {
      const code = hexAt(bytes, at + 2, end, 2);
      return code < 0 ? NO_ESCAPE : code * 16 + 4;
    }
    case 0x6e:
      return 0x0a * 16 + 2;
    case 0x74:
      return 0x09 * 16 + 2;
    case 0x72:
      return 0x0d * 16 + 2;
    case 0x22:
    case 0x27:
    case 0x2f:
    case 0x5c:
      return bytes[at + 1]! * 16 + 2;
    default:
      return NO_ESCAPE;
  }
}

/** `&#64;`, `&#x40;` (the semicolon may be missing), or a name of the table with its semicolon. */
function referenceAt(bytes: Uint8Array, end: number, at: number): number {
  let i = at + 1;
  if (i < end && bytes[i] === 0x23) {
    i++;
    const hex = i < end && (bytes[i]! | 0x20) === 0x78;
    if (hex) i++;
    const first = i;
    let code = 0;
    while (i < end && i - first < 7) {
      const digit = hex ? hexValue(bytes[i]!) : (CLASS[bytes[i]!]! & DIGIT) !== 0 ? bytes[i]! - 0x30 : -1;
      if (digit < 0) break;
      code = code * (hex ? 16 : 10) + digit;
      i++;
    }
    if (i === first || code === 0 || code > LARGEST_CODE) return NO_ESCAPE;
    if (i < end && bytes[i] === 0x3b) i++;
    return code * 16 + (i - at);
  }
  const first = i;
  while (i < end && i - first < LONGEST_REFERENCE && (CLASS[bytes[i]!]! & LETTER) !== 0) i++;
  if (i === first || i >= end || bytes[i] !== 0x3b) return NO_ESCAPE;
  const code = references.get(bytes, first, i);
  return code === undefined ? NO_ESCAPE : code * 16 + (i + 1 - at);
}
