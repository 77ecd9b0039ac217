import { Registry } from 'prom-client';
import type { MetricSpec } from '../../kernel/component.ts';
import type { Counter, Gauge, Histogram, Labels, MetricSink } from '../../kernel/host.ts';
import { bucketsFor } from './buckets.data.ts';
import { Family } from './family.ts';
import { OWN_METRICS } from './own-metrics.data.ts';
import { CounterSeries, GaugeSeries, HistogramSeries, ReadSeries } from './series.ts';

const NO_LABELS: Labels = Object.freeze({});

/** A component's sink. `release` takes its gauges away when the component is gone; counters stay, since they must never go back. */
export interface OwnedSink extends MetricSink {
  /** A counter that someone else keeps, read at scrape. */
  observeCounter(name: string, labels: Labels, read: () => number): void;
  release(): void;
}

export interface OwnMetricsSettings {
  /** True appends `_total` to `otelcol_*` counters too, as the Go Collector does once its readers are configured by hand. */
  readonly counterSuffix?: boolean;
}

/**
 * Own metrics on a prom-client registry of their own, never its global one. Counters of ours end in `_total`; those
 * named `otelcol_` do not, since the Go Collector 0.155 with its default telemetry exposes `otelcol_receiver_accepted_spans`
 * (measured; its exporter is set up without type suffix) and the contract's names are those its dashboards ask for.
 */
export class OwnMetrics {
  readonly registry: Registry = new Registry();
  readonly #counterSuffix: boolean;
  readonly #families: Map<string, Family> = new Map();
  readonly #undeclared: Set<string> = new Set();

  constructor(settings: OwnMetricsSettings = {}) {
    this.#counterSuffix = settings.counterSuffix ?? false;
    this.define(OWN_METRICS);
  }

  /** Makes metrics known with help and labels. A name defined before keeps its first definition. */
  define(specs: readonly MetricSpec[]): void {
    for (const spec of specs) this.#family(spec);
  }

  /** Names that were used without being defined: a component's `telemetry` list is incomplete. For the contract test. */
  undeclared(): readonly string[] {
    return [...this.#undeclared];
  }

  /** The sink of one component; `owner` is `kind/id` or any name unique in the process. */
  sink(owner: string): OwnedSink {
    return {
      counter: (name, labels = NO_LABELS): Counter =>
        this.#use(name, 'counter', labels).get(labels, '', CounterSeries, (kept) => new CounterSeries(kept)),
      gauge: (name, labels = NO_LABELS): Gauge =>
        this.#use(name, 'gauge', labels).get(labels, owner, GaugeSeries, (kept) => new GaugeSeries(kept)),
      histogram: (name, labels = NO_LABELS): Histogram =>
        this.#use(name, 'histogram', labels).get(labels, '', HistogramSeries, (kept) => new HistogramSeries(kept, bucketsFor(name))),
      observe: (name, labels, read) =>
        void this.#use(name, 'gauge', labels).get(labels, owner, ReadSeries, (kept) => new ReadSeries(kept, read), true),
      observeCounter: (name, labels, read) =>
        void this.#use(name, 'counter', labels).get(labels, owner, ReadSeries, (kept) => new ReadSeries(kept, read), true),
      release: () => {
        for (const family of this.#families.values()) family.release(owner);
      },
    };
  }

  #use(name: string, kind: MetricSpec['kind'], labels: Labels): Family {
    const family = this.#families.get(name);
    if (family === undefined) this.#undeclared.add(name);
    const known = family ?? this.#family({ name, kind, help: '', labels: Object.keys(labels) });
    for (const label of Object.keys(labels)) if (!known.spec.labels.includes(label)) this.#undeclared.add(`${name}{${label}}`);
    if (known.spec.kind !== kind) this.#undeclared.add(`${name} as ${kind}`);
    return known;
  }

  #family(spec: MetricSpec): Family {
    let family = this.#families.get(spec.name);
    if (family === undefined) {
      family = new Family(spec, this.#exposedName(spec), this.registry);
      this.#families.set(spec.name, family);
    }
    return family;
  }

  #exposedName(spec: MetricSpec): string {
    const suffixed = spec.kind === 'counter' && (this.#counterSuffix || !spec.name.startsWith('otelcol_'));
    return suffixed ? `${spec.name}_total` : spec.name;
  }
}
