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
  const results: BenchResult[] = [];
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

/** User and system time of a process from /proc (Linux). */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_S;
}
