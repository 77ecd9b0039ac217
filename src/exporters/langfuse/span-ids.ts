import { equalBytes } from '../../wire/bytes.ts';
import { readFixed32 } from '../../wire/cursor.ts';

/**
 * Finds the spans (or traces) of one batch by their ids, which stay where they are in its bytes: open addressing over two
 * Int32Arrays, nothing made per id.
 */
export class IdTable {
  count = 0;
  readonly #length: number;
  readonly #seed: number;
  #buf: Uint8Array = new Uint8Array(0);
  #slots: Int32Array = new Int32Array(64).fill(-1);
  #at: Int32Array = new Int32Array(32);
  #traceAt: Int32Array = new Int32Array(32);

  /**
   * `length` is 16 for trace ids, 8 for span ids (which are compared together with their trace). `seed` is a secret whole
   * number, so that nobody can choose ids that all fall into one place.
   */
  constructor(length: 8 | 16, seed: number) {
    this.#length = length;
    this.#seed = seed;
  }

  reset(buf: Uint8Array): void {
    this.#buf = buf;
    this.count = 0;
    this.#slots.fill(-1);
  }

  /** Number of the id at `at` within the trace at `traceAt`, or -1. */
  find(at: number, traceAt: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash(at) & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot]!;
      if (known === -1) return -1;
      if (this.#same(known, at, traceAt)) return known;
    }
  }

  /** As `find`, adding the id when new. Of two spans with one id the first is found. */
  add(at: number, traceAt: number): number {
    const known = this.find(at, traceAt);
    if (known !== -1) return known;
    if ((this.count + 1) * 2 > this.#slots.length) this.#grow();
    const number = this.count++;
    this.#at[number] = at;
    this.#traceAt[number] = traceAt;
    this.#place(number);
    return number;
  }

  #same(known: number, at: number, traceAt: number): boolean {
    if (!equalBytes(this.#buf, this.#at[known]!, this.#buf, at, this.#length)) return false;
    return this.#length === 16 || equalBytes(this.#buf, this.#traceAt[known]!, this.#buf, traceAt, 16);
  }

  #place(number: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(this.#at[number]!) & mask;
    while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
    this.#slots[slot] = number;
  }

  /** All words of the id count: some emitters make trace ids of a time and few random bytes. */
  #hash(at: number): number {
    const buf = this.#buf;
    let h = this.#seed;
    for (let i = 0; i < this.#length; i += 4) {
      h = Math.imul(h ^ readFixed32(buf, at + i), 0x9e37_79b1);
      h ^= h >>> 15;
    }
    return Math.imul(h, 0x85eb_ca6b) >>> 7;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    this.#at = doubled(this.#at);
    this.#traceAt = doubled(this.#traceAt);
    for (let number = 0; number < this.count; number++) this.#place(number);
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
