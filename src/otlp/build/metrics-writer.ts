import { Writer } from '../../wire/writer.ts';
import type { Batch, BatchMeta } from '../batch.ts';
import { EXPORT_REQUEST, HISTOGRAM_POINT, METRIC, METRIC_DATA, NUMBER_POINT, RESOURCE_ITEMS, SCOPE, SCOPE_ITEMS } from '../fields.ts';
import type { Exemplars } from './exemplars.ts';
import { writeTime, type TimeBytes } from './time-bytes.ts';

/** OTLP AggregationTemporality. */
export const DELTA = 1;
export const CUMULATIVE = 2;
export type Temporality = typeof DELTA | typeof CUMULATIVE;

/** What stands once in front of all points of one metric. */
export interface MetricHeader {
  readonly name: string;
  readonly description: string;
  /** UCUM, for example `s`, `{token}`. */
  readonly unit: string;
}

/** One explicit-bucket histogram point. `counts` has one entry more than `bounds`; they are not cumulated. */
export interface HistogramValue {
  readonly bounds: readonly number[];
  readonly counts: Float64Array;
  readonly count: number;
  readonly sum: number;
  /** NaN leaves the field out. */
  readonly min: number;
  readonly max: number;
}

const NO_MARK = -1;

/**
 * Writes an ExportMetricsServiceRequest front to back, without an object per point:
 *
 *     resource(attributes) { scope(name) { sum(header) { number(...)* } histogram(header) { distribution(...)* } } } finish()
 *
 * Opening a level closes those inside it. `attributes` are encoded KeyValue fields with the tag of their message
 * (`NUMBER_POINT.attributes`, `HISTOGRAM_POINT.attributes`), made once per series by `encodeAttributes`.
 */
export class MetricsWriter {
  /** Data points written so far. */
  points = 0;
  readonly #w: Writer;
  #resource = NO_MARK;
  #scope = NO_MARK;
  #metric = NO_MARK;
  #data = NO_MARK;
  #temporality: Temporality = CUMULATIVE;
  #monotonic = false;
  #gauge = false;
  #start: TimeBytes | undefined;
  #time: TimeBytes;

  /** `time` is the time of all points; `start` the time since which cumulative sums count, absent for gauges only. */
  constructor(time: TimeBytes, start?: TimeBytes, capacity: number = 16_384) {
    this.#w = new Writer(capacity);
    this.#time = time;
    this.#start = start;
  }

  /** Other times for the points that follow. */
  times(time: TimeBytes, start?: TimeBytes): void {
    this.#time = time;
    this.#start = start;
  }

  /** Opens a ResourceMetrics; `attributes` encoded with `RESOURCE.attributes`. */
  resource(attributes: Uint8Array): void {
    this.#closeResource();
    this.#resource = this.#w.begin(EXPORT_REQUEST.resources);
    this.#w.lenField(RESOURCE_ITEMS.resource, attributes, 0, attributes.length);
  }

  scope(name: string, version: string = ''): void {
    this.#closeScope();
    this.#scope = this.#w.begin(RESOURCE_ITEMS.scopeItems);
    const scope = this.#w.begin(SCOPE_ITEMS.scope);
    if (name !== '') this.#w.textField(SCOPE.name, name);
    if (version !== '') this.#w.textField(SCOPE.version, version);
    this.#w.end(scope);
  }

  gauge(header: MetricHeader): void {
    this.#open(header, METRIC.gauge);
    this.#gauge = true;
  }

  sum(header: MetricHeader, monotonic: boolean = true, temporality: Temporality = CUMULATIVE): void {
    this.#open(header, METRIC.sum);
    this.#monotonic = monotonic;
    this.#temporality = temporality;
  }

  histogram(header: MetricHeader, temporality: Temporality = CUMULATIVE): void {
    this.#open(header, METRIC.histogram);
    this.#temporality = temporality;
  }

