import type { Batch } from '../../otlp/batch.ts';
import type { LogCursor } from '../../otlp/views/log.ts';
import type { PointCursor } from '../../otlp/views/point.ts';
import type { ResourceView } from '../../otlp/views/resource.ts';
import type { SpanCursor } from '../../otlp/views/span.ts';
import { LogWalk, PointWalk, SpanWalk } from '../../otlp/walk.ts';
import { readCallFields } from './call-fields.ts';
import { CALL_HEADER, callLine } from './call-line.ts';
import type { DebugConfig } from './config.ts';
import { contextBlock, logBlock, pointBlock, spanBlock } from './item-blocks.ts';
import { logLine, pointLine, spanLine } from './item-lines.ts';

/** Items of one batch that are shown; the rest is counted in one line. */
const MAX_ITEMS = 1000;

interface Item {
  readonly resource: ResourceView;
  readonly scope: ResourceView;
}

/** Makes the text for batches at the verbosities that show items. One walk an instance, so one batch at a time. */
export class Renderer {
  readonly #config: DebugConfig;
  readonly #spans: SpanWalk = new SpanWalk();
  readonly #logs: LogWalk = new LogWalk();
  readonly #points: PointWalk = new PointWalk();
  #headerShown = false;
  #text = '';
  #shown = 0;
  #scopeSerial = -1;
  #resourceSerial = -1;

  constructor(config: DebugConfig) {
    this.#config = config;
  }

  /** Whole lines, or '' when the batch has nothing to show. */
  render(batch: Batch): string {
    this.#text = '';
    this.#shown = 0;
    if (this.#config.verbosity === 'calls') this.#renderCalls(batch);
    else this.#renderItems(batch);
    if (this.#shown > MAX_ITEMS) this.#text += `… and ${this.#shown - MAX_ITEMS} more\n`;
    return this.#text;
  }

  #renderCalls(batch: Batch): void {
    if (batch.signal !== 'traces') return;
    this.#spans.run(batch, {
      item: (span) => {
        const call = readCallFields(span);
        if (call === undefined || !this.#hasRoom()) return true;
        if (!this.#headerShown) this.#text += `${CALL_HEADER}\n`;
        this.#headerShown = true;
        this.#text += `${callLine(call)}\n`;
        return true;
      },
    });
  }

  #renderItems(batch: Batch): void {
    const { content } = this.#config;
    if (batch.signal === 'traces') this.#spans.run(batch, { item: (span: SpanCursor) => this.#item(span, spanLine, spanBlock, content) });
    else if (batch.signal === 'logs')
      this.#logs.run(batch, { item: (record: LogCursor) => this.#item(record, logLine, logBlock, content) });
    else this.#points.run(batch, { item: (point: PointCursor) => this.#item(point, pointLine, pointBlock, content) });
  }

  #item<V extends Item>(
    item: V,
    line: (item: V, content: boolean) => string,
    block: (item: V, content: boolean) => string,
    content: boolean,
  ): true {
    if (!this.#hasRoom()) return true;
    if (this.#config.verbosity === 'normal') {
      this.#text += `${line(item, content)}\n`;
      return true;
    }
    if (item.scope.serial !== this.#scopeSerial || item.resource.serial !== this.#resourceSerial) {
      this.#scopeSerial = item.scope.serial;
      this.#resourceSerial = item.resource.serial;
      this.#text += contextBlock(item.resource, item.scope, content);
    }
    this.#text += block(item, content);
    return true;
  }

  #hasRoom(): boolean {
    this.#shown++;
    return this.#shown <= MAX_ITEMS;
  }
}
