import { asBuffer } from './text.ts';

/** Bytes of the minimal varint of `value` (an unsigned integer below 2^53). */
export function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  if (value < 0x1000_0000) return 4;
  let length = 5;
  for (let rest = Math.floor(value / 0x8_0000_0000); rest > 0; rest = Math.floor(rest / 0x80)) length++;
  return length;
}

/**
 * Append-only bytes that grow by doubling. Bytes once written never move within `buf`'s history: a reader that kept the
 * old `buf` still sees them, so views may read ranges of a writer that grows meanwhile.
 */
export class Writer {
  buf: Buffer;
  pos = 0;
  /** Made for the first number that is written over what is there: small writers never need it. */
  #numbers: DataView | undefined;

  constructor(capacity: number = 4096) {
    this.buf = Buffer.allocUnsafeSlow(capacity);
  }

  reset(): void {
    this.pos = 0;
  }

  /** Back to an earlier position, to write what room was left for there. */
  rewind(pos: number): void {
    this.pos = pos;
  }

  /** Makes room for `bytes` more. */
  ensure(bytes: number): void {
    if (this.pos + bytes <= this.buf.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buf.length * 2, this.pos + bytes));
    // All of it, not only up to `pos`: who went back to write a length has content behind it.
    this.buf.copy(grown);
    this.buf = grown;
    this.#numbers = undefined;
  }

  byte(value: number): void {
    this.ensure(1);
    this.buf[this.pos++] = value;
  }

  /** Minimal varint of an unsigned integer below 2^53. */
  varint(value: number): void {
    this.ensure(10);
    if (value < 0x80) {
      this.buf[this.pos++] = value;
      return;
    }
    const buf = this.buf;
    let rest = value;
    while (rest >= 0x80) {
      buf[this.pos++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    buf[this.pos++] = rest;
  }

  /** Protobuf int64: negatives take ten bytes. `value` is a safe integer. */
  int64(value: number): void {
    if (value >= 0) this.varint(value);
    else this.bigint64(BigInt(value));
  }

  bigint64(value: bigint): void {
    this.ensure(10);
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      this.buf[this.pos++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buf[this.pos++] = Number(rest);
  }

  fixed32(value: number): void {
    this.ensure(4);
    this.buf.writeUInt32LE(value >>> 0, this.pos);
    this.pos += 4;
  }

  fixed64(value: bigint): void {
    this.ensure(8);
    this.buf.writeBigUInt64LE(BigInt.asUintN(64, value), this.pos);
    this.pos += 8;
  }

  double(value: number): void {
    this.ensure(8);
    this.doubleAt(this.pos, value);
    this.pos += 8;
  }

  /** Overwrites the eight bytes at `at`, which were written before. */
  doubleAt(at: number, value: number): void {
    this.#numbers ??= new DataView(this.buf.buffer, this.buf.byteOffset, this.buf.length);
    this.#numbers.setFloat64(at, value, true);
  }

  /** Copies `from[start..end)`. Short ranges by a loop: below about 48 bytes it beats the native call (bench: splice). */
  bytes(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.ensure(length);
    const buf = this.buf;
    if (length < 48) for (let i = 0; i < length; i++) buf[this.pos + i] = from[start + i]!;
    else asBuffer(from).copy(buf, this.pos, start, end);
    this.pos += length;
  }

  /** UTF-8 of `text`, without a length. */
  text(text: string): void {
    this.ensure(text.length * 3);
    this.pos += this.buf.write(text, this.pos, 'utf8');
  }

  tag(field: number, wire: number): void {
    this.varint(field * 8 + wire);
  }

  /** Field `field` with length-delimited `from[start..end)`. */
  lenField(field: number, from: Uint8Array, start: number, end: number): void {
    this.tag(field, 2);
    this.varint(end - start);
    this.bytes(from, start, end);
  }

  textField(field: number, text: string): void {
    const mark = this.begin(field);
    this.text(text);
    this.end(mark);
  }

  /** Starts a length-delimited field whose length is not known yet; close with `end(mark)`. */
  begin(field: number): number {
    this.tag(field, 2);
    this.byte(0);
    return this.pos;
  }

  /** Closes what `begin` opened: writes the minimal length, moving the content when it needs more than one byte. */
  end(mark: number): void {
    const length = this.pos - mark;
    const width = varintLength(length);
    if (width > 1) {
      this.ensure(width - 1);
      this.buf.copyWithin(mark + width - 1, mark, this.pos);
    }
    const after = this.pos + width - 1;
    this.pos = mark - 1;
    this.varint(length);
    this.pos = after;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.buf, 0, this.pos);
  }
}
