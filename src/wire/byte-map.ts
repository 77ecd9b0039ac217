import { equalBytes, hashBytes } from './bytes.ts';

interface Entry<V> {
  readonly key: Uint8Array;
  readonly value: V;
  readonly next: Entry<V> | undefined;
}

/**
 * A map from byte strings to values that is asked with a range of a larger buffer, so that looking up a model name or
 * an enum value makes no string. Bounded: beyond `limit` entries it starts again empty (names are the sender's choice,
 * and a full restart is cheaper and no less safe than an eviction order).
 */
export class ByteMap<V> {
  #buckets: (Entry<V> | undefined)[];
  #mask: number;
  #limit: number;
  size = 0;

  constructor(limit: number = 4096) {
    let capacity = 64;
    while (capacity < limit * 2 && capacity < 1 << 17) capacity <<= 1;
    this.#buckets = new Array(capacity).fill(undefined);
    this.#mask = capacity - 1;
    this.#limit = limit;
  }

  get(buf: Uint8Array, start: number, end: number): V | undefined {
    const length = end - start;
    let entry = this.#buckets[hashBytes(buf, start, end) & this.#mask];
    while (entry !== undefined) {
      if (entry.key.length === length && equalBytes(entry.key, 0, buf, start, length)) return entry.value;
      entry = entry.next;
    }
    return undefined;
  }

  /** Copies the key. */
  set(buf: Uint8Array, start: number, end: number, value: V): void {
    if (this.size >= this.#limit) this.clear();
    const slot = hashBytes(buf, start, end) & this.#mask;
    this.#buckets[slot] = { key: Uint8Array.prototype.slice.call(buf, start, end), value, next: this.#buckets[slot] };
    this.size++;
  }

  setText(text: string, value: V): void {
    const bytes = Buffer.from(text, 'utf8');
    this.set(bytes, 0, bytes.length, value);
  }

  getText(text: string): V | undefined {
    const bytes = Buffer.from(text, 'utf8');
    return this.get(bytes, 0, bytes.length);
  }

  clear(): void {
    this.#buckets.fill(undefined);
    this.size = 0;
  }
}
