import { Cursor } from '../wire/cursor.ts';
import { Writer, varintLength } from '../wire/writer.ts';
import { type Batch, withBytes } from './batch.ts';
import { METRIC_TYPES } from './views/point.ts';

/** Bounds of the pieces; 0 means no bound. */
export interface SplitLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
}

/** A message around the items with what must be repeated in each piece: all fields but the nested list. */
interface Level {
  readonly tag: number;
  /** Everything else of the message, to be written before the nested items. */
  head: Uint8Array;
  /** Distinguishes one message from the next of the same level. */
  serial: number;
}

/**
 * Cuts a batch into pieces within the limits, down to one item, repeating resource, scope and metric around the items.
 * Nothing is lost: unknown fields of the messages around are repeated too, messages without items travel along, and an
 * item larger than the limit goes alone. A batch within the limits is returned as it is.
 */
export function splitBatch(batch: Batch, limits: SplitLimits): Batch[] {
  const maxItems = limits.maxItems > 0 ? limits.maxItems : Number.POSITIVE_INFINITY;
  const maxBytes = limits.maxBytes > 0 ? limits.maxBytes : Number.POSITIVE_INFINITY;
  if (batch.items <= maxItems && batch.bytes.length <= maxBytes) return [batch];
  const cutter = new Cutter(batch, maxItems, maxBytes);
  return cutter.run();
}

/** Joins batches of one signal by concatenation (protobuf merges repeated fields); meta of the first. At least one batch. */
export function mergeBatches(batches: readonly Batch[]): Batch {
  const first = batches[0]!;
  if (batches.length === 1) return first;
  let items = 0;
  for (const batch of batches) items += batch.items;
  return withBytes(first, Buffer.concat(batches.map((batch) => batch.bytes)), items);
}

class Cutter {
  readonly #batch: Batch;
  readonly #maxItems: number;
  readonly #maxBytes: number;
  readonly #buf: Uint8Array;
  readonly #levels: Level[] = [];
  readonly #pieces: Batch[] = [];
  readonly #out: Writer;
  /** Serials of the levels open in the current piece, and where each one's content starts. */
  #open: { serial: number; mark: number }[] = [];
  #items = 0;
  #serial = 0;

  constructor(batch: Batch, maxItems: number, maxBytes: number) {
    this.#batch = batch;
    this.#maxItems = maxItems;
    this.#maxBytes = maxBytes;
    this.#buf = batch.bytes;
    this.#out = new Writer(Math.min(batch.bytes.length, maxBytes) + 1024);
  }

  run(): Batch[] {
    const { head, nested } = this.#parts(0, this.#buf.length, (tag) => tag === 0x0a);
    this.#out.bytes(head, 0, head.length);
    for (const part of nested) this.#descend(part.tag, part.start, part.end, 1);
    this.#flush();
    return this.#pieces;
  }

  /** Depth 1 is ResourceX, 2 ScopeX; for metrics 3 is Metric and 4 its data. */
  #descend(tag: number, start: number, end: number, depth: number): void {
    const metrics = this.#batch.signal === 'metrics';
    const isList = (inner: number): boolean => {
      if (depth <= 2) return inner === 0x12;
      if (depth === 3) return METRIC_TYPES.some((type) => inner === type * 8 + 2);
      return inner === 0x0a;
    };
    const { head, nested } = this.#parts(start, end, isList);
    this.#levels[depth - 1] = { tag, head, serial: ++this.#serial };
    this.#levels.length = depth;
    if (nested.length === 0) {
      if (this.#items > 0 && this.#sizeWith(0) > this.#maxBytes) this.#flush();
      this.#ensureOpen();
    }
    for (const part of nested) {
      if (depth < (metrics ? 4 : 2)) this.#descend(part.tag, part.start, part.end, depth + 1);
      else this.#item(part.from, part.end);
      this.#levels.length = depth;
    }
  }

  #item(from: number, to: number): void {
    if (this.#items > 0 && (this.#items >= this.#maxItems || this.#sizeWith(to - from) > this.#maxBytes)) this.#flush();
    this.#ensureOpen();
    this.#out.bytes(this.#buf, from, to);
    this.#items++;
  }

  /** Size of the piece if an item of `bytes` were added now: heads still to be written and widening lengths included. */
  #sizeWith(bytes: number): number {
    let size = this.#out.pos + bytes;
    for (const [i, level] of this.#levels.entries()) {
      if (this.#open[i]?.serial !== level.serial) size += level.head.length + 1;
      size += varintLength(size);
    }
    return size;
  }

  #ensureOpen(): void {
    let common = 0;
    while (common < this.#levels.length && this.#open[common]?.serial === this.#levels[common]!.serial) common++;
    this.#close(common);
    for (let i = common; i < this.#levels.length; i++) {
      const level = this.#levels[i]!;
      const mark = this.#out.begin(level.tag >>> 3);
      this.#open.push({ serial: level.serial, mark });
      this.#out.bytes(level.head, 0, level.head.length);
    }
  }

  #close(depth: number): void {
    while (this.#open.length > depth) this.#out.end(this.#open.pop()!.mark);
  }

  #flush(): void {
    this.#close(0);
    if (this.#out.pos === 0 && this.#pieces.length > 0) return;
    this.#pieces.push(withBytes(this.#batch, this.#out.finish(), this.#items));
    this.#out.reset();
    this.#items = 0;
  }

  /** Splits a message into its nested list fields and all the rest, both in order. */
  #parts(
    start: number,
    end: number,
    isList: (tag: number) => boolean,
  ): { head: Uint8Array; nested: { tag: number; from: number; start: number; end: number }[] } {
    const c = new Cursor(this.#buf, start);
    const nested: { tag: number; from: number; start: number; end: number }[] = [];
    const rest: Uint8Array[] = [];
    while (c.pos < end) {
      const from = c.pos;
      const tag = c.varint();
      if (isList(tag)) {
        const length = c.varint();
        nested.push({ tag, from, start: c.pos, end: c.pos + length });
        c.pos += length;
      } else {
        c.skip(tag & 7);
        rest.push(this.#buf.subarray(from, c.pos));
      }
    }
    return { head: Buffer.concat(rest), nested };
  }
}
