import { lower } from '../text/byte-class.ts';

/** A key name and what it stands for. `whole` names count only as the whole key, the others also as its end. */
export interface KeyName {
  readonly name: string;
  readonly row: number;
  readonly whole: boolean;
}

/** A match of `endsAt`: the row, and 512 added when the name was found in the middle of a longer word. */
const NONE = -1;
const LONGEST_KEY = 64;

/**
 * Names of keys, read backwards from the sign after them: `DB_PASSWORD=`, `"apiKey" :`, `x-api-key: `, `headers["Cookie"]=`.
 * Case and `_ - .` and single blanks between the letters do not matter. A trie over reversed names.
 */
export class KeyNames {
  /** Code of a byte in the alphabet of the names, 0 for others. */
  readonly #code = new Uint8Array(256);
  #width = 1;
  #next: Uint16Array;
  readonly #suffixRow: Int16Array;
  readonly #wholeRow: Int16Array;
  /** 1 for the last two bytes of names, in lower case; turns nearly all keys away before the trie. */
  readonly #lastTwo = new Uint8Array(65_536);

  constructor(names: readonly KeyName[]) {
    const encoded = names.map((entry) => ({ ...entry, bytes: Buffer.from(entry.name.toLowerCase().replace(/[\s_.-]/g, ''), 'utf8') }));
    for (const { bytes } of encoded) {
      this.#lastTwo[(bytes.at(-2)! << 8) | bytes.at(-1)!] = 1;
    }
    for (const { bytes } of encoded) for (const byte of bytes) if (this.#code[byte] === 0) this.#code[byte] = this.#width++;
    const most = encoded.reduce((sum, { bytes }) => sum + bytes.length, 1);
    this.#next = new Uint16Array(most * this.#width);
    this.#suffixRow = new Int16Array(most).fill(NONE);
    this.#wholeRow = new Int16Array(most).fill(NONE);
    let nodes = 1;
    for (const { bytes, row, whole } of encoded) {
      let node = 0;
      for (let i = bytes.length - 1; i >= 0; i--) {
        const slot = node * this.#width + this.#code[bytes[i]!]!;
        if (this.#next[slot] === 0) this.#next[slot] = nodes++;
        node = this.#next[slot]!;
      }
      (whole ? this.#wholeRow : this.#suffixRow)[node] = row;
    }
  }

  /**
   * Row of the longest name that ends before the sign at `at` (quotes, brackets and up to four blanks in between), or -1.
   * Whole names are not held to their start here: inside JSON an escape may be glued to it.
   */
  endsAt(bytes: Uint8Array, lo: number, at: number): number {
    // Most keys stand in quotes directly before the sign.
    const end = at - 2 > lo && bytes[at - 1] === 0x22 && bytes[at - 2] !== 0x5c ? at - 1 : this.keyEnd(bytes, lo, at);
    return end - 2 < lo || !this.mayEnd(bytes, end) ? NONE : this.match(bytes, lo, end, false);
  }

  /** Whether some name ends in the two bytes before `end`; a separator between them is not counted. */
  mayEnd(bytes: Uint8Array, end: number): boolean {
    const before = bytes[end - 2]!;
    return this.#lastTwo[(lower(before) << 8) | lower(bytes[end - 1]!)] === 1 || isJoint(before);
  }

  /** Where the key before the sign at `at` ends. */
  keyEnd(bytes: Uint8Array, lo: number, at: number): number {
    let i = at;
    for (let n = 0; n < 4 && i > lo && bytes[i - 1]! <= 0x20; n++) i--;
    if (i > lo && bytes[i - 1] === 0x5d) i--;
    if (i > lo && isQuote(bytes[i - 1]!)) {
      i--;
      while (i > lo && bytes[i - 1] === 0x5c) i--;
    }
    return i;
  }

  /** Row of the longest name that ends at `end`, or -1. `exact` holds whole names to a word's start. */
  match(bytes: Uint8Array, lo: number, end: number, exact: boolean): number {
    let node = 0;
    let row = NONE;
    const stop = Math.max(lo, end - LONGEST_KEY);
    let joined = true;
    for (let i = end - 1; i >= stop; i--) {
      const byte = lower(bytes[i]!);
      const code = this.#code[byte]!;
      if (code === 0) {
        if (joined || !isJoint(byte)) break;
        joined = true;
        continue;
      }
      joined = false;
      node = this.#next[node * this.#width + code]!;
      if (node === 0) break;
      if (this.#suffixRow[node] !== NONE) row = this.#suffixRow[node]!;
      if (this.#wholeRow[node] !== NONE && (!exact || isWordStart(bytes, lo, i))) row = this.#wholeRow[node]!;
    }
    return row;
  }
}

function isQuote(byte: number): boolean {
  return byte === 0x22 || byte === 0x27 || byte === 0x60;
}

function isJoint(byte: number): boolean {
  return byte === 0x5f || byte === 0x2d || byte === 0x2e || byte === 0x20;
}

/** Nothing that belongs to a longer key stands before `at`. */
function isWordStart(bytes: Uint8Array, lo: number, at: number): boolean {
  if (at === lo) return true;
  const before = lower(bytes[at - 1]!);
  return !(
    (before >= 0x61 && before <= 0x7a) ||
    (before >= 0x30 && before <= 0x39) ||
    before === 0x5f ||
    before === 0x2d ||
    before === 0x2e
  );
}

/** Whether the sign at `at` stands between a key and its value: `:` `=`, and their full-width forms. */
export function isDelimiter(bytes: Uint8Array, hi: number, at: number): boolean {
  const byte = bytes[at];
  if (byte === 0x3a || byte === 0x3d) return true;
  return byte === 0xef && at + 2 < hi && bytes[at + 1] === 0xbc && (bytes[at + 2] === 0x9a || bytes[at + 2] === 0x9d);
}
