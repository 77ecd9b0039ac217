import { equalBytes } from '../../wire/bytes.ts';
import { Cursor } from '../../wire/cursor.ts';
import { decodeText } from '../../wire/text.ts';
import { varintLength, type Writer } from '../../wire/writer.ts';
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
import type { AttributeBlock } from './attribute-block.ts';
import type { AttributesEdit, EditSink } from './attributes-view.ts';
import { encodeValue, INT, NONE, STRING, type ValueKind, ValueView, writeValue } from './values.ts';

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
    const length = Buffer.byteLength(text, 'utf8');
    const at = this.#place(key.bytes, key.id, 1 + varintLength(length) + length);
    this.#scratch.rewind(at);
    this.#scratch.byte(0x0a);
    this.#scratch.varint(length);
    this.#scratch.text(text);
  }

  setTextBytes(key: Key, buf: Uint8Array, start: number, end: number): void {
    const at = this.#place(key.bytes, key.id, 1 + varintLength(end - start) + end - start);
    this.#scratch.rewind(at);
    this.#scratch.lenField(STRING, buf, start, end);
  }

  setInt(key: Key, value: number): void {
    const at = this.#place(key.bytes, key.id, value < 0 ? 11 : 1 + varintLength(value));
    this.#scratch.rewind(at);
    writeValue(this.#scratch, value, 'int');
  }

  setDouble(key: Key, value: number): void {
    const at = this.#place(key.bytes, key.id, 9);
    this.#scratch.rewind(at);
    this.#scratch.byte(0x21);
    this.#scratch.double(value);
  }

  setBool(key: Key, value: boolean): void {
    const at = this.#place(key.bytes, key.id, 2);
    const { buf } = this.#scratch;
    buf[at] = 0x10;
    buf[at + 1] = value ? 1 : 0;
  }

  setTexts(key: Key, texts: readonly string[]): void {
    this.setEncoded(key, encodeValue(texts));
  }

  setEncoded(key: Key, value: Uint8Array): void {
    this.setValue(key, value, 0, value.length);
  }

  setValue(key: Key, buf: Uint8Array, start: number, end: number): void {
    const at = this.#place(key.bytes, key.id, end - start);
    this.#scratch.rewind(at);
    this.#scratch.bytes(buf, start, end);
  }

  setBlock(block: AttributeBlock, doubles: Float64Array, keep: boolean): void {
    if (!this.#indexed) this.#indexRows();
    const { rows, slots, keys } = block;
    const stamp = this.#stamp;
    if (block.field * 8 + 2 !== this.#tag) return this.#setSingly(block, doubles, keep);
    for (let i = 0; i < keys.length; i++) {
      if (this.#stamps[keys[i]!.id] === stamp) return this.#setSingly(block, doubles, keep);
    }
    this.#own();
    const w = this.#scratch;
    const base = w.pos;
    w.bytes(block.bytes, 0, block.bytes.length);
    for (let i = 0; i < slots.length; i++) w.doubleAt(base + slots[i]!, doubles[i]!);
    for (let at = 0; at < rows.length; at += STRIDE) {
      const id = rows[at + KEY_ID]!;
      const row = this.#push(id, ADDED, base + rows[at]!, base + rows[at + 1]!, base + rows[at + 2]!, base + rows[at + 3]!, -1, -1);
      this.#entries[row] = base + rows[at + ENTRY_START]!;
      this.#index(id, row);
    }
    return undefined;
  }

  replaceValue(row: number, buf: Uint8Array, start: number, end: number): void {
    const source = this.source(row);
    const key = source.subarray(this.keyStart(row), this.keyEnd(row));
    const at = this.#write(row, key, this.keyId(row), end - start);
    this.#scratch.rewind(at);
    this.#scratch.bytes(buf, start, end);
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

  /** A block of which some attributes are there already. */
  #setSingly(block: AttributeBlock, doubles: Float64Array, keep: boolean): void {
    let slot = 0;
    for (const [i, key] of block.keys.entries()) {
      const value = block.values[i]!;
      const isSlot = block.slots[slot] === block.rows[i * STRIDE + VALUE_END]! - 8;
      if (isSlot) slot++;
      if (keep && this.find(key) !== -1) continue;
      if (isSlot) this.setDouble(key, doubles[slot - 1]!);
      else this.setEncoded(key, value);
    }
  }

  #rename(row: number, bytes: Uint8Array, id: number): void {
    const source = this.source(row);
    const start = this.valueStart(row);
    const end = this.valueEnd(row);
    const old = this.keyId(row);
    const at = this.#write(row, bytes, id, end - start);
    this.#scratch.rewind(at);
    this.#scratch.bytes(source, start, end);
    if (old >= 0 && old !== id && this.#indexed) this.#reindex(old);
  }

  /** Room for a value of `length` bytes under a key, in its first row or a new one; returns where the value goes. */
  #place(key: Uint8Array, id: number, length: number): number {
    if (!this.#indexed) this.#indexRows();
    const row = this.#stamps[id] === this.#stamp ? this.#slots[id]! : this.#append(id);
    return this.#write(row, key, id, length);
  }

  /** Writes tag, lengths and key of an entry whose value has `length` bytes, points `row` at it, and returns where the value goes. */
  #write(row: number, key: Uint8Array, id: number, length: number): number {
    this.#own();
    const w = this.#scratch;
    const keyLength = key.length;
    const content = 2 + varintLength(keyLength) + keyLength + varintLength(length) + length;
    w.ensure(content + 16);
    const entry = w.pos;
    w.buf[w.pos++] = this.#tag;
    w.varint(content);
    w.buf[w.pos++] = 0x0a;
    w.varint(keyLength);
    const keyStart = w.pos;
    const { buf } = w;
    for (let i = 0; i < keyLength; i++) buf[keyStart + i] = key[i]!;
    w.pos = keyStart + keyLength;
    buf[w.pos++] = 0x12;
    w.varint(length);
    const value = w.pos;
    w.pos = value + length;
    const at = row * STRIDE;
    const rows = this.#rows;
    this.#entries[row] = entry;
    rows[at + KEY_START] = keyStart;
    rows[at + KEY_END] = keyStart + keyLength;
    rows[at + VALUE_START] = value;
    rows[at + VALUE_END] = w.pos;
    rows[at + KEY_ID] = id;
    if (this.#states[row] !== ADDED) this.#states[row] = REPLACED;
    return value;
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
