import { ARRAY, BOOL, BYTES, DOUBLE, INT, KVLIST, STRING, ValueView } from '../../otlp/views/values.ts';
import { Cursor } from '../../wire/cursor.ts';
import { type Json, parseJson } from './message.ts';

/** Nesting beyond this is no message. */
const DEEPEST = 32;

/** An AnyValue as JSON; undefined when JSON cannot say it: bytes, numbers beyond 2^53, not a number. */
export function valueToJson(value: ValueView, depth = 0): Json | undefined {
  switch (value.kind) {
    case STRING:
      return value.text();
    case BOOL:
      return value.bool();
    case INT:
      return Number.isSafeInteger(value.int()) ? value.int() : undefined;
    case DOUBLE:
      return Number.isFinite(value.double()) ? value.double() : undefined;
    case ARRAY:
      return depth < DEEPEST ? listOf(value, depth) : undefined;
    case KVLIST:
      return depth < DEEPEST ? objectOf(value, depth) : undefined;
    case BYTES:
      return undefined;
    default:
      return null;
  }
}

/** The document that a text is, else the text itself; undefined when it begins like a document and is none. */
export function textToJson(text: string): Json | undefined {
  const first = /^\s*([[{"])/.exec(text)?.[1];
  if (first === undefined) return text;
  const parsed = parseJson(text);
  return parsed === undefined && first === '"' ? text : parsed;
}

function listOf(value: ValueView, depth: number): Json | undefined {
  const list: Json[] = [];
  const cursor = new Cursor(value.buf).at(value.buf, value.start);
  while (cursor.pos < value.end) {
    const tag = cursor.varint();
    if (tag !== 0x0a) {
      cursor.skip(tag & 7);
      continue;
    }
    const length = cursor.varint();
    const element = valueToJson(new ValueView().load(value.buf, cursor.pos, cursor.pos + length), depth + 1);
    if (element === undefined) return undefined;
    list.push(element);
    cursor.pos += length;
  }
  return list;
}

function objectOf(value: ValueView, depth: number): Json | undefined {
  const members: [string, Json][] = [];
  const cursor = new Cursor(value.buf).at(value.buf, value.start);
  while (cursor.pos < value.end) {
    const tag = cursor.varint();
    if (tag !== 0x0a) {
      cursor.skip(tag & 7);
      continue;
    }
    const length = cursor.varint();
    const member = memberOf(value.buf, cursor.pos, cursor.pos + length, depth);
    if (member === undefined) return undefined;
    members.push(member);
    cursor.pos += length;
  }
  return Object.fromEntries(members);
}

function memberOf(buf: Uint8Array, start: number, end: number, depth: number): [string, Json] | undefined {
  let key = '';
  let member: Json | undefined = null;
  const cursor = new Cursor(buf).at(buf, start);
  while (cursor.pos < end) {
    const tag = cursor.varint();
    if (tag !== 0x0a && tag !== 0x12) {
      cursor.skip(tag & 7);
      continue;
    }
    const length = cursor.varint();
    if (tag === 0x0a) key = Buffer.from(buf.subarray(cursor.pos, cursor.pos + length)).toString('utf8');
    else member = valueToJson(new ValueView().load(buf, cursor.pos, cursor.pos + length), depth + 1);
    cursor.pos += length;
  }
  return member === undefined ? undefined : [key, member];
}
