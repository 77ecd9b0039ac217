import type { Batch } from '../../src/otlp/batch.ts';
import { MESSAGES, type MessageSpec, REQUEST_MESSAGE } from '../../src/otlp/schema.data.ts';
import type { AttributesView } from '../../src/otlp/views/attributes-view.ts';
import type { MessageView } from '../../src/otlp/views/message.ts';
import { ValueView } from '../../src/otlp/views/values.ts';
import { LogWalk, PointWalk, SpanWalk } from '../../src/otlp/walk.ts';
import { plain } from './oracle.ts';

/**
 * A batch as plain objects, its items read through the walk's views (attributes, ids, times, texts, events, links,
 * status, body, points) and put in place of what the oracle decoded for them: equal to `plain` when all views read right.
 */
export function readBack(batch: Batch): Record<string, unknown> {
  const request = plain(batch.signal, batch.bytes);
  const items: Record<string, unknown>[] = [];
  const contexts: Record<string, unknown>[] = [];
  const context = (view: { message: MessageView; isScope: boolean; tagAt: number }): void => {
    contexts.push(objectOf(MESSAGES[view.isScope ? 'InstrumentationScope' : 'Resource']!, view.message));
  };
  if (batch.signal === 'traces') {
    new SpanWalk().run(batch, {
      context,
      item(span) {
        const object = objectOf(MESSAGES['Span']!, span.message);
        const events: unknown[] = [];
        for (let more = span.events.first(); more; more = span.events.next()) events.push(objectOf(MESSAGES['Event']!, span.events.view));
        const links: unknown[] = [];
        for (let more = span.links.first(); more; more = span.links.next()) links.push(objectOf(MESSAGES['Link']!, span.links.view));
        if (events.length > 0) object['events'] = events;
        if (links.length > 0) object['links'] = links;
        if (object['status'] !== undefined) object['status'] = statusOf(span.statusCode(), span.statusMessage());
        items.push(object);
        return true;
      },
    });
  } else if (batch.signal === 'logs') {
    const body = new ValueView();
    new LogWalk().run(batch, {
      context,
      item(record) {
        const object = objectOf(MESSAGES['LogRecord']!, record.message);
        if (record.body(body)) object['body'] = valueOf(body);
        items.push(object);
        return true;
      },
    });
  } else {
    new PointWalk().run(batch, {
      context,
      item(point) {
        const name = {
          5: 'NumberDataPoint',
          7: 'NumberDataPoint',
          9: 'HistogramDataPoint',
          10: 'ExponentialHistogramDataPoint',
          11: 'SummaryDataPoint',
        }[point.type];
        const object = objectOf(MESSAGES[name]!, point.message);
        const exemplars: unknown[] = [];
        for (let more = point.exemplars.first(); more; more = point.exemplars.next())
          exemplars.push(objectOf(MESSAGES['Exemplar']!, point.exemplars.view));
        if (exemplars.length > 0) object['exemplars'] = exemplars;
        items.push(object);
        return true;
      },
    });
  }
  return merge(MESSAGES[REQUEST_MESSAGE[batch.signal]]!, request, items, contexts) as Record<string, unknown>;
}

const ITEMS = new Set(['Span', 'LogRecord', 'NumberDataPoint', 'HistogramDataPoint', 'ExponentialHistogramDataPoint', 'SummaryDataPoint']);

/** Goes through the decoded request in order and puts what the views read over what the oracle decoded. */
function merge(
  spec: MessageSpec,
  object: Record<string, unknown>,
  items: Record<string, unknown>[],
  contexts: Record<string, unknown>[],
): unknown {
  const result: Record<string, unknown> = { ...object };
  if (/^(Resource|Scope)(Spans|Logs|Metrics)$/.test(spec.name)) {
    const read = contexts.shift()!;
    const field = spec.name.startsWith('Resource') ? 'resource' : 'scope';
    if (object[field] !== undefined) result[field] = { ...(object[field] as object), ...read };
  }
  for (const field of spec.fields) {
    if (field.type !== 'message' || ['resource', 'scope'].includes(field.json)) continue;
    const child = MESSAGES[field.message!]!;
    const value = object[field.json];
    if (value === undefined) continue;
    const one = (inner: Record<string, unknown>): unknown =>
      ITEMS.has(child.name) ? { ...inner, ...items.shift()! } : merge(child, inner, items, contexts);
    if (
      ['ScopeSpans', 'ScopeLogs', 'ScopeMetrics', 'Gauge', 'Sum', 'Histogram', 'ExponentialHistogram', 'Summary'].includes(spec.name) ||
      /Request$|^Resource/.test(spec.name)
    ) {
      result[field.json] = (value as Record<string, unknown>[]).map(one);
    } else if (spec.name === 'Metric' && field.json !== 'metadata')
      result[field.json] = merge(child, value as Record<string, unknown>, items, contexts);
  }
  return result;
}

