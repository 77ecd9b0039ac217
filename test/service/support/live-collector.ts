import { onTestFinished } from 'vitest';
import { formatDiagnostics } from '../../../src/config/format-diagnostics.ts';
import { type LoadedConfig, loadConfig } from '../../../src/config/load.ts';
import type { CollectorConfig } from '../../../src/config/types.ts';
import type { AnyDescriptor } from '../../../src/kernel/component.ts';
import type { HealthReport } from '../../../src/kernel/host.ts';
import type { ReloadPlan } from '../../../src/kernel/reload-plan.ts';
import { builtInRegistry } from '../../../src/registry.ts';
import { Collector, type StopReport } from '../../../src/service/collector.ts';
import { systemClock } from '../../../src/telemetry/clock.ts';
import { createLogger, type RootLogger } from '../../../src/telemetry/log/logger.ts';
import { expose } from '../../../src/telemetry/metrics/exposition.ts';
import { metricValue } from '../../support/binary.ts';

/** A collector in this process whose config a test changes while it runs. */
export class LiveCollector {
  readonly collector: Collector;
  readonly log: RootLogger;
  readonly lines: string[];
  readonly #more: readonly AnyDescriptor[];
  #stopped: Promise<StopReport> | undefined;

  private constructor(collector: Collector, log: RootLogger, lines: string[], more: readonly AnyDescriptor[]) {
    this.collector = collector;
    this.log = log;
    this.lines = lines;
    this.#more = more;
  }

  /** Starts a whole config; own metrics are not served. It is stopped with the test, unless the test stopped it. */
  static async start(yaml: string, more: readonly AnyDescriptor[] = [], encoding: 'json' | 'console' = 'json'): Promise<LiveCollector> {
    const lines: string[] = [];
    const output = { write: (line: string): void => void lines.push(line), close: () => undefined, colour: false };
    const log = createLogger({ level: 'debug', encoding, outputs: [output] }, systemClock());
    const collector = new Collector({ config: await configOf(yaml, more), log, env: {} });
    await collector.start();
    const live = new LiveCollector(collector, log, lines, more);
    onTestFinished(async () => void (await live.stop(AbortSignal.abort())));
    return live;
  }

  load(yaml: string): Promise<LoadedConfig> {
    return load(yaml, this.#more);
  }

  async reload(yaml: string): Promise<ReloadPlan> {
    return this.collector.reload(await configOf(yaml, this.#more));
  }

  /** The port in the last `protocol listens on host:port` line. */
  port(protocol: 'grpc' | 'http'): number {
    const ports = this.lines.flatMap((line) => new RegExp(`${protocol} listens on \\S*?:(\\d+)`).exec(line)?.[1] ?? []);
    return Number(ports.at(-1));
  }

  /** The last report of a component, by `kind/id`. */
  healthOf(component: string): HealthReport | undefined {
    return this.collector.health().get(component);
  }

  /** Lines of the log with this text. */
  logged(text: string): string[] {
    return this.lines.filter((line) => line.includes(text));
  }

  /** Own metrics as Prometheus text. */
  metrics(): Promise<string> {
    return expose(this.collector.metrics.registry, 'classic');
  }

  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    return metricValue(await this.metrics(), name, labels);
  }

  stop(cut?: AbortSignal): Promise<StopReport> {
    this.#stopped ??= this.collector.stop(cut);
    return this.#stopped;
  }
}

function load(yaml: string, more: readonly AnyDescriptor[]): Promise<LoadedConfig> {
  const sets = ['service.telemetry.metrics.level=none'];
  return loadConfig({ uris: [`yaml:${yaml}`], sets, env: {}, registry: builtInRegistry(more) });
}

async function configOf(yaml: string, more: readonly AnyDescriptor[]): Promise<CollectorConfig> {
  const loaded = await load(yaml, more);
  if (loaded.config === undefined) throw new Error(formatDiagnostics(loaded.diagnostics, loaded));
  return loaded.config;
}
