import { MAX_NAME_BYTES } from '../../genai/pricing/resolver.ts';
import { overrideSnippet } from '../../genai/pricing/what-would-change.ts';
import type { Host, Labels, MetricSink } from '../../kernel/host.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import type { TextSlice } from '../../wire/text-slice.ts';

/** Names with a series of their own; the rest share `other`. */
const MAX_SERIES = 50;
/** Names counted apart for the list in the log. */
const MAX_NAMES = 1024;
/** Names in one log line. */
const TOP = 10;
/** A name is the sender's text: no longer than this, and printable, wherever it is shown. */
const SHOWN = 120;

interface Seen {
  readonly provider: string;
  readonly name: string;
  readonly series: CountedSeries;
  /** Calls since the last list. */
  calls: number;
}

interface CountedSeries {
  total: number;
  /** False after the table changed and until the name is unknown again: the series is not shown. */
  active: boolean;
  add: () => void;
}

/** A sink that can show a counter kept elsewhere, and so can leave it out. */
type WithObservedCounter = MetricSink & { observeCounter?: (name: string, labels: Labels, read: () => number) => void };

/** Counts calls whose model has no price: as a metric with a bounded label, and as a list with the remedy for the log. */
export class UnknownModels {
  readonly #host: Host;
  readonly #names = new ByteMap<Seen>(MAX_NAMES);
  readonly #series: Map<string, CountedSeries> = new Map();
  #seen: Seen[] = [];
  readonly #long: Seen;

  constructor(host: Host) {
    this.#host = host;
    this.#long = { provider: '', name: `(more than ${MAX_NAME_BYTES} bytes)`, series: this.#seriesOf('other', 'other'), calls: 0 };
  }

  /** Counts one call. No string is made for a name counted before. */
  count(provider: string, model: TextSlice): void {
    const seen =
      model.length > MAX_NAME_BYTES ? this.#long : (this.#names.get(model.buf, model.start, model.end) ?? this.#meet(provider, model));
    seen.calls++;
    seen.series.add();
  }

  /** Forgets all names, because prices changed: those still unknown will come again. */
  forget(): void {
    this.#names.clear();
    this.#seen = [];
    for (const series of this.#series.values()) series.active = false;
  }

  /** Lists the most frequent names since the last time in one log line, with what would price the first. */
  report(): void {
    const top = [...this.#seen, this.#long].filter((seen) => seen.calls > 0).sort((a, b) => b.calls - a.calls);
    const [first] = top;
    if (first === undefined) return;
    this.#host.log.warn('calls of models without a price', {
      names: top.length,
      calls: top.reduce((sum, seen) => sum + seen.calls, 0),
      top: top.slice(0, TOP).map((seen) => `${seen.calls} x ${seen.provider === '' ? '' : `${seen.provider} `}${seen.name}`),
      fix: overrideSnippet(first.name),
    });
    for (const seen of top) seen.calls = 0;
  }

  #meet(provider: string, model: TextSlice): Seen {
    const name = printable(model.toString()) || '(no model name)';
    const shown = printable(provider);
    if (this.#names.size >= MAX_NAMES) this.#seen = [];
    const seen: Seen = { provider: shown, name, series: this.#seriesOf(shown, name), calls: 0 };
    this.#names.set(model.buf, model.start, model.end, seen);
    this.#seen.push(seen);
    return seen;
  }

  #seriesOf(provider: string, model: string): CountedSeries {
    const wanted = `${provider}\0${model}`;
    const known = this.#series.get(wanted);
    if (known !== undefined) return known;
    if (this.#series.size > MAX_SERIES) return this.#series.get('other\0other')!;
    const series = this.#register({ provider, model });
    this.#series.set(wanted, series);
    return series;
  }

  #register(labels: Labels): CountedSeries {
    const series: CountedSeries = { total: 0, active: false, add: () => undefined };
    const sink: WithObservedCounter = this.#host.metrics;
    if (sink.observeCounter === undefined) {
      const counter = sink.counter('assay_unknown_models', labels);
      series.add = () => counter.add(1);
    } else {
      // NaN leaves the series out: once priced, a model disappears from the metrics.
      sink.observeCounter('assay_unknown_models', labels, () => (series.active ? series.total : Number.NaN));
      series.add = () => {
        series.total++;
        series.active = true;
      };
    }
    return series;
  }
}

/** At most 120 printable characters of a sender's text. */
export function printable(text: string): string {
  return text
    .slice(0, SHOWN)
    .replace(/[^\x20-\x7e\u00a1-\u02ff\u0370-\u1fff\u3040-\ud7ff]/g, '?')
    .trim();
}
