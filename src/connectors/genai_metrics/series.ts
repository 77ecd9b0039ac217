import { Exemplars } from '../../otlp/build/exemplars.ts';
import type { HistogramValue } from '../../otlp/build/metrics-writer.ts';
import { SPAN } from '../../otlp/fields.ts';
import type { SpanView } from '../../otlp/views/span.ts';

/** One cumulative counter. */
export class CounterSeries {
  /** Encoded KeyValue fields with the tag of a number point. */
  readonly attributes: Uint8Array;
  value = 0;
  #lost = 0;

  constructor(attributes: Uint8Array) {
    this.attributes = attributes;
  }

  /** Adds with compensation (Kahan): a million small costs sum up as exactly as one. Counts need no more than `value += n`. */
  add(amount: number): void {
    const adjusted = amount - this.#lost;
    const sum = this.value + adjusted;
    this.#lost = sum - this.value - adjusted;
    this.value = sum;
  }
}

/** One cumulative histogram; its counts are doubles, exact to 2^53. */
export class HistogramSeries implements HistogramValue {
  /** Encoded KeyValue fields with the tag of a histogram point. */
  readonly attributes: Uint8Array;
  readonly bounds: readonly number[];
  readonly counts: Float64Array;
  readonly exemplars: Exemplars | undefined;
  count = 0;
  sum = 0;
  min: number = Number.NaN;
  max: number = Number.NaN;

  constructor(attributes: Uint8Array, bounds: readonly number[], withExemplars: boolean) {
    this.attributes = attributes;
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
    this.exemplars = withExemplars ? new Exemplars(bounds.length + 1) : undefined;
  }

  /** Counts `value`; `span` is the exemplar. A bound belongs to the bucket below it (OTLP Histogram.explicit_bounds). */
  observe(value: number, span: SpanView): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    this.counts[bucket]! += 1;
    this.count += 1;
    this.sum += value;
    if (!(this.min <= value)) this.min = value;
    if (!(this.max >= value)) this.max = value;
    if (this.exemplars === undefined) return;
    const traceIdAt = span.traceIdAt();
    const spanIdAt = span.spanIdAt();
    const { message } = span;
    if (traceIdAt === -1 || spanIdAt === -1 || !message.has(SPAN.endTimeUnixNano)) return;
    this.exemplars.offer(bucket, value, message.buf, traceIdAt, spanIdAt, message.fieldStart(SPAN.endTimeUnixNano));
  }
}
