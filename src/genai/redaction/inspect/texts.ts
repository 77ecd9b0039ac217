import { type Batch, type Signal } from '../../../otlp/batch.ts';
import { EVENT, LINK, LOG_RECORD, SCOPE, SPAN, STATUS } from '../../../otlp/fields.ts';
import type { AttributesView } from '../../../otlp/views/attributes-view.ts';
import type { ChildList } from '../../../otlp/views/children.ts';
import type { MessageView } from '../../../otlp/views/message.ts';
import { ARRAY, BYTES, DOUBLE, INT, KVLIST, STRING, ValueView } from '../../../otlp/views/values.ts';
import { LogWalk, PointWalk, SpanWalk } from '../../../otlp/walk.ts';
import { Cursor } from '../../../wire/cursor.ts';
import { bytesOf } from '../../../wire/bytes.ts';
import { decodeText } from '../../../wire/text.ts';

/** One text of a batch. `key` is the attribute's key, '' for texts that have none; a map's inner key for what is in a map. */
export interface BatchText {
  readonly signal: Signal;
  readonly traceId: string;
  readonly spanId: string;
  readonly place: string;
  readonly key: string;
  /** The outermost attribute key, whose class decides. */
  readonly attribute: string;
  /** Which item of the batch, from 1; 0 for resources and scopes. */
  readonly item: number;
  /** Which resource of the batch, from 1. */
  readonly resource: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

type Where = Omit<BatchText, 'bytes' | 'start' | 'end' | 'place' | 'key' | 'attribute' | 'item' | 'resource'>;
type Visit = (text: BatchText) => void;

const LIST_TAG = 0x0a;
const KEY_TAG = 0x0a;

/** Shows every text that redaction looks at, in the order of the bytes: resource, scope, item. Cold. `showKey` makes keys fit for places. */
export function visitTexts(batch: Batch, showKey: (key: string) => string, visit: Visit): void {
  const { signal } = batch;
  const none: Where = { signal, traceId: '', spanId: '' };
  let items = 0;
  let resource = 0;
  let item = 0;
  const at = (where: Where, place: string, key: string, attribute: string, bytes: Uint8Array, start: number, end: number): void => {
    if (end > start) visit({ ...where, place, key, attribute, item, resource, bytes, start, end });
  };
  const field = (where: Where, place: string, message: MessageView, number: number): void => {
    if (message.has(number)) at(where, place, '', '', message.source(number), message.fieldStart(number), message.fieldEnd(number));
  };
  const value = (where: Where, place: string, key: string, attribute: string, buf: Uint8Array, start: number, end: number): void => {
    const view = new ValueView().load(buf, start, end);
    if (view.kind === STRING || view.kind === BYTES) at(where, place, key, attribute, buf, view.start, view.end);
    else if (view.kind === INT || (view.kind === DOUBLE && Number.isInteger(view.double()))) {
      const digits = bytesOf(String(view.kind === INT ? new Cursor(buf, view.start).bigint64() : BigInt(view.double())));
      at(where, place, key, attribute, digits, 0, digits.length);
    } else if (view.kind === ARRAY || view.kind === KVLIST) {
      let index = 0;
      each(buf, view.start, view.end, (from, to) => {
        if (view.kind === ARRAY) value(where, `${place}[${index++}]`, key, attribute, buf, from, to);
        else pair(where, place, attribute, buf, from, to);
      });
    }
  };
  const pair = (where: Where, place: string, attribute: string, buf: Uint8Array, start: number, end: number): void => {
    const c = new Cursor(buf, start);
    let key = '';
    while (c.pos < end) {
      const tag = c.varint();
      if ((tag & 7) !== 2) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      const from = c.pos;
      c.pos += length;
      if (tag === KEY_TAG) {
        key = decodeText(buf, from, c.pos);
        at(where, `${place} (key)`, '', '', buf, from, c.pos);
      } else value(where, `${place}.${showKey(key)}`, key, attribute === '' ? key : attribute, buf, from, c.pos);
    }
  };
  const attributes = (where: Where, prefix: string, list: AttributesView): void => {
    for (let row = 0; row < list.size; row++) {
      const key = list.keyText(row);
      const source = list.source(row);
      at(where, `${prefix} (key)`, '', '', source, list.keyStart(row), list.keyEnd(row));
      value(where, `${prefix}["${showKey(key)}"]`, key, key, source, list.valueStart(row), list.valueEnd(row));
    }
  };
  const children = (where: Where, name: string, list: ChildList, text: number, textName: string): void => {
    let index = 0;
    for (let more = list.first(); more; more = list.next(), index++) {
      attributes(where, `${name}[${index}].attributes`, list.view.attributes);
      if (text !== 0) field(where, `${name}[${index}].${textName}`, list.view, text);
    }
  };
  const context = (view: { readonly isScope: boolean; readonly attributes: AttributesView; readonly message: MessageView }): void => {
    item = 0;
    if (!view.isScope) resource++;
    attributes(none, view.isScope ? 'scope.attributes' : 'resource.attributes', view.attributes);
    if (!view.isScope) return;
    field(none, 'scope.name', view.message, SCOPE.name);
    field(none, 'scope.version', view.message, SCOPE.version);
  };
  if (signal === 'traces') {
    new SpanWalk().run(batch, {
      context,
      item(span) {
        item = ++items;
        const where = { signal, traceId: span.traceId(), spanId: span.spanId() };
        field(where, 'name', span.message, SPAN.name);
        field(where, 'trace_state', span.message, SPAN.traceState);
        attributes(where, 'attributes', span.attributes);
        children(where, 'events', span.events, EVENT.name, 'name');
        children(where, 'links', span.links, LINK.traceState, 'trace_state');
        if (span.message.has(SPAN.status)) {
          const source = span.message.source(SPAN.status);
          each(
            source,
            span.message.fieldStart(SPAN.status),
            span.message.fieldEnd(SPAN.status),
            (from, to) => at(where, 'status.message', '', '', source, from, to),
            STATUS.message * 8 + 2,
          );
        }
        return true;
      },
    });
  } else if (signal === 'logs') {
    new LogWalk().run(batch, {
      context,
      item(record) {
        item = ++items;
        const where = { signal, traceId: record.traceId(), spanId: record.spanId() };
        attributes(where, 'attributes', record.attributes);
        field(where, 'severity_text', record.message, LOG_RECORD.severityText);
        field(where, 'event_name', record.message, LOG_RECORD.eventName);
        const body = LOG_RECORD.body;
        if (record.message.has(body))
          value(where, 'body', '', '', record.message.source(body), record.message.fieldStart(body), record.message.fieldEnd(body));
        return true;
      },
    });
  } else {
    new PointWalk().run(batch, {
      context,
      item(point) {
        item = ++items;
        attributes(none, 'attributes', point.attributes);
        children(none, 'exemplars', point.exemplars, 0, '');
        return true;
      },
    });
  }
}

/** Calls `one` with the content range of each length-delimited field `tag` of a message. */
function each(buf: Uint8Array, start: number, end: number, one: (from: number, to: number) => void, tag: number = LIST_TAG): void {
  const c = new Cursor(buf, start);
  while (c.pos < end) {
    const header = c.varint();
    if (header !== tag) {
      c.skip(header & 7);
      continue;
    }
    const length = c.varint();
    const from = c.pos;
    c.pos += length;
    one(from, c.pos);
  }
}
