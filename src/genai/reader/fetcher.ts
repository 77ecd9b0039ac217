import { ARRAY, BOOL, DOUBLE, INT, NONE as NO_VALUE, STRING, ValueView } from '../../otlp/views/values.ts';
import { LOG_RECORD } from '../../otlp/fields.ts';
import { bytesOf, equalBytes } from '../../wire/bytes.ts';
import { decodeText } from '../../wire/text.ts';
import { TextSlice } from '../../wire/text-slice.ts';
import type { GenAiCall } from '../call.ts';
import { COMPOUND, FALSE, NOTHING, NUMBER, numberOf, type PathHits, setUnescaped, TEXT, TRUE } from '../json-paths/hits.ts';
import { JsonScanner } from '../json-paths/scan-json.ts';
import { scanValue } from '../json-paths/scan-value.ts';
import { AbsentTexts } from './absent.ts';
import { EventAnswers } from './event-answers.ts';
import type { Item } from './item.ts';
import type { Program } from './program.ts';
import {
  AT_ATTR,
  AT_BODY,
  AT_CONST,
  AT_EVENT,
  AT_INDEXED,
  AT_JSON,
  AT_SPAN_NAME,
  COUNT,
  COUNT_COMMAS,
  type Document,
  FIRST_WORD,
  IGNORE_ZERO,
  ISO_MINUS_START,
  LOWER,
  MS_TO_S,
  PYTHON_CLASS,
  type Source,
  type Test,
  TIME_MINUS_START,
  UNQUOTE,
} from './source.ts';

/** An OTLP array (`value`), an indexed or JSON list: several values, taken by the field that wants lists. */
export const LISTED = 6;
/** The place was filled with a value that stands for nothing: no further source is asked. */
export const DECIDED = 7;
export type Found = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * Gets values for compiled sources out of one item. After `fetch`, `text` or `number` holds what was found, by its kind;
 * `value` stands on the attribute's AnyValue. Makes no strings and no objects, but for texts with escapes.
 */
export class Fetcher {
  readonly text: TextSlice = new TextSlice();
  number: number = Number.NaN;
  readonly value: ValueView = new ValueView();
  /** Row of the attribute found last, -1 when it came from elsewhere. */
  row = -1;
  hits: PathHits | undefined;
  item!: Item;
  call!: GenAiCall;
  program!: Program;
  absent: AbsentTexts = new AbsentTexts();
  readonly #scanner = new JsonScanner();
  readonly #events = new EventAnswers();

  begin(item: Item, call: GenAiCall, program: Program, absent: AbsentTexts): void {
    this.item = item;
    this.call = call;
    this.program = program;
    this.absent = absent;
  }

  /** Looks the attribute of the source up by its key. */
  fetch(source: Source): Found {
    const key = source.kind === AT_ATTR || source.kind === AT_JSON ? (source.key ?? source.document?.key) : undefined;
    if (key === undefined) return this.fetchAt(source, -1);
    const row = this.item.attributes.find(key);
    return row === -1 ? NOTHING : this.fetchAt(source, row);
  }

  /** `row` is the row of the source's attribute; -1 for sources that go by none. */
  fetchAt(source: Source, row: number): Found {
    return source.test !== undefined && !this.holds(source.test) ? NOTHING : this.fetchUntested(source, row);
  }

  /** The same for a source whose condition is known to hold. */
  fetchUntested(source: Source, row: number): Found {
    this.row = row;
    switch (source.kind) {
      case AT_ATTR:
        this.item.attributes.value(row, this.value);
        return this.#fromValue(source);
      case AT_JSON:
      case AT_BODY:
        return this.#fromDocument(source, row);
      case AT_EVENT:
        return this.#fromEvent(source);
      case AT_INDEXED:
        return this.#fromIndexed(source);
      case AT_CONST:
        return this.#fromConst(source);
      case AT_SPAN_NAME:
        this.text.set(this.item.nameBuf, this.item.nameStart, this.item.nameEnd);
        return this.#finishText(source);
      default:
        return this.#fromSum(source);
    }
  }

  holds(test: Test): boolean {
    const { item } = this;
    if (test.failed && !item.failed) return false;
    if (test.operations !== undefined && !test.operations.includes(this.call.operation)) return false;
    if (test.attr !== undefined) {
      const row = item.attributes.find(test.attr);
      if (row === -1) return false;
      if (test.is !== undefined) {
        const value = item.attributes.value(row, this.value);
        if (value.kind !== STRING || !within(test.is, value.buf, value.start, value.end)) return false;
      }
    }
    if (test.lacks !== undefined && item.attributes.find(test.lacks) !== -1) return false;
    if (test.names !== undefined && !within(test.names, item.nameBuf, item.nameStart, item.nameEnd)) return false;
    if (test.namePrefixes !== undefined && !startsWithin(test.namePrefixes, item.nameBuf, item.nameStart, item.nameEnd)) return false;
    if (test.logEvents !== undefined && (item.record === undefined || !within(test.logEvents, item.nameBuf, item.nameStart, item.nameEnd)))
      return false;
    return true;
  }

