import { Cursor, readDouble, readFixed32, readFixed64, readFixed64Big } from '../../wire/cursor.ts';
import { decodeText } from '../../wire/text.ts';
import type { Writer } from '../../wire/writer.ts';
import { varintLength } from '../../wire/writer.ts';
import type { ItemIndex } from '../scan/item-index.ts';
import { AttributeTable } from './attributes.ts';
import { EditList } from './edit-list.ts';
import type { Layout } from './layouts.ts';

const cursor = new Cursor(new Uint8Array(0));

/**
 * A flyweight over one protobuf message: one pass notes where each field last stands and fills the attribute table.
 * Every OTLP view (span, event, resource, log record ...) is this class with its layout, so the code stays monomorphic.
 * Edits go to the walk's scratch writer; `write` splices.
 */
export class MessageView {
  readonly layout: Layout;
  readonly attributes: AttributeTable;
  buf: Uint8Array = cursor.buf;
  start = 0;
  end = 0;
  /** Per field: tag position, value start, value end; -1 when absent. A replaced field points into the scratch. */
  readonly #at: Int32Array;
  readonly #inScratch: Uint8Array;
  readonly #scratch: Writer;
  readonly #edits = new EditList();
  #fieldEdits = 0;
  #overrides: Int32Array = new Int32Array(16);
  #scanned = false;
  /** Where the run of all attributes ends, -1 when not known. */
  #attributesEnd = -1;

  constructor(layout: Layout, scratch: Writer) {
    this.layout = layout;
    this.#scratch = scratch;
    this.#at = new Int32Array((layout.maxField + 1) * 3).fill(-1);
    this.#inScratch = new Uint8Array(layout.maxField + 1);
    this.attributes = new AttributeTable(layout.attributes, scratch);
  }

  /** Moves onto the message `buf[start..end)`. */
  load(buf: Uint8Array, start: number, end: number): this {
    this.#move(buf, start, end);
    this.attributes.reset(buf);
    this.#scan(true);
    return this;
  }

  /** Moves onto item `item` of an index: attributes are known, the other fields are located when first asked for. */
  loadIndexed(buf: Uint8Array, start: number, end: number, index: ItemIndex, item: number): void {
    this.#move(buf, start, end);
    this.attributes.resetIndexed(buf, index, item);
    this.#attributesEnd = index.attributesEnd(item);
    this.#scanned = false;
  }

