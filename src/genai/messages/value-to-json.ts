import { eachElement, eachEntry } from '../../otlp/build/read-plain.ts';
import { ARRAY, BOOL, BYTES, DOUBLE, INT, KVLIST, STRING, ValueView } from '../../otlp/views/values.ts';
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
  const list: (Json | undefined)[] = [];
  eachElement(value, (start, end) => list.push(valueToJson(new ValueView().load(value.buf, start, end), depth + 1)));
  return list.every((element) => element !== undefined) ? list : undefined;
}

function objectOf(value: ValueView, depth: number): Json | undefined {
  const members: [string, Json | undefined][] = [];
  eachEntry(value, (key, start, end) => members.push([key, valueToJson(new ValueView().load(value.buf, start, end), depth + 1)]));
  return members.every((member): member is [string, Json] => member[1] !== undefined) ? Object.fromEntries(members) : undefined;
}
