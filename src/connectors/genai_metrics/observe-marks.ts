import { internKey } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import { ARRAY, BOOL, INT, STRING, ValueView } from '../../otlp/views/values.ts';
import { Cursor } from '../../wire/cursor.ts';
import { appendAttribute } from './label-source.ts';
import type { LabelKey } from './label-key.ts';
import type { Recorder } from './recorder.ts';
import type { Group } from './series-table.ts';

const COUNT = internKey('assay.redaction.count');
const ENTITIES = internKey('assay.redaction.entities');
const SELECTED = internKey('assay.eval.selected');
const STRATUM = internKey('assay.eval.stratum');

const COLON = 0x3a;
const ZERO = 0x30;
const MAX_COUNT = 1_000_000;

const list = new ValueView();
const element = new ValueView();
const cursor = new Cursor(new Uint8Array(0));

/** Whether the span says that something on it was redacted. */
export function hasRedactions(attributes: AttributesView): boolean {
  return attributes.find(COUNT) !== -1 || attributes.find(ENTITIES) !== -1;
}

/**
 * Redactions as genai_redaction wrote them: `ENTITY:2` or `ENTITY:2:action` per entity, or only a count. An action that is
 * not written is unknown, and the label absent.
 */
export function observeRedactions(recorder: Recorder, group: Group, attributes: AttributesView): void {
  const row = attributes.find(ENTITIES);
  if (row !== -1 && attributes.value(row, list).kind === ARRAY && list.start < list.end) {
    const { buf, end } = list;
    let pos = list.start;
    while (pos < end) {
      const c = cursor.at(buf, pos);
      const tag = c.varint();
      if (tag !== 0x0a) {
        c.skip(tag & 7);
        pos = c.pos;
        continue;
      }
      const length = c.varint();
      const start = c.pos;
      pos = start + length;
      if (element.load(buf, start, pos).kind === STRING) observeEntity(recorder, group, buf, element.start, element.end);
    }
    return;
  }
  const countRow = attributes.find(COUNT);
  if (countRow === -1 || attributes.value(countRow, element).kind !== INT) return;
  const count = element.int();
  if (!(count > 0 && count <= MAX_COUNT)) return;
  recorder.free.reset();
  recorder.free.absent();
  recorder.free.absent();
  recorder.table.counter(group, recorder.counters.redactions, 0, recorder.free).value += count;
}

/** `assay.eval.selected` is true. */
export function observeSelection(recorder: Recorder, group: Group, attributes: AttributesView): void {
  const row = attributes.find(SELECTED);
  if (row === -1 || attributes.value(row, element).kind !== BOOL || !element.bool()) return;
  recorder.free.reset();
  if (!appendAttribute(recorder.free, attributes, STRATUM)) recorder.free.absent();
  recorder.table.counter(group, recorder.counters.evalSelected, 0, recorder.free).value += 1;
}

function observeEntity(recorder: Recorder, group: Group, buf: Uint8Array, start: number, end: number): void {
  const nameEnd = find(buf, start, end, COLON);
  let count = nameEnd === end ? 1 : 0;
  let at = nameEnd + 1;
  for (; at < end && buf[at] !== COLON; at++) {
    const digit = buf[at]! - ZERO;
    if (digit < 0 || digit > 9) return;
    count = count * 10 + digit;
  }
  if (!(count > 0 && count <= MAX_COUNT)) return;
  const free: LabelKey = recorder.free;
  free.reset();
  free.bytes(buf, start, nameEnd);
  if (at < end) free.bytes(buf, at + 1, end);
  else free.absent();
  recorder.table.counter(group, recorder.counters.redactions, 0, free).value += count;
}

function find(buf: Uint8Array, start: number, end: number, byte: number): number {
  let at = start;
  while (at < end && buf[at] !== byte) at++;
  return at;
}
