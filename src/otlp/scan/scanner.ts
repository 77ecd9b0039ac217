import type { ErrorCode } from '../../wire/assay-error.ts';
import { AsciiSweep, validUtf8 } from '../../wire/text.ts';
import { KEYS } from '../keys.ts';
import type { FastScan } from './fast-scan.ts';
import { type ItemIndex, ROW_STRIDE } from './item-index.ts';
import {
  ATTRIBUTE,
  FIXED_32,
  FIXED_64,
  GENERAL,
  INDEXED_SHAPES,
  MESSAGE,
  OPAQUE,
  PACKED_64,
  PACKED_VARINT,
  type Shape,
  SKIP,
  SPAN_ID,
  TAKE_32,
  TAKE_64,
  TAKE_MESSAGE,
  TAKE_SPAN_ID,
  TAKE_TEXT,
  TAKE_TRACE_ID,
  TAKE_VARINT,
  TEXT,
  TRACE_ID,
  VARINT,
} from './shapes.ts';

/** Messages nested deeper are refused (an array level is two messages, a map level three); real attribute values stay below 30. */
export const MAX_DEPTH = 200;

/** Why a scan ended early. `path` is innermost first. */
export interface Problem {
  readonly code: ErrorCode;
  readonly text: string;
  readonly path: string[];
}

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * One pass over a request: wire types, lengths, depth, ids of 16 and 8 bytes, UTF-8 of strings, no groups; and on the
 * way the index of items and attributes. With `trusted` bytes (scanned before) texts are not checked again.
 */
export class Scanner {
  items = 0;
  irregular = false;
  problem: Problem | undefined;
  #buf: Uint8Array = NOTHING;
  #trusted = false;
  #next = 0;
  /** Bits of singular fields seen in the message at hand, and the ids seen in the span at hand. */
  #seen = 0;
  #ids = 0;
  readonly #sweep = new AsciiSweep();
  readonly #index: ItemIndex;
  readonly #fast: FastScan | undefined;
  /** The batch at hand lies in the fast scan's memory. */
  #entered = false;

  /** With a `fast` scan, ordinary items are left to it. */
  constructor(index: ItemIndex, fast?: FastScan) {
    this.#index = index;
    this.#fast = fast;
    if (fast !== undefined) for (const item of INDEXED_SHAPES) fast.actions(item);
  }

  run(shape: Shape, bytes: Uint8Array, trusted: boolean): boolean {
    const fast = this.#fast?.begin(bytes, KEYS, this.#index, trusted) === true;
    const ok = this.#run(shape, bytes, trusted, fast);
    // The index had no room in the fast scan's memory: once more, in place.
    return fast && (this.#index.overflowed || this.#fast!.full) ? this.#run(shape, bytes, trusted, false) : ok;
  }

  #run(shape: Shape, bytes: Uint8Array, trusted: boolean, fast: boolean): boolean {
    if (!fast) this.#index.begin(bytes);
    this.#entered = fast;
    this.#buf = bytes;
    this.#trusted = trusted;
    this.#sweep.load(bytes);
    this.items = 0;
    this.irregular = false;
    this.problem = undefined;
    const ok = this.#message(shape, 0, bytes.length, 0);
    if (!ok) this.#index.forget();
    this.#buf = NOTHING;
    return ok;
  }

