import { Writer } from '../../wire/writer.ts';
import { ANY_VALUE, ARRAY_VALUE, KEY_VALUE, KV_LIST } from '../fields.ts';

/** A double whatever its value; a bare integral number is written as an int, as OTLP/JSON readers would guess it. */
export interface DoubleValue {
  readonly double: number;
}

/**
 * What a test, tool or the demo can put into an attribute. Integral numbers and BigInts become int, other numbers
 * double, objects kvlist, `Uint8Array` bytes, null an AnyValue without a member.
 */
export type PlainValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | DoubleValue
  | Uint8Array
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** Attributes as a plain object; `undefined` leaves a key out. */
export type PlainAttributes = Readonly<Record<string, PlainValue | undefined>>;

/** Marks a number as a double even when it is integral. */
export function double(value: number): DoubleValue {
  return { double: value };
}

/** Writes each attribute as one KeyValue in `field`. */
export function writeAttributes(w: Writer, field: number, attributes: PlainAttributes | undefined): void {
  if (attributes === undefined) return;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    const entry = w.begin(field);
    w.textField(KEY_VALUE.key, key);
    const mark = w.begin(KEY_VALUE.value);
    writePlain(w, value);
    w.end(mark);
    w.end(entry);
  }
}

/** The attributes as bytes, to be copied in front of many points. */
export function encodeAttributes(field: number, attributes: PlainAttributes): Uint8Array {
  const w = new Writer(256);
  writeAttributes(w, field, attributes);
  return w.finish();
}

/** Writes the fields of an AnyValue message. */
export function writePlain(w: Writer, value: PlainValue): void {
  if (value === null) return;
  if (typeof value === 'string') w.textField(ANY_VALUE.string, value);
  else if (typeof value === 'boolean') {
    w.tag(ANY_VALUE.bool, 0);
    w.byte(value ? 1 : 0);
  } else if (typeof value === 'bigint') {
    w.tag(ANY_VALUE.int, 0);
    w.bigint64(value);
  } else if (typeof value === 'number') writeNumber(w, value);
  else if (value instanceof Uint8Array) w.lenField(ANY_VALUE.bytes, value, 0, value.length);
  else if (isArray(value)) writeArray(w, value);
  else if (isDouble(value)) writeDouble(w, value.double);
  else {
    const list = w.begin(ANY_VALUE.kvlist);
    writeAttributes(w, KV_LIST.values, value);
    w.end(list);
  }
}

function writeNumber(w: Writer, value: number): void {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return writeDouble(w, value);
  w.tag(ANY_VALUE.int, 0);
  w.int64(value);
}

function writeDouble(w: Writer, value: number): void {
  w.tag(ANY_VALUE.double, 1);
  w.double(value);
}

function writeArray(w: Writer, values: readonly PlainValue[]): void {
  const array = w.begin(ANY_VALUE.array);
  for (const value of values) {
    const element = w.begin(ARRAY_VALUE.values);
    writePlain(w, value);
    w.end(element);
  }
  w.end(array);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isArray(value: object): value is readonly PlainValue[] {
  return Array.isArray(value);
}

function isDouble(value: object): value is DoubleValue {
  return 'double' in value && typeof value.double === 'number' && Object.keys(value).length === 1;
}
