import { decodeText } from '../../wire/text.ts';
import { Cursor } from '../../wire/cursor.ts';
import { ANY_VALUE, KEY_VALUE } from '../fields.ts';
import { ARRAY, BOOL, BYTES, DOUBLE, INT, KVLIST, STRING, ValueView } from '../views/values.ts';

/** What a value is as JSON: lists and maps with their contents, bytes in base64, a value without a member null. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Bounds of a reading; what is beyond them is left out. */
export interface PlainLimits {
  readonly maxDepth: number;
  /** Elements of one list or map. */
  readonly maxElements: number;
}

const LIST_TAG = 0x0a;

/** The inverse of `writePlain`, for cold paths: a value as JSON. Numbers that JSON has no words for (NaN, infinities) are texts. */
export function readPlain(value: ValueView, limits: PlainLimits, depth: number = 0): JsonValue {
  switch (value.kind) {
    case STRING:
      return value.text();
    case BOOL:
      return value.bool();
    case INT:
      return exactInt(value);
    case DOUBLE:
      return finite(value.double());
    case BYTES:
      return Buffer.from(value.buf.subarray(value.start, value.end)).toString('base64');
    case ARRAY:
      return depth >= limits.maxDepth ? null : readList(value, limits, depth);
    case KVLIST:
      return depth >= limits.maxDepth ? null : readMap(value, limits, depth);
    default:
      return null;
  }
}

/** Beyond 2^53 the digits as text, so that none is lost. */
function exactInt(value: ValueView): number | string {
  const number = value.int();
  return Number.isSafeInteger(number) ? number : new Cursor(value.buf, value.start).bigint64().toString();
}

function finite(number: number): number | string {
  return Number.isFinite(number) ? number : String(number);
}

function readList(value: ValueView, limits: PlainLimits, depth: number): JsonValue[] {
  const list: JsonValue[] = [];
  eachElement(value, (start, end) => {
    if (list.length < limits.maxElements) list.push(readPlain(new ValueView().load(value.buf, start, end), limits, depth + 1));
  });
  return list;
}

function readMap(value: ValueView, limits: PlainLimits, depth: number): { [key: string]: JsonValue } {
  const entries: [string, JsonValue][] = [];
  eachEntry(value, (key, start, end) => {
    if (entries.length < limits.maxElements) entries.push([key, readPlain(new ValueView().load(value.buf, start, end), limits, depth + 1)]);
  });
  return Object.fromEntries(entries);
}

/** Calls `visit` with the key and the range of the value of each entry of a KVLIST; an entry without a value has an empty range. */
export function eachEntry(value: ValueView, visit: (key: string, start: number, end: number) => void): void {
  eachPair(value, (keyStart, keyEnd, start, end) => visit(decodeText(value.buf, keyStart, keyEnd), start, end));
}

/** The same with the range of the key, for who needs no text; without a key that range is empty, too. */
export function eachPair(value: ValueView, visit: (keyStart: number, keyEnd: number, start: number, end: number) => void): void {
  eachElement(value, (from, to) => {
    let [keyStart, keyEnd, start, end] = [to, to, to, to];
    const c = new Cursor(value.buf, from);
    while (c.pos < to) {
      const tag = c.varint();
      if (tag !== KEY_VALUE.key * 8 + 2 && tag !== KEY_VALUE.value * 8 + 2) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      if (tag === KEY_VALUE.key * 8 + 2) [keyStart, keyEnd] = [c.pos, c.pos + length];
      else [start, end] = [c.pos, c.pos + length];
      c.pos += length;
    }
    visit(keyStart, keyEnd, start, end);
  });
}

/** Calls `visit` with the range of each element of an ARRAY or entry of a KVLIST. */
export function eachElement(value: ValueView, visit: (start: number, end: number) => void): void {
  const c = new Cursor(value.buf, value.start);
  while (c.pos < value.end) {
    const tag = c.varint();
    if (tag !== LIST_TAG) {
      c.skip(tag & 7);
      continue;
    }
    const length = c.varint();
    visit(c.pos, c.pos + length);
    c.pos += length;
  }
}

/** Whether the value is a string, bool, int or double. */
export function isScalar(value: ValueView): boolean {
  return value.kind >= ANY_VALUE.string && value.kind <= ANY_VALUE.double;
}
