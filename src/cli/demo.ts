import { readFileSync } from 'node:fs';
import { loadConfig } from '../config/load.ts';
import type { CollectorConfig } from '../config/types.ts';
import { CALL_HEADER, callLine } from '../exporters/debug/call-line.ts';
import type { OtlpReceiverConfig } from '../receivers/otlp/config.ts';
import { builtInRegistry } from '../registry.ts';
import { runCollector } from '../service/run.ts';
import { type CommandIo, type OptionValues, EXIT_FAILED, EXIT_OK, EXIT_USAGE, listOf, textOf } from './command.ts';
import { QUICKSTART, showDiagnostics } from './config.ts';
import { type DemoCall, demoExporter } from './demo/demo-exporter.ts';
import { type DemoPorts, replay } from './demo/replay.ts';
import { DemoSummary } from './demo/summary.ts';

/** What the demo changes in the quickstart: its own exporter in the place of the console, and a quiet log. */
const OVERLAY = `
exporters: { demo: {} }
service:
  telemetry: { logs: { level: warn } }
  pipelines: { traces: { exporters: [demo, genai_metrics] } }
`;

/** `assay demo`; returns the exit code. */
export async function run(options: OptionValues, _words: readonly string[], io: CommandIo): Promise<number> {
  const count = numberOf(textOf(options, 'count') ?? '', Number.POSITIVE_INFINITY);
  const intervalMs = numberOf(textOf(options, 'interval') ?? '', 200);
  if (Number.isNaN(count) || Number.isNaN(intervalMs)) {
    io.stderr.write('assay demo: --count and --interval take a whole number, for example --count 20\n');
    return EXIT_USAGE;
  }
  const json = textOf(options, 'output') === 'json';
  const done = new AbortController();
  const summary = new DemoSummary();
  const show = (call: DemoCall): void => {
    if (summary.calls >= count) return;
    summary.add(call);
    io.stdout.write(json ? `${JSON.stringify(call)}\n` : `${callLine(call)}\n`);
    if (summary.calls >= count) done.abort();
  };
  const loaded = await loadConfig({
    uris: [`yaml:${OVERLAY}`],
    sets: listOf(options, 'set'),
    env: io.env,
    registry: builtInRegistry([demoExporter(show)]),
    base: { name: 'config/quickstart.yaml', text: readFileSync(QUICKSTART, 'utf8') },
  });
  if (loaded.config === undefined) {
    showDiagnostics(loaded, io);
    return EXIT_USAGE;
  }
  return runDemo({ config: loaded.config, io, done, intervalMs, summary, json });
}

interface DemoRun {
  readonly config: CollectorConfig;
  readonly io: CommandIo;
  readonly done: AbortController;
  readonly intervalMs: number;
  readonly summary: DemoSummary;
  readonly json: boolean;
}

async function runDemo({ config, io, done, intervalMs, summary, json }: DemoRun): Promise<number> {
  let failure: unknown;
  let sending: Promise<void> | undefined;
  const report = await runCollector({
    config,
    env: io.env,
    until: done.signal,
    ready(collector) {
      // Whoever ends the demo ends the sending too: a request that the stopping collector turns away is no failure.
      process.once('SIGINT', () => done.abort());
      process.once('SIGTERM', () => done.abort());
      if (!json) io.stdout.write(`${addresses(config, collector.metricsUrl)}\n\n${CALL_HEADER}\n`);
      sending = replay(portsOf(config), intervalMs, done.signal).catch((error: unknown) => {
        failure = error;
        done.abort();
      });
    },
  });
  done.abort();
  await sending;
  if (failure !== undefined) throw failure;
  io.stdout.write(json ? `${JSON.stringify(summary.json())}\n` : `\n${summary.text()}\n`);
  return report.lost > 0 ? EXIT_FAILED : EXIT_OK;
}

function portsOf(config: CollectorConfig): DemoPorts {
  const { protocols } = config.receivers.get('otlp')!.config as OtlpReceiverConfig;
  return { grpc: protocols.grpc!.endpoint, http: protocols.http!.endpoint };
}

/** Where to look while it runs. */
function addresses(config: CollectorConfig, ownMetrics: string | undefined): string {
  const endpoint = (component: { config: unknown } | undefined): string | undefined =>
    (component?.config as { endpoint?: string } | undefined)?.endpoint;
  const ports = portsOf(config);
  const prometheus = endpoint(config.exporters.get('prometheus'));
  const health = endpoint(config.extensions.get('health_check'));
  return [
    'Recorded calls of real SDKs, as if they happened now. Send your own, too:',
    `  OTLP        grpc://${ports.grpc}  http://${ports.http}/v1/traces`,
    ...(prometheus === undefined ? [] : [`  Prometheus  http://${prometheus}/metrics   tokens, dollars, finish classes by model`]),
    ...(ownMetrics === undefined ? [] : [`  own metrics ${ownMetrics}`]),
    ...(health === undefined ? [] : [`  health      http://${health}/`]),
    'Ctrl-C ends it.',
  ].join('\n');
}

function numberOf(text: string, fallback: number): number {
  if (text === '') return fallback;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
}
