/**
 * Bytes at which something may begin. Everything else is skipped, by a table here and sixteen at a time in the SIMD
 * module; both must name the same bytes. Grouped as the SIMD classification needs it: each group is a set of high
 * nibbles times a set of low nibbles (Langdale and Lemire, simdjson, section 3.1.2), one bit a group.
 */
export interface NibbleGroup {
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly why: string;
}

export const NIBBLE_GROUPS: readonly NibbleGroup[] = [
  { high: [0x3], low: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], why: 'digits' },
  { high: [0x3], low: [0xa, 0xd], why: ': and = after a key' },
  { high: [0x2], low: [0x5, 0x6, 0xd], why: '% & escapes, - of armour' },
  { high: [0x4], low: [0x0], why: '@' },
  { high: [0x5, 0x7], low: [0xc, 0xe], why: 'backslash and ~ (also ^ and |)' },
  { high: [0xc], low: [0x2, 0xd], why: 'lead bytes of U+0080 to U+00BF and U+0340 to U+037F' },
  { high: [0xd], low: [0x9, 0xb], why: 'lead bytes of Arabic digits' },
  { high: [0xe, 0xf], low: [0x0, 0x2, 0xf], why: 'lead bytes of Indic digits, general punctuation, full-width forms, mathematical digits' },
];

/** Bit of the digits in `EVENT_CLASS`. */
export const DIGIT_EVENT = 1;

/** Group bits by byte, 0 for bytes at which nothing can begin. */
export const EVENT_CLASS: Uint8Array = new Uint8Array(256);
for (const [bit, group] of NIBBLE_GROUPS.entries()) {
  for (const high of group.high) for (const low of group.low) EVENT_CLASS[high * 16 + low]! |= 1 << bit;
}

/** Shortest run of token bytes that can hold a secret. */
export const TOKEN_RUN_BYTES = 16;

/**
 * Bytes above this, as signed numbers, are looked at as runs by the SIMD module: letters, digits and the signs of keys,
 * and some more; blanks, quotes and other scripts are below. The exact runs are found in what is left.
 */
export const RUN_ABOVE = 0x2a;