  #move(buf: Uint8Array, start: number, end: number): void {
    this.buf = buf;
    this.start = start;
    this.end = end;
    if (this.#fieldEdits > 0) {
      this.#fieldEdits = 0;
      this.#inScratch.fill(0);
    }
  }

  /** Locates the fields; `withAttributes` also fills the attribute table. */
  #scan(withAttributes: boolean): void {
    this.#scanned = true;
    const { buf, start, end, attributes } = this;
    const at = this.#at;
    at.fill(-1);
    const attributesTag = this.layout.attributes * 8 + 2;
    const maxField = this.layout.maxField;
    const c = cursor;
    let pos = start;
    while (pos < end) {
      const tagAt = pos;
      let tag = buf[pos++]!;
      if (tag >= 0x80) {
        c.at(buf, tagAt);
        tag = c.varint();
        pos = c.pos;
      }
      const field = tag >>> 3;
      const wire = tag & 7;
      let from = pos;
      if (wire === 2) {
        let length = buf[pos++]!;
        if (length >= 0x80) {
          const high = buf[pos]!;
          if (high < 0x80) {
            length = (length & 0x7f) | (high << 7);
            pos++;
          } else {
            c.at(buf, pos - 1);
            length = c.varint();
            pos = c.pos;
          }
        }
        from = pos;
        pos += length;
        if (tag === attributesTag) {
          if (withAttributes) attributes.add(tagAt, from, pos);
          else if (this.#attributesEnd !== -1) pos = this.#attributesEnd;
          continue;
        }
      } else if (wire === 1) pos += 8;
      else if (wire === 5) pos += 4;
      else while (buf[pos++]! >= 0x80);
      if (field <= maxField) {
        const slot = field * 3;
        at[slot] = tagAt;
        at[slot + 1] = from;
        at[slot + 2] = pos;
      }
    }
  }

  has(field: number): boolean {
    if (!this.#scanned) this.#scan(false);
    return this.#at[field * 3 + 1] !== -1;
  }

  /** The bytes that `fieldStart` and `fieldEnd` of this field refer to. */
  source(field: number): Uint8Array {
    return this.#inScratch[field] === 1 ? this.#scratch.buf : this.buf;
  }

  /** Start of the field's value (after the length), -1 when absent. */
  fieldStart(field: number): number {
    if (!this.#scanned) this.#scan(false);
    return this.#at[field * 3 + 1]!;
  }

  fieldEnd(field: number): number {
    if (!this.#scanned) this.#scan(false);
    return this.#at[field * 3 + 2]!;
  }

  /** Source position of the field's tag, -1 when absent. */
  tagAt(field: number): number {
    if (!this.#scanned) this.#scan(false);
    return this.#at[field * 3]!;
  }

  text(field: number): string {
    return this.has(field) ? decodeText(this.source(field), this.fieldStart(field), this.fieldEnd(field)) : '';
  }

  /** Start of an id of `length` bytes, -1 when it is absent or of another length. */
  idAt(field: number, length: number): number {
    return this.fieldEnd(field) - this.fieldStart(field) === length ? this.fieldStart(field) : -1;
  }

  /** A bytes field in lower-case hex, '' when absent; for cold paths. */
  hex(field: number): string {
    return this.has(field) ? Buffer.from(this.source(field).subarray(this.fieldStart(field), this.fieldEnd(field))).toString('hex') : '';
  }

  /** A varint field; 0 when absent, as proto3 has it. */
  varint(field: number): number {
    return this.has(field) ? cursor.at(this.source(field), this.fieldStart(field)).varint() : 0;
  }

  fixed32(field: number): number {
    return this.has(field) ? readFixed32(this.source(field), this.fieldStart(field)) : 0;
  }

  fixed64(field: number): number {
    return this.has(field) ? readFixed64(this.source(field), this.fieldStart(field)) : 0;
  }

  fixed64Big(field: number): bigint {
    return this.has(field) ? readFixed64Big(this.source(field), this.fieldStart(field)) : 0n;
  }

  double(field: number): number {
    return this.has(field) ? readDouble(this.source(field), this.fieldStart(field)) : Number.NaN;
  }

  get changed(): boolean {
    return this.#fieldEdits > 0 || this.attributes.changed;
  }

  /** Replaces (or adds) a length-delimited field by `buf[start..end)`; copied. */
  setField(field: number, buf: Uint8Array, start: number, end: number): void {
    const from = this.#scratch.pos;
    this.#scratch.lenField(field, buf, start, end);
    this.override(field, from, this.#scratch.pos, end - start);
  }

  setText(field: number, text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.setField(field, bytes, 0, bytes.length);
  }

  /** Puts the whole field (tag, length, value) at `scratch[from..to)` in the place of what is there; `length` is the value's. */
  override(field: number, from: number, to: number, length: number): void {
    if (!this.#scanned) this.#scan(false);
    const slot = field * 3;
    const absent = this.#at[slot] === -1;
    if (this.#inScratch[field] === 1) {
      for (let i = 0; i < this.#fieldEdits * 5; i += 5) {
        if (this.#overrides[i] === field) {
          this.#overrides[i + 3] = from;
          this.#overrides[i + 4] = to;
        }
      }
    } else this.replaceRange(absent ? -1 : this.#at[slot]!, absent ? -1 : this.#at[slot + 2]!, from, to, field);
    this.#inScratch[field] = 1;
    this.#at[slot] = from;
    this.#at[slot + 1] = to - length;
    this.#at[slot + 2] = to;
  }

  /** Replaces a source range of this message, such as one child of a repeated field, by `scratch[from..to)`. */
  replaceRange(start: number, end: number, from: number, to: number, field: number = 0): void {
    const at = this.#fieldEdits * 5;
    if (at + 5 > this.#overrides.length) {
      const grown = new Int32Array(this.#overrides.length * 2 + 5);
      grown.set(this.#overrides);
      this.#overrides = grown;
    }
    const o = this.#overrides;
    o[at] = field;
    o[at + 1] = start;
    o[at + 2] = end;
    o[at + 3] = from;
    o[at + 4] = to;
    this.#fieldEdits++;
  }

  /** Where the source range starting at `start` was replaced: index for `overrideFrom`/`overrideTo`, or -1. */
  findOverride(start: number): number {
    for (let i = 0; i < this.#fieldEdits; i++) if (this.#overrides[i * 5 + 1] === start) return i;
    return -1;
  }

  overrideFrom(index: number): number {
    return this.#overrides[index * 5 + 3]!;
  }

  overrideTo(index: number): number {
    return this.#overrides[index * 5 + 4]!;
  }

  /** Points an earlier replacement at a newer one. */
  reviseOverride(index: number, from: number, to: number): void {
    this.#overrides[index * 5 + 3] = from;
    this.#overrides[index * 5 + 4] = to;
  }

  /** Length of the message with its edits. */
  editedLength(): number {
    return this.end - this.start + this.#collect().delta;
  }

  /** Writes tag, length and the edited message into `out`. `tag` is the one-byte tag the message had in its parent. */
  write(out: Writer, tag: number): void {
    const blocks = this.#fieldEdits === 0 ? this.attributes.onlyBlocks : undefined;
    if (blocks !== undefined) {
      // Nearly always: the message as it came, and what the stages know of it at its end.
      const length = this.end - this.start + blocks.length;
      out.ensure(length + varintLength(length) + 1);
      out.byte(tag);
      out.varint(length);
      out.bytes(this.buf, this.start, this.end);
      blocks.write(out);
      return;
    }
    const edits = this.#collect();
    const length = this.end - this.start + edits.delta;
    out.ensure(length + varintLength(length) + 1);
    out.byte(tag);
    out.varint(length);
    edits.write(out, this.buf, this.start, this.end, this.#scratch);
  }

  #collect(): EditList {
    const edits = this.#edits;
    edits.reset();
    const o = this.#overrides;
    for (let i = 0; i < this.#fieldEdits * 5; i += 5) edits.edit(o[i + 1]!, o[i + 2]!, o[i + 3]!, o[i + 4]!);
    this.attributes.edits(edits);
    return edits;
  }
}
