import { METRIC } from '../../otlp/fields.ts';
import { GAUGE, HISTOGRAM, EXP_HISTOGRAM, type PointView, SUM, SUMMARY } from '../../otlp/views/point.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import { Writer } from '../../wire/writer.ts';
import type { ContextLabels } from './context-labels.ts';
import { Families, type Family } from './family.ts';
import { type FixedLabels, labelText } from './labels.ts';
import { familyNames, type FamilyType } from './names.ts';
import { isStale, pointTimeNs } from './point-values.ts';
import {
  histogramSeries,
  type HistogramSeries,
  type NumberSeries,
  numberSeries,
  type Series,
  summarySeries,
  type SummarySeries,
} from './series.ts';
import { DELTA, isOutOfOrder, updateExponential, updateHistogram, updateNumber, updateSummary } from './update.ts';

/** Why a point is not on the page. */
export type PointRefusal =
  | 'delta_not_monotonic'
  | 'delta_exponential_histogram'
  | 'name_collision'
  | 'labels_too_long'
  | 'series_limit'
  | 'out_of_order'
  | 'bad_histogram';

export interface StoreSettings {
  readonly namespace: string;
  readonly constLabels: FixedLabels;
  readonly seriesLimit: number;
  readonly expirationMs: number;
}

/** Characters of label text that all series together may hold, per series allowed. */
const TEXT_PER_SERIES = 1024;
/** Keys longer than this are not remembered; their points find their series by text each time. */
const MAX_ALIAS_BYTES = 2048;
const ALIAS_BUDGET_BYTES = 64 * 1024 * 1024;

/**
 * The newest value of every series, and the way from a point to its series:
 *
 *     [resource, scope, type, name, unit, attributes as bytes] ──ByteMap──▶ Series        known points, no string
 *     family names ▶ Family ▶ label text ──Map──▶ Series                                  new ones
 */
export class SeriesStore {
  readonly families: Families = new Families();
  readonly #settings: StoreSettings;
  readonly #aliases: ByteMap<Series>;
  readonly #key: Writer = new Writer(4096);
  #aliasBytes = 0;
  #series = 0;
  #textChars = 0;

  constructor(settings: StoreSettings) {
    this.#settings = settings;
    this.#aliases = new ByteMap(settings.seriesLimit * 2);
  }

  get size(): number {
    return this.#series;
  }

  /** Takes one point over; a refusal changes nothing. */
  update(point: PointView, resource: ContextLabels, scope: ContextLabels, nowMs: number): PointRefusal | undefined {
    if (point.temporality === DELTA && point.type === SUM && !point.monotonic) return 'delta_not_monotonic';
    if (point.temporality === DELTA && point.type === EXP_HISTOGRAM) return 'delta_exponential_histogram';
    this.#aim(point, resource, scope);
    const { buf, pos } = this.#key;
    let series = this.#aliases.get(buf, 0, pos);
    if (series === undefined || series.dead) {
      const found = this.#find(point, resource, scope);
      if (typeof found === 'string') return found;
      series = found;
      this.#remember(series);
    }
    if (isStale(point)) {
      // Taken out at the next scrape or sweep, which look at the time alone.
      series.seenMs = Number.NEGATIVE_INFINITY;
      return undefined;
    }
    if (isOutOfOrder(series, point)) return 'out_of_order';
    const refusal = this.#apply(series, point);
    if (refusal !== undefined) return refusal;
    series.seenMs = nowMs;
    series.timeNs = pointTimeNs(point);
    return undefined;
  }

  /** Takes out what was not updated for the expiration, and frees names without series. */
  expire(nowMs: number): void {
    const oldestMs = nowMs - this.#settings.expirationMs;
    for (const family of this.families.values()) {
      for (const [text, series] of family.series) {
        if (series.seenMs >= oldestMs) continue;
        series.dead = true;
        family.series.delete(text);
        this.#series--;
        this.#textChars -= text.length;
      }
    }
    this.families.prune();
  }

  #aim(point: PointView, resource: ContextLabels, scope: ContextLabels): void {
    const w = this.#key;
    const { metric, attributes } = point;
    w.reset();
    w.varint(resource.id);
    w.varint(scope.id);
    w.byte(point.type * 2 + (point.monotonic ? 1 : 0));
    copyField(w, metric.source(METRIC.name), metric.fieldStart(METRIC.name), metric.fieldEnd(METRIC.name));
    copyField(w, metric.source(METRIC.unit), metric.fieldStart(METRIC.unit), metric.fieldEnd(METRIC.unit));
    for (let row = 0; row < attributes.size; row++) {
      copyField(w, attributes.source(row), attributes.keyStart(row), attributes.keyEnd(row));
      copyField(w, attributes.source(row), attributes.valueStart(row), attributes.valueEnd(row));
    }
  }

  #remember(series: Series): void {
    const { buf, pos } = this.#key;
    if (pos > MAX_ALIAS_BYTES) return;
    if (this.#aliasBytes + pos > ALIAS_BUDGET_BYTES || this.#aliases.size >= this.#settings.seriesLimit * 2) {
      this.#aliases.clear();
      this.#aliasBytes = 0;
    }
    this.#aliases.set(buf, 0, pos, series);
    this.#aliasBytes += pos;
  }

  #find(point: PointView, resource: ContextLabels, scope: ContextLabels): Series | PointRefusal {
    const type = familyType(point);
    const names = familyNames(point.metricName(), point.unit(), type, this.#settings.namespace);
    const text = labelText(this.#fixed(resource, scope), point.attributes, RESERVED[type]);
    if (text === undefined) return 'labels_too_long';
    const full = this.#series >= this.#settings.seriesLimit || this.#textChars + text.length > this.#settings.seriesLimit * TEXT_PER_SERIES;
    const family = this.families.get(point.metricName(), names, type, point.metric.text(METRIC.description));
    if (family === undefined) return 'name_collision';
    const known = family.series.get(text);
    if (known !== undefined) return known;
    if (full) return 'series_limit';
    return this.#add(family, text);
  }

  #add(family: Family, text: string): Series {
    const series =
      family.type === 'histogram' ? histogramSeries(text) : family.type === 'summary' ? summarySeries(text) : numberSeries(text);
    family.series.set(text, series);
    this.#series++;
    this.#textChars += text.length;
    return series;
  }

  /** Constant labels win over those of resource and scope. */
  #fixed(resource: ContextLabels, scope: ContextLabels): FixedLabels {
    return new Map([...resource.labels, ...scope.labels, ...this.#settings.constLabels]);
  }

  #apply(series: Series, point: PointView): PointRefusal | undefined {
    switch (point.type) {
      case HISTOGRAM:
        return updateHistogram(series as HistogramSeries, point);
      case EXP_HISTOGRAM:
        return updateExponential(series as HistogramSeries, point);
      case SUMMARY:
        return updateSummary(series as SummarySeries, point);
      default:
        return updateNumber(series as NumberSeries, point);
    }
  }
}

/** The label a type writes itself. */
const RESERVED: Readonly<Record<FamilyType, string>> = { counter: '', gauge: '', histogram: 'le', summary: 'quantile' };

function familyType(point: PointView): FamilyType {
  if (point.type === GAUGE) return 'gauge';
  if (point.type === SUM) return point.monotonic ? 'counter' : 'gauge';
  return point.type === SUMMARY ? 'summary' : 'histogram';
}

function copyField(w: Writer, buf: Uint8Array, start: number, end: number): void {
  w.varint(Math.max(end - start, 0));
  if (end > start) w.bytes(buf, start, end);
}