/** The scalar fields and attributes of a view, in the oracle's form. Nested messages are left to the caller. */
function objectOf(spec: MessageSpec, view: MessageView): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const field of spec.fields) {
    if (!view.has(field.number) || field.repeated) continue;
    const { number, json } = field;
    const hex = (): string => Buffer.from(view.source(number).subarray(view.fieldStart(number), view.fieldEnd(number))).toString('hex');
    if (field.type === 'string') object[json] = view.text(number);
    else if (field.type === 'traceId' || field.type === 'spanId') object[json] = hex();
    else if (field.type === 'fixed64') object[json] = String(view.fixed64Big(number));
    else if (field.type === 'sfixed64') object[json] = String(BigInt.asIntN(64, view.fixed64Big(number)));
    else if (field.type === 'double') object[json] = view.double(number);
    else if (field.type === 'fixed32') object[json] = view.fixed32(number);
    else if (field.type === 'uint32' || field.type === 'enum') object[json] = view.varint(number);
    else if (field.json === 'status') object[json] = {};
  }
  if (view.layout.attributes > 0 && view.attributes.size > 0) {
    object[view.layout.name === 'exemplar' ? 'filteredAttributes' : 'attributes'] = attributesOf(view.attributes);
  }
  return object;
}

export function attributesOf(attributes: AttributesView): unknown[] {
  const value = new ValueView();
  const list: unknown[] = [];
  for (let row = 0; row < attributes.size; row++) {
    if (attributes.kind(row) === -1) continue;
    const entry: Record<string, unknown> = {};
    const key = attributes.keyText(row);
    if (key !== '') entry['key'] = key;
    entry['value'] = valueOf(attributes.value(row, value));
    list.push(entry);
  }
  return list;
}

function statusOf(code: number, message: string): Record<string, unknown> {
  return { ...(message === '' ? {} : { message }), ...(code === 0 ? {} : { code }) };
}

/** An AnyValue through ValueView; arrays and maps are decoded by the oracle's own type, which the caller compares. */
function valueOf(value: ValueView): Record<string, unknown> {
  switch (value.kind) {
    case 0:
      return {};
    case 1:
      return { stringValue: value.text() };
    case 2:
      return { boolValue: value.bool() };
    case 3:
      return { intValue: exactInt(value) };
    case 4:
      return { doubleValue: value.double() };
    case 7:
      return { bytesValue: Buffer.from(value.buf.subarray(value.start, value.end)).toString('hex') };
    default:
      return nested(value);
  }
}

function exactInt(value: ValueView): string {
  const number = value.int();
  let big = 0n;
  for (let i = value.start, shift = 0n; i < value.end; i++, shift += 7n) big |= BigInt(value.buf[i]! & 0x7f) << shift;
  const exact = BigInt.asIntN(64, big);
  if (Number(exact) !== number) throw new Error(`int() reads ${number} for ${exact}`);
  return String(exact);
}

function nested(value: ValueView): Record<string, unknown> {
  const element = new ValueView();
  const values: unknown[] = [];
  let pos = value.start;
  const varint = (): number => {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = value.buf[pos++]!;
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result;
    }
  };
  while (pos < value.end) {
    const tag = varint();
    const length = (tag & 7) === 2 ? varint() : 0;
    if ((tag & 7) === 0) varint();
    const start = pos;
    pos += length;
    if (tag !== 0x0a) continue;
    if (value.kind === 5) values.push(valueOf(element.load(value.buf, start, pos)));
    else values.push(keyValueOf(value.buf, start, pos));
  }
  return value.kind === 5 ? { arrayValue: values.length > 0 ? { values } : {} } : { kvlistValue: values.length > 0 ? { values } : {} };
}

function keyValueOf(buf: Uint8Array, start: number, end: number): Record<string, unknown> {
  // A KeyValue has the layout of an AnyValue-free message: read it by hand, key and value in any order.
  const entry: Record<string, unknown> = {};
  const element = new ValueView();
  let pos = start;
  const varint = (): number => {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = buf[pos++]!;
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result;
    }
  };
  let value: unknown = undefined;
  while (pos < end) {
    const tag = varint();
    if ((tag & 7) === 0) {
      varint();
      continue;
    }
    const length = varint();
    const from = pos;
    pos += length;
    if (tag === 0x0a && length > 0) entry['key'] = Buffer.from(buf.subarray(from, pos)).toString('utf8');
    if (tag === 0x12) value = valueOf(element.load(buf, from, pos));
  }
  if (value !== undefined) entry['value'] = value;
  return entry;
}
