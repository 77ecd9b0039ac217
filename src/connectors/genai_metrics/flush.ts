import { encodeAttributes, type PlainAttributes } from '../../otlp/build/any-value.ts';
import { MetricsWriter } from '../../otlp/build/metrics-writer.ts';
import { timeFromMs } from '../../otlp/build/time-bytes.ts';
import type { Batch } from '../../otlp/batch.ts';
import { RESOURCE } from '../../otlp/fields.ts';
import type { Counter, Histogram, Instruments } from './instrument.ts';

/** InstrumentationScope of the metrics. */
export const SCOPE_NAME = 'assay/genai_metrics';

/** Writes all series as one cumulative batch; undefined when there is none yet. Exemplars are given out once. */
export function writeSeries(instruments: Instruments, resource: PlainAttributes, startMs: number, nowMs: number): Batch | undefined {
  const w = new MetricsWriter(timeFromMs(nowMs), timeFromMs(startMs));
  w.resource(encodeAttributes(RESOURCE.attributes, resource));
  w.scope(SCOPE_NAME);
  for (const counter of Object.values(instruments.counters)) writeCounter(w, counter);
  for (const histogram of Object.values(instruments.histograms)) writeHistogram(w, histogram);
  return w.points === 0 ? undefined : w.finish({ receivedAtMs: nowMs });
}

function writeCounter(w: MetricsWriter, instrument: Counter): void {
  if (instrument.series.length === 0 && instrument.overflow === undefined) return;
  const { row } = instrument;
  w.sum(row);
  const integer = row.integer === true;
  for (const series of instrument.series) w.number(series.attributes, series.value, integer);
  if (instrument.overflow !== undefined) w.number(instrument.overflow.attributes, instrument.overflow.value, integer);
}

function writeHistogram(w: MetricsWriter, instrument: Histogram): void {
  if (instrument.series.length === 0 && instrument.overflow === undefined) return;
  w.histogram(instrument.row);
  for (const series of instrument.series) {
    w.distribution(series.attributes, series, series.exemplars);
    series.exemplars?.clear();
  }
  const { overflow } = instrument;
  if (overflow === undefined) return;
  w.distribution(overflow.attributes, overflow, overflow.exemplars);
  overflow.exemplars?.clear();
}
