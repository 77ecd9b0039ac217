import { KEYS } from '../keys.ts';

/** Offsets of one attribute row, as `AttributeTable` reads them. */
export const ROW_STRIDE = 7;
export const KEY_START = 0;
export const KEY_END = 1;
export const VALUE_START = 2;
export const VALUE_END = 3;
export const ENTRY_START = 4;
export const ENTRY_END = 5;
export const KEY_ID = 6;

/** Bit of an item's mask beyond those of keys: all its attributes surely stand one after the other. */
const TOGETHER = 0x100;

const ITEM_STRIDE = 3;

/**
 * Where each span or log record of one batch stands, and each of its attributes: the by-product of the scan at the edge,
 * so that the walk right after it reads nothing twice. One index is kept, for the batch scanned last; any other batch is
 * scanned again.
 *
 *     items  [start, firstRow, mask]...      mask: OR of the marks of the keys present (KeyTable.mark)
 *     rows   [keyStart, keyEnd, valueStart, valueEnd, entryStart, entryEnd, keyId]...
 */
export class ItemIndex {
  bytes: Uint8Array | undefined;
  /** Keys that were known when the batch was scanned; an index made before a key was interned does not know it. */
  keyCount = 0;
  /** Memory that was given had no room; what came after is missing, so the batch must be scanned again in own memory. */
  overflowed = false;
  #ownItems: Int32Array<ArrayBufferLike> = new Int32Array(512 * ITEM_STRIDE);
  #ownRows: Int32Array<ArrayBufferLike> = new Int32Array(4096 * ROW_STRIDE);
  #items: Int32Array<ArrayBufferLike> = this.#ownItems;
  rows: Int32Array<ArrayBufferLike> = this.#ownRows;
  count = 0;
  rowCount = 0;

  /** Starts on a batch, in memory of its own or in that given. */
  begin(bytes: Uint8Array, items: Int32Array<ArrayBufferLike> = this.#ownItems, rows: Int32Array<ArrayBufferLike> = this.#ownRows): void {
    this.#items = items;
    this.rows = rows;
    this.overflowed = false;
    this.bytes = bytes;
    this.keyCount = KEYS.size;
    this.count = 0;
    this.rowCount = 0;
  }

  /** Starts the next item; `row` and `close` then belong to it. */
  item(start: number): void {
    const at = this.count * ITEM_STRIDE;
    if (at + ITEM_STRIDE * 2 > this.#items.length) this.#growItems();
    this.#items[at] = start;
    this.#items[at + 1] = this.rowCount;
    this.#items[at + 2] = 0;
    this.count++;
    this.#items[at + ITEM_STRIDE + 1] = this.rowCount;
  }

  /** Rows for a loop that writes them itself: at least one fits at `rowCount`. Ends with `commit`. */
  reserve(): Int32Array<ArrayBufferLike> {
    if ((this.rowCount + 1) * ROW_STRIDE > this.rows.length) this.#growRows();
    return this.rows;
  }

  /** Takes the rows written up to offset `at` into the current item; `mask` is the OR of their keys' marks. */
  commit(at: number, mask: number): void {
    this.rowCount = at / ROW_STRIDE;
    const item = this.count * ITEM_STRIDE;
    this.#items[item + 1] = this.rowCount;
    this.#items[item - 1]! |= mask;
  }

  /** Adds one attribute to the current item. */
  row(id: number, keyStart: number, keyEnd: number, valueStart: number, valueEnd: number, entryStart: number): void {
    const rows = this.reserve();
    const at = this.rowCount * ROW_STRIDE;
    rows[at + KEY_START] = keyStart;
    rows[at + KEY_END] = keyEnd;
    rows[at + VALUE_START] = valueStart;
    rows[at + VALUE_END] = valueEnd;
    rows[at + ENTRY_START] = entryStart;
    rows[at + ENTRY_END] = valueEnd;
    rows[at + KEY_ID] = id;
    this.commit(at + ROW_STRIDE, id >= 0 ? KEYS.marks[id]! : 0);
  }

  /** The entry of the last row ends at `end`, after its value: something unknown follows the value. */
  endEntry(end: number): void {
    this.rows[(this.rowCount - 1) * ROW_STRIDE + ENTRY_END] = end;
  }

  start(item: number): number {
    return this.#items[item * ITEM_STRIDE]!;
  }

  firstRow(item: number): number {
    return this.#items[item * ITEM_STRIDE + 1]!;
  }

  /** One past the last row. */
  endRow(item: number): number {
    return this.#items[(item + 1) * ITEM_STRIDE + 1]!;
  }

  mask(item: number): number {
    return this.#items[item * ITEM_STRIDE + 2]!;
  }

  /** The current item's attributes stand one after the other. */
  together(): void {
    this.#items[this.count * ITEM_STRIDE - 1]! |= TOGETHER;
  }

  /** Where the attributes that start at their first row end, when they all stand together; -1 when that is not known. */
  attributesEnd(item: number): number {
    if ((this.mask(item) & TOGETHER) === 0) return -1;
    return this.rows[(this.endRow(item) - 1) * ROW_STRIDE + ENTRY_END]!;
  }

  /** Lets go of the batch. */
  forget(): void {
    this.bytes = undefined;
  }

  #growItems(): void {
    if (this.#items !== this.#ownItems) this.overflowed = true;
    this.#ownItems = grown(this.#items);
    this.#items = this.#ownItems;
  }

  #growRows(): void {
    if (this.rows !== this.#ownRows) this.overflowed = true;
    this.#ownRows = grown(this.rows);
    this.rows = this.#ownRows;
  }
}

function grown(array: Int32Array<ArrayBufferLike>): Int32Array<ArrayBufferLike> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
