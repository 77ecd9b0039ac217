import { Cursor } from '../../wire/cursor.ts';
import type { Writer } from '../../wire/writer.ts';
import { SPAN, STATUS } from '../fields.ts';
import type { ItemIndex } from '../scan/item-index.ts';
import type { AttributesEdit, AttributesView } from './attributes-view.ts';
import { ChildList } from './children.ts';
import { EVENT_LAYOUT, LINK_LAYOUT, SPAN_LAYOUT, STATUS_LAYOUT } from './layouts.ts';
import { MessageView } from './message.ts';
import type { ResourceView } from './resource.ts';

/**
 * The span a walk stands on: one flyweight per walk, valid only during the call. Positions refer to `message.source`.
 * Reads see the edits of the stages before.
 */
export interface SpanView {
  /** Differs for each span of the process's life in this walk; for memos. */
  readonly serial: number;
  readonly resource: ResourceView;
  readonly scope: ResourceView;
  readonly attributes: AttributesView;
  readonly message: MessageView;
  /** Start of the 16 bytes of the trace id in `message.buf`, -1 when absent. */
  traceIdAt(): number;
  /** Start of the 8 bytes of the span id, -1 when absent. */
  spanIdAt(): number;
  /** Start of the 8 bytes of the parent's id, -1 for a root (absent, empty or all zero). */
  parentSpanIdAt(): number;
  /** Lower-case hex; for cold paths. */
  traceId(): string;
  spanId(): string;
  parentSpanId(): string;
  name(): string;
  /** Span.SpanKind, 0 to 5. */
  kind(): number;
  /** Nanoseconds since the epoch as the nearest double; `startTimeBig` is exact. */
  startNs(): number;
  endNs(): number;
  startTimeBig(): bigint;
  endTimeBig(): bigint;
  /** Seconds from start to end; NaN when either is absent. */
  durationS(): number;
  /** Status.StatusCode: 0 unset, 1 ok, 2 error. */
  statusCode(): number;
  statusMessage(): string;
  traceState(): string;
  /** W3C trace flags and the OTel bits, as in Span.flags. */
  flags(): number;
  readonly events: ChildList;
  readonly links: ChildList;
}

/** Edits of the span a walk stands on. */
export interface SpanEdit {
  readonly attributes: AttributesEdit;
  readonly message: MessageView;
  readonly events: ChildList;
  readonly links: ChildList;
  setName(name: string): void;
  setStatusMessage(message: string): void;
  setTraceState(traceState: string): void;
}

const cursor = new Cursor(new Uint8Array(0));

export class SpanCursor implements SpanView, SpanEdit {
  readonly message: MessageView;
  readonly resource: ResourceView;
  readonly scope: ResourceView;
  readonly events: ChildList;
  readonly links: ChildList;
  serial = 0;
  #index: ItemIndex | undefined;
  #item = 0;
  readonly #scratch: Writer;
  readonly #status: MessageView;

  constructor(scratch: Writer, resource: ResourceView, scope: ResourceView) {
    this.#scratch = scratch;
    this.message = new MessageView(SPAN_LAYOUT, scratch);
    this.resource = resource;
    this.scope = scope;
    this.events = new ChildList(this.message, SPAN.events, EVENT_LAYOUT, scratch);
    this.links = new ChildList(this.message, SPAN.links, LINK_LAYOUT, scratch);
    this.#status = new MessageView(STATUS_LAYOUT, scratch);
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
    this.events.reset();
    this.links.reset();
  }

  /** Finishes pending edits of children before the splice. */
  commit(): void {
    this.events.commit();
    this.links.commit();
  }

  get attributes(): AttributesEdit {
    return this.message.attributes;
  }

  traceIdAt(): number {
    return this.message.idAt(SPAN.traceId, 16);
  }

  spanIdAt(): number {
    return this.message.idAt(SPAN.spanId, 8);
  }

  parentSpanIdAt(): number {
    const at = this.message.idAt(SPAN.parentSpanId, 8);
    if (at === -1) return -1;
    for (let i = 0; i < 8; i++) if (this.message.buf[at + i] !== 0) return at;
    return -1;
  }

  traceId(): string {
    return this.message.hex(SPAN.traceId);
  }

  spanId(): string {
    return this.message.hex(SPAN.spanId);
  }

  parentSpanId(): string {
    return this.parentSpanIdAt() === -1 ? '' : this.message.hex(SPAN.parentSpanId);
  }

  name(): string {
    return this.message.text(SPAN.name);
  }

  kind(): number {
    return this.message.varint(SPAN.kind);
  }

  startNs(): number {
    return this.message.fixed64(SPAN.startTimeUnixNano);
  }

  endNs(): number {
    return this.message.fixed64(SPAN.endTimeUnixNano);
  }

  startTimeBig(): bigint {
    return this.message.fixed64Big(SPAN.startTimeUnixNano);
  }

  endTimeBig(): bigint {
    return this.message.fixed64Big(SPAN.endTimeUnixNano);
  }

  durationS(): number {
    const start = this.startNs();
    const end = this.endNs();
    return start === 0 || end === 0 ? Number.NaN : (end - start) / 1e9;
  }

  statusCode(): number {
    return this.#loadStatus() ? this.#status.varint(STATUS.code) : 0;
  }

  statusMessage(): string {
    return this.#loadStatus() ? this.#status.text(STATUS.message) : '';
  }

  traceState(): string {
    return this.message.text(SPAN.traceState);
  }

  flags(): number {
    return this.message.fixed32(SPAN.flags);
  }

  setName(name: string): void {
    this.message.setText(SPAN.name, name);
  }

  setTraceState(traceState: string): void {
    this.message.setText(SPAN.traceState, traceState);
  }

  setStatusMessage(text: string): void {
    if (!this.#loadStatus()) return;
    this.#status.setText(STATUS.message, text);
    const from = this.#scratch.pos;
    this.#status.write(this.#scratch, SPAN.status * 8 + 2);
    const to = this.#scratch.pos;
    const c = cursor.at(this.#scratch.buf, from);
    c.varint();
    const length = c.varint();
    this.message.override(SPAN.status, from, to, length);
  }

  #loadStatus(): boolean {
    const { message } = this;
    if (!message.has(SPAN.status)) return false;
    this.#status.load(message.source(SPAN.status), message.fieldStart(SPAN.status), message.fieldEnd(SPAN.status));
    return true;
  }
}
