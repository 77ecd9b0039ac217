import { LOG_RECORD, SPAN, STATUS, STATUS_ERROR } from '../../otlp/fields.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { LogView } from '../../otlp/views/log.ts';
import type { MessageView } from '../../otlp/views/message.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { Cursor } from '../../wire/cursor.ts';

const cursor = new Cursor(new Uint8Array(0));

/** What a read stands on: a span, or a log record that is a call. One instance per reader, moved along. */
export class Item {
  attributes!: AttributesView;
  message!: MessageView;
  span: SpanView | undefined;
  record: LogView | undefined;
  /** Span name, or event name of a log record. */
  nameBuf: Uint8Array = new Uint8Array(0);
  nameStart = 0;
  nameEnd = 0;
  failed = false;
  /** Counts reads; what was found for another count is stale. */
  serial = 0;

  ofSpan(span: SpanView): void {
    this.serial++;
    this.span = span;
    this.record = undefined;
    this.attributes = span.attributes;
    this.message = span.message;
    const { message } = span;
    if (message.has(SPAN.name)) this.name(message.source(SPAN.name), message.fieldStart(SPAN.name), message.fieldEnd(SPAN.name));
    else this.name(this.nameBuf, 0, 0);
    this.failed =
      message.has(SPAN.status) && isError(message.source(SPAN.status), message.fieldStart(SPAN.status), message.fieldEnd(SPAN.status));
  }

  ofLog(record: LogView): void {
    this.serial++;
    this.span = undefined;
    this.record = record;
    this.attributes = record.attributes;
    this.message = record.message;
    this.failed = false;
    const { message } = record;
    if (message.has(LOG_RECORD.eventName)) {
      this.name(message.source(LOG_RECORD.eventName), message.fieldStart(LOG_RECORD.eventName), message.fieldEnd(LOG_RECORD.eventName));
    } else this.name(this.nameBuf, 0, 0);
  }

  name(buf: Uint8Array, start: number, end: number): void {
    this.nameBuf = buf;
    this.nameStart = start;
    this.nameEnd = end;
  }

  /** Nanoseconds of the span's start, or of the record. */
  startNs(): number {
    return this.span !== undefined ? this.span.startNs() : (this.record?.timeNs() ?? 0);
  }
}

/** Whether a Status message says ERROR; read in place, a view costs more than the two bytes it is about. */
function isError(buf: Uint8Array, start: number, end: number): boolean {
  let code = 0;
  const c = cursor.at(buf, start);
  while (c.pos < end) {
    const tag = c.varint();
    if (tag === STATUS.code * 8) code = c.varint();
    else c.skip(tag & 7);
  }
  return code === STATUS_ERROR;
}
