const EMPTY: Uint8Array = new Uint8Array(0);
const STRIDE = 4;
const AT = 0;
const FROM = 1;
const WIDTH = 2;
const SOURCE = 3;

/**
 * A text to scan: the value itself, or a decoded form of a range of another frame with the map back. The map is a list
 * of segments, not one number a byte, so that decoding is a copy where nothing was escaped:
 *
 *     parent   c a l l \ n b o b % 4 0 x . c o m
 *     here     c a l l ⏎ b o b @ x . c o m
 *     segments [0 <- 0 plain] [4 <- 4 atom of 1, source 2] [5 <- 6 plain] [8 <- 9 atom of 1, source 3] [9 <- 12 plain]
 *
 * An atom is mapped as a whole: its start to the start of its source, its end to the end.
 */
export class Frame {
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  parent: Frame | undefined = undefined;
  /** How many JSON strings this text is inside of, counted from the value. */
  jsonDepth = 0;
  /** How many times escapes were resolved to come here; bounded. */
  passes = 0;
  /** False where a placeholder must not be quoted: a form that is JSON only after resolving other escapes. */
  quotable = true;
  /** Range of the JSON key whose value is being scanned, in this frame; -1 when there is none. */
  keyStart = -1;
  keyEnd = -1;
  /** Key of the container around it. */
  outerKeyStart = -1;
  outerKeyEnd = -1;
  #store: Uint8Array = EMPTY;
  #segments = new Int32Array(16 * STRIDE);
  #count = 0;
  #allocate: (bytes: number) => Uint8Array;

  constructor(allocate: (bytes: number) => Uint8Array) {
    this.#allocate = allocate;
  }

  /** Makes this the value itself. */
  root(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.parent = undefined;
    this.jsonDepth = 0;
    this.passes = 0;
    this.quotable = true;
    this.clearKeys();
    this.#count = 0;
  }

  /** Starts a decoded form of a part of `parent` that is at most `capacity` bytes long. */
  derive(parent: Frame, capacity: number): void {
    if (this.#store.length < capacity) this.#store = this.#allocate(Math.max(capacity, 4096));
    this.bytes = this.#store;
    this.start = 0;
    this.end = 0;
    this.parent = parent;
    this.jsonDepth = parent.jsonDepth;
    this.passes = parent.passes + 1;
    this.quotable = parent.quotable;
    this.clearKeys();
    this.#count = 0;
  }

  clearKeys(): void {
    this.keyStart = -1;
    this.keyEnd = -1;
    this.outerKeyStart = -1;
    this.outerKeyEnd = -1;
  }

  /** From here on bytes are copies of the parent's from `from`. */
  plain(from: number): void {
    this.#segment(from, 0, 0);
  }

  /** The next `width` bytes stand for `source` bytes of the parent at `from`. */
  atom(from: number, width: number, source: number): void {
    this.#segment(from, width, source);
  }

  put(byte: number): void {
    this.bytes[this.end++] = byte;
  }

  /** UTF-8 of a code point. */
  putCodePoint(code: number): void {
    const { bytes } = this;
    if (code < 0x80) bytes[this.end++] = code;
    else if (code < 0x800) {
      bytes[this.end++] = 0xc0 | (code >> 6);
      bytes[this.end++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      bytes[this.end++] = 0xe0 | (code >> 12);
      bytes[this.end++] = 0x80 | ((code >> 6) & 63);
      bytes[this.end++] = 0x80 | (code & 63);
    } else {
      bytes[this.end++] = 0xf0 | (code >> 18);
      bytes[this.end++] = 0x80 | ((code >> 12) & 63);
      bytes[this.end++] = 0x80 | ((code >> 6) & 63);
      bytes[this.end++] = 0x80 | (code & 63);
    }
  }

  /** Where the byte at `at` came from in the value. */
  originStart(at: number): number {
    let frame: Frame = this;
    let position = at;
    while (frame.parent !== undefined) {
      position = frame.#back(position, false);
      frame = frame.parent;
    }
    return position;
  }

  /** Where a range that ends before `end` ends in the value. */
  originEnd(end: number): number {
    let frame: Frame = this;
    let position = end;
    while (frame.parent !== undefined) {
      position = frame.#back(position - 1, true);
      frame = frame.parent;
    }
    return position;
  }

  #segment(from: number, width: number, source: number): void {
    const at = this.#count * STRIDE;
    if (at + STRIDE > this.#segments.length) {
      const grown = new Int32Array(this.#segments.length * 2);
      grown.set(this.#segments);
      this.#segments = grown;
    }
    const s = this.#segments;
    s[at + AT] = this.end;
    s[at + FROM] = from;
    s[at + WIDTH] = width;
    s[at + SOURCE] = source;
    this.#count++;
  }

  /** Position in the parent of the byte at `at`, or of the end of that byte. */
  #back(at: number, after: boolean): number {
    const s = this.#segments;
    let low = 0;
    let high = this.#count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (s[middle * STRIDE + AT]! <= at) low = middle;
      else high = middle - 1;
    }
    const base = low * STRIDE;
    const from = s[base + FROM]!;
    if (s[base + WIDTH]! > 0) return after ? from + s[base + SOURCE]! : from;
    return from + at - s[base + AT]! + (after ? 1 : 0);
  }
}
