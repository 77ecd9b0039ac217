import { equalBytes } from '../../wire/bytes.ts';
import { Cursor, readDouble } from '../../wire/cursor.ts';
import { decodeText } from '../../wire/text.ts';
import { Writer } from '../../wire/writer.ts';
import { KEYS, type Key } from '../keys.ts';
import {
  ENTRY_END,
  ENTRY_START,
  type ItemIndex,
  KEY_END,
  KEY_ID,
  KEY_START,
  ROW_STRIDE as STRIDE,
  VALUE_END,
  VALUE_START,
} from '../scan/item-index.ts';
import type { AttributesEdit, EditSink } from './attributes-view.ts';
import { INT, NONE, STRING, type ValueKind, ValueView, writeValue } from './values.ts';

const ORIGINAL = 0;
const REPLACED = 1;
const DELETED = 2;
const ADDED = 3;

const cursor = new Cursor(new Uint8Array(0));
const scratchView = new ValueView();

/**
 * The attribute list of the message a view stands on. Per row seven numbers in one Int32Array, states apart:
 *
 *     entry: tag len [ 0A klen key.. | 12 vlen AnyValue.. ]
 *            ^entryStart  ^keyStart       ^valueStart   ^valueEnd, entryEnd
 *
 * Rows are those of the batch's index until the first edit copies them. Edited rows point into the walk's scratch writer.
 * `find` goes by key id through slots that are filled on the first call; an entry counts only when its stamp is current,
 * so nothing is cleared between messages.
 */
export class AttributeTable implements AttributesEdit {
  size = 0;
  mask = 0;
  changed = false;
  #buf: Uint8Array = cursor.buf;
  #tag: number;
  #rows: Int32Array;
  #base = 0;
  #owned: Int32Array = new Int32Array(32 * STRIDE);
  #states: Uint8Array = new Uint8Array(32);
  #slots: Int32Array = new Int32Array(64);
  #stamps: Int32Array = new Int32Array(64);
  #stamp = 0;
  #indexed = false;
  #scratch: Writer;
  /** Where in the scratch the entry of an edited row starts. */
  #entries: number[] = [];
  #entryStart = 0;
  #keyLength = 0;

  /** `field` is the attribute field's number in the message (1 to 15); `scratch` holds edited entries until the splice. */
  constructor(field: number, scratch: Writer) {
    this.#tag = field * 8 + 2;
    this.#scratch = scratch;
    this.#rows = this.#owned;
  }

  /** Starts anew on a message in `buf`; the message's own walk then calls `add` for each entry. */
  reset(buf: Uint8Array): void {
    this.#buf = buf;
    this.size = 0;
    this.mask = 0;
    this.changed = false;
    this.#indexed = false;
    this.#rows = this.#owned;
    this.#base = 0;
  }

  /** Stands on item `item` of an index. */
  resetIndexed(buf: Uint8Array, index: ItemIndex, item: number): void {
    const first = index.firstRow(item);
    this.#buf = buf;
    this.size = index.endRow(item) - first;
    this.mask = index.mask(item);
    this.changed = false;
    this.#indexed = false;
    this.#rows = index.rows;
    this.#base = first * STRIDE;
  }

  /** Adds the KeyValue at `[start..end)`, whose tag stands at `entryStart`. */
  add(entryStart: number, start: number, end: number): void {
    const buf = this.#buf;
    let keyStart = start;
    let keyEnd = start;
    let valueStart = end;
    let valueEnd = end;
    const c = cursor.at(buf, start);
    while (c.pos < end) {
      const header = c.varint();
      if (header === 0x0a || header === 0x12) {
        const length = c.varint();
        if (header === 0x0a) {
          keyStart = c.pos;
          keyEnd = c.pos + length;
        } else {
          valueStart = c.pos;
          valueEnd = c.pos + length;
        }
        c.pos += length;
      } else c.skip(header & 7);
    }
    const id = KEYS.lookup(buf, keyStart, keyEnd);
    if (id >= 0) this.mask |= KEYS.marks[id]!;
    this.#push(id, ORIGINAL, keyStart, keyEnd, valueStart, valueEnd, entryStart, end);
  }

