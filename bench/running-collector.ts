import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/telemetry/clock.ts';
import { SILENT } from '../src/telemetry/log/silent.ts';
import { parseGrpcEndpoint } from '../src/transport/endpoint.ts';
import { GrpcClientTransport } from '../src/transport/grpc/grpc-client.ts';

const STREAMS = 16;
const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** The collector as a process of its own, with gRPC in. */
export class RunningCollector {
  readonly child: ChildProcess;
  #log = '';

  private constructor(config: unknown) {
    this.child = spawn(process.execPath, [MAIN, '--config', `yaml:${JSON.stringify(config)}`], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#log += text));
  }

  static async start(config: unknown): Promise<RunningCollector> {
    const running = new RunningCollector(config);
    while (!/everything is ready/.test(running.#log)) {
      if (running.child.exitCode !== null) throw new Error(`the collector did not start:\n${running.#log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return running;
  }

  /** Sends `body` on several streams for some seconds; a refusal is waited out. Gives how often it was acknowledged. */
  async load(body: Buffer, seconds: number): Promise<number> {
    const port = /grpc listens on \S*:(\d+)/.exec(this.#log)![1]!;
    const client = new GrpcClientTransport({
      target: parseGrpcEndpoint(`127.0.0.1:${port}`, true)!,
      compression: 'none',
      headers: {},
      waitForReady: true,
      userAgent: 'bench',
      clock: systemClock(),
      log: SILENT,
    });
    const end = Date.now() + seconds * 1000;
    let acknowledged = 0;
    const stream = async (): Promise<void> => {
      while (Date.now() < end) {
        const result = await client.send('traces', body, { timeoutMs: 10_000, abort: AbortSignal.timeout(15_000) });
        if (result.kind === 'ok') acknowledged++;
        else if (result.kind === 'retry') await new Promise((resolve) => setTimeout(resolve, Math.min(200, result.afterMs ?? 50)));
        else throw new Error(result.reason);
      }
    };
    await Promise.all(Array.from({ length: STREAMS }, stream));
    await client.close();
    return acknowledged;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'close');
  }
}
