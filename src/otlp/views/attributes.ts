import { Cursor } from '../../wire/cursor.ts';
import { decodeText } from '../../wire/text.ts';
import { varintLength, type Writer } from '../../wire/writer.ts';
import { KEYS, type Key, OWN_KEY } from '../keys.ts';
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
import { AppendedBlocks } from './appended-blocks.ts';
import { type AttributeBlock, setSingly } from './attribute-block.ts';
import type { AttributesEdit, EditSink } from './attributes-view.ts';
import { KeySlots } from './key-slots.ts';
import { ADDED, DELETED, ORIGINAL, REPLACED, RowStore } from './row-store.ts';
import { encodeValue, INT, NONE, STRING, type ValueKind, ValueView, writeValue } from './values.ts';

/** Slot of a key that stands in a block without rows. */
const IN_BLOCK = -2;

const cursor = new Cursor(new Uint8Array(0));
const scratchView = new ValueView();

/**
 * The attribute list of the message a view stands on. Per row seven numbers in one Int32Array, states apart:
 *
 *     entry: tag len [ 0A klen key.. | 12 vlen AnyValue.. ]
 *            ^entryStart  ^keyStart       ^valueStart   ^valueEnd, entryEnd
 *
 * Rows are those of the batch's index until the first edit of a row copies them. Edited rows point into the walk's scratch
 * writer. `find` goes by key id through slots that are filled on the first call; an entry counts only when its stamp is
 * current, so nothing is cleared between messages.
 *
 * Blocks are appended to the scratch and get rows only when somebody asks for them: most spans are read, get a few blocks
 * and go (bench: four stages).
 */
export class AttributeTable implements AttributesEdit {
  mask = 0;
  changed = false;
  /** Rows of blocks that nobody has asked for are still to come. */
  readonly #store = new RowStore();
  readonly #blocks = new AppendedBlocks();
  #buf: Uint8Array = cursor.buf;
  #tag: number;
  readonly #slots = new KeySlots();
  #indexed = false;
  #scratch: Writer;
  /** `field` is the attribute field's number in the message (1 to 15); `scratch` holds edited entries until the splice. */
  constructor(field: number, scratch: Writer) {
    this.#tag = field * 8 + 2;
    this.#scratch = scratch;
  }

  /** Starts anew on a message in `buf`; the message's own walk then calls `add` for each entry. */
  reset(buf: Uint8Array): void {
    this.#begin(buf);
    this.mask = 0;
    this.#store.reset();
  }

  /** Stands on item `item` of an index. */
  resetIndexed(buf: Uint8Array, index: ItemIndex, item: number): void {
    const first = index.firstRow(item);
    this.#begin(buf);
    this.mask = index.mask(item);
    this.#store.lookAt(index.rows, first * STRIDE, index.endRow(item) - first);
  }

