import { HISTOGRAM_POINT, NUMBER_POINT } from '../../otlp/fields.ts';
import { type BucketSet, type CounterName, COUNTERS, type HistogramName, HISTOGRAMS, type InstrumentRow } from './instruments.data.ts';
import type { CounterSeries, HistogramSeries } from './series.ts';

/** A row of the table at work: where its series stand in a group, and all of them in the order of their making. */
export interface Instrument<S> {
  readonly id: number;
  readonly row: InstrumentRow;
  /** First slot in a group for series without free labels; one for each fixed value. */
  readonly slot: number;
  /** Field of the attributes in this instrument's points. */
  readonly attributesField: number;
  /** Empty for counters. */
  readonly bounds: readonly number[];
  /** Every series but the overflow one. */
  readonly series: S[];
  overflow: S | undefined;
}

export type Counter = Instrument<CounterSeries>;
export type Histogram = Instrument<HistogramSeries>;

/** All instruments by the names of the table. */
export interface Instruments {
  readonly counters: Readonly<Record<CounterName, Counter>>;
  readonly histograms: Readonly<Record<HistogramName, Histogram>>;
}

/** Slots that a group needs for all instruments. */
export function slotCount(): number {
  let slots = 0;
  for (const row of [...Object.values(COUNTERS), ...Object.values(HISTOGRAMS)]) slots += row.fixed?.values.length ?? 1;
  return slots;
}

export function makeInstruments(bounds: Readonly<Record<BucketSet, readonly number[]>>): Instruments {
  let id = 0;
  let slot = 0;
  const make = <S>(row: InstrumentRow, attributesField: number): Instrument<S> => {
    const made: Instrument<S> = {
      id: id++,
      row,
      slot,
      attributesField,
      bounds: row.buckets === undefined ? [] : bounds[row.buckets],
      series: [],
      overflow: undefined,
    };
    slot += row.fixed?.values.length ?? 1;
    return made;
  };
  return {
    counters: mapRows(COUNTERS, (row) => make<CounterSeries>(row, NUMBER_POINT.attributes)),
    histograms: mapRows(HISTOGRAMS, (row) => make<HistogramSeries>(row, HISTOGRAM_POINT.attributes)),
  };
}

function mapRows<N extends string, R, T>(rows: Readonly<Record<N, R>>, make: (row: R) => T): Record<N, T> {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, make(row as R)])) as Record<N, T>;
}
