import { ROW_STRIDE as STRIDE } from '../scan/item-index.ts';

/** States of a row. */
export const ORIGINAL = 0;
export const REPLACED = 1;
export const DELETED = 2;
export const ADDED = 3;

/**
 * The rows of one attribute list, `ROW_STRIDE` numbers each (ItemIndex), and their states. They are those of a batch's
 * index, which nobody may write, until `own` copies them.
 */
export class RowStore {
  rows: Int32Array;
  /** Offset of the first row in `rows`. */
  base = 0;
  size = 0;
  /** Rows are our own copies, and their states hold. */
  edited = false;
  states: Uint8Array = new Uint8Array(32);
  /** Where in the scratch the entry of a row that was replaced or added starts. */
  readonly entries: number[] = [];
  #owned: Int32Array = new Int32Array(32 * STRIDE);

  constructor() {
    this.rows = this.#owned;
  }

  /** Starts on a list without rows. */
  reset(): void {
    this.rows = this.#owned;
    this.base = 0;
    this.size = 0;
    this.edited = false;
  }

  /** Stands on `size` rows of an index. */
  lookAt(rows: Int32Array, base: number, size: number): void {
    this.rows = rows;
    this.base = base;
    this.size = size;
    this.edited = false;
  }

  /** Before the first edit: copies rows that belong to an index, and forgets old states. */
  own(): void {
    this.edited = true;
    while (this.#owned.length < (this.size + 8) * STRIDE) this.#grow();
    if (this.rows !== this.#owned) {
      const { rows, base } = this;
      const owned = this.#owned;
      for (let i = 0; i < this.size * STRIDE; i++) owned[i] = rows[base + i]!;
      this.rows = owned;
      this.base = 0;
    }
    this.states.fill(ORIGINAL, 0, this.size);
  }

  /** Adds a row; the rows are our own, or there were none. */
  push(
    id: number,
    state: number,
    keyStart: number,
    keyEnd: number,
    valueStart: number,
    valueEnd: number,
    start: number,
    end: number,
  ): number {
    const row = this.size++;
    const at = row * STRIDE;
    if (at + STRIDE > this.#owned.length) this.#grow();
    const rows = this.#owned;
    rows[at] = keyStart;
    rows[at + 1] = keyEnd;
    rows[at + 2] = valueStart;
    rows[at + 3] = valueEnd;
    rows[at + 4] = start;
    rows[at + 5] = end;
    rows[at + 6] = id;
    this.states[row] = state;
    return row;
  }

  #grow(): void {
    const inUse = this.rows === this.#owned;
    const rows = new Int32Array(this.#owned.length * 2);
    rows.set(this.#owned);
    this.#owned = rows;
    if (inUse) this.rows = rows;
    const states = new Uint8Array(rows.length / STRIDE);
    states.set(this.states);
    this.states = states;
  }
}
