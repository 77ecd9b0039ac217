import type { Signal } from '../otlp/batch.ts';

/** Label names and values of one series of Assay's own metrics. Values are bounded by the caller. */
export type Labels = Readonly<Record<string, string>>;

/** A counter bound to its labels: `add` is a plain addition, cheap enough for each batch. */
export interface Counter {
  add(amount: number): void;
}

export interface Gauge {
  set(value: number): void;
}

export interface Histogram {
  observe(value: number): void;
}

/** Own metrics (port 8888). The name is the Prometheus name without `_total`; every name a component uses is in its `telemetry` list. */
export interface MetricSink {
  counter(name: string, labels?: Labels): Counter;
  gauge(name: string, labels?: Labels): Gauge;
  /** A gauge read at scrape. */
  observe(name: string, labels: Labels, read: () => number): void;
  histogram(name: string, labels?: Labels): Histogram;
}

/** Own log. Messages and fields never hold telemetry content; `code` is an `ASSAY_...` code where one exists. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Time, random numbers and timers come from here, so that a test can hold them still. Timers are unreferenced and end with `stop`. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Milliseconds that only go forward. */
  monotonicMs(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Calls `fn` once after `ms`; the returned function cancels. */
  after(ms: number, fn: () => void): () => void;
  /** Calls `fn` every `ms`; the returned function cancels. */
  every(ms: number, fn: () => void): () => void;
}

/** `starting` and `stopped` are not ready; `degraded` works with trouble (an export fails, a queue fills); `failed` does not work. */
export type HealthState = 'starting' | 'ok' | 'degraded' | 'failed' | 'stopped';

/** What a component reports of itself to health_check. `detail` has no telemetry content. */
export interface HealthReport {
  readonly state: HealthState;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Where the ledger counts items of one pipeline (contract section 7): received = delivered + dropped + failed + in flight.
 * `signal` is needed from components that serve several pipelines, so that each pipeline's account is its own.
 */
export interface Ledger {
  received(items: number, signal?: Signal): void;
  delivered(items: number, signal?: Signal): void;
  dropped(items: number, reason: string, signal?: Signal): void;
  failed(items: number, reason: string, signal?: Signal): void;
}

/** What the running collector gives to a component at `create`. */
export interface Host {
  /** The component's id as in YAML, `type[/name]`. */
  readonly id: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricSink;
  /** Environment as the process had it at start. */
  env(name: string): string | undefined;
  /** A started extension by its id, or undefined. The asker narrows the type once. */
  extension(id: string): unknown;
  health(report: HealthReport): void;
  /** All reports by component id, for health_check. */
  healthOf(): ReadonlyMap<string, HealthReport>;
  /** Set only for processors and exporters: where items that end here are counted. */
  readonly ledger: Ledger;
  /** True once shutdown began. */
  stopping(): boolean;
}
