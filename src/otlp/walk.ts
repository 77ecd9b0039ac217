import { Cursor } from '../wire/cursor.ts';
import { Writer } from '../wire/writer.ts';
import { type Batch, withBytes } from './batch.ts';
import { ItemIndex } from './scan/item-index.ts';
import { Splicer } from './splicer.ts';
import { LogCursor } from './views/log.ts';
import type { MessageView } from './views/message.ts';
import { METRIC_TYPES, type MetricType, PointCursor } from './views/point.ts';
import { ContextView } from './views/resource.ts';
import { SpanCursor } from './views/span.ts';
import { indexItems } from './validate.ts';

/** What a walk calls. `item` returns false to take the item out. Nothing given to it may be kept beyond the call. */
export interface Visitor<V> {
  /** On entering a resource, then each scope, before their items; edits of it are spliced. */
  context?(view: ContextView): void;
  item(view: V): boolean;
}

/** The batch after the walk: the very same object when nothing changed. `dropped` counts items taken out. */
export interface Walked {
  readonly batch: Batch;
  readonly dropped: number;
}

interface ItemCursor {
  readonly message: MessageView;
  load(buf: Uint8Array, start: number, end: number, index: ItemIndex, item: number): void;
  commit(): void;
}

const NO_INDEX: ItemIndex = new ItemIndex();
const RESOURCE_TAG = 0x0a;
const INNER_TAG = 0x12;

/**
 * One pass over a validated batch: resource, scope, item, each through a flyweight, rewritten once. An instance serves
 * one batch at a time (a walk never yields) and keeps its buffers between batches.
 */
abstract class Walk<V extends ItemCursor> {
  protected readonly splicer: Splicer = new Splicer();
  protected readonly scratch: Writer = new Writer(16_384);
  protected readonly resource: ContextView = new ContextView(false, new Writer(1024));
  protected readonly scope: ContextView = new ContextView(true, new Writer(1024));
  protected readonly cursor: Cursor = new Cursor(new Uint8Array(0));
  #index: ItemIndex = NO_INDEX;
  protected kept = 0;
  protected droppedItems = 0;
  abstract readonly view: V;

  run(batch: Batch, visitor: Visitor<V>): Walked {
    const buf = batch.bytes;
    const { splicer } = this;
    splicer.begin(buf);
    this.kept = 0;
    this.droppedItems = 0;
    if (batch.signal !== 'metrics') this.#index = indexItems(batch.signal, buf);
    const c = new Cursor(buf, 0);
    while (c.pos < buf.length) {
      const tagAt = c.pos;
      const tag = c.varint();
      if (tag !== RESOURCE_TAG) {
        c.skip(tag & 7);
        continue;
      }
      const lengthAt = c.pos;
      const length = c.varint();
      const start = c.pos;
      c.pos += length;
      splicer.enter(tagAt, lengthAt, start, c.pos);
      const before = this.kept;
      const dropped = this.droppedItems;
      this.#inner(buf, start, c.pos, this.resource, visitor, true);
      splicer.leave(this.kept === before && this.droppedItems > dropped);
    }
    if (!splicer.changed) return { batch, dropped: 0 };
    return { batch: withBytes(batch, splicer.finish(), this.kept), dropped: this.droppedItems };
  }

