import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, type Ended, spawnOwned } from '../../test/support/binary.ts';
import { eventually } from '../../test/support/eventually.ts';
import { peer } from '../../test/support/peers.ts';
import { freePort } from '../../test/support/scripted-backend.ts';
import { ATTEMPT_MS } from '../chaos/duplicates.ts';
import type { SubjectSettings } from '../chaos/run.ts';
import type { Subject } from '../chaos/subject.ts';

/** What an orchestrator waits after SIGTERM; the Go Collector has no deadline of its own. */
const GRACE_MS = 30_000;
const MIB = 1024 * 1024;

/**
 * The Go Collector with the persistent queue as its documents recommend it: `file_storage` with fsync, retries without end, the
 * same bound, consumers, timeouts and retry intervals as Assay has beside it.
 */
export class OtelcolSubject implements Subject {
  readonly name = 'Go Collector';
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly #settings: SubjectSettings;
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'assay-compare-'));
  #child: ChildProcess | undefined;
  #ended: Promise<Ended> = Promise.resolve({ code: 0, signal: null, stdout: '', stderr: '' });

  private constructor(settings: SubjectSettings, grpcPort: number, httpPort: number) {
    this.#settings = settings;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
  }

  static async start(settings: SubjectSettings): Promise<OtelcolSubject> {
    const subject = new OtelcolSubject(settings, await freePort(), await freePort());
    await subject.restart();
    return subject;
  }

  async restart(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    const file = join(this.#folder, 'collector.yaml');
    writeFileSync(file, this.#yaml());
    const child = spawnOwned(peer('otelcol')!, ['--config', file]);
    this.#child = child;
    this.#ended = collect(child);
    let over = false;
    void this.#ended.then(() => (over = true));
    await eventually(async () => {
      if (over) throw new Error(`otelcol ended:\n${(await this.#ended).stderr.slice(-3000)}`);
      await Promise.all([this.grpcPort, this.httpPort].map(connectable));
    }, GRACE_MS);
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async terminate(): Promise<'ended' | 'killed'> {
    const child = this.#child!;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    const { signal } = await this.#ended;
    clearTimeout(timer);
    return signal === 'SIGKILL' ? 'killed' : 'ended';
  }

  /** It keeps no account. */
  checkAccount(): Promise<void> {
    return Promise.resolve();
  }

  #yaml(): string {
    const { backends, disk, maxMib } = this.#settings;
    const queue = `{ storage: file_storage, num_consumers: 4, sizer: bytes, queue_size: ${maxMib * MIB} }`;
    const retry = '{ initial_interval: 100ms, max_interval: 500ms, max_elapsed_time: 0 }';
    const exporters = backends.map(({ way, port }) => {
      const target = way === 'grpc' ? `endpoint: "127.0.0.1:${port}", tls: { insecure: true }` : `endpoint: "http://127.0.0.1:${port}"`;
      return `  ${EXPORTERS[way]}: { ${target}, timeout: ${ATTEMPT_MS}ms, sending_queue: ${queue}, retry_on_failure: ${retry} }`;
    });
    return `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:${this.grpcPort}" }, http: { endpoint: "127.0.0.1:${this.httpPort}" } } } }
exporters:
${exporters.join('\n')}
extensions: { file_storage: { directory: "${disk.folder}", create_directory: true, fsync: true } }
service:
  extensions: [file_storage]
  telemetry: { metrics: { level: none }, logs: { level: error } }
  pipelines: { traces: { receivers: [otlp], exporters: [${backends.map(({ way }) => EXPORTERS[way]).join(', ')}] } }
`;
  }
}

const EXPORTERS = { grpc: 'otlp', http: 'otlphttp' } as const;

function connectable(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
