import { Cursor, readDouble } from '../../wire/cursor.ts';
import { Writer } from '../../wire/writer.ts';

/** What an AnyValue holds; the field number of the set member, 0 when none is set. */
export const NONE = 0;
export const STRING = 1;
export const BOOL = 2;
export const INT = 3;
export const DOUBLE = 4;
export const ARRAY = 5;
export const KVLIST = 6;
export const BYTES = 7;
export type ValueKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

const cursor = new Cursor(new Uint8Array(0));

/**
 * A window on one AnyValue: kind and the range of its content (text, elements, or the eight bytes of a double).
 * A flyweight like every view: `load` moves it, and it is valid as long as the bytes are.
 */
export class ValueView {
  buf: Uint8Array = cursor.buf;
  kind: ValueKind = NONE;
  /** For STRING, BYTES, ARRAY and KVLIST the content; for INT, BOOL and DOUBLE where the number starts. */
  start = 0;
  end = 0;

  /** Reads the AnyValue message at `buf[start..end)`. The last member wins, as protobuf's oneof has it. */
  load(buf: Uint8Array, start: number, end: number): this {
    this.buf = buf;
    this.kind = NONE;
    this.start = this.end = start;
    if (start === end) return this;
    const tag = buf[start]!;
    if (tag === 0x0a) {
      const length = buf[start + 1]!;
      if (length < 0x80 && start + 2 + length === end) {
        this.kind = STRING;
        this.start = start + 2;
        this.end = end;
        return this;
      }
    }
    const c = cursor.at(buf, start);
    while (c.pos < end) {
      const header = c.varint();
      const field = header >>> 3;
      const wire = header & 7;
      if (field >= 1 && field <= 7) {
        this.kind = field as ValueKind;
        if (wire === 2) {
          const length = c.varint();
          this.start = c.pos;
          c.pos += length;
        } else {
          this.start = c.pos;
          c.skip(wire);
        }
        this.end = c.pos;
      } else c.skip(wire);
    }
    return this;
  }

  /** INT as a number (exact within +-2^53), else NaN. */
  int(): number {
    return this.kind === INT ? cursor.at(this.buf, this.start).int64() : Number.NaN;
  }

  double(): number {
    return this.kind === DOUBLE ? readDouble(this.buf, this.start) : Number.NaN;
  }

  bool(): boolean {
    return this.kind === BOOL && cursor.at(this.buf, this.start).varint() !== 0;
  }

  /** STRING as a JavaScript string, else ''. */
  text(): string {
    return this.kind === STRING
      ? Buffer.from(this.buf.buffer, this.buf.byteOffset + this.start, this.end - this.start).toString('utf8')
      : '';
  }
}

/** An AnyValue of a constant, encoded once at load and copied per span. */
export function encodeValue(value: string | number | boolean | readonly string[], as?: 'int' | 'double'): Uint8Array {
  const w = new Writer(64);
  writeValue(w, value, as);
  return w.finish();
}

/** Writes the fields of an AnyValue. Numbers are doubles unless `as` is `int`. */
export function writeValue(w: Writer, value: string | number | boolean | readonly string[], as: 'int' | 'double' = 'double'): void {
  if (typeof value === 'string') w.textField(STRING, value);
  else if (typeof value === 'boolean') {
    w.byte(0x10);
    w.byte(value ? 1 : 0);
  } else if (typeof value === 'number') {
    if (as === 'int') {
      w.byte(0x18);
      w.int64(value);
    } else {
      w.byte(0x21);
      w.double(value);
    }
  } else {
    const array = w.begin(ARRAY);
    for (const text of value) {
      const element = w.begin(1);
      w.textField(STRING, text);
      w.end(element);
    }
    w.end(array);
  }
}
