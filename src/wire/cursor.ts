/** Protobuf wire types (encoding spec, "Message structure"). Groups (3, 4) are refused at the edge. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LEN = 2;
export const FIXED32 = 5;

const TWO_32 = 0x1_0000_0000;

/**
 * A position in bytes. Reads behind the edge trust that the bytes were validated (`otlp/validate.ts`): no bounds are
 * checked here, and a read past the end yields zeros, not a throw.
 */
export class Cursor {
  buf: Uint8Array;
  pos: number;

  constructor(buf: Uint8Array, pos: number = 0) {
    this.buf = buf;
    this.pos = pos;
  }

  at(buf: Uint8Array, pos: number): this {
    this.buf = buf;
    this.pos = pos;
    return this;
  }

  /** An unsigned varint below 2^53 exactly; above that the nearest double. Used for tags, lengths, enums and counts. */
  varint(): number {
    const buf = this.buf;
    let byte = buf[this.pos++]!;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 0x80;
    for (let i = 1; i < 10; i++) {
      byte = buf[this.pos++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
    return value;
  }

  /** A varint as protobuf int64: two's complement, exact within +-2^53, else the nearest double. */
  int64(): number {
    const start = this.pos;
    const value = this.varint();
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    this.pos = start;
    return Number(this.bigint64());
  }

  /** A varint as a signed 64-bit BigInt; for edges only. */
  bigint64(): bigint {
    let value = 0n;
    let shift = 0n;
    for (let i = 0; i < 10; i++) {
      const byte = this.buf[this.pos++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) break;
      shift += 7n;
    }
    return BigInt.asIntN(64, value);
  }

  /** Skips the value of a field of wire type `wire`. */
  skip(wire: number): void {
    if (wire === LEN) {
      const length = this.varint();
      this.pos += length;
    } else if (wire === VARINT) {
      while (this.buf[this.pos++]! >= 0x80);
    } else if (wire === FIXED64) this.pos += 8;
    else this.pos += 4;
  }
}

/** Little-endian unsigned 32 bits at `pos`. */
export function readFixed32(buf: Uint8Array, pos: number): number {
  return (buf[pos]! | (buf[pos + 1]! << 8) | (buf[pos + 2]! << 16) | (buf[pos + 3]! << 24)) >>> 0;
}

/** Little-endian unsigned 64 bits at `pos` as the nearest double: nanosecond times lose their last 8 bits, which no duration needs. */
export function readFixed64(buf: Uint8Array, pos: number): number {
  return readFixed32(buf, pos + 4) * TWO_32 + readFixed32(buf, pos);
}

/** Little-endian unsigned 64 bits at `pos`, exactly; for edges. */
export function readFixed64Big(buf: Uint8Array, pos: number): bigint {
  return (BigInt(readFixed32(buf, pos + 4)) << 32n) | BigInt(readFixed32(buf, pos));
}

const f64 = new Float64Array(1);
const f64Bytes = new Uint8Array(f64.buffer);

/** IEEE 754 double at `pos`, little-endian as protobuf has it. */
export function readDouble(buf: Uint8Array, pos: number): number {
  for (let i = 0; i < 8; i++) f64Bytes[i] = buf[pos + i]!;
  return f64[0]!;
}