  /** A span or log record: the fields every exporter writes by one table read each, the rest by `#field`. */
  #item(shape: Shape, start: number, end: number, depth: number): boolean {
    const buf = this.#buf;
    const { byTag } = shape;
    let pos = start;
    let ids = 0;
    let runs = 0;
    this.items++;
    this.#index.item(start);
    const outer = this.#seen;
    this.#seen = 0;
    while (pos < end) {
      const tag = buf[pos]!;
      const action = tag < 0x80 ? byTag[tag]! : GENERAL;
      if (action === ATTRIBUTE) {
        pos = this.#attributes(shape, pos, end, depth);
        if (pos === -1) return false;
        runs++;
        continue;
      }
      if (action === TAKE_64) pos += 9;
      else if (action === TAKE_VARINT && pos + 1 < end && buf[pos + 1]! < 0x80) pos += 2;
      else if (action === TAKE_32) pos += 5;
      else if (action === TAKE_TRACE_ID && buf[pos + 1] === 16 && pos + 18 <= end && this.#anyBit(pos + 2, pos + 18)) {
        ids |= tag >>> 3;
        pos += 18;
      } else if (action === TAKE_SPAN_ID && buf[pos + 1] === 8 && pos + 10 <= end && this.#anyBit(pos + 2, pos + 10)) {
        ids |= tag === 0x12 ? 2 : 0;
        pos += 10;
      } else if (
        action === TAKE_TEXT &&
        buf[pos + 1]! < 0x80 &&
        pos + 2 + buf[pos + 1]! <= end &&
        this.#text(pos + 2, pos + 2 + buf[pos + 1]!)
      ) {
        pos += 2 + buf[pos + 1]!;
      } else if (action === TAKE_MESSAGE && buf[pos + 1] === 0) {
        // An empty status, as most SDKs write it.
        this.#once(shape.single[tag >>> 3]!);
        pos += 2;
      } else {
        const { rowCount } = this.#index;
        pos = this.#field(shape, pos, end, depth);
        if (pos === -1) return false;
        if (this.#index.rowCount !== rowCount) runs += 2;
        continue;
      }
      if (pos > end) return this.#fail('ASSAY_OTLP_TRUNCATED', 'a number reaches past the end', shape, tag >>> 3);
    }
    if (shape.isSpan && (ids | this.#ids) !== 3) {
      this.#ids = 0;
      return this.#fail('ASSAY_OTLP_ID_LENGTH', 'a span needs a trace id and a span id that are not all zero');
    }
    this.#ids = 0;
    this.#seen = outer;
    if (runs === 1) this.#index.together();
    return true;
  }

  /** Any message. */
  #message(shape: Shape, start: number, end: number, depth: number): boolean {
    if (shape.attributesTag !== -1) return this.#item(shape, start, end, depth);
    if (shape.isItem) this.items++;
    const outer = this.#seen;
    this.#seen = 0;
    const items = this.#entered ? shape.indexedChild : undefined;
    for (let pos = start; pos < end; ) {
      if (items !== undefined && this.#buf[pos] === 0x12) {
        const before = this.#index.count;
        pos = this.#fast!.scan(items, pos, end, this.#index);
        this.items += this.#index.count - before;
        if (pos >= end) break;
      }
      pos = this.#field(shape, pos, end, depth);
      if (pos === -1) return false;
    }
    this.#seen = outer;
    return true;
  }

  /** One field of any message, from its tag; returns where the next one starts, or -1. */
  #field(shape: Shape, tagAt: number, end: number, depth: number): number {
    const tag = this.#varint(tagAt, end);
    if (tag < 0) return this.#bad('ASSAY_OTLP_VARINT', 'a field tag is no varint');
    let pos = this.#next;
    const field = Math.floor(tag / 8);
    const kind = field < shape.kinds.length ? shape.kinds[field]! : SKIP;
    const wire = tag & 7;
    if (field === 0) return this.#bad('ASSAY_OTLP_WIRE_TYPE', 'field number 0');
    if (wire === 2) {
      const length = this.#varint(pos, end);
      pos = this.#next;
      if (length < 0 || length > end - pos) return this.#bad('ASSAY_OTLP_TRUNCATED', 'a length reaches past the end', shape, field);
      return this.#content(shape, field, kind, tagAt, pos, pos + length, depth) ? pos + length : -1;
    }
    if (kind !== SKIP) {
      if (!fits(kind, wire)) return this.#bad('ASSAY_OTLP_WIRE_TYPE', `wire type ${wire}`, shape, field);
      this.#once(shape.single[field]!);
    }
    if (wire === 0) {
      if (this.#varint(pos, end) < 0) return this.#bad('ASSAY_OTLP_VARINT', 'no varint', shape, field);
      return this.#next;
    }
    if (wire !== 1 && wire !== 5) return this.#bad('ASSAY_OTLP_WIRE_TYPE', `wire type ${wire} (groups are not OTLP)`, shape, field);
    pos += wire === 1 ? 8 : 4;
    return pos <= end ? pos : this.#bad('ASSAY_OTLP_TRUNCATED', 'a number reaches past the end', shape, field);
  }

