import { randomUUID } from 'node:crypto';
import type { CollectorConfig } from '../config/types.ts';
import { createCallReader } from '../genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../genai/dialect.ts';
import { assemble, type Graph, type GraphSurroundings } from '../kernel/graph.ts';
import type { HealthReport } from '../kernel/host.ts';
import { startAll, stopAll, stopGroups } from '../kernel/lifecycle.ts';
import { type Plan, plan } from '../kernel/plan.ts';
import type { ReloadPlan } from '../kernel/reload-plan.ts';
import { type SystemClock, systemClock } from '../telemetry/clock.ts';
import { HealthBoard } from '../telemetry/health-board.ts';
import { type LedgerSnapshot, PipelineLedger } from '../telemetry/ledger.ts';
import type { RootLogger } from '../telemetry/log/logger.ts';
import { OwnMetrics } from '../telemetry/metrics/own-metrics.ts';
import { addNodeMetrics, addProcessMetrics } from '../telemetry/metrics/process-metrics.ts';
import { MetricsServer } from '../telemetry/metrics-server.ts';
import { HostBook, type HostDraft } from './host-book.ts';
import { Reload } from './reload.ts';
import { Retirement } from './retirement.ts';
import { restsOf, type StopReport, stopReport } from './stop-report.ts';
import { VERSION } from '../telemetry/version.ts';

export type { StopReport } from './stop-report.ts';

