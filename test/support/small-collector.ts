import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Consumer } from '../../src/kernel/consumer.ts';
import { type AnyDescriptor, defineExporter, defineReceiver } from '../../src/kernel/component.ts';
import type { Host } from '../../src/kernel/host.ts';
import { ACCEPTED, type Outcome } from '../../src/kernel/outcome.ts';
import { type Batch, type Signal, SIGNALS } from '../../src/otlp/batch.ts';
import { builtInRegistry } from '../../src/registry.ts';
import { Collector, type StopReport } from '../../src/service/collector.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { createLogger } from '../../src/telemetry/log/logger.ts';
import { wholeConfig } from './whole-config.ts';

const STABILITY = { traces: 'stable', metrics: 'stable', logs: 'stable' } as const;
const NO_OPTIONS = { type: 'object', properties: {}, additionalProperties: false } as const;

/** A running collector of a test, with a hand on its start (`source`) and its end (`sink`). */
export interface SmallCollector {
  readonly collector: Collector;
  /** What reached the exporter `sink`. */
  readonly arrived: readonly Batch[];
  /** Lines of the log. */
  readonly log: readonly string[];
  /** Hands a batch to the pipelines that begin with the receiver `source`. */
  send(batch: Batch): Promise<Outcome>;
  /** The address a component reported to health, `http_endpoint` of `receiver/otlp`. */
  reported(component: string, detail: string): string;
  stop(): Promise<StopReport>;
}

/** Starts the config of a test; `source` and `sink` exist beside the built-in components. Own metrics are not served. */
export async function startSmallCollector(yaml: string, more: readonly AnyDescriptor[] = []): Promise<SmallCollector> {
  const inputs = new Map<Signal, Consumer>();
  const arrived: Batch[] = [];
  const lines: string[] = [];
  let sinkHost: Host | undefined;
  const source = defineReceiver<Record<string, never>>({
    type: 'source',
    aliases: [],
    stability: STABILITY,
    config: NO_OPTIONS,
    telemetry: [],
    create: () => ({
      connect(next) {
        for (const signal of SIGNALS) if (next.has(signal)) inputs.set(signal, next.get(signal)!);
      },
    }),
  });
  const sink = defineExporter<Record<string, never>>({
    type: 'sink',
    aliases: [],
    stability: STABILITY,
    config: NO_OPTIONS,
    telemetry: [],
    create: (_config, host) => {
      sinkHost = host;
      return {
        consume(batch) {
          arrived.push(batch);
          host.ledger.delivered(batch.items, batch.signal);
          return ACCEPTED;
        },
      };
    },
  });
  const registry = builtInRegistry([source, sink, ...more] as readonly AnyDescriptor[]);
  const base = { name: 'test.yaml', text: wholeConfig(yaml, registry) };
  const loaded = await loadConfig({ uris: [], base, sets: ['service.telemetry.metrics.level=none'], env: {}, registry });
  if (loaded.config === undefined) throw new Error(formatDiagnostics(loaded.diagnostics, loaded));
  const output = { write: (line: string): void => void lines.push(line), close: () => undefined, colour: false };
  const log = createLogger({ level: 'debug', encoding: 'json', outputs: [output] }, systemClock());
  const collector = new Collector({ config: loaded.config, log, env: {} });
  await collector.start();
  return {
    collector,
    arrived,
    log: lines,
    async send(batch) {
      const input = inputs.get(batch.signal);
      if (input === undefined) throw new Error(`no ${batch.signal} pipeline begins with source`);
      return input.consume(batch, AbortSignal.timeout(30_000));
    },
    reported: (component, detail) => String(sinkHost?.healthOf().get(component)?.detail?.[detail]),
    stop: () => collector.stop(),
  };
}