  /** The content of a length-delimited field. */
  #content(shape: Shape, field: number, kind: number, tagAt: number, start: number, end: number, depth: number): boolean {
    if (kind === MESSAGE) {
      const child = shape.children[field]!;
      if (depth >= MAX_DEPTH) return this.#fail('ASSAY_OTLP_DEPTH', `nested deeper than ${MAX_DEPTH} messages`, shape, field);
      if (field * 8 + 2 === shape.attributesTag) {
        if (!this.#message(child, start, end, depth + 1)) return this.#at(shape, field);
        this.#locate(tagAt, start, end);
        return true;
      }
      this.#once(shape.single[field]!);
      return (child.isKeyValue && this.#plainKeyValue(start, end)) || this.#message(child, start, end, depth + 1) || this.#at(shape, field);
    }
    if (kind === TEXT) {
      this.#once(shape.single[field]!);
      return this.#text(start, end) || this.#fail('ASSAY_OTLP_UTF8', 'no valid UTF-8', shape, field);
    }
    if (kind === TRACE_ID || kind === SPAN_ID) {
      const length = end - start;
      const expected = kind === TRACE_ID ? 16 : 8;
      if (length !== expected && length !== 0)
        return this.#fail('ASSAY_OTLP_ID_LENGTH', `${length} bytes instead of ${expected}`, shape, field);
      if (shape.isSpan && field <= 2 && this.#anyBit(start, end)) this.#ids |= field;
      return true;
    }
    if (kind === OPAQUE) this.#once(shape.single[field]!);
    else if (kind !== SKIP && !this.#packed(kind, start, end))
      return this.#fail('ASSAY_OTLP_WIRE_TYPE', 'bytes where a number belongs', shape, field);
    return true;
  }

  /**
   * Attributes of an item, one after the other from the tag at `tagAt`: checked and put into the index. Returns where the
   * first other field starts, or -1. The shape nearly every exporter writes, `0A len key 12 len value` with a value
   * below 128 bytes, is read in this loop without a call; anything else by `#field`. (bench: validate)
   */
  #attributes(shape: Shape, tagAt: number, end: number, depth: number): number {
    const buf = this.#buf;
    const index = this.#index;
    let rows = index.reserve();
    let at = index.rowCount * ROW_STRIDE;
    let mask = 0;
    const marks = KEYS.marks;
    const gate = KEYS.gate;
    const words = this.#sweep.words;
    const shift = this.#sweep.shift;
    const tag = shape.attributesTag;
    const trusted = this.#trusted;
    let pos = tagAt;
    while (pos < end && buf[pos] === tag) {
      let start = pos + 2;
      let length = buf[pos + 1]!;
      if (length >= 0x80) {
        length = (length & 0x7f) | (buf[start++]! << 7);
        if (length >= 0x4000) length = end;
      }
      const to = start + length;
      const keyLength = buf[start + 1]!;
      const keyEnd = start + 2 + keyLength;
      const valueStart = keyEnd + 2;
      if (
        to <= end &&
        buf[start] === 0x0a &&
        keyLength < 0x80 &&
        valueStart <= to &&
        buf[keyEnd] === 0x12 &&
        valueStart + buf[keyEnd + 1]! === to
      ) {
        const first = (keyLength << 8) | buf[start + 2]!;
        const id = (gate[first >>> 5]! & (1 << (first & 31))) === 0 ? -1 : KEYS.lookup(buf, start + 2, keyEnd);
        let plain = trusted;
        if (!plain) {
          if (buf[valueStart] === 0x0a && valueStart + 2 + buf[valueStart + 1]! === to) {
            // A key that was found is ASCII by comparison; else key and value are swept together.
            let any = 0;
            const last = (to + shift + 3) >> 2;
            for (let i = ((id === -1 ? start : valueStart) + shift) >> 2; i < last; i++) any |= words[i]!;
            plain = (any & 0x8080_8080) === 0 && last <= words.length;
          }
          plain ||= this.#plainValue(id === -1 ? start + 2 : -1, keyEnd, valueStart, to);
        }
        if (plain) {
          rows[at] = start + 2;
          rows[at + 1] = keyEnd;
          rows[at + 2] = valueStart;
          rows[at + 3] = to;
          rows[at + 4] = pos;
          rows[at + 5] = to;
          rows[at + 6] = id;
          at += ROW_STRIDE;
          if (id !== -1) mask |= marks[id]!;
          pos = to;
          if (at + ROW_STRIDE > rows.length) {
            index.commit(at, mask);
            rows = index.reserve();
          }
          continue;
        }
      }
      index.commit(at, mask);
      pos = this.#field(shape, pos, end, depth);
      if (pos === -1) return -1;
      rows = index.reserve();
      at = index.rowCount * ROW_STRIDE;
    }
    index.commit(at, mask);
    return pos;
  }

  /** True for a key (from `keyStart`, -1 when it is a known one) and a scalar value that are surely in order. */
  #plainValue(keyStart: number, keyEnd: number, start: number, end: number): boolean {
    const buf = this.#buf;
    const member = start < end ? buf[start]! : 0;
    if (member === 0x0a) {
      let size = start + 1 < end ? buf[start + 1]! : -1;
      let from = start + 2;
      if (size >= 0x80 && from < end && buf[from]! < 0x80) size = (size & 0x7f) | (buf[from++]! << 7);
      if (from + size !== end) return false;
      return keyStart === -1
        ? this.#text(from, end)
        : this.#sweep.ascii(keyStart, end) || (this.#text(keyStart, keyEnd) && this.#text(from, end));
    }
    if (keyStart !== -1 && !this.#text(keyStart, keyEnd)) return false;
    if (member === 0x18 || member === 0x10) {
      let last = start + 1;
      while (last < end && buf[last]! >= 0x80) last++;
      return last === end - 1 && last - start <= 10;
    }
    return member === 0x21 && end - start === 9;
  }

  /** The same for a KeyValue anywhere else (events, resources, kvlists). */
  #plainKeyValue(start: number, end: number): boolean {
    const buf = this.#buf;
    const keyLength = buf[start + 1]!;
    const keyEnd = start + 2 + keyLength;
    if (buf[start] !== 0x0a || keyLength >= 0x80 || keyEnd + 2 > end || buf[keyEnd] !== 0x12) return false;
    const length = buf[keyEnd + 1]!;
    if (length >= 0x80 || keyEnd + 2 + length !== end) return false;
    return this.#trusted || this.#plainValue(start + 2, keyEnd, keyEnd + 2, end);
  }

  /** Finds key and value of a valid KeyValue of any shape. */
  #locate(entryStart: number, start: number, end: number): void {
    const buf = this.#buf;
    let keyStart = start;
    let keyEnd = start;
    let valueStart = end;
    let valueEnd = end;
    let pos = start;
    while (pos < end) {
      const tag = this.#varint(pos, end);
      pos = this.#next;
      if ((tag & 7) === 2) {
        const length = this.#varint(pos, end);
        pos = this.#next + length;
        if (tag === 0x0a) {
          keyStart = this.#next;
          keyEnd = pos;
        } else if (tag === 0x12) {
          valueStart = this.#next;
          valueEnd = pos;
        }
      } else if ((tag & 7) === 0) {
        this.#varint(pos, end);
        pos = this.#next;
      } else pos += (tag & 7) === 1 ? 8 : 4;
    }
    this.#index.row(KEYS.lookup(buf, keyStart, keyEnd), keyStart, keyEnd, valueStart, valueEnd, entryStart);
    if (valueEnd !== end) this.#index.endEntry(end);
  }

