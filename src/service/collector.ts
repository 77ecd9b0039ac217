import { randomUUID } from 'node:crypto';
import type { CollectorConfig, ComponentConfig } from '../config/types.ts';
import { createCallReader } from '../genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../genai/dialect.ts';
import type { ComponentKind } from '../kernel/component.ts';
import { assemble, type Graph } from '../kernel/graph.ts';
import type { Host, Ledger } from '../kernel/host.ts';
import { startAll, stopAll } from '../kernel/lifecycle.ts';
import { type Plan, plan } from '../kernel/plan.ts';
import { type SystemClock, systemClock } from '../telemetry/clock.ts';
import { HealthBoard } from '../telemetry/health-board.ts';
import { type HostServices, type IssuedHost, makeHost } from '../telemetry/host-factory.ts';
import { formatLedgers, type LedgerSnapshot, PipelineLedger } from '../telemetry/ledger.ts';
import type { RootLogger } from '../telemetry/log/logger.ts';
import { addNodeMetrics, addProcessMetrics } from '../telemetry/metrics/process-metrics.ts';
import { OwnMetrics } from '../telemetry/metrics/own-metrics.ts';
import { MetricsServer } from '../telemetry/metrics-server.ts';
import { VERSION } from './version.ts';

/** What a collector is made of besides its config. */
export interface CollectorSettings {
  readonly config: CollectorConfig;
  readonly log: RootLogger;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a stop went. `lost` counts items that were accepted and could be neither delivered nor kept. */
export interface StopReport {
  readonly ledgers: readonly LedgerSnapshot[];
  readonly late: readonly string[];
  readonly lost: number;
}

/** One running collector: the graph of a config, its own telemetry and its ledgers. */
export class Collector {
  readonly plan: Plan;
  readonly metrics: OwnMetrics;
  readonly #settings: CollectorSettings;
  readonly #clock: SystemClock = systemClock();
  readonly #health = new HealthBoard();
  readonly #ledgers = new Map<string, PipelineLedger>();
  readonly #hosts = new Map<string, IssuedHost>();
  readonly #extensions = new Map<string, unknown>();
  #graph: Graph | undefined;
  #metricsServer: MetricsServer | undefined;
  #stopping = false;

  constructor(settings: CollectorSettings) {
    this.#settings = settings;
    this.plan = plan(settings.config);
    this.metrics = new OwnMetrics({ counterSuffix: settings.config.service.telemetry.metrics.counterSuffix });
  }

  /** Starts own metrics, extensions, exporters, connectors, processors, receivers. Throws AssayError; then nothing runs. */
  async start(): Promise<void> {
    const { config, log } = this.#settings;
    const { level, endpoint } = config.service.telemetry.metrics;
    if (level !== 'none') {
      addProcessMetrics(this.metrics, this.#clock, { serviceName: 'assay', serviceVersion: VERSION, serviceInstanceId: randomUUID() });
      if (level === 'detailed') addNodeMetrics(this.metrics);
      this.#metricsServer = new MetricsServer(this.metrics, endpoint);
      await this.#metricsServer.start();
    }
    try {
      this.#graph = assemble(this.plan, config, {
        host: (kind, component, ledger) => this.#host(kind, component, ledger),
        account: (pipeline) => this.#account(pipeline),
        calls: (settings) => createCallReader(settings ?? DEFAULT_DIALECT_SETTINGS),
      });
      for (const node of this.#graph.nodes) if (node.kind === 'extension') this.#extensions.set(node.id, node.instance);
      await startAll(this.#graph.nodes, (node) => this.#hosts.get(`${node.kind}/${node.id}`)?.started(), log);
    } catch (error) {
      await this.#metricsServer?.stop();
      this.#clock.cancelAll();
      throw error;
    }
  }

  /** Receivers stop taking, everything accepted is delivered within the config's shutdown_timeout; `cut` ends the waiting. */
  async stop(cut?: AbortSignal): Promise<StopReport> {
    this.#stopping = true;
    const timeout = AbortSignal.timeout(this.#settings.config.service.shutdownTimeoutMs);
    const deadline = cut === undefined ? timeout : AbortSignal.any([timeout, cut]);
    const late = this.#graph === undefined ? [] : await stopAll(this.#graph.nodes, deadline, this.#settings.log);
    await this.#metricsServer?.stop();
    this.#clock.cancelAll();
    const ledgers = this.ledgers();
    return { ledgers, late, lost: ledgers.reduce((sum, ledger) => sum + lostOf(ledger), 0) };
  }

  ledgers(): LedgerSnapshot[] {
    return [...this.#ledgers.values()].map((ledger) => ledger.snapshot());
  }

  /** Address of own metrics, when they are on. */
  get metricsUrl(): string | undefined {
    return this.#metricsServer?.url;
  }

  extension(id: string): unknown {
    return this.#extensions.get(id);
  }

  #account(pipeline: string): PipelineLedger {
    let ledger = this.#ledgers.get(pipeline);
    if (ledger === undefined) {
      ledger = new PipelineLedger(pipeline, this.metrics.sink(`pipeline/${pipeline}`));
      this.#ledgers.set(pipeline, ledger);
    }
    return ledger;
  }

  #host(kind: ComponentKind, component: ComponentConfig, ledger?: Ledger): Host {
    const key = `${kind}/${component.id}`;
    let issued = this.#hosts.get(key);
    if (issued === undefined) {
      issued = makeHost(this.#services(), {
        kind,
        id: component.id,
        telemetry: component.descriptor.telemetry,
        ...(ledger === undefined ? {} : { ledger }),
      });
      this.#hosts.set(key, issued);
    }
    return issued.host;
  }

  #services(): HostServices {
    return {
      clock: this.#clock,
      log: this.#settings.log,
      metrics: this.metrics,
      health: this.#health,
      env: this.#settings.env,
      extension: (id) => this.#extensions.get(id),
      stopping: () => this.#stopping,
    };
  }
}

function lostOf(ledger: LedgerSnapshot): number {
  return ledger.inFlight + (ledger.failed.get('shutdown') ?? 0);
}

/** The last line of a collector's life. */
export function finalLine(report: StopReport): string {
  return `stopped; ${formatLedgers(report.ledgers)}`;
}
