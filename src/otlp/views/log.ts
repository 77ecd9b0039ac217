import type { Writer } from '../../wire/writer.ts';
import { LOG_RECORD } from '../fields.ts';
import type { ItemIndex } from '../scan/item-index.ts';
import type { AttributesEdit, AttributesView } from './attributes-view.ts';
import { LOG_LAYOUT } from './layouts.ts';
import { MessageView } from './message.ts';
import type { ResourceView } from './resource.ts';
import type { ValueView } from './values.ts';

/** The log record a walk stands on; as `SpanView`. */
export interface LogView {
  readonly serial: number;
  readonly resource: ResourceView;
  readonly scope: ResourceView;
  readonly attributes: AttributesView;
  readonly message: MessageView;
  timeNs(): number;
  observedTimeNs(): number;
  /** SeverityNumber, 0 when absent. */
  severity(): number;
  severityText(): string;
  /** LogRecord.event_name; older emitters have an attribute `event.name` instead. */
  eventName(): string;
  traceIdAt(): number;
  spanIdAt(): number;
  traceId(): string;
  spanId(): string;
  /** Moves `into` onto the body; false when there is none. */
  body(into: ValueView): boolean;
}

export interface LogEdit {
  readonly attributes: AttributesEdit;
  readonly message: MessageView;
  /** Replaces the body by the AnyValue message `buf[start..end)`; copied. */
  setBody(buf: Uint8Array, start: number, end: number): void;
  setSeverityText(text: string): void;
  setEventName(name: string): void;
}

export class LogCursor implements LogView, LogEdit {
  readonly message: MessageView;
  readonly resource: ResourceView;
  readonly scope: ResourceView;
  serial = 0;
  #index: ItemIndex | undefined;
  #item = 0;

  constructor(scratch: Writer, resource: ResourceView, scope: ResourceView) {
    this.message = new MessageView(LOG_LAYOUT, scratch);
    this.resource = resource;
    this.scope = scope;
  }

  /** Back to the bytes as they came: forgets all edits of the item. */
  reload(): void {
    const { buf, start, end } = this.message;
    this.load(buf, start, end, this.#index!, this.#item);
  }

  /** Moves onto item `item` of the index, which stands at `buf[start..end)`. */
  load(buf: Uint8Array, start: number, end: number, index: ItemIndex, item: number): void {
    this.serial++;
    this.message.loadIndexed(buf, start, end, index, item);
    this.#index = index;
    this.#item = item;
  }

  commit(): void {}

  get attributes(): AttributesEdit {
    return this.message.attributes;
  }

  timeNs(): number {
    return this.message.fixed64(LOG_RECORD.timeUnixNano);
  }

  observedTimeNs(): number {
    return this.message.fixed64(LOG_RECORD.observedTimeUnixNano);
  }

  severity(): number {
    return this.message.varint(LOG_RECORD.severityNumber);
  }

  severityText(): string {
    return this.message.text(LOG_RECORD.severityText);
  }

  eventName(): string {
    return this.message.text(LOG_RECORD.eventName);
  }

  traceIdAt(): number {
    return this.message.idAt(LOG_RECORD.traceId, 16);
  }

  spanIdAt(): number {
    return this.message.idAt(LOG_RECORD.spanId, 8);
  }

  traceId(): string {
    return this.message.hex(LOG_RECORD.traceId);
  }

  spanId(): string {
    return this.message.hex(LOG_RECORD.spanId);
  }

  body(into: ValueView): boolean {
    const { message } = this;
    if (!message.has(LOG_RECORD.body)) return false;
    into.load(message.source(LOG_RECORD.body), message.fieldStart(LOG_RECORD.body), message.fieldEnd(LOG_RECORD.body));
    return true;
  }

  setBody(buf: Uint8Array, start: number, end: number): void {
    this.message.setField(LOG_RECORD.body, buf, start, end);
  }

  setSeverityText(text: string): void {
    this.message.setText(LOG_RECORD.severityText, text);
  }

  setEventName(name: string): void {
    this.message.setText(LOG_RECORD.eventName, name);
  }
}