  /** Walks ResourceX (`outer`) or ScopeX: loads the context message, then goes through field 2 in order. */
  #inner(buf: Uint8Array, start: number, end: number, context: ContextView, visitor: Visitor<V>, outer: boolean): void {
    this.#loadContext(buf, start, end, context);
    visitor.context?.(context);
    const c = new Cursor(buf, start);
    while (c.pos < end) {
      const tagAt = c.pos;
      const tag = c.varint();
      if (tag === INNER_TAG) {
        const lengthAt = c.pos;
        const length = c.varint();
        const from = c.pos;
        c.pos += length;
        if (!outer) {
          this.items(buf, tagAt, lengthAt, from, c.pos, visitor);
          continue;
        }
        this.splicer.enter(tagAt, lengthAt, from, c.pos);
        const before = this.kept;
        const dropped = this.droppedItems;
        this.#inner(buf, from, c.pos, this.scope, visitor, false);
        this.splicer.leave(this.kept === before && this.droppedItems > dropped);
      } else {
        c.skip(tag & 7);
        if (tag === RESOURCE_TAG && context.message.changed) this.splicer.replace(tagAt, c.pos, context.message, RESOURCE_TAG);
      }
    }
    if (context.tagAt === -1 && context.message.changed && context.message.editedLength() > 0)
      this.splicer.replace(end, end, context.message, RESOURCE_TAG);
  }

  /** Resource and scope come first in what every exporter writes; anywhere else costs a pass over the headers. */
  #loadContext(buf: Uint8Array, start: number, end: number, context: ContextView): void {
    const c = this.cursor.at(buf, start);
    while (c.pos < end) {
      const tagAt = c.pos;
      const tag = c.varint();
      if (tag === RESOURCE_TAG) {
        const length = c.varint();
        context.load(buf, tagAt, c.pos, c.pos + length);
        return;
      }
      c.skip(tag & 7);
    }
    context.load(buf, -1, start, start);
  }

  /** One field 2 of a ScopeX: a span, a log record, or a metric with its points. */
  protected abstract items(buf: Uint8Array, tagAt: number, lengthAt: number, start: number, end: number, visitor: Visitor<V>): void;

  protected visit(buf: Uint8Array, tagAt: number, start: number, end: number, tag: number, visitor: Visitor<V>): void {
    const { view } = this;
    this.scratch.reset();
    view.load(buf, start, end, this.#index, this.kept + this.droppedItems);
    if (visitor.item(view)) {
      this.kept++;
      view.commit();
      if (view.message.changed) this.splicer.replace(tagAt, end, view.message, tag);
    } else {
      this.droppedItems++;
      this.splicer.drop(tagAt, end);
    }
  }
}

export class SpanWalk extends Walk<SpanCursor> {
  readonly view: SpanCursor = new SpanCursor(this.scratch, this.resource, this.scope);

  protected items(buf: Uint8Array, tagAt: number, _lengthAt: number, start: number, end: number, visitor: Visitor<SpanCursor>): void {
    this.visit(buf, tagAt, start, end, INNER_TAG, visitor);
  }
}

export class LogWalk extends Walk<LogCursor> {
  readonly view: LogCursor = new LogCursor(this.scratch, this.resource, this.scope);

  protected items(buf: Uint8Array, tagAt: number, _lengthAt: number, start: number, end: number, visitor: Visitor<LogCursor>): void {
    this.visit(buf, tagAt, start, end, INNER_TAG, visitor);
  }
}

export class PointWalk extends Walk<PointCursor> {
  readonly view: PointCursor = new PointCursor(this.scratch, this.resource, this.scope);

  protected items(buf: Uint8Array, tagAt: number, lengthAt: number, start: number, end: number, visitor: Visitor<PointCursor>): void {
    const { view } = this;
    view.metric.load(buf, start, end);
    for (const type of METRIC_TYPES) {
      if (!view.metric.has(type)) continue;
      this.#points(buf, tagAt, lengthAt, start, end, type, visitor);
      return;
    }
  }

  #points(
    buf: Uint8Array,
    tagAt: number,
    lengthAt: number,
    start: number,
    end: number,
    type: MetricType,
    visitor: Visitor<PointCursor>,
  ): void {
    const { view, splicer } = this;
    const dataStart = view.metric.fieldStart(type);
    const dataEnd = view.metric.fieldEnd(type);
    const before = this.kept;
    const dropped = this.droppedItems;
    splicer.enter(tagAt, lengthAt, start, end);
    const dataTagAt = view.metric.tagAt(type);
    this.cursor.at(buf, dataTagAt).varint();
    splicer.enter(dataTagAt, this.cursor.pos, dataStart, dataEnd);
    view.type = type;
    view.loadData(buf, dataStart, dataEnd);
    const c = new Cursor(buf, dataStart);
    while (c.pos < dataEnd) {
      const pointTagAt = c.pos;
      const tag = c.varint();
      if (tag !== RESOURCE_TAG) {
        c.skip(tag & 7);
        continue;
      }
      const length = c.varint();
      const from = c.pos;
      c.pos += length;
      this.visit(buf, pointTagAt, from, c.pos, RESOURCE_TAG, visitor);
    }
    const empty = this.kept === before && this.droppedItems > dropped;
    splicer.leave(empty);
    splicer.leave(empty);
  }
}
