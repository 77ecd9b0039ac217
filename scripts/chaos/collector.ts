import { writeFileSync } from 'node:fs';
import { metricValue, RunningBinary } from '../../test/support/binary.ts';
import { eventually } from '../../test/support/eventually.ts';
import { ledgerOf } from '../../test/support/ledger-line.ts';
import { freePort } from '../../test/support/scripted-backend.ts';
import type { ChaosBackend } from './backend.ts';
import { ATTEMPT_MS } from './duplicates.ts';
import type { Subject } from './subject.ts';
import type { TroubledDisk } from './troubled-disk.ts';

const PIPELINE = 'traces';

export interface CollectorSettings {
  /** Holds the queues; survives restarts. */
  readonly disk: TroubledDisk;
  readonly backends: readonly ChaosBackend[];
  /** Bound of each disk queue in MiB. */
  readonly maxMib: number;
}

/** The collector under test: a disk queue for each backend, the same addresses and folder in each of its lives. */
export class ChaosCollector implements Subject {
  readonly name = 'Assay';
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly #settings: CollectorSettings;
  #running: RunningBinary | undefined;
  #variant = 0;
  lives = 0;

  private constructor(settings: CollectorSettings, grpcPort: number, httpPort: number) {
    this.#settings = settings;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
  }

  static async start(settings: CollectorSettings): Promise<ChaosCollector> {
    const collector = new ChaosCollector(settings, await freePort(), await freePort());
    await collector.restart();
    return collector;
  }

  /** Begins the next life. */
  async restart(): Promise<void> {
    this.lives++;
    this.#running = await RunningBinary.start(this.#yaml(), [], this.#settings.disk.environment);
    await this.checkAccount();
  }

  async kill(): Promise<void> {
    await this.#running?.stop('SIGKILL');
  }

  /** Stops it as an orchestrator does; throws when its last words do not balance, or it did not end well. */
  async terminate(): Promise<'ended'> {
    const ended = await this.#running!.stop('SIGTERM');
    if (ended.code !== 0) throw new Error(`SIGTERM ended with exit ${ended.code}:\n${ended.stderr.slice(-3000)}`);
    ledgerOf(ended.stderr, PIPELINE);
    return 'ended';
  }

  /** Another config, and SIGHUP; waits until it is in force. */
  async reload(): Promise<void> {
    const running = this.#running!;
    const before = metricValue(await running.metrics(), 'assay_config_reloads_total', { result: 'ok' });
    this.#variant++;
    writeFileSync(`${running.folder}/collector.yaml`, this.#yaml());
    running.child.kill('SIGHUP');
    await eventually(async () => {
      const done = metricValue(await running.metrics(), 'assay_config_reloads_total', { result: 'ok' });
      if (done <= before) throw new Error(`the config was not reloaded:\n${running.log.slice(-3000)}`);
    });
  }

  async checkAccount(): Promise<void> {
    const page = await this.#running!.metrics();
    const of = (state: string): number => metricValue(page, 'assay_ledger_items', { pipeline: PIPELINE, state });
    const open = of('received') + of('copied') - of('delivered') - of('dropped') - of('failed');
    if (open !== of('in_flight') || open < 0)
      throw new Error(`the ledger does not balance:\n${page.match(/^assay_ledger_items.*$/gm)?.join('\n')}`);
  }

  #yaml(): string {
    const { backends, disk, maxMib } = this.#settings;
    const exporters = backends.map(({ way, port }) => {
      const target = way === 'grpc' ? `endpoint: "127.0.0.1:${port}", tls: { insecure: true }` : `endpoint: "http://127.0.0.1:${port}"`;
      return `  otlp_${way}: { ${target}, timeout: ${ATTEMPT_MS}ms, sending_queue: { storage: file_storage/queue, num_consumers: 4 }, retry_on_failure: { initial_interval: 100ms, max_interval: 500ms } }`;
    });
    return `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:${this.grpcPort}" }, http: { endpoint: "127.0.0.1:${this.httpPort}" } } } }
processors: { genai_cost: , genai_eval_sampler: { sampling_percentage: ${10 + (this.#variant % 80)} } }
exporters:
${exporters.join('\n')}
extensions: { file_storage/queue: { directory: "${disk.folder}", max_mib: ${maxMib}, create_directory: true } }
service:
  extensions: [file_storage/queue]
  shutdown_timeout: 3s
  telemetry: { metrics: { endpoint: "127.0.0.1:0" }, logs: { level: info } }
  pipelines: { ${PIPELINE}: { receivers: [otlp], processors: [genai_cost, genai_eval_sampler], exporters: [${backends.map(({ way }) => `otlp_${way}`).join(', ')}] } }
`;
  }
}