/** What a collector is made of besides its config. */
export interface CollectorSettings {
  readonly config: CollectorConfig;
  readonly log: RootLogger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One running collector: the graph of a config, its own telemetry and its ledgers. */
export class Collector {
  readonly metrics: OwnMetrics;
  readonly #settings: CollectorSettings;
  readonly #clock: SystemClock = systemClock();
  readonly #health = new HealthBoard();
  readonly #ledgers = new Map<string, PipelineLedger>();
  readonly #extensions = new Map<string, unknown>();
  readonly #hosts: HostBook;
  /** Aborts when a stop has run out of time. */
  readonly #outOfTime = new AbortController();
  readonly #retirement: Retirement;
  /** Parts of the graph that a failed rollback left without a running component. */
  readonly #broken = new Set<string>();
  #plan: Plan;
  #graph: Graph | undefined;
  #metricsServer: MetricsServer | undefined;
  #reloads: Promise<unknown> = Promise.resolve();
  /** The last reload up to the point from which the new graph runs. */
  #applied: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(settings: CollectorSettings) {
    this.#settings = settings;
    this.#plan = plan(settings.config);
    const { metrics } = settings.config.service.telemetry;
    this.metrics = new OwnMetrics({ counterSuffix: metrics.counterSuffix });
    // In the order of the config, in which they are told.
    for (const { id } of this.#plan.pipelines) this.#account(id);
    this.#retirement = new Retirement(settings.log, this.#outOfTime.signal);
    this.#hosts = new HostBook({
      clock: this.#clock,
      log: settings.log,
      metrics: this.metrics,
      health: this.#health,
      env: settings.env,
      extension: (id) => this.#extensions.get(id),
      stopping: () => this.#stopping,
    });
  }

  /** The plan in force. */
  get plan(): Plan {
    return this.#plan;
  }

  /** Starts own metrics, extensions, exporters, connectors, processors, receivers. Throws AssayError; then nothing runs. */
  async start(): Promise<void> {
    const { config, log } = this.#settings;
    await this.#startMetrics(config);
    const hosts = this.#hosts.draft();
    try {
      const graph = assemble(this.#plan, config, this.#around(hosts));
      for (const { id, instance } of graph.extensions.values()) this.#extensions.set(id, instance);
      await startAll(graph, ({ kind, id }) => hosts.started(kind, id), log);
      hosts.commit(new Set());
      this.#graph = graph;
    } catch (error) {
      await this.#metricsServer?.stop();
      this.#clock.cancelAll();
      throw error;
    }
  }

  /**
   * Makes `config` the one in force, restarting only what changed; reloads come one after the other. Throws AssayError when
   * a new part cannot start: the config before is in force again then. Nothing that was accepted is lost either way.
   */
  reload(config: CollectorConfig): Promise<ReloadPlan> {
    const result = this.#reloads.then(() => this.#reload(config));
    this.#reloads = result.catch(() => undefined);
    return result;
  }

  /** Receivers stop taking, everything accepted is delivered within the config's shutdown_timeout; `cut` ends the waiting. */
  async stop(cut?: AbortSignal): Promise<StopReport> {
    this.#stopping = true;
    const config = this.#graph?.config ?? this.#settings.config;
    const timeout = AbortSignal.timeout(config.service.shutdownTimeoutMs);
    const deadline = cut === undefined ? timeout : AbortSignal.any([timeout, cut]);
    if (deadline.aborted) this.#outOfTime.abort();
    else deadline.addEventListener('abort', () => this.#outOfTime.abort(), { once: true });
    await this.#applied;
    const graph = this.#graph;
    const groups = graph === undefined ? [] : stopGroups(graph);
    const extensions = groups.pop() ?? [];
    const [late] = await Promise.all([stopAll(groups.splice(0, 1), deadline, this.#settings.log), this.#retirement.hurry()]);
    late.push(...(await stopAll(groups, deadline, this.#settings.log)));
    await this.#reloads;
    const retired = await this.#retirement.ended();
    const rests = [...(graph === undefined ? [] : restsOf(graph)), ...retired.rests];
    late.push(...retired.late, ...(await stopAll([extensions], deadline, this.#settings.log)));
    await this.#metricsServer?.stop();
    this.#clock.cancelAll();
    return stopReport(this.ledgers(), late, rests);
  }

  ledgers(): LedgerSnapshot[] {
    return [...this.#ledgers.values()].map((ledger) => ledger.snapshot());
  }

  /** Address of own metrics, when they are on. */
  get metricsUrl(): string | undefined {
    return this.#metricsServer?.url;
  }

  /** The last report of every component, by `kind/id`. */
  health(): ReadonlyMap<string, HealthReport> {
    return this.#health.all();
  }

  extension(id: string): unknown {
    return this.#extensions.get(id);
  }

  async #reload(config: CollectorConfig): Promise<ReloadPlan> {
    const reload = new Reload({
      graph: this.#graph!,
      config,
      broken: this.#broken,
      hosts: this.#hosts,
      around: (hosts) => this.#around(hosts),
      extensions: this.#extensions,
      retirement: this.#retirement,
      outOfTime: this.#outOfTime.signal,
      stopping: () => this.#stopping,
      log: this.#settings.log,
    });
    const applied = reload.run((graph) => {
      this.#graph = graph;
      this.#plan = graph.plan;
    });
    this.#applied = applied.catch(() => undefined);
    await (await applied)();
    return reload.plan;
  }

  async #startMetrics({ service }: CollectorConfig): Promise<void> {
    const { level, endpoint } = service.telemetry.metrics;
    if (level === 'none') return;
    addProcessMetrics(this.metrics, this.#clock, { serviceName: 'assay', serviceVersion: VERSION, serviceInstanceId: randomUUID() });
    if (level === 'detailed') addNodeMetrics(this.metrics);
    this.#metricsServer = new MetricsServer(this.metrics, endpoint);
    await this.#metricsServer.start();
  }

  #around(hosts: HostDraft): GraphSurroundings {
    return {
      host: (kind, component, ledger) => hosts.host(kind, component, ledger),
      account: (pipeline) => this.#account(pipeline),
      calls: (settings) => createCallReader(settings ?? DEFAULT_DIALECT_SETTINGS),
    };
  }

  /** A pipeline's account outlives reloads. */
  #account(pipeline: string): PipelineLedger {
    let ledger = this.#ledgers.get(pipeline);
    if (ledger === undefined) {
      ledger = new PipelineLedger(pipeline, this.metrics.sink(`pipeline/${pipeline}`));
      this.#ledgers.set(pipeline, ledger);
    }
    return ledger;
  }
}
