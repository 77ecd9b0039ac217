import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { MetricSpec } from '../../kernel/component.ts';
import type { Labels } from '../../kernel/host.ts';
import type { Sample, Series } from './series.ts';

/** Series of one family; a bound that no correct component reaches, so that an incorrect one cannot fill the memory. */
export const MAX_SERIES = 2000;

/** The value of every label of the one series that takes what is beyond the bound. */
const OVERFLOW_LABEL = 'other';

type SeriesClass<S> = abstract new (...args: never[]) => S;

interface Owned {
  readonly series: Series;
  readonly owner: string;
}

/** All series of one metric name. Registered in a prom-client registry, whose metric asks us for the samples at scrape. */
export class Family {
  readonly spec: MetricSpec;
  /** By labels; where an owner took a series over from another, the newest stands last and is the one shown. */
  readonly #series: Map<string, Owned[]> = new Map();

  constructor(spec: MetricSpec, exposedName: string, registry: Registry) {
    this.spec = spec;
    const config = { name: exposedName, help: spec.help || exposedName, labelNames: [...spec.labels], registers: [registry] };
    const metric = spec.kind === 'counter' ? new Counter(config) : spec.kind === 'gauge' ? new Gauge(config) : new Histogram(config);
    const base = metric.get.bind(metric) as () => Promise<object>;
    Object.assign(metric, { get: async () => ({ ...(await base()), values: this.#values(exposedName) }) });
  }

  /**
   * The series with these labels, made by `make` when there is none of class `type`; with `replace` always made anew.
   * Labels that the family does not declare are left out.
   */
  get<S extends Series>(labels: Labels, owner: string, type: SeriesClass<S>, make: (labels: Labels) => S, replace = false): S {
    let kept = this.#known(labels);
    let key = this.#key(kept);
    let found = this.#series.get(key);
    if (found === undefined && this.#series.size >= MAX_SERIES) {
      kept = Object.fromEntries(this.spec.labels.map((name) => [name, OVERFLOW_LABEL]));
      key = this.#key(kept);
      found = this.#series.get(key);
    }
    const newest = found?.at(-1);
    const series = !replace && newest?.series instanceof type ? newest.series : make(kept);
    this.#series.set(key, [...(found ?? []).filter((owned) => owned.owner !== owner), { series, owner }]);
    return series;
  }

  /** Forgets the series of a component that is gone; one that it took over is its former owner's again. */
  release(owner: string): void {
    for (const [key, stack] of this.#series) {
      const rest = stack.filter((owned) => owned.owner !== owner);
      if (rest.length === stack.length) continue;
      if (rest.length === 0) this.#series.delete(key);
      else this.#series.set(key, rest);
    }
  }

  #known(labels: Labels): Labels {
    const kept: Record<string, string> = {};
    for (const name of this.spec.labels) {
      const value = labels[name];
      if (value !== undefined) kept[name] = value;
    }
    return kept;
  }

  #key(labels: Labels): string {
    return JSON.stringify(this.spec.labels.map((name) => labels[name] ?? ''));
  }

  #values(name: string): { metricName: string; labels: Labels; value: number }[] {
    const samples: Sample[] = [];
    for (const stack of this.#series.values()) stack.at(-1)!.series.collect(samples);
    return samples.map((sample) => ({ metricName: name + sample.suffix, labels: sample.labels, value: sample.value }));
  }
}
