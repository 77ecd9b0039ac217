import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OtlpSink } from '../test/support/otlp-sink.ts';
import { makePayload } from './payloads.ts';
import { type BenchResult, median } from './result.ts';
import { RunningCollector } from './running-collector.ts';

const ROUNDS = 5;
const SECONDS = 2;
/** Spans of a request: what an SDK's batch processor sends, and what it sends of a quiet service. */
const SIZES = [512, 20] as const;
const QUEUES = ['memory', 'batch', 'always', 'never'] as const;
type Queue = (typeof QUEUES)[number];

/**
 * What a disk queue costs: spans through the collector in a second of wall time, gRPC in and gRPC out, with each way to sync
 * beside the memory queue, in turns; medians of the rounds. What the disk is made of shows in the figures: they hold for the machine.
 */
export async function benchDiskQueue(): Promise<BenchResult[]> {
  const sink = await OtlpSink.start();
  sink.keep = false;
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const collectors = new Map<Queue, RunningCollector>();
  const results: BenchResult[] = [];
  try {
    for (const queue of QUEUES) collectors.set(queue, await RunningCollector.start(configOf(queue, sink.grpcPort, join(folder, queue))));
    for (const spans of SIZES) {
      const body = makePayload({ spans, content: false });
      const perSecond = new Map<Queue, number[]>(QUEUES.map((queue) => [queue, []]));
      for (const collector of collectors.values()) await spansPerSecond(collector, sink, body, spans, 1);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [queue, collector] of collectors)
          perSecond.get(queue)!.push(await spansPerSecond(collector, sink, body, spans, SECONDS));
      }
      const memory = median(perSecond.get('memory')!);
      for (const queue of QUEUES) results.push(...linesOf(queue, spans, body.length, median(perSecond.get(queue)!), memory));
    }
  } finally {
    for (const collector of collectors.values()) await collector.stop();
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

/** From the first request until everything acknowledged has arrived: a queue that only takes gains nothing. */
async function spansPerSecond(collector: RunningCollector, sink: OtlpSink, body: Buffer, spans: number, seconds: number): Promise<number> {
  const before = sink.taken('traces');
  const startedMs = performance.now();
  const acknowledged = (await collector.load(body, seconds)) * spans;
  while (sink.taken('traces') - before < acknowledged) await new Promise((resolve) => setTimeout(resolve, 5));
  return (acknowledged * 1000) / (performance.now() - startedMs);
}

function linesOf(queue: Queue, spans: number, bytes: number, value: number, memory: number): BenchResult[] {
  const name = queue === 'memory' ? `memory queue, ${spans} spans a request` : `disk queue, fsync ${queue}, ${spans} spans a request`;
  const toMb = bytes / spans / 1e6;
  const peer = (factor: number): Pick<BenchResult, 'baseline' | 'ratio'> =>
    queue === 'memory' ? { baseline: null, ratio: null } : { baseline: memory * factor, ratio: value / memory };
  return [
    { name, unit: 'spans/s', value, ...peer(1) },
    { name: `${name}, bytes`, unit: 'MB/s', value: value * toMb, ...peer(toMb) },
  ];
}

function configOf(queue: Queue, backendPort: number, directory: string): unknown {
  const target = { endpoint: `127.0.0.1:${backendPort}`, tls: { insecure: true }, compression: 'none' };
  const isDisk = queue !== 'memory';
  return {
    receivers: { otlp: { protocols: { grpc: { endpoint: '127.0.0.1:0' } } } },
    ...(isDisk ? { extensions: { file_storage: { directory, create_directory: true, fsync: queue } } } : {}),
    exporters: { otlp_grpc: { ...target, sending_queue: isDisk ? { storage: 'file_storage' } : {} } },
    service: {
      ...(isDisk ? { extensions: ['file_storage'] } : {}),
      telemetry: { metrics: { level: 'none' } },
      pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_grpc'] } },
    },
  };
}