  /** Points `text` at the next row that an indexed source matches, from `row` on; returns the row, or -1. */
  nextIndexed(source: Source, from: number): number {
    const { attributes } = this.item;
    const { prefix, suffix } = source;
    const shortest = prefix.length + suffix.length + 1;
    for (let row = from; row < attributes.size; row++) {
      const start = attributes.keyStart(row);
      const end = attributes.keyEnd(row);
      if (end - start < shortest) continue;
      const buf = attributes.source(row);
      if (buf[start] !== prefix[0] || !equalBytes(prefix, 0, buf, start, prefix.length)) continue;
      if (!equalBytes(suffix, 0, buf, end - suffix.length, suffix.length) || attributes.kind(row) === -1) continue;
      const digit = buf[start + prefix.length]! - 0x30;
      if (digit < 0 || digit > 9) continue;
      this.row = row;
      attributes.value(row, this.value);
      if (this.value.kind === STRING) this.text.set(this.value.buf, this.value.start, this.value.end);
      else this.text.clear();
      return row;
    }
    return -1;
  }

  #fromDocument(source: Source, row: number): Found {
    const document = source.document!;
    if (document.serial !== this.item.serial) this.#load(document, row);
    return document.isDocument ? this.#fromHits(source, document) : NOTHING;
  }

  #fromHits(source: Source, document: Document): Found {
    const { hits } = document;
    if (source.needSlot !== -1 && hits.kinds[source.needSlot] === NOTHING) return NOTHING;
    const kind = hits.kinds[source.slot]! as Found;
    if (kind === NOTHING) return NOTHING;
    if (source.listed) {
      this.hits = hits;
      return LISTED;
    }
    if (kind === TEXT) {
      hits.text(source.slot, this.text);
      return this.#finishText(source);
    }
    this.number = hits.numbers[source.slot]!;
    return kind === NUMBER ? this.#finishNumber(source) : kind;
  }

  #load(document: Document, row: number): void {
    document.serial = this.item.serial;
    document.isDocument = false;
    if (document.key === undefined) {
      if (this.item.record === undefined || !this.item.record.body(this.value)) return;
      const { message } = this.item;
      const buf = message.source(LOG_RECORD.body);
      this.#scan(document, buf, message.fieldStart(LOG_RECORD.body), message.fieldEnd(LOG_RECORD.body));
      return;
    }
    const { attributes } = this.item;
    attributes.value(row, this.value);
    this.#scan(document, attributes.source(row), attributes.valueStart(row), attributes.valueEnd(row));
  }

  #scan(document: Document, buf: Uint8Array, start: number, end: number): void {
    const { value } = this;
    if (value.kind === STRING) document.isDocument = this.#scanner.scan(value.buf, value.start, value.end, document.hits);
    else if (value.kind !== NO_VALUE) {
      scanValue(buf, start, end, document.hits);
      document.isDocument = true;
    }
  }

  #fromEvent(source: Source): Found {
    const events = this.#events;
    if (events.serial !== this.item.serial || events.program !== this.program) events.collect(this.item, this.program);
    const slot = source.eventSlot;
    if (source.ops & TIME_MINUS_START) {
      const time = events.timeOf(slot);
      if (time === 0) return NOTHING;
      this.number = (time - this.item.startNs()) / 1e9;
      return this.number >= 0 ? NUMBER : NOTHING;
    }
    if (!events.valueOf(slot, this.value)) return NOTHING;
    const { document } = source;
    if (document === undefined) return this.#fromValue(source);
    const { value } = this;
    document.isDocument = value.kind === STRING && this.#scanner.scan(value.buf, value.start, value.end, document.hits);
    return document.isDocument ? this.#fromHits(source, document) : NOTHING;
  }

  #fromIndexed(source: Source): Found {
    if (source.ops & COUNT) {
      let count = 0;
      for (let row = this.nextIndexed(source, 0); row !== -1; row = this.nextIndexed(source, row + 1)) count++;
      this.number = count;
      return count === 0 ? NOTHING : NUMBER;
    }
    return this.nextIndexed(source, 0) === -1 ? NOTHING : LISTED;
  }

  #fromConst(source: Source): Found {
    if (source.constBool !== -1) return source.constBool === 1 ? TRUE : FALSE;
    if (source.constBytes.length > 0) {
      this.text.set(source.constBytes, 0, source.constBytes.length);
      return TEXT;
    }
    this.number = source.constNumber;
    return NUMBER;
  }

  #fromSum(source: Source): Found {
    const { attributes } = this.item;
    let sum = 0;
    let found = false;
    for (let i = 0; i < source.keys.length; i++) {
      const row = attributes.find(source.keys[i]!);
      if (row === -1) continue;
      const number = numberOfValue(attributes.value(row, this.value));
      found = true;
      sum += number;
    }
    this.number = sum;
    return found ? NUMBER : NOTHING;
  }

  #fromValue(source: Source): Found {
    const { value } = this;
    switch (value.kind) {
      case STRING:
        this.text.set(value.buf, value.start, value.end);
        return this.#finishText(source);
      case INT:
        this.number = value.int();
        return this.#finishNumber(source);
      case DOUBLE:
        this.number = value.double();
        return this.#finishNumber(source);
      case BOOL:
        return value.bool() ? TRUE : FALSE;
      case ARRAY:
        return LISTED;
      case NO_VALUE:
        return NOTHING;
      default:
        return COMPOUND;
    }
  }

  #finishText(source: Source): Found {
    const { text } = this;
    const { ops } = source;
    if (ops & UNQUOTE && text.end - text.start >= 2 && text.buf[text.start] === 0x22 && text.buf[text.end - 1] === 0x22) {
      setUnescaped(text, text.buf, text.start + 1, text.end - 1);
    }
    if (ops & PYTHON_CLASS) unwrapClass(text);
    if (this.absent.has(text.buf, text.start, text.end)) return NOTHING;
    if (ops & FIRST_WORD) {
      const blank = text.buf.indexOf(0x20, text.start);
      if (blank !== -1 && blank < text.end) text.end = blank;
    }
    if (ops & LOWER) {
      const lower = Buffer.from(text.toString().toLowerCase(), 'utf8');
      text.set(lower, 0, lower.length);
    }
    if (source.values !== undefined) {
      const mapped = source.values.get(text.buf, text.start, text.end);
      if (mapped !== undefined) {
        if (mapped.bytes === undefined) return DECIDED;
        text.set(mapped.bytes, 0, mapped.bytes.length);
      }
    }
    if (ops & COUNT_COMMAS) {
      this.number = 1;
      for (let i = text.start; i < text.end; i++) if (text.buf[i] === 0x2c) this.number++;
      return NUMBER;
    }
    if (ops & ISO_MINUS_START) return this.#timeText();
    if (ops & (MS_TO_S | IGNORE_ZERO)) {
      this.number = numberOf(text.buf, text.start, text.end);
      return this.#finishNumber(source);
    }
    return TEXT;
  }

  #finishNumber(source: Source): Found {
    if (source.ops & IGNORE_ZERO && this.number === 0) return NOTHING;
    if (source.ops & MS_TO_S) this.number /= 1000;
    return NUMBER;
  }

  /** An ISO 8601 text as seconds after the span's start; kept to the microsecond. */
  #timeText(): Found {
    const { text } = this;
    const ms = Date.parse(decodeText(text.buf, text.start, text.end));
    if (Number.isNaN(ms)) return NOTHING;
    this.number = ms / 1e3 - this.item.startNs() / 1e9;
    return this.number >= 0 ? NUMBER : NOTHING;
  }
}

/** A count or amount, also when it was written as text; NaN when it is none. */
export function numberOfValue(value: ValueView): number {
  if (value.kind === INT) return value.int();
  if (value.kind === DOUBLE) return value.double();
  return value.kind === STRING ? numberOf(value.buf, value.start, value.end) : Number.NaN;
}

function within(texts: readonly Uint8Array[], buf: Uint8Array, start: number, end: number): boolean {
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    if (text.length === end - start && equalBytes(text, 0, buf, start, text.length)) return true;
  }
  return false;
}

function startsWithin(texts: readonly Uint8Array[], buf: Uint8Array, start: number, end: number): boolean {
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    if (text.length <= end - start && equalBytes(text, 0, buf, start, text.length)) return true;
  }
  return false;
}

const CLASS_START: Uint8Array = bytesOf("<class '");

function unwrapClass(text: TextSlice): void {
  const { buf, start, end } = text;
  const from = start + CLASS_START.length;
  if (end - from < 3 || !equalBytes(CLASS_START, 0, buf, start, CLASS_START.length)) return;
  if (buf[end - 2] === 0x27 && buf[end - 1] === 0x3e) text.set(buf, from, end - 2);
}
