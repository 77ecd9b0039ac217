import type { Counter, Gauge, Histogram, Labels } from '../../kernel/host.ts';

/** One sample of a family as it is exposed; `suffix` is appended to the family's name. */
export interface Sample {
  readonly suffix: string;
  readonly labels: Labels;
  readonly value: number;
}

/** A series that can tell its samples at scrape. */
export interface Series {
  readonly labels: Labels;
  collect(into: Sample[]): void;
}

/** A counter as one number: `add` costs an addition (prom-client's `inc` costs 200 ns of label hashing). Only finite positive amounts count. */
export class CounterSeries implements Series, Counter {
  readonly labels: Labels;
  value = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  add(amount: number): void {
    if (amount > 0 && amount < Number.POSITIVE_INFINITY) this.value += amount;
  }

  collect(into: Sample[]): void {
    into.push({ suffix: '', labels: this.labels, value: this.value });
  }
}

/** A gauge set by its owner. Not exposed before the first `set`: unknown is not zero. */
export class GaugeSeries implements Series, Gauge {
  readonly labels: Labels;
  #value = Number.NaN;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  set(value: number): void {
    this.#value = value;
  }

  collect(into: Sample[]): void {
    if (!Number.isNaN(this.#value)) into.push({ suffix: '', labels: this.labels, value: this.#value });
  }
}

/** A value read at scrape, of a gauge or of a counter that someone else keeps. NaN, or a reader that throws, exposes nothing. */
export class ReadSeries implements Series {
  readonly labels: Labels;
  readonly #read: () => number;

  constructor(labels: Labels, read: () => number) {
    this.labels = labels;
    this.#read = read;
  }

  collect(into: Sample[]): void {
    let value: number;
    try {
      value = this.#read();
    } catch {
      return;
    }
    if (!Number.isNaN(value)) into.push({ suffix: '', labels: this.labels, value });
  }
}

/** A classic histogram; `observe` is a scan over at most two dozen bounds. NaN is not counted. */
export class HistogramSeries implements Series, Histogram {
  readonly labels: Labels;
  readonly #bounds: readonly number[];
  /** One count for each bound and one for +Inf, not cumulated. */
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    if (Number.isNaN(value)) return;
    let slot = 0;
    while (slot < this.#bounds.length && value > this.#bounds[slot]!) slot++;
    this.#counts[slot]! += 1;
    this.#sum += value;
  }

  collect(into: Sample[]): void {
    let cumulated = 0;
    for (let i = 0; i < this.#counts.length; i++) {
      cumulated += this.#counts[i]!;
      const bound = this.#bounds[i];
      into.push({ suffix: '_bucket', labels: { ...this.labels, le: bound === undefined ? '+Inf' : String(bound) }, value: cumulated });
    }
    into.push({ suffix: '_sum', labels: this.labels, value: this.#sum });
    into.push({ suffix: '_count', labels: this.labels, value: cumulated });
  }
}
