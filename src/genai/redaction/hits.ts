import { Writer } from '../../wire/writer.ts';

const STRIDE = 8;
const START = 0;
const END = 1;
const RECOGNISER = 2;
const SCORE = 3;
const REASON = 4;
const QUOTES = 5;
const VALUE_START = 6;
const VALUE_END = 7;

/** Why a hit counts; bits, several may be set. Shown by `assay redact`. */
export const BY_SHAPE = 1;
export const BY_VALIDATOR = 2;
export const BY_CONTEXT = 4;
export const BY_JSON_KEY = 8;
export const BY_ATTRIBUTE_KEY = 16;
export const BY_DECODING = 32;
export const BY_POLICY = 64;

/**
 * Findings of one value, in one Int32Array. While a text is scanned positions are those of its frame; `place` turns
 * them into positions of the value. `quotes` is -1, or the number of JSON strings around a bare number whose placeholder
 * must be quoted. `values` holds the decoded text of findings whose action needs it (mask, hmac).
 */
export class HitList {
  count = 0;
  readonly values: Writer = new Writer(1024);
  #rows = new Int32Array(16 * STRIDE);

  clear(): void {
    this.count = 0;
    this.values.reset();
  }

  add(start: number, end: number, recogniser: number, score: number, reason: number): void {
    const at = this.count * STRIDE;
    if (at + STRIDE > this.#rows.length) {
      const grown = new Int32Array(this.#rows.length * 2);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    const r = this.#rows;
    r[at + START] = start;
    r[at + END] = end;
    r[at + RECOGNISER] = recogniser;
    r[at + SCORE] = score;
    r[at + REASON] = reason;
    r[at + QUOTES] = -1;
    r[at + VALUE_START] = 0;
    r[at + VALUE_END] = 0;
    this.count++;
  }

  start(hit: number): number {
    return this.#rows[hit * STRIDE + START]!;
  }

  end(hit: number): number {
    return this.#rows[hit * STRIDE + END]!;
  }

  recogniser(hit: number): number {
    return this.#rows[hit * STRIDE + RECOGNISER]!;
  }

  score(hit: number): number {
    return this.#rows[hit * STRIDE + SCORE]!;
  }

  reason(hit: number): number {
    return this.#rows[hit * STRIDE + REASON]!;
  }

  quotes(hit: number): number {
    return this.#rows[hit * STRIDE + QUOTES]!;
  }

  valueStart(hit: number): number {
    return this.#rows[hit * STRIDE + VALUE_START]!;
  }

  valueEnd(hit: number): number {
    return this.#rows[hit * STRIDE + VALUE_END]!;
  }

  rate(hit: number, score: number, reason: number): void {
    this.#rows[hit * STRIDE + SCORE] = score;
    this.#rows[hit * STRIDE + REASON] = this.#rows[hit * STRIDE + REASON]! | reason;
  }

  move(hit: number, start: number, end: number): void {
    this.#rows[hit * STRIDE + START] = start;
    this.#rows[hit * STRIDE + END] = end;
  }

  quote(hit: number, depth: number): void {
    this.#rows[hit * STRIDE + QUOTES] = depth;
  }

  /** Keeps a copy of the decoded text. */
  keepValue(hit: number, bytes: Uint8Array, start: number, end: number): void {
    this.#rows[hit * STRIDE + VALUE_START] = this.values.pos;
    this.values.bytes(bytes, start, end);
    this.#rows[hit * STRIDE + VALUE_END] = this.values.pos;
  }

  /** Puts the hits of which `first` is true before the others; the order within both stays. Cold. */
  partition(first: (hit: number) => boolean): void {
    const order = Array.from({ length: this.count }, (_, i) => i);
    this.#arrange([...order.filter((hit) => first(hit)), ...order.filter((hit) => !first(hit))]);
  }

  /** Moves hit `from` into the place of `to`; for compaction. */
  copyOver(to: number, from: number): void {
    if (to !== from) this.#rows.copyWithin(to * STRIDE, from * STRIDE, (from + 1) * STRIDE);
  }

  /** Sorts by start; longer first among equals. Few hits, nearly in order: insertion. Many: an index sort. */
  sort(): void {
    if (this.count > 64) {
      this.#sortMany();
      return;
    }
    const r = this.#rows;
    for (let i = 1; i < this.count; i++) {
      for (let j = i; j > 0 && this.#before(j, j - 1); j--) {
        for (let k = 0; k < STRIDE; k++) {
          const a = j * STRIDE + k;
          const b = a - STRIDE;
          const held = r[a]!;
          r[a] = r[b]!;
          r[b] = held;
        }
      }
    }
  }

  #before(a: number, b: number): boolean {
    const start = this.start(a) - this.start(b);
    return start < 0 || (start === 0 && this.end(a) > this.end(b));
  }

  #sortMany(): void {
    const order = Array.from({ length: this.count }, (_, i) => i);
    this.#arrange(order.sort((a, b) => this.start(a) - this.start(b) || this.end(b) - this.end(a)));
  }

  #arrange(order: readonly number[]): void {
    const sorted = new Int32Array(this.#rows.length);
    for (let i = 0; i < order.length; i++) {
      const from = order[i]! * STRIDE;
      for (let k = 0; k < STRIDE; k++) sorted[i * STRIDE + k] = this.#rows[from + k]!;
    }
    this.#rows = sorted;
  }
}