  #text(start: number, end: number): boolean {
    return this.#trusted || (end - start <= 256 && this.#sweep.ascii(start, end)) || validUtf8(this.#buf, start, end);
  }

  /** Notes a singular message or oneof member of the message at hand; the second time the bytes are irregular. */
  #once(bit: number): void {
    if ((this.#seen & bit) !== 0) this.irregular = true;
    this.#seen |= bit;
  }

  #packed(kind: number, start: number, end: number): boolean {
    if (kind === PACKED_64) return ((end - start) & 7) === 0;
    if (kind !== PACKED_VARINT) return false;
    for (let pos = start; pos < end; pos = this.#next) if (this.#varint(pos, end) < 0) return false;
    return true;
  }

  /** A varint within bounds, -1 when it is none. Leaves the position after it in `#next`. */
  #varint(at: number, end: number): number {
    const buf = this.#buf;
    let value = 0;
    let scale = 1;
    let pos = at;
    for (let i = 0; i < 10 && pos < end; i++) {
      const byte = buf[pos++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.#next = pos;
        return value;
      }
      scale *= 0x80;
    }
    this.#next = pos;
    return -1;
  }

  #anyBit(start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (this.#buf[i] !== 0) return true;
    return false;
  }

  #fail(code: ErrorCode, text: string, shape?: Shape, field?: number): false {
    this.problem = { code, text, path: [] };
    return shape === undefined || field === undefined ? false : this.#at(shape, field);
  }

  #bad(code: ErrorCode, text: string, shape?: Shape, field?: number): -1 {
    this.#fail(code, text, shape, field);
    return -1;
  }

  #at(shape: Shape, number: number): false {
    this.problem!.path.push(shape.spec.fields.find((field) => field.number === number)?.json ?? `field_${number}`);
    return false;
  }
}

function fits(kind: number, wire: number): boolean {
  if (wire === 0) return kind === VARINT || kind === PACKED_VARINT;
  if (wire === 1) return kind === FIXED_64 || kind === PACKED_64;
  return wire === 5 && kind === FIXED_32;
}