  /** A point of a gauge or sum; `integer` chooses `as_int` over `as_double` for values that are exact integers. */
  number(attributes: Uint8Array, value: number, integer: boolean, exemplars?: Exemplars): void {
    const w = this.#w;
    const mark = w.begin(METRIC_DATA.dataPoints);
    this.#times(NUMBER_POINT.startTimeUnixNano, NUMBER_POINT.timeUnixNano);
    if (integer && Number.isSafeInteger(value)) {
      w.byte(NUMBER_POINT.asInt * 8 + 1);
      w.fixed64(BigInt(value));
    } else {
      w.byte(NUMBER_POINT.asDouble * 8 + 1);
      w.double(value);
    }
    exemplars?.write(w, NUMBER_POINT.exemplars);
    w.bytes(attributes, 0, attributes.length);
    w.end(mark);
    this.points++;
  }

  distribution(attributes: Uint8Array, value: HistogramValue, exemplars?: Exemplars): void {
    const w = this.#w;
    const mark = w.begin(METRIC_DATA.dataPoints);
    this.#times(HISTOGRAM_POINT.startTimeUnixNano, HISTOGRAM_POINT.timeUnixNano);
    w.byte(HISTOGRAM_POINT.count * 8 + 1);
    fixedCount(w, value.count);
    w.byte(HISTOGRAM_POINT.sum * 8 + 1);
    w.double(value.sum);
    const counts = w.begin(HISTOGRAM_POINT.bucketCounts);
    for (let i = 0; i < value.counts.length; i++) fixedCount(w, value.counts[i]!);
    w.end(counts);
    const bounds = w.begin(HISTOGRAM_POINT.explicitBounds);
    for (let i = 0; i < value.bounds.length; i++) w.double(value.bounds[i]!);
    w.end(bounds);
    exemplars?.write(w, HISTOGRAM_POINT.exemplars);
    w.bytes(attributes, 0, attributes.length);
    if (!Number.isNaN(value.min)) {
      w.byte(HISTOGRAM_POINT.min * 8 + 1);
      w.double(value.min);
    }
    if (!Number.isNaN(value.max)) {
      w.byte(HISTOGRAM_POINT.max * 8 + 1);
      w.double(value.max);
    }
    w.end(mark);
    this.points++;
  }

  /** Closes everything; the writer is empty again. */
  finish(meta: BatchMeta): Batch {
    this.#closeResource();
    const batch: Batch = { signal: 'metrics', bytes: this.#w.finish(), items: this.points, meta };
    this.#w.reset();
    this.points = 0;
    return batch;
  }

  #open(header: MetricHeader, type: number): void {
    this.#closeMetric();
    const w = this.#w;
    this.#metric = w.begin(SCOPE_ITEMS.items);
    w.textField(METRIC.name, header.name);
    if (header.description !== '') w.textField(METRIC.description, header.description);
    if (header.unit !== '') w.textField(METRIC.unit, header.unit);
    this.#data = w.begin(type);
    this.#gauge = false;
    this.#monotonic = false;
  }

  #times(startField: number, timeField: number): void {
    if (this.#start !== undefined && !this.#gauge) writeTime(this.#w, startField, this.#start);
    writeTime(this.#w, timeField, this.#time);
  }

  #closeMetric(): void {
    if (this.#metric === NO_MARK) return;
    const w = this.#w;
    if (!this.#gauge) {
      w.tag(METRIC_DATA.aggregationTemporality, 0);
      w.byte(this.#temporality);
      if (this.#monotonic) {
        w.tag(METRIC_DATA.isMonotonic, 0);
        w.byte(1);
      }
    }
    w.end(this.#data);
    w.end(this.#metric);
    this.#metric = NO_MARK;
  }

  #closeScope(): void {
    this.#closeMetric();
    if (this.#scope !== NO_MARK) this.#w.end(this.#scope);
    this.#scope = NO_MARK;
  }

  #closeResource(): void {
    this.#closeScope();
    if (this.#resource !== NO_MARK) this.#w.end(this.#resource);
    this.#resource = NO_MARK;
  }
}

/** A non-negative integer below 2^53 as fixed64, in two halves: no BigInt per bucket. */
function fixedCount(w: Writer, value: number): void {
  w.fixed32(value % 0x1_0000_0000);
  w.fixed32(Math.floor(value / 0x1_0000_0000));
}
