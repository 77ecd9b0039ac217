import type { Writer } from '../../wire/writer.ts';
import type { FieldSpec, FieldType } from '../schema.data.ts';
import { JsonFault } from './json-error.ts';
import { hexDigit, type JsonScanner } from './json-scanner.ts';

const MAX_NUMBER = 64;
const RANGES: Readonly<Partial<Record<FieldType, readonly [bigint, bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  enum: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};
const NON_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** Writes a field from the JSON value that comes next. proto3 defaults are left out, except where presence is kept. */
export function writeScalar(field: FieldSpec, input: JsonScanner, out: Writer): void {
  const keepsZero = field.oneof === true || field.optional === true || field.repeated === true;
  switch (field.type) {
    case 'string': {
      const mark = out.begin(field.number);
      input.stringTo(out);
      if (out.pos === mark && !keepsZero) out.pos = mark - 2;
      else out.end(mark);
      return;
    }
    case 'bytes': {
      const at = (input.next(), input.pos);
      const text = input.shortString(Number.POSITIVE_INFINITY);
      if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw new JsonFault(at, 'no base64');
      const bytes = Buffer.from(text, 'base64');
      if (bytes.length > 0 || keepsZero) out.lenField(field.number, bytes, 0, bytes.length);
      return;
    }
    case 'traceId':
    case 'spanId':
      writeId(field, input, out);
      return;
    case 'bool': {
      const value = input.bool();
      if (value || keepsZero) {
        out.tag(field.number, 0);
        out.byte(value ? 1 : 0);
      }
      return;
    }
    case 'double': {
      const value = readDouble(input);
      if (value !== 0 || Object.is(value, -0) || keepsZero) {
        out.tag(field.number, 1);
        out.double(value);
      }
      return;
    }
    default: {
      const value = readInteger(field, input);
      if (value !== 0n || keepsZero) {
        out.tag(field.number, wireOf(field.type));
        writeInteger(field.type, value, out);
      }
    }
  }
}

/** Writes a packed field; the opening bracket is read, and the list has an element. */
export function writePacked(field: FieldSpec, input: JsonScanner, out: Writer): void {
  const mark = out.begin(field.number);
  do {
    if (field.type === 'double') out.double(readDouble(input));
    else writeInteger(field.type, readInteger(field, input), out);
  } while (input.more(0x5d));
  out.end(mark);
}

function wireOf(type: FieldSpec['type']): number {
  if (type === 'fixed64' || type === 'sfixed64') return 1;
  return type === 'fixed32' ? 5 : 0;
}

function writeInteger(type: FieldSpec['type'], value: bigint, out: Writer): void {
  if (type === 'fixed64' || type === 'sfixed64') out.fixed64(value);
  else if (type === 'fixed32') out.fixed32(Number(value));
  else if (type === 'sint32') out.bigint64(value < 0n ? -value * 2n - 1n : value * 2n);
  else out.bigint64(value);
}

function readDouble(input: JsonScanner): number {
  if (input.next() !== 0x22) return Number(input.number());
  const at = input.pos;
  const text = input.shortString(MAX_NUMBER * 8);
  const special = NON_FINITE[text];
  if (special !== undefined) return special;
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new JsonFault(at, 'no number');
  return value;
}

function readInteger(field: FieldSpec, input: JsonScanner): bigint {
  const quoted = input.next() === 0x22;
  const at = input.pos;
  const text = quoted ? input.shortString(MAX_NUMBER) : input.number();
  if (quoted && field.names !== undefined) {
    const named = field.names[text];
    if (named !== undefined) return BigInt(named);
  }
  const value = integerOf(text);
  const range = RANGES[field.type as FieldType]!;
  if (value === undefined) throw new JsonFault(at, field.names === undefined ? 'no integer' : 'no known enum value');
  if (value < range[0] || value > range[1]) throw new JsonFault(at, `out of the range of ${field.type}`);
  return value;
}

/** `12`, `-3`, and exact forms such as `1e3` and `12.0`, as the protobuf JSON mapping allows. */
function integerOf(text: string): bigint | undefined {
  if (/^-?\d{1,20}$/.test(text)) return BigInt(text);
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

function writeId(field: FieldSpec, input: JsonScanner, out: Writer): void {
  const at = (input.next(), input.pos);
  const text = input.shortString(256);
  if (text === '') return;
  if (text.length % 2 !== 0) throw new JsonFault(at, 'an id with an odd number of hex digits');
  out.tag(field.number, 2);
  out.varint(text.length / 2);
  for (let i = 0; i < text.length; i += 2) {
    const high = hexDigit(text.charCodeAt(i));
    const low = hexDigit(text.charCodeAt(i + 1));
    if (high === -1 || low === -1) throw new JsonFault(at, 'an id that is not hex');
    out.byte(high * 16 + low);
  }
}
