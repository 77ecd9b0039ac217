import { CONTENT, IDENTITY, type KeyInfo, PLAIN, STRUCTURAL } from '../../genai/redaction/key-class.ts';
import type { LinkedTerms } from '../../genai/redaction/engine/linked-terms.ts';
import { ATTRIBUTE_DROPPED, ITEM_DROPPED, REPLACED, type Redactor } from '../../genai/redaction/redactor.ts';
import { ANY_VALUE, ARRAY_VALUE, KEY_VALUE } from '../../otlp/fields.ts';
import { ARRAY, BYTES, DOUBLE, INT, KVLIST, STRING, ValueView } from '../../otlp/views/values.ts';
import { Cursor } from '../../wire/cursor.ts';
import { Writer } from '../../wire/writer.ts';
import type { KeyEntries } from './key-entries.ts';

/** Nesting of arrays and kvlists beyond which a value is not looked at but replaced; the edge refuses deeper ones anyway. */
const MOST_DEPTH = 128;
/** Fewest digits of an integer that any recogniser wants. */
const FEWEST_DIGITS = 7;

const LIST_TAG = ARRAY_VALUE.values * 8 + 2;
const KEY_TAG = KEY_VALUE.key * 8 + 2;
const VALUE_TAG = KEY_VALUE.value * 8 + 2;

/**
 * Redacts one AnyValue of any kind, arrays and kvlists with all that is in them, into a writer. `outcome` tells what
 * became of it; when it is unchanged nothing was written.
 */
export class ValueWriter {
  readonly #redactor: Redactor;
  readonly #keys: KeyEntries;
  readonly #digits = new Writer(32);
  readonly #views: ValueView[] = [];
  #linked: LinkedTerms | undefined = undefined;

  constructor(redactor: Redactor, keys: KeyEntries) {
    this.#redactor = redactor;
    this.#keys = keys;
  }

  /** Writes the AnyValue message `buf[start..end)` anew; returns the disposition (`redactor.ts`). */
  write(buf: Uint8Array, start: number, end: number, key: KeyInfo, linked: LinkedTerms | undefined, out: Writer): number {
    this.#linked = key.keyClass === STRUCTURAL || key.keyClass === IDENTITY ? undefined : linked;
    const mark = out.pos;
    const outcome = this.#value(buf, start, end, key, 0, out);
    if (outcome !== REPLACED) out.pos = mark;
    return outcome;
  }

  #value(buf: Uint8Array, start: number, end: number, key: KeyInfo, depth: number, out: Writer): number {
    const view = (this.#views[depth] ??= new ValueView()).load(buf, start, end);
    switch (view.kind) {
      case STRING:
      case BYTES:
        return this.#text(view, key, out);
      case INT:
        return this.#number(view, view.int(), key, out);
      case DOUBLE:
        return this.#number(view, view.double(), key, out);
      case ARRAY:
      case KVLIST:
        if (depth >= MOST_DEPTH) throw new RangeError('nested too deeply');
        return this.#list(view.kind, buf, view.start, view.end, key, depth, out);
      default:
        return 0;
    }
  }

  #text(view: ValueView, key: KeyInfo, out: Writer): number {
    const mark = out.begin(view.kind);
    const redactor = this.#redactor;
    if (key.keyClass === IDENTITY) redactor.redactIdentity(view.buf, view.start, view.end, out);
    else redactor.redactText(view.buf, view.start, view.end, key, out, this.#linked);
    if (redactor.disposition === REPLACED) out.end(mark);
    return redactor.disposition;
  }

  /** A whole number, also one written as a double, is scanned by its digits, and becomes a string when it holds something. */
  #number(view: ValueView, value: number, key: KeyInfo, out: Writer): number {
    if (key.keyClass === STRUCTURAL) return 0;
    if (key.keyClass !== IDENTITY && !(Math.abs(value) >= 10 ** (FEWEST_DIGITS - 1)) && key.keyed === -1) return 0;
    const digits = this.#digits;
    digits.reset();
    if (view.kind === INT || Number.isInteger(value) || key.keyClass === IDENTITY) digits.text(digitsOf(view, value));
    if (digits.pos === 0) return 0;
    const mark = out.begin(ANY_VALUE.string);
    const redactor = this.#redactor;
    if (key.keyClass === IDENTITY) redactor.redactIdentity(digits.buf, 0, digits.pos, out);
    else redactor.redactText(digits.buf, 0, digits.pos, key, out, this.#linked);
    if (redactor.disposition === REPLACED) out.end(mark);
    return redactor.disposition;
  }

