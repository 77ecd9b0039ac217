import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import { KEY_ID, ROW_STRIDE } from '../../otlp/scan/item-index.ts';
import { STRING, ValueView } from '../../otlp/views/values.ts';
import type { MarkTable } from './marks.ts';

const MOST_ROWS = 256;
const VALUE_CODE = -1000;

/**
 * What makes the shape of an item: the known keys in their order, the marks of unknown ones, and the marks of values that
 * tell of a dialect. `rows[k]` is the row of the k-th known key.
 *
 *     codes: key id, key id, -mark (unknown key), -1000 - mark (value), ...
 */
export class ShapeKey {
  readonly codes: Int32Array = new Int32Array(MOST_ROWS * 2);
  size = 0;
  hash = 0;
  readonly rows: Int32Array = new Int32Array(MOST_ROWS);
  known = 0;
  /** The item has too many known keys for a shape. */
  tooLarge = false;
  a = 0;
  b = 0;
  c = 0;
  d = 0;
  readonly #marks: MarkTable;
  readonly #value = new ValueView();

  constructor(marks: MarkTable) {
    this.#marks = marks;
  }

  read(attributes: AttributesView): void {
    const marks = this.#marks;
    const { codes, rows } = this;
    const { size } = attributes;
    const most = size < MOST_ROWS ? size : MOST_ROWS;
    // Rows that were edited have their own numbers; both are laid out alike.
    const numbers = attributes.rows;
    let place = attributes.rowsAt + KEY_ID;
    let at = 0;
    let hash = 0x811c_9dc5;
    let known = 0;
    for (let row = 0; row < most; row++, place += ROW_STRIDE) {
      const id = numbers[place]!;
      if (id >= 0) {
        rows[known++] = row;
        codes[at++] = id;
        hash = Math.imul(hash ^ id, 0x0100_0193);
        if (!marks.asksValue(id)) continue;
        const value = this.#valueMark(attributes, row, id);
        if (value === 0) continue;
        codes[at++] = VALUE_CODE - value;
        hash = Math.imul(hash ^ (value + 0x5000), 0x0100_0193);
      } else {
        const mark = marks.ofPrefix(attributes.source(row), attributes.keyStart(row), attributes.keyEnd(row));
        if (mark === 0) continue;
        codes[at++] = -mark;
        hash = Math.imul(hash ^ (mark + 0x7000), 0x0100_0193);
      }
    }
    this.size = at;
    this.known = known;
    this.tooLarge = size > MOST_ROWS;
    this.hash = hash ^ (hash >>> 15);
  }

  /** Collects the item's marks as bits, with one found elsewhere; false when there are none. */
  collectMarks(extra: number): boolean {
    this.a = 0;
    this.b = 0;
    this.c = 0;
    this.d = 0;
    for (let i = 0; i < this.size; i++) {
      const code = this.codes[i]!;
      this.#add(code >= 0 ? this.#marks.ofKey(code) : code <= VALUE_CODE ? VALUE_CODE - code : -code);
    }
    this.#add(extra);
    return (this.a | this.b | this.c | this.d) !== 0;
  }

  equals(codes: Int32Array): boolean {
    const { size } = this;
    if (codes.length !== size) return false;
    const mine = this.codes;
    for (let i = 0; i < size; i++) if (mine[i] !== codes[i]) return false;
    return true;
  }

  /** Place of a key among the known ones, -1 when it is not there. */
  placeOf(id: number): number {
    let known = 0;
    for (let i = 0; i < this.size; i++) {
      const code = this.codes[i]!;
      if (code === id) return known;
      if (code >= 0) known++;
    }
    return -1;
  }

  #valueMark(attributes: AttributesView, row: number, id: number): number {
    const value = attributes.value(row, this.#value);
    return value.kind === STRING ? this.#marks.ofValue(id, value.buf, value.start, value.end) : 0;
  }

  #add(mark: number): void {
    if (mark === 0) return;
    if (mark < 32) this.a |= 1 << mark;
    else if (mark < 64) this.b |= 1 << (mark - 32);
    else if (mark < 96) this.c |= 1 << (mark - 64);
    else this.d |= 1 << (mark - 96);
  }
}
