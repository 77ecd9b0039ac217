import { bytesOf, equalBytes } from '../wire/bytes.ts';

/** An attribute key that somebody asked for: a small integer, its text, and its bytes. */
export interface Key {
  readonly id: number;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** A key that only Assay writes. */
  readonly own: boolean;
}

const LONGEST = 128;
const OWN_PREFIX = 'assay.';

/** Mark of all keys that only Assay writes (`AttributesView.mask`). */
export const OWN_KEY = 4;

/**
 * All attribute keys that any dialect or component cares about, each with a small integer. A walk maps the key bytes of
 * an attribute to its integer once; keys nobody asked for are -1 and cost two table reads.
 *
 * Lookup: a bit set by (length, first byte) turns away most foreign keys; then open addressing by four bytes of the key.
 * Measured (bench: keys): the bit set alone halves the cost of an HTTP or database span.
 */
export class KeyTable {
  #keys: Key[] = [];
  #byName = new Map<string, Key>();
  /** Bit `length * 256 + first byte` is set when some key has them; for scans that ask before they call `lookup`. */
  readonly gate: Uint32Array = new Uint32Array((LONGEST * 256) / 32);
  #slots = new Int32Array(1024).fill(-1);
  #mask = 1023;

  /** Marks by key id: bits that say what a key's presence means, ORed into `AttributesView.mask` by the scan. */
  marks: Uint8Array = new Uint8Array(1024);

  get size(): number {
    return this.#keys.length;
  }

  key(id: number): Key | undefined {
    return this.#keys[id];
  }

  /** The key of `name`, made when new. Called at load and when a config names attributes; never per span. */
  intern(name: string): Key {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const own = name.startsWith(OWN_PREFIX);
    const key: Key = { id: this.#keys.length, name, bytes: bytesOf(name), own };
    this.#keys.push(key);
    if (this.marks.length < this.#keys.length) {
      const marks = new Uint8Array(this.marks.length * 2);
      marks.set(this.marks);
      this.marks = marks;
    }
    if (own) this.mark(key, OWN_KEY);
    this.#byName.set(name, key);
    if (this.#keys.length * 4 > this.#slots.length) this.#grow();
    else this.#place(key);
    return key;
  }

  /** Adds mark bits (1 to 128) to a key. Only at load: indexes made before do not know. */
  mark(key: Key, bits: number): void {
    this.marks[key.id]! |= bits;
  }

  /** The id of the key at `buf[start..end)`, or -1. */
  lookup(buf: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length === 0 || length >= LONGEST) return -1;
    const gate = (length << 8) | buf[start]!;
    if ((this.gate[gate >>> 5]! & (1 << (gate & 31))) === 0) return -1;
    let slot = probe(buf, start, end) & this.#mask;
    for (;;) {
      const id = this.#slots[slot]!;
      if (id === -1) return -1;
      const bytes = this.#keys[id]!.bytes;
      if (bytes.length === length && equalBytes(bytes, 0, buf, start, length)) return id;
      slot = (slot + 1) & this.#mask;
    }
  }

  #place(key: Key): void {
    const { bytes } = key;
    if (bytes.length === 0 || bytes.length >= LONGEST) return;
    const gate = (bytes.length << 8) | bytes[0]!;
    this.gate[gate >>> 5]! |= 1 << (gate & 31);
    let slot = probe(bytes, 0, bytes.length) & this.#mask;
    while (this.#slots[slot] !== -1) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = key.id;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    this.#mask = this.#slots.length - 1;
    for (const key of this.#keys) this.#place(key);
  }
}

/** A hash of length and four bytes: keys of one prefix differ at their ends and in length. The fast scan has the same. */
export function probe(buf: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const a =
    buf[end - 1]! | (buf[start + (length >> 1)]! << 8) | (buf[start + ((length * 3) >> 2)]! << 16) | (buf[start + (length >> 2)]! << 24);
  const h = Math.imul(a ^ Math.imul(length, 0x9e37_79b1), 0x85eb_ca6b);
  return h ^ (h >>> 15);
}

/** The process's one table: ids are the same for every pipeline. */
export const KEYS: KeyTable = new KeyTable();

/** Interns at load: `const MODEL = internKey('gen_ai.request.model')`. */
export function internKey(name: string): Key {
  return KEYS.intern(name);
}