  find(key: Key): number {
    if (!this.#indexed) this.#indexRows();
    const id = key.id;
    return this.#stamps[id] === this.#stamp ? this.#slots[id]! : -1;
  }

  keyId(row: number): number {
    return this.#rows[this.#base + row * STRIDE + KEY_ID]!;
  }

  keyText(row: number): string {
    return decodeText(this.source(row), this.keyStart(row), this.keyEnd(row));
  }

  kind(row: number): ValueKind | -1 {
    if (this.changed && this.#states[row] === DELETED) return -1;
    const at = this.#base + row * STRIDE;
    const start = this.#rows[at + VALUE_START]!;
    if (this.#rows[at + VALUE_END]! === start) return NONE;
    const source = this.source(row);
    const tag = source[start]!;
    if (tag === 0x0a) {
      const length = source[start + 1]!;
      if (length < 0x80 && start + 2 + length === this.#rows[at + VALUE_END]!) return STRING;
    }
    return this.value(row, scratchView).kind;
  }

  int(row: number): number {
    return this.value(row, scratchView).int();
  }

  double(row: number): number {
    const view = this.value(row, scratchView);
    return view.kind === INT ? view.int() : view.double();
  }

  bool(row: number): boolean {
    return this.value(row, scratchView).bool();
  }

  text(row: number): string {
    return this.value(row, scratchView).text();
  }

  source(row: number): Uint8Array {
    if (!this.changed) return this.#buf;
    const state = this.#states[row]!;
    return state === REPLACED || state === ADDED ? this.#scratch.buf : this.#buf;
  }

  keyStart(row: number): number {
    return this.#rows[this.#base + row * STRIDE + KEY_START]!;
  }

  keyEnd(row: number): number {
    return this.#rows[this.#base + row * STRIDE + KEY_END]!;
  }

  valueStart(row: number): number {
    return this.#rows[this.#base + row * STRIDE + VALUE_START]!;
  }

  valueEnd(row: number): number {
    return this.#rows[this.#base + row * STRIDE + VALUE_END]!;
  }

  value(row: number, into: ValueView): ValueView {
    const at = this.#base + row * STRIDE;
    return into.load(this.source(row), this.#rows[at + VALUE_START]!, this.#rows[at + VALUE_END]!);
  }

  setText(key: Key, text: string): void {
    const mark = this.#open(key);
    this.#scratch.textField(STRING, text);
    this.#close(key, mark);
  }

  setTextBytes(key: Key, buf: Uint8Array, start: number, end: number): void {
    const mark = this.#open(key);
    this.#scratch.lenField(STRING, buf, start, end);
    this.#close(key, mark);
  }

  setInt(key: Key, value: number): void {
    const mark = this.#open(key);
    writeValue(this.#scratch, value, 'int');
    this.#close(key, mark);
  }

  setDouble(key: Key, value: number): void {
    const mark = this.#open(key);
    writeValue(this.#scratch, value);
    this.#close(key, mark);
  }

  setBool(key: Key, value: boolean): void {
    const mark = this.#open(key);
    writeValue(this.#scratch, value);
    this.#close(key, mark);
  }

  setTexts(key: Key, texts: readonly string[]): void {
    const mark = this.#open(key);
    writeValue(this.#scratch, texts);
    this.#close(key, mark);
  }

  setEncoded(key: Key, value: Uint8Array): void {
    this.setValue(key, value, 0, value.length);
  }

  setValue(key: Key, buf: Uint8Array, start: number, end: number): void {
    const mark = this.#open(key);
    this.#scratch.bytes(buf, start, end);
    this.#close(key, mark);
  }

  replaceValue(row: number, buf: Uint8Array, start: number, end: number): void {
    const entry = this.#begin(this.source(row), this.keyStart(row), this.keyEnd(row));
    const value = this.#scratch.begin(2);
    this.#scratch.bytes(buf, start, end);
    this.#scratch.end(value);
    this.#finish(row, this.keyId(row), entry);
  }

  renameRow(row: number, key: Key): void {
    this.#rename(row, key.bytes, key.id);
    const first = this.find(key);
    if (first === -1 || row < first) this.#index(key.id, row);
  }

  renameRowText(row: number, name: string): void {
    this.#rename(row, Buffer.from(name, 'utf8'), -1);
  }

  deleteRow(row: number): void {
    this.#own();
    const state = this.#states[row];
    if (state === DELETED) return;
    const id = this.keyId(row);
    // A deleted row keeps pointing at what it was, so that the splice knows which source range to leave out.
    this.#states[row] = DELETED;
    if (state === ADDED) this.#rows[row * STRIDE + ENTRY_START] = -1;
    this.changed = true;
    if (id >= 0 && this.#indexed && this.#slots[id] === row && this.#stamps[id] === this.#stamp) this.#reindex(id);
  }

  delete(key: Key): void {
    for (let row = this.find(key); row !== -1; row = this.find(key)) this.deleteRow(row);
  }

  /**
   * For the splice: what becomes of row `row`. Calls `edit(start, end, from, to)` with the source range it replaces
   * (`start === end === -1` for an addition) and the scratch range that takes its place (empty for a deletion).
   */
  edits(into: EditSink): void {
    if (!this.changed) return;
    for (let row = 0; row < this.size; row++) {
      const state = this.#states[row]!;
      if (state === ORIGINAL) continue;
      const at = row * STRIDE;
      const start = this.#rows[at + ENTRY_START]!;
      const end = this.#rows[at + ENTRY_END]!;
      if (state === DELETED) {
        if (start !== -1) into.edit(start, end, 0, 0);
      } else into.edit(start, end, this.#entries[row]!, this.valueEnd(row));
    }
  }

  /** Whether key of `row` equals `bytes`; for keys that were not interned. */
  keyEquals(row: number, bytes: Uint8Array): boolean {
    const start = this.keyStart(row);
    return this.keyEnd(row) - start === bytes.length && equalBytes(this.source(row), start, bytes, 0, bytes.length);
  }

  #rename(row: number, bytes: Uint8Array, id: number): void {
    const source = this.source(row);
    const start = this.valueStart(row);
    const end = this.valueEnd(row);
    const old = this.keyId(row);
    const entry = this.#begin(bytes, 0, bytes.length);
    const value = this.#scratch.begin(2);
    this.#scratch.bytes(source, start, end);
    this.#scratch.end(value);
    this.#finish(row, id, entry);
    if (old >= 0 && old !== id && this.#indexed) this.#reindex(old);
  }

  #open(key: Key): number {
    this.#entryStart = this.#begin(key.bytes, 0, key.bytes.length);
    return this.#scratch.begin(2);
  }

  #close(key: Key, mark: number): void {
    this.#scratch.end(mark);
    const row = this.find(key);
    this.#finish(row === -1 ? this.#append(key.id) : row, key.id, this.#entryStart);
  }

  /** Writes tag, length and key of an entry; returns where the KeyValue content starts. */
  #begin(buf: Uint8Array, start: number, end: number): number {
    const w = this.#scratch;
    const mark = w.begin(this.#tag >>> 3);
    w.lenField(1, buf, start, end);
    this.#keyLength = end - start;
    return mark;
  }

  /** Closes an entry and points `row` at it. */
  #finish(row: number, id: number, mark: number): void {
    this.#own();
    const w = this.#scratch;
    w.end(mark);
    const end = w.pos;
    const c = cursor.at(w.buf, mark - 1);
    const length = c.varint();
    const at = row * STRIDE;
    const rows = this.#rows;
    this.#entries[row] = mark - 2;
    c.pos = end - length + 1;
    c.varint();
    rows[at + KEY_START] = c.pos;
    rows[at + KEY_END] = c.pos + this.#keyLength;
    c.pos += this.#keyLength + 1;
    c.varint();
    rows[at + VALUE_START] = c.pos;
    rows[at + VALUE_END] = end;
    rows[at + KEY_ID] = id;
    if (this.#states[row] !== ADDED) this.#states[row] = REPLACED;
  }

  /** Before the first edit: copies rows that belong to the index, and forgets old states. */
  #own(): void {
    if (this.changed) return;
    this.changed = true;
    while (this.#owned.length < (this.size + 8) * STRIDE) this.#grow();
    if (this.#rows !== this.#owned) {
      const rows = this.#rows;
      const owned = this.#owned;
      const base = this.#base;
      for (let i = 0; i < this.size * STRIDE; i++) owned[i] = rows[base + i]!;
      this.#rows = owned;
      this.#base = 0;
    }
    this.#states.fill(ORIGINAL, 0, this.size);
  }

  #append(id: number): number {
    this.#own();
    const row = this.#push(id, ADDED, 0, 0, 0, 0, -1, -1);
    if (this.#stamps[id] !== this.#stamp) this.#index(id, row);
    return row;
  }

  #push(
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
    this.#states[row] = state;
    return row;
  }

  #indexRows(): void {
    this.#indexed = true;
    this.#stamp++;
    if (this.#slots.length < KEYS.size) {
      this.#slots = new Int32Array(KEYS.size * 2);
      this.#stamps = new Int32Array(KEYS.size * 2);
    }
    const rows = this.#rows;
    const stamp = this.#stamp;
    let at = this.#base + KEY_ID;
    for (let row = 0; row < this.size; row++, at += STRIDE) {
      const id = rows[at]!;
      if (id < 0 || this.#stamps[id] === stamp || (this.changed && this.#states[row] === DELETED)) continue;
      this.#stamps[id] = stamp;
      this.#slots[id] = row;
    }
  }

  #index(id: number, row: number): void {
    this.#stamps[id] = this.#stamp;
    this.#slots[id] = row;
  }

  /** Finds the next living row of a key after its first one went. */
  #reindex(id: number): void {
    for (let row = 0; row < this.size; row++) {
      if (this.keyId(row) === id && this.#states[row] !== DELETED) {
        this.#index(id, row);
        return;
      }
    }
    this.#stamps[id] = this.#stamp - 1;
  }

  #grow(): void {
    const inUse = this.#rows === this.#owned;
    const rows = new Int32Array(this.#owned.length * 2);
    rows.set(this.#owned);
    this.#owned = rows;
    if (inUse) this.#rows = rows;
    const states = new Uint8Array(rows.length / STRIDE);
    states.set(this.#states);
    this.#states = states;
  }
}
