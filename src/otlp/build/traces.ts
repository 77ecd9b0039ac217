import { Writer } from '../../wire/writer.ts';
import type { Batch } from '../batch.ts';
import { EVENT, EXPORT_REQUEST, LINK, SPAN, STATUS } from '../fields.ts';
import { type PlainAttributes, writeAttributes } from './any-value.ts';
import { type PlainGroup, writeGroup } from './group.ts';

/** A span as a test, tool or the demo writes it. Ids are hex; times nanoseconds. Fields left out are not on the wire. */
export interface PlainSpan {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startNs?: bigint;
  readonly endNs?: bigint;
  readonly attributes?: PlainAttributes;
  readonly events?: readonly PlainEvent[];
  readonly links?: readonly PlainLink[];
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly flags?: number;
}

export interface PlainEvent {
  readonly name: string;
  readonly timeNs?: bigint;
  readonly attributes?: PlainAttributes;
}

export interface PlainLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes?: PlainAttributes;
}

/** Spans of one resource and scope. */
export interface PlainSpans extends PlainGroup {
  readonly spans: readonly PlainSpan[];
}

const DEFAULT_TRACE_ID = '0102030405060708090a0b0c0d0e0f10';

/** An ExportTraceServiceRequest; one ResourceSpans for each group. A span without ids gets one trace's id and its own number. */
export function buildTraces(groups: readonly PlainSpans[]): Batch {
  const w = new Writer(4096);
  let items = 0;
  for (const group of groups) {
    const resource = w.begin(EXPORT_REQUEST.resources);
    writeGroup(w, group, () => {
      for (const span of group.spans) {
        const mark = w.begin(2);
        writeSpan(w, span, ++items);
        w.end(mark);
      }
    });
    w.end(resource);
  }
  return { signal: 'traces', bytes: w.finish(), items, meta: { receivedAtMs: 0 } };
}

function writeSpan(w: Writer, span: PlainSpan, index: number): void {
  writeId(w, SPAN.traceId, span.traceId ?? DEFAULT_TRACE_ID);
  writeId(w, SPAN.spanId, span.spanId ?? index.toString(16).padStart(16, '0'));
  if (span.traceState !== undefined) w.textField(SPAN.traceState, span.traceState);
  if (span.parentSpanId !== undefined) writeId(w, SPAN.parentSpanId, span.parentSpanId);
  if (span.name !== undefined) w.textField(SPAN.name, span.name);
  if (span.kind !== undefined) {
    w.tag(SPAN.kind, 0);
    w.varint(span.kind);
  }
  writeFixed64(w, SPAN.startTimeUnixNano, span.startNs);
  writeFixed64(w, SPAN.endTimeUnixNano, span.endNs);
  writeAttributes(w, SPAN.attributes, span.attributes);
  for (const event of span.events ?? []) {
    const mark = w.begin(SPAN.events);
    writeFixed64(w, EVENT.timeUnixNano, event.timeNs);
    w.textField(EVENT.name, event.name);
    writeAttributes(w, EVENT.attributes, event.attributes);
    w.end(mark);
  }
  for (const link of span.links ?? []) {
    const mark = w.begin(SPAN.links);
    writeId(w, LINK.traceId, link.traceId);
    writeId(w, LINK.spanId, link.spanId);
    writeAttributes(w, LINK.attributes, link.attributes);
    w.end(mark);
  }
  if (span.status !== undefined) writeStatus(w, span.status);
  if (span.flags !== undefined) {
    w.tag(SPAN.flags, 5);
    w.fixed32(span.flags);
  }
}

function writeStatus(w: Writer, status: { readonly code?: number; readonly message?: string }): void {
  const mark = w.begin(SPAN.status);
  if (status.message !== undefined) w.textField(STATUS.message, status.message);
  if (status.code !== undefined) {
    w.tag(STATUS.code, 0);
    w.varint(status.code);
  }
  w.end(mark);
}

/** A bytes field from hex; an odd or short text is written as far as it is hex, so that tests can make bad ids. */
export function writeId(w: Writer, field: number, hex: string): void {
  const bytes = Buffer.from(hex, 'hex');
  w.lenField(field, bytes, 0, bytes.length);
}

export function writeFixed64(w: Writer, field: number, value: bigint | undefined): void {
  if (value === undefined) return;
  w.tag(field, 1);
  w.fixed64(value);
}
