import type { CallReader } from '../../genai/call-reader.ts';
import type { Batch } from '../../otlp/batch.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import type { SpanWalk } from '../../otlp/walk.ts';
import { isGenAiSpan } from './genai-span.ts';
import type { TraceFacts } from './trace-facts.ts';
import { IdTable } from './span-ids.ts';

/** No parent, or none known. */
export const NO_PARENT = -1;

/** What one look over a batch tells of each of its spans, by their order: kept or not, and who its parent is. */
export class BatchMap {
  count = 0;
  readonly #facts: TraceFacts;
  readonly #keepAll: boolean;
  readonly #spans: IdTable;
  readonly #traces: IdTable;
  #kept: Uint8Array = new Uint8Array(64);
  #trace: Int32Array = new Int32Array(64);
  #traceAt: Int32Array = new Int32Array(64);
  /** Order of a span by its number in the id table; of two spans with one id the first. */
  #order: Int32Array = new Int32Array(64);
  #parentAt: Int32Array = new Int32Array(64);

  /** `seed` is for the id tables. */
  constructor(facts: TraceFacts, keepAll: boolean, seed: number) {
    this.#facts = facts;
    this.#keepAll = keepAll;
    this.#spans = new IdTable(8, seed);
    this.#traces = new IdTable(16, seed);
  }

  read(batch: Batch, walk: SpanWalk, calls: CallReader): void {
    this.count = 0;
    this.#spans.reset(batch.bytes);
    this.#traces.reset(batch.bytes);
    this.#facts.reset();
    walk.run(batch, {
      item: (span) => {
        this.#add(span, this.#keepAll || isGenAiSpan(span, calls));
        return true;
      },
    });
  }

  isKept(order: number): boolean {
    return this.#kept[order] === 1;
  }

  /** Number of the span's trace within the batch. */
  traceOf(order: number): number {
    return this.#trace[order]!;
  }

  /** Start of the parent's id in the batch's bytes, NO_PARENT for a root. */
  parentAt(order: number): number {
    return this.#parentAt[order]!;
  }

  /**
   * Where the id of the nearest kept ancestor stands; NO_PARENT when all ancestors up to a root were left out. When the
   * ancestors lead out of the batch, the last id known is taken, since that span may well be kept elsewhere.
   */
  keptParentAt(order: number): number {
    let at = this.#parentAt[order]!;
    // No chain is longer than the batch, unless it is a ring.
    for (let steps = 0; at !== NO_PARENT && steps <= this.count; steps++) {
      const number = this.#spans.find(at, this.#traceAt[order]!);
      if (number === -1) return at;
      const parent = this.#order[number]!;
      if (this.isKept(parent)) return at;
      at = this.#parentAt[parent]!;
    }
    return NO_PARENT;
  }

  #add(span: SpanView, kept: boolean): void {
    const order = this.count++;
    if (order >= this.#kept.length) this.#grow();
    const traceAt = span.traceIdAt();
    const trace = this.#traces.add(traceAt, traceAt);
    const before = this.#spans.count;
    const number = this.#spans.add(span.spanIdAt(), traceAt);
    if (this.#spans.count > before) this.#order[number] = order;
    this.#kept[order] = kept ? 1 : 0;
    this.#trace[order] = trace;
    this.#traceAt[order] = traceAt;
    this.#parentAt[order] = span.parentSpanIdAt();
    this.#facts.collect(span, trace);
  }

  #grow(): void {
    const length = this.#kept.length * 2;
    const kept = new Uint8Array(length);
    kept.set(this.#kept);
    this.#kept = kept;
    this.#trace = grown(this.#trace, length);
    this.#traceAt = grown(this.#traceAt, length);
    this.#order = grown(this.#order, length);
    this.#parentAt = grown(this.#parentAt, length);
  }
}

function grown(array: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
