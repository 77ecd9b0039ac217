import { parseDurationMs } from '../../config/units.ts';
import type { Connector } from '../../kernel/component.ts';
import type { Consumer } from '../../kernel/consumer.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import type { StageSet } from '../../kernel/stage.ts';
import { internKey } from '../../otlp/keys.ts';
import type { Signal } from '../../otlp/batch.ts';
import type { Config } from './config.ts';
import { writeSeries } from './flush.ts';
import { DEFAULT_BOUNDS } from './instruments.data.ts';
import { Recorder } from './recorder.ts';

/** Node's timers hold 2^31-1 ms. */
const MAX_TIMER_MS = 2_147_483_647;

const RESULTS = ['accepted', 'retry', 'refused'] as const;

/**
 * Looks on in the walk of the pipelines it ends, and sends all series every flush interval. Series are cumulative, so a
 * flush that was not taken loses nothing: the next one says the same and more.
 */
export class MetricsConnector implements Connector {
  readonly stages: StageSet;
  readonly #config: Config;
  readonly #host: Host;
  readonly #recorder: Recorder;
  readonly #startMs: number;
  readonly #flushes: Readonly<Record<Outcome['kind'], Counter>>;
  readonly #overflow: Counter;
  #overflowSeen = 0;
  #next: Consumer | undefined;
  #stopTimer: (() => void) | undefined;
  #flushing: Promise<void> | undefined;

  constructor(config: Config, host: Host) {
    this.#config = config;
    this.#host = host;
    this.#recorder = new Recorder({
      dimensions: config.dimensions.map((dimension) => ({
        key: internKey(dimension.key),
        name: dimension.name ?? dimension.key,
        fallback: dimension.default,
        from: dimension.from ?? 'either',
      })),
      semconv: config.semconv,
      bounds: { ...DEFAULT_BOUNDS, ...config.histograms },
      limit: config.aggregation_cardinality_limit,
      exemplars: config.exemplars.enabled,
    });
    this.#startMs = host.clock.now();
    this.stages = { id: host.id, span: this.#recorder, readOnly: true };
    const component = host.id;
    const counters = RESULTS.map((result) => [result, host.metrics.counter('assay_metrics_flushes', { component, result })] as const);
    this.#flushes = Object.fromEntries(counters) as Record<Outcome['kind'], Counter>;
    this.#overflow = host.metrics.counter('assay_metrics_overflow', { component });
    host.metrics.observe('assay_metrics_series', { component }, () => this.#recorder.table.size);
  }

  connect(next: ReadonlyMap<Signal, Consumer>): void {
    this.#next = next.get('metrics');
  }

  start(): void {
    if (this.#stopTimer !== undefined) return;
    const everyMs = Math.min(parseDurationMs(this.#config.metrics_flush_interval), MAX_TIMER_MS);
    this.#stopTimer = this.#host.clock.every(everyMs, () => void this.flush(new AbortController().signal));
  }

  /** A last flush, so that what was counted since the one before is not lost. */
  async shutdown(deadline: AbortSignal): Promise<void> {
    if (this.#stopTimer === undefined) return;
    this.#stopTimer();
    this.#stopTimer = undefined;
    await this.#flushing;
    await this.flush(deadline);
  }

  /** Sends all series once; one flush at a time. Never rejects: a flush that fails is said in the log, and the next one repeats it. */
  flush(signal: AbortSignal): Promise<void> {
    this.#flushing ??= this.#flush(signal)
      .catch((error: unknown) => this.#host.log.error('metrics could not be sent; the next flush repeats them', { error }))
      .finally(() => {
        this.#flushing = undefined;
      });
    return this.#flushing;
  }

  async #flush(signal: AbortSignal): Promise<void> {
    const { table } = this.#recorder;
    this.#overflow.add(table.overflowed - this.#overflowSeen);
    this.#overflowSeen = table.overflowed;
    const batch = writeSeries(this.#recorder, this.#config.resource_attributes, this.#startMs, this.#host.clock.now());
    if (batch === undefined || this.#next === undefined) return;
    const outcome = await this.#next.consume(batch, signal);
    this.#flushes[outcome.kind].add(1);
    if (outcome.kind !== 'accepted') this.#host.log.warn('metrics were not taken; the next flush repeats them', { code: outcome.code });
  }
}