  #begin(buf: Uint8Array): void {
    this.#buf = buf;
    this.changed = false;
    this.#indexed = false;
    this.#slots.begin();
    this.#blocks.clear();
  }

  get rows(): Int32Array {
    return this.#store.rows;
  }

  get rowsAt(): number {
    return this.#store.base;
  }

  get size(): number {
    if (this.#blocks.count > 0) this.#expand();
    return this.#store.size;
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
    this.#store.push(id, ORIGINAL, keyStart, keyEnd, valueStart, valueEnd, entryStart, end);
  }

  find(key: Key): number {
    let row = this.#slots.get(key.id);
    if (row === -1 && !this.#indexed && !this.#lacks(key)) {
      this.#indexRows();
      row = this.#slots.get(key.id);
    }
    if (row !== IN_BLOCK) return row;
    this.#expand();
    return this.#slots.get(key.id);
  }

  /**
   * True when the scan saw no key of ours and this is one: they stand on few spans that come in, and are asked for on many.
   * Those that were added since have a slot.
   */
  #lacks(key: { readonly own: boolean }): boolean {
    return key.own && (this.mask & OWN_KEY) === 0;
  }

  keyId(row: number): number {
    return this.#store.rows[this.#store.base + row * STRIDE + KEY_ID]!;
  }

  keyText(row: number): string {
    return decodeText(this.source(row), this.keyStart(row), this.keyEnd(row));
  }

  kind(row: number): ValueKind | -1 {
    if (this.#store.edited && this.#store.states[row] === DELETED) return -1;
    const at = this.#store.base + row * STRIDE;
    const start = this.#store.rows[at + VALUE_START]!;
    if (this.#store.rows[at + VALUE_END]! === start) return NONE;
    const source = this.source(row);
    const tag = source[start]!;
    if (tag === 0x0a) {
      const length = source[start + 1]!;
      if (length < 0x80 && start + 2 + length === this.#store.rows[at + VALUE_END]!) return STRING;
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
    if (!this.#store.edited) return this.#buf;
    const state = this.#store.states[row]!;
    return state === REPLACED || state === ADDED ? this.#scratch.buf : this.#buf;
  }

  keyStart(row: number): number {
    return this.#store.rows[this.#store.base + row * STRIDE + KEY_START]!;
  }

  keyEnd(row: number): number {
    return this.#store.rows[this.#store.base + row * STRIDE + KEY_END]!;
  }

  valueStart(row: number): number {
    return this.#store.rows[this.#store.base + row * STRIDE + VALUE_START]!;
  }

  valueEnd(row: number): number {
    return this.#store.rows[this.#store.base + row * STRIDE + VALUE_END]!;
  }

  value(row: number, into: ValueView): ValueView {
    const at = this.#store.base + row * STRIDE;
    return into.load(this.source(row), this.#store.rows[at + VALUE_START]!, this.#store.rows[at + VALUE_END]!);
  }

  setText(key: Key, text: string): void {
    const length = Buffer.byteLength(text, 'utf8');
    const at = this.#place(key, 1 + varintLength(length) + length);
    this.#scratch.rewind(at);
    this.#scratch.byte(0x0a);
    this.#scratch.varint(length);
    this.#scratch.text(text);
  }

  setTextBytes(key: Key, buf: Uint8Array, start: number, end: number): void {
    const at = this.#place(key, 1 + varintLength(end - start) + end - start);
    this.#scratch.rewind(at);
    this.#scratch.lenField(STRING, buf, start, end);
  }

  setInt(key: Key, value: number): void {
    const at = this.#place(key, value < 0 ? 11 : 1 + varintLength(value));
    this.#scratch.rewind(at);
    writeValue(this.#scratch, value, 'int');
  }

  setDouble(key: Key, value: number): void {
    const at = this.#place(key, 9);
    this.#scratch.rewind(at);
    this.#scratch.byte(0x21);
    this.#scratch.double(value);
  }

  setBool(key: Key, value: boolean): void {
    const at = this.#place(key, 2);
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
    const at = this.#place(key, end - start);
    this.#scratch.rewind(at);
    this.#scratch.bytes(buf, start, end);
  }

  setBlock(block: AttributeBlock, doubles: Float64Array, keep: boolean): void {
    const { ids } = block;
    if (block.field * 8 + 2 !== this.#tag) return setSingly(this, block, doubles, keep);
    if (!this.#indexed && !this.#lacks(block)) this.#indexRows();
    const known = this.#slots;
    for (let i = 0; i < ids.length; i++) if (known.get(ids[i]!) !== -1) return setSingly(this, block, doubles, keep);
    for (let i = 0; i < ids.length; i++) known.set(ids[i]!, IN_BLOCK);
    this.#blocks.add(block, doubles);
    this.changed = true;
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
    if (first === -1 || row < first) this.#slots.set(key.id, row);
  }

  renameRowText(row: number, name: string): void {
    this.#rename(row, Buffer.from(name, 'utf8'), -1);
  }

  deleteRow(row: number): void {
    this.#own();
    const state = this.#store.states[row];
    if (state === DELETED) return;
    const id = this.keyId(row);
    // A deleted row keeps pointing at what it was, so that the splice knows which source range to leave out.
    this.#store.states[row] = DELETED;
    if (state === ADDED) this.#store.rows[row * STRIDE + ENTRY_START] = -1;
    this.changed = true;
    if (id >= 0 && this.#slots.get(id) === row) this.#reindex(id);
  }

  delete(key: Key): void {
    for (let row = this.find(key); row !== -1; row = this.find(key)) this.deleteRow(row);
  }

  /**
   * For the splice: what becomes of row `row`. Calls `edit(start, end, from, to)` with the source range it replaces
   * (`start === end === -1` for an addition) and the scratch range that takes its place (empty for a deletion).
   */
  edits(into: EditSink): void {
    for (let row = 0; this.#store.edited && row < this.#store.size; row++) {
      const state = this.#store.states[row]!;
      if (state === ORIGINAL) continue;
      const at = row * STRIDE;
      const start = this.#store.rows[at + ENTRY_START]!;
      const end = this.#store.rows[at + ENTRY_END]!;
      if (state === DELETED) {
        if (start !== -1) into.edit(start, end, 0, 0);
      } else into.edit(start, end, this.#store.entries[row]!, this.valueEnd(row));
    }
    if (this.#blocks.count === 0) return;
    const from = this.#scratch.pos;
    this.#blocks.write(this.#scratch);
    into.edit(-1, -1, from, this.#scratch.pos);
  }

  /** The blocks alone, when nothing else was edited; undefined otherwise. */
  get onlyBlocks(): AppendedBlocks | undefined {
    return this.#store.edited ? undefined : this.#blocks;
  }

  #rename(row: number, bytes: Uint8Array, id: number): void {
    const source = this.source(row);
    const start = this.valueStart(row);
    const end = this.valueEnd(row);
    const old = this.keyId(row);
    const at = this.#write(row, bytes, id, end - start);
    this.#scratch.rewind(at);
    this.#scratch.bytes(source, start, end);
    if (old >= 0 && old !== id && this.#slots.get(old) === row) this.#reindex(old);
  }

  /** Room for a value of `length` bytes under a key, in its first row or a new one; returns where the value goes. */
  #place(key: Key, length: number): number {
    const row = this.find(key);
    return this.#write(row === -1 ? this.#append(key.id) : row, key.bytes, key.id, length);
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
    const rows = this.#store.rows;
    this.#store.entries[row] = entry;
    rows[at + KEY_START] = keyStart;
    rows[at + KEY_END] = keyStart + keyLength;
    rows[at + VALUE_START] = value;
    rows[at + VALUE_END] = w.pos;
    rows[at + KEY_ID] = id;
    if (this.#store.states[row] !== ADDED) this.#store.states[row] = REPLACED;
    return value;
  }

  #own(): void {
    if (this.#store.edited) return;
    this.changed = true;
    this.#store.own();
  }

  #append(id: number): number {
    // Additions stand in the order in which they were made.
    if (this.#blocks.count > 0) this.#expand();
    this.#own();
    const row = this.#store.push(id, ADDED, 0, 0, 0, 0, -1, -1);
    if (this.#slots.get(id) === -1) this.#slots.set(id, row);
    return row;
  }

  /** Makes rows of the blocks, because somebody asks for one. */
  #expand(): void {
    const { blocks, count } = this.#blocks;
    this.#own();
    let base = this.#scratch.pos;
    this.#blocks.write(this.#scratch);
    this.#blocks.clear();
    for (let i = 0; i < count; i++) {
      const { rows, bytes } = blocks[i]!;
      for (let at = 0; at < rows.length; at += STRIDE) {
        const id = rows[at + KEY_ID]!;
        const row = this.#store.push(id, ADDED, base + rows[at]!, base + rows[at + 1]!, base + rows[at + 2]!, base + rows[at + 3]!, -1, -1);
        this.#store.entries[row] = base + rows[at + ENTRY_START]!;
        this.#slots.set(id, row);
      }
      base += bytes.length;
    }
  }

  #indexRows(): void {
    this.#indexed = true;
    const rows = this.#store.rows;
    const slots = this.#slots;
    let at = this.#store.base + KEY_ID;
    for (let row = 0; row < this.#store.size; row++, at += STRIDE) {
      const id = rows[at]!;
      if (id < 0 || slots.get(id) !== -1 || (this.#store.edited && this.#store.states[row] === DELETED)) continue;
      slots.set(id, row);
    }
  }

  /** Finds the next living row of a key after its first one went. */
  #reindex(id: number): void {
    for (let row = 0; row < this.#store.size; row++) {
      if (this.keyId(row) === id && this.#store.states[row] !== DELETED) {
        this.#slots.set(id, row);
        return;
      }
    }
    this.#slots.delete(id);
  }
}
