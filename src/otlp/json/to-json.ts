import { Cursor, readDouble, readFixed32, readFixed64Big } from '../../wire/cursor.ts';
import { Writer } from '../../wire/writer.ts';
import type { Signal } from '../batch.ts';
import { type FieldSpec, MESSAGES, type MessageSpec, REQUEST_MESSAGE } from '../schema.data.ts';
import { writeJsonText } from './json-text.ts';

/**
 * Validated protobuf to OTLP/JSON, streaming: lowerCamelCase, hex ids, 64-bit numbers as strings, enums as numbers, bytes
 * as base64, non-finite doubles as strings. Fields in the order of the schema; unknown ones have no JSON and are left out.
 */
export function protoToJson(signal: Signal, bytes: Uint8Array): Uint8Array {
  const out = new Writer(bytes.length * 2 + 256);
  writeMessage(MESSAGES[REQUEST_MESSAGE[signal]]!, bytes, 0, bytes.length, out);
  return out.buf.subarray(0, out.pos);
}

function writeMessage(spec: MessageSpec, buf: Uint8Array, start: number, end: number, out: Writer): void {
  out.byte(0x7b);
  let first = true;
  const present = fieldsPresent(buf, start, end);
  for (const field of spec.fields) {
    if ((present & (1 << field.number)) === 0) continue;
    if (!first) out.byte(0x2c);
    first = false;
    out.text(`"${field.json}":`);
    if (field.repeated) writeRepeated(field, buf, start, end, out);
    else writeSingle(field, buf, start, end, out);
  }
  out.byte(0x7d);
}

/** Bit per field number; OTLP's fit into 31 bits. */
function fieldsPresent(buf: Uint8Array, start: number, end: number): number {
  const c = new Cursor(buf, start);
  let bits = 0;
  while (c.pos < end) {
    const tag = c.varint();
    const field = tag >>> 3;
    if (field < 31) bits |= 1 << field;
    c.skip(tag & 7);
  }
  return bits;
}

function writeRepeated(field: FieldSpec, buf: Uint8Array, start: number, end: number, out: Writer): void {
  out.byte(0x5b);
  const c = new Cursor(buf, start);
  let first = true;
  const separate = (): void => {
    if (!first) out.byte(0x2c);
    first = false;
  };
  while (c.pos < end) {
    const tag = c.varint();
    if (tag >>> 3 !== field.number) {
      c.skip(tag & 7);
      continue;
    }
    if ((tag & 7) === 2 && field.packed) {
      const to = c.varint() + c.pos;
      while (c.pos < to) {
        separate();
        writeValue(field, c, out);
      }
    } else {
      separate();
      writeValue(field, c, out);
    }
  }
  out.byte(0x5d);
}

/** The last occurrence counts. */
function writeSingle(field: FieldSpec, buf: Uint8Array, start: number, end: number, out: Writer): void {
  const c = new Cursor(buf, start);
  let at = -1;
  while (c.pos < end) {
    const tag = c.varint();
    if (tag >>> 3 === field.number) at = c.pos;
    c.skip(tag & 7);
  }
  writeValue(field, c.at(buf, at), out);
}

function writeValue(field: FieldSpec, c: Cursor, out: Writer): void {
  const { buf } = c;
  switch (field.type) {
    case 'message': {
      const length = c.varint();
      const start = c.pos;
      c.pos += length;
      writeMessage(MESSAGES[field.message!]!, buf, start, start + length, out);
      return;
    }
    case 'string': {
      const length = c.varint();
      writeJsonText(out, buf, c.pos, c.pos + length);
      c.pos += length;
      return;
    }
    case 'bytes':
    case 'traceId':
    case 'spanId': {
      const length = c.varint();
      const bytes = Buffer.from(buf.buffer, buf.byteOffset + c.pos, length);
      out.text(`"${bytes.toString(field.type === 'bytes' ? 'base64' : 'hex')}"`);
      c.pos += length;
      return;
    }
    case 'bool':
      out.text(c.varint() === 0 ? 'false' : 'true');
      return;
    case 'double':
      out.text(doubleText(readDouble(buf, c.pos)));
      c.pos += 8;
      return;
    case 'fixed32':
      out.text(String(readFixed32(buf, c.pos)));
      c.pos += 4;
      return;
    case 'fixed64':
    case 'sfixed64': {
      const value = readFixed64Big(buf, c.pos);
      out.text(`"${field.type === 'sfixed64' ? BigInt.asIntN(64, value) : value}"`);
      c.pos += 8;
      return;
    }
    case 'int64':
      out.text(`"${c.bigint64()}"`);
      return;
    case 'uint64':
      out.text(`"${BigInt.asUintN(64, c.bigint64())}"`);
      return;
    case 'sint32': {
      const raw = Number(BigInt.asUintN(32, c.bigint64()));
      out.text(String((raw >>> 1) ^ -(raw & 1)));
      return;
    }
    case 'uint32':
      out.text(String(Number(BigInt.asUintN(32, c.bigint64()))));
      return;
    default:
      out.text(String(Number(BigInt.asIntN(32, c.bigint64()))));
  }
}

function doubleText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value);
  return `"${value}"`;
}