  /** ArrayValue and KeyValueList: both repeat field 1. Elements that drop their attribute are left out. */
  #list(kind: number, buf: Uint8Array, start: number, end: number, key: KeyInfo, depth: number, out: Writer): number {
    const listMark = out.begin(kind);
    const c = new Cursor(buf, start);
    let changed = false;
    while (c.pos < end) {
      const tagAt = c.pos;
      const tag = c.varint();
      if (tag !== LIST_TAG) {
        c.skip(tag & 7);
        out.bytes(buf, tagAt, c.pos);
        continue;
      }
      const length = c.varint();
      const from = c.pos;
      c.pos += length;
      const before = out.pos;
      const mark = out.begin(ARRAY_VALUE.values);
      const outcome = kind === ARRAY ? this.#value(buf, from, c.pos, key, depth + 1, out) : this.#pair(buf, from, c.pos, key, depth, out);
      if (outcome === ITEM_DROPPED) return outcome;
      if (outcome === REPLACED) {
        out.end(mark);
        changed = true;
      } else {
        out.pos = before;
        if (outcome === ATTRIBUTE_DROPPED) changed = true;
        else out.bytes(buf, tagAt, c.pos);
      }
    }
    if (!changed) return 0;
    out.end(listMark);
    return REPLACED;
  }

  /** One KeyValue of a kvlist. Its key is scanned, tells its class, and is context for its value. */
  #pair(buf: Uint8Array, start: number, end: number, outer: KeyInfo, depth: number, out: Writer): number {
    const c = new Cursor(buf, start);
    let keyStart = start;
    let keyEnd = start;
    let valueStart = -1;
    let valueEnd = -1;
    while (c.pos < end) {
      const tag = c.varint();
      if (tag !== KEY_TAG && tag !== VALUE_TAG) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      if (tag === KEY_TAG) {
        keyStart = c.pos;
        keyEnd = c.pos + length;
      } else {
        valueStart = c.pos;
        valueEnd = c.pos + length;
      }
      c.pos += length;
    }
    const { info, renamed, disposition } = this.#keys.of(buf, keyStart, keyEnd);
    if (disposition > REPLACED) return disposition;
    if (info.keyClass === CONTENT && this.#redactor.policy.dropContent) return ATTRIBUTE_DROPPED;
    const entryAt = out.pos;
    if (renamed === undefined) out.lenField(KEY_VALUE.key, buf, keyStart, keyEnd);
    else out.textField(KEY_VALUE.key, renamed);
    if (valueStart === -1) return renamed === undefined ? 0 : REPLACED;
    const mark = out.begin(KEY_VALUE.value);
    const outcome = this.#value(buf, valueStart, valueEnd, inner(outer, info), depth + 1, out);
    if (outcome === REPLACED) {
      out.end(mark);
      return REPLACED;
    }
    if (outcome !== 0 || renamed === undefined) {
      out.pos = entryAt;
      return outcome;
    }
    out.pos = mark;
    out.bytes(buf, valueStart, valueEnd);
    out.end(mark);
    return REPLACED;
  }
}

/** Inside content ids are scanned as JSON's would be; an identity is one wherever it stands. */
function inner(outer: KeyInfo, own: KeyInfo): KeyInfo {
  if (outer.keyClass === IDENTITY) return outer;
  return outer.keyClass === CONTENT && own.keyClass === STRUCTURAL ? { ...own, keyClass: PLAIN } : own;
}

/** The digits of a whole number without its sign; of any other double what JavaScript writes, '' for NaN and infinities. */
function digitsOf(view: ValueView, value: number): string {
  if (Number.isSafeInteger(value)) return String(Math.abs(value));
  if (view.kind === INT) return new Cursor(view.buf, view.start).bigint64().toString().replace('-', '');
  if (!Number.isFinite(value)) return '';
  return Number.isInteger(value) ? BigInt(Math.abs(value)).toString() : String(Math.abs(value));
}
