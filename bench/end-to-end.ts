import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { OtlpSink } from '../test/support/otlp-sink.ts';
import { makePayload } from './payloads.ts';
import type { BenchResult } from './result.ts';
import { RunningCollector } from './running-collector.ts';

const SECONDS = 4;
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
  const collector = await RunningCollector.start({
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
  });
  const results: BenchResult[] = [await memoryAtRest(collector.child.pid!)];
  try {
    for (const content of [false, true]) {
      const body = makePayload({ spans: 512, content });
      await collector.load(body, 1);
      const before = { cpu: cpuSeconds(collector.child.pid!), spans };
      await collector.load(body, SECONDS);
      const cpu = cpuSeconds(collector.child.pid!) - before.cpu;
      results.push({
        name: `gRPC in, four stages, gRPC out, ${content ? 'with' : 'without'} content`,
        unit: 'spans/CPU-s',
        value: (spans - before.spans) / cpu,
        baseline: null,
        ratio: null,
      });
    }
  } finally {
    await collector.stop();
    await sink.close();
  }
  return results;
}

/** Resident memory of a collector that has nothing to do; the peer is a Node process that does nothing at all. */
async function memoryAtRest(pid: number): Promise<BenchResult> {
  const bare = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const result = { name: 'memory at rest', unit: 'MB', value: residentMb(pid), baseline: residentMb(bare.pid!), ratio: null };
  bare.kill();
  return result;
}

function residentMb(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1000;
}

/** User and system time of a process from /proc (Linux). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_S;
}
