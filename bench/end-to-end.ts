import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node:child_process';
import { systemClock } from '../src/telemetry/clock.ts';
import { SILENT } from '../src/telemetry/log/silent.ts';
import { parseGrpcEndpoint } from '../src/transport/endpoint.ts';
import { GrpcClientTransport } from '../src/transport/grpc/grpc-client.ts';
import { OtlpSink } from '../test/support/otlp-sink.ts';
import { makePayload } from './payloads.ts';
import type { BenchResult } from './result.ts';

const SECONDS = 4;
const STREAMS = 16;
const CLOCK_TICKS_PER_S = 100;

/** Spans per CPU-second of the collector's process: gRPC in, four stages, gRPC out to a sink that only acknowledges. */
export async function benchEndToEnd(): Promise<BenchResult[]> {
  const sink = await OtlpSink.start();
  let spans = 0;
  sink.answer = (batch) => {
    spans += batch.items;
    sink.batches.length = 0;
    return { kind: 'accepted' };
  };
  const config = {
    receivers: { otlp: { protocols: { grpc: { endpoint: '127.0.0.1:0' } } } },
    processors: { genai_normalizer: {}, genai_cost: {}, genai_finish_reason: {}, genai_eval_sampler: {} },
    exporters: { otlp_grpc: { endpoint: `127.0.0.1:${sink.grpcPort}`, tls: { insecure: true }, compression: 'none' } },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: {
        traces: {
          receivers: ['otlp'],
          processors: ['genai_normalizer', 'genai_cost', 'genai_finish_reason', 'genai_eval_sampler'],
          exporters: ['otlp_grpc'],
        },
      },
    },
  };
  const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--config', `yaml:${JSON.stringify(config)}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const results: BenchResult[] = [];
  try {
    while (!/everything is ready/.test(log)) {
      if (child.exitCode !== null) throw new Error(`the collector did not start:\n${log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const port = /grpc listens on \S*:(\d+)/.exec(log)![1]!;
    for (const content of [false, true]) {
      const body = makePayload({ spans: 512, content });
      await load(port, body, 1);
      const before = { cpu: cpuSeconds(child.pid!), spans };
      await load(port, body, SECONDS);
      const cpu = cpuSeconds(child.pid!) - before.cpu;
      results.push({
        name: `gRPC in, four stages, gRPC out, ${content ? 'with' : 'without'} content`,
        unit: 'spans/CPU-s',
        value: (spans - before.spans) / cpu,
        baseline: null,
        ratio: null,
      });
    }
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
    await sink.close();
  }
  return results;
}

/** Sends `body` on several streams for some seconds; a refusal is waited out. */
async function load(port: string, body: Buffer, seconds: number): Promise<void> {
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
  const stream = async (): Promise<void> => {
    while (Date.now() < end) {
      const result = await client.send('traces', body, { timeoutMs: 10_000, abort: AbortSignal.timeout(15_000) });
      if (result.kind === 'retry') await new Promise((resolve) => setTimeout(resolve, Math.min(200, result.afterMs ?? 50)));
      else if (result.kind !== 'ok') throw new Error(result.reason);
    }
  };
  await Promise.all(Array.from({ length: STREAMS }, stream));
  await client.close();
}

/** User and system time of a process from /proc (Linux). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_S;
}
