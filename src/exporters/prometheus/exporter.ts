import { parseDurationMs } from '../../config/units.ts';
import type { Exporter } from '../../kernel/component.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { ACCEPTED, type Outcome } from '../../kernel/outcome.ts';
import type { Batch } from '../../otlp/batch.ts';
import type { PointView } from '../../otlp/views/point.ts';
import type { ResourceView } from '../../otlp/views/resource.ts';
import { PointWalk } from '../../otlp/walk.ts';
import { type Endpoint, formatEndpoint, parseServerEndpoint } from '../../transport/endpoint.ts';
import type { Config } from './config.ts';
import { type ContextLabels, ContextReader } from './context-labels.ts';
import { labelName } from './names.ts';
import { renderPage } from './render.ts';
import { ScrapeServer } from './scrape-server.ts';
import { type PointRefusal, SeriesStore } from './series-store.ts';
import { Targets } from './targets.ts';
import { keySelector } from './wildcard.ts';

const MAX_SWEEP_MS = 60_000;
const NOTHING: ContextLabels = { id: -1, labels: [], target: undefined };

/** Holds the newest value of every series and shows it to whoever scrapes. Always accepts; what it cannot show is counted. */
export class PrometheusExporter implements Exporter {
  readonly #host: Host;
  readonly #store: SeriesStore;
  readonly #targets: Targets;
  readonly #contexts: ContextReader;
  readonly #server: ScrapeServer;
  readonly #walk: PointWalk = new PointWalk();
  readonly #sent: Counter;
  readonly #sweepMs: number;
  readonly #warned: Set<PointRefusal> = new Set();
  #stopSweep: (() => void) | undefined;

  constructor(config: Config, host: Host) {
    this.#host = host;
    const expirationMs = parseDurationMs(config.metric_expiration);
    this.#sweepMs = Math.min(expirationMs, MAX_SWEEP_MS);
    this.#store = new SeriesStore({
      namespace: config.namespace,
      constLabels: new Map(Object.entries(config.const_labels).map(([key, value]) => [labelName(key), value])),
      seriesLimit: config.series_limit,
      expirationMs,
    });
    this.#targets = new Targets(expirationMs);
    this.#contexts = new ContextReader(keySelector(config.resource_constant_labels), !config.without_scope_info);
    const key = `exporters.${host.id}.endpoint`;
    const scrapes = (result: string): Counter => host.metrics.counter('assay_prometheus_scrapes', { exporter: host.id, result });
    const counters = { ok: scrapes('ok'), aborted: scrapes('aborted') };
    this.#server = new ScrapeServer({
      endpoint: parseServerEndpoint(config.endpoint, key),
      key,
      openMetrics: config.enable_open_metrics,
      render: (open) => this.render(open, config),
      onScrape: (result) => counters[result].add(1),
    });
    this.#sent = host.metrics.counter('otelcol_exporter_sent_metric_points', { exporter: host.id });
    host.metrics.observe('assay_prometheus_series', { exporter: host.id }, () => this.#store.size);
  }

  /** Where it is scraped, once started. */
  get address(): Endpoint | undefined {
    return this.#server.address;
  }

  async start(): Promise<void> {
    if (this.#stopSweep !== undefined) return;
    await this.#server.start();
    this.#stopSweep = this.#host.clock.every(this.#sweepMs, () => this.#expire());
    // Port 0 takes a free one: this line and the health page are where it can be found.
    const endpoint = formatEndpoint(this.#server.address!);
    this.#host.log.info(`prometheus listens on ${endpoint}`);
    this.#host.health({ state: 'ok', detail: { endpoint } });
  }

  async shutdown(): Promise<void> {
    this.#stopSweep?.();
    this.#stopSweep = undefined;
    await this.#server.stop();
  }

  consume(batch: Batch): Outcome {
    const nowMs = this.#host.clock.now();
    const refusals = new Map<PointRefusal, number>();
    let resource = NOTHING;
    let scope = NOTHING;
    this.#walk.run(batch, {
      context: (view: ResourceView) => {
        const labels = this.#contexts.read(view);
        if (view.isScope) scope = labels;
        else {
          resource = labels;
          this.#targets.see(labels, nowMs);
        }
      },
      item: (point: PointView) => {
        const refusal = this.#store.update(point, resource, scope, nowMs);
        if (refusal !== undefined) refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
        return true;
      },
    });
    this.#account(batch, refusals);
    return ACCEPTED;
  }

  /** The page as it is now, in pieces. */
  render(open: boolean, config: Pick<Config, 'send_timestamps' | 'namespace'>): Iterable<string> {
    this.#expire();
    const namespace = config.namespace === '' ? '' : labelName(config.namespace);
    return renderPage(this.#store.families.values(), this.#targets.labels(), namespace, { open, sendTimestamps: config.send_timestamps });
  }

  #expire(): void {
    const nowMs = this.#host.clock.now();
    this.#store.expire(nowMs);
    this.#targets.expire(nowMs);
  }

  #account(batch: Batch, refusals: ReadonlyMap<PointRefusal, number>): void {
    let refused = 0;
    for (const [reason, points] of refusals) {
      refused += points;
      this.#host.ledger.dropped(points, reason, batch.signal);
      if (this.#warned.has(reason)) continue;
      this.#warned.add(reason);
      this.#host.log.warn('some metric points cannot be shown; this is said once, assay_dropped_items_total counts them', { reason });
    }
    this.#host.ledger.delivered(batch.items - refused, batch.signal);
    this.#sent.add(batch.items - refused);
  }
}
