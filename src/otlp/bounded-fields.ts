import { Cursor, FIXED32, FIXED64, LEN, VARINT } from '../wire/cursor.ts';

/** One field of an untrusted message: a varint's number, or the range of a length-delimited value. */
export interface BoundedField {
  readonly field: number;
  readonly wire: number;
  /** Of a varint as a signed integer (nearest double), else -1. */
  readonly value: number;
  /** Range of a length-delimited value, else empty. */
  readonly start: number;
  readonly end: number;
}

const MAX_FIELDS = 1000;

/**
 * The fields of a small message that nobody validated (an answer of a backend), or undefined when the bytes are not a
 * protobuf message or hold more than 1000 fields. For cold paths: it allocates.
 */
export function readBoundedFields(buf: Uint8Array, start: number, end: number): readonly BoundedField[] | undefined {
  const fields: BoundedField[] = [];
  const cursor = new Cursor(buf, start);
  while (cursor.pos < end) {
    if (fields.length === MAX_FIELDS) return undefined;
    const tag = cursor.varint();
    const field = Math.floor(tag / 8);
    const wire = tag % 8;
    if (field < 1 || field > 0x1fff_ffff || cursor.pos > end) return undefined;
    if (wire === LEN) {
      const length = cursor.varint();
      const from = cursor.pos;
      if (from > end || length > end - from) return undefined;
      cursor.pos = from + length;
      fields.push({ field, wire, value: -1, start: from, end: cursor.pos });
    } else if (wire === VARINT) {
      fields.push({ field, wire, value: Number(cursor.bigint64()), start: 0, end: 0 });
    } else if (wire === FIXED64 || wire === FIXED32) {
      cursor.pos += wire === FIXED64 ? 8 : 4;
      fields.push({ field, wire, value: -1, start: 0, end: 0 });
    } else return undefined;
    if (cursor.pos > end) return undefined;
  }
  return fields;
}
