import { encodeAttributes, type PlainValue } from '../../otlp/build/any-value.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import type { Counter, Histogram, Instrument } from './instrument.ts';
import { slotCount } from './instrument.ts';
import { COUNTERS, HISTOGRAMS, OVERFLOW_LABEL } from './instruments.data.ts';
import { LabelKey, readKey } from './label-key.ts';
import { CounterSeries, HistogramSeries } from './series.ts';

/** Series that share their common labels. Those without free labels stand in `slots`, found by index. */
export interface Group {
  /** -1 for the group of what is over the limit. */
  readonly id: number;
  readonly key: Uint8Array;
  readonly slots: (CounterSeries | HistogramSeries | undefined)[];
}

export interface SeriesTableSettings {
  /** Names of the common labels, in the order of a group's key. */
  readonly labels: readonly string[];
  /** Different label sets per metric; the next ones go to one overflow series. */
  readonly limit: number;
  readonly exemplars: boolean;
}

const SLOTS = slotCount();
const PREFIX = 6;
/** Instruments with free labels; each holds `limit` series at most. */
const FREE_INSTRUMENTS = [...Object.values(COUNTERS), ...Object.values(HISTOGRAMS)].filter((row) => row.free !== undefined).length;

/**
 * All series, found by the bytes of their labels:
 *
 *     common labels ──ByteMap──▶ Group ── slots[instrument.slot + fixed] ──▶ series        (no free labels)
 *                                  └──── [group id, instrument, fixed, free labels] ──ByteMap──▶ series
 *
 * A known series costs one hash over its labels and a comparison of bytes, no string. What is new beyond the limit goes
 * to the instrument's overflow series and is counted.
 */
export class SeriesTable {
  /** Measurements that went to an overflow series. */
  overflowed = 0;
  readonly #settings: SeriesTableSettings;
  readonly #groups: ByteMap<Group>;
  readonly #free: ByteMap<CounterSeries | HistogramSeries>;
  readonly #overflow: Group = { id: -1, key: new Uint8Array(0), slots: [] };
  readonly #probe: Uint8Array = new Uint8Array(PREFIX + new LabelKey(2).buf.length);
  #groupIds = 0;
  #total = 0;

  constructor(settings: SeriesTableSettings) {
    this.#settings = settings;
    // A ByteMap empties itself when full; the table never lets it come to that.
    this.#groups = new ByteMap(settings.limit + 1);
    this.#free = new ByteMap(settings.limit * FREE_INSTRUMENTS + 1);
  }

  /** Series of all instruments, overflow ones not counted. */
  get size(): number {
    return this.#total;
  }

  group(key: LabelKey): Group {
    const known = this.#groups.get(key.buf, 0, key.length);
    if (known !== undefined) return known;
    if (this.#groups.size >= this.#settings.limit) return this.#overflow;
    const group: Group = { id: this.#groupIds++, key: key.buf.slice(0, key.length), slots: new Array(SLOTS).fill(undefined) };
    this.#groups.set(key.buf, 0, key.length, group);
    return group;
  }

  counter(group: Group, instrument: Counter, fixed: number, free?: LabelKey): CounterSeries {
    return (this.#find(group, instrument, fixed, free) ?? this.#makeCounter(group, instrument, fixed, free)) as CounterSeries;
  }

  histogram(group: Group, instrument: Histogram, fixed: number, free?: LabelKey): HistogramSeries {
    return (this.#find(group, instrument, fixed, free) ?? this.#makeHistogram(group, instrument, fixed, free)) as HistogramSeries;
  }

  #find(
    group: Group,
    instrument: Counter | Histogram,
    fixed: number,
    free: LabelKey | undefined,
  ): CounterSeries | HistogramSeries | undefined {
    if (group.id === -1) return undefined;
    if (free === undefined) return group.slots[instrument.slot + fixed];
    const length = this.#aim(group, instrument, fixed, free);
    return this.#free.get(this.#probe, 0, length);
  }

  /** Puts the key of a series with free labels into the probe. */
  #aim(group: Group, instrument: Counter | Histogram, fixed: number, free: LabelKey): number {
    const probe = this.#probe;
    probe[0] = group.id;
    probe[1] = group.id >>> 8;
    probe[2] = group.id >>> 16;
    probe[3] = instrument.id;
    probe[4] = fixed;
    probe[5] = 0;
    for (let i = 0; i < free.length; i++) probe[PREFIX + i] = free.buf[i]!;
    return PREFIX + free.length;
  }

  #makeCounter(group: Group, instrument: Counter, fixed: number, free: LabelKey | undefined): CounterSeries {
    const overflow = this.#isOver(group, instrument);
    if (overflow && instrument.overflow !== undefined) return instrument.overflow;
    const series = new CounterSeries(this.#attributes(overflow, group, instrument, fixed, free));
    if (overflow) instrument.overflow = series;
    else {
      instrument.series.push(series);
      this.#place(group, instrument, fixed, free, series);
    }
    return series;
  }

  #makeHistogram(group: Group, instrument: Histogram, fixed: number, free: LabelKey | undefined): HistogramSeries {
    const overflow = this.#isOver(group, instrument);
    if (overflow && instrument.overflow !== undefined) return instrument.overflow;
    const attributes = this.#attributes(overflow, group, instrument, fixed, free);
    const series = new HistogramSeries(attributes, instrument.bounds, this.#settings.exemplars);
    if (overflow) instrument.overflow = series;
    else {
      instrument.series.push(series);
      this.#place(group, instrument, fixed, free, series);
    }
    return series;
  }

  #isOver(group: Group, instrument: Instrument<unknown>): boolean {
    const over = group.id === -1 || instrument.series.length >= this.#settings.limit;
    if (over) this.overflowed++;
    return over;
  }

  #place(
    group: Group,
    instrument: Counter | Histogram,
    fixed: number,
    free: LabelKey | undefined,
    series: CounterSeries | HistogramSeries,
  ): void {
    this.#total++;
    if (free === undefined) group.slots[instrument.slot + fixed] = series;
    else this.#free.set(this.#probe, 0, this.#aim(group, instrument, fixed, free), series);
  }

  #attributes(overflow: boolean, group: Group, instrument: Counter | Histogram, fixed: number, free: LabelKey | undefined): Uint8Array {
    const { row, attributesField } = instrument;
    if (overflow) return encodeAttributes(attributesField, { [OVERFLOW_LABEL]: true });
    const attributes: Record<string, PlainValue | undefined> = {};
    const common = readKey(group.key);
    this.#settings.labels.forEach((label, i) => {
      attributes[label] = common[i];
    });
    if (row.fixed !== undefined) attributes[row.fixed.label] = row.fixed.values[fixed];
    if (free !== undefined) {
      const values = readKey(free.buf.subarray(0, free.length));
      row.free?.forEach((label, i) => {
        attributes[label] = values[i];
      });
    }
    return encodeAttributes(attributesField, attributes);
  }
}
