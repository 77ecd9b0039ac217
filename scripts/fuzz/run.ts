import { gzipSync, zstdCompressSync } from 'node:zlib';
import { ACCEPTED } from '../../src/kernel/outcome.ts';
import { metricValue, RunningBinary } from '../../test/support/binary.ts';
import { call, newSpanId, traceRequest } from '../../test/support/call-requests.ts';
import { exportMethod, GrpcClient, post } from '../../test/support/clients.ts';
import { eventually, pause } from '../../test/support/eventually.ts';
import { OtlpSink, spansIn } from '../../test/support/otlp-sink.ts';
import { MemoryProbe } from '../support/live-memory.ts';
import type { LiveMemory } from '../support/memory-probe.ts';
import { Random } from '../support/random.ts';
import { type Fate, grpcLane, httpLane, type Lane, rawLane } from './lanes.ts';
import { mutate } from './mutate.ts';
import { asJson, grpcFrame, http1Request, http2Connection, recordedRequests } from './seeds.ts';

export interface FuzzSettings {
  readonly seed: number;
  readonly count: number;
  readonly say: (line: string) => void;
}

/** What came of it. `late`, `probesLost`, `invalidSent` and `stageFailures` must be 0, and `grownMib` small. */
export interface FuzzReport {
  readonly seed: number;
  readonly sent: number;
  readonly seconds: number;
  readonly fates: Readonly<Record<Fate, number>>;
  /** Good requests in between, and those of them that were refused or did not arrive. */
  readonly probes: number;
  readonly probesLost: number;
  /** Requests to the backend that were no valid OTLP. */
  readonly invalidSent: number;
  /** What is left after a full collection, heap and buffers, at each twentieth of the run. */
  readonly liveMib: readonly number[];
  /** By how much the last of `liveMib` is above the one at half the run, when tables of bounded size have been filled. */
  readonly grownMib: number;
  /** Resident memory at half the run and at the end. */
  readonly rssMib: readonly [half: number, end: number];
  readonly acceptedSpans: number;
  /** Spans at which a processor threw; the span passes then, but no input should get so far. */
  readonly stageFailures: number;
}

/** One kind of damaged request: where it goes, and how it is made. */
interface Kind {
  readonly lanes: number;
  lane(): Lane;
  body(): Buffer;
}

/** Name of the good spans. */
const PROBE = 'good-span-between-bad-ones';
/**
 * Series for each metric. Damaged requests make up names all the time: with the default of 2000 the tables were still filling after
 * 200,000 requests, 10 MiB for every 50,000. What grows once they are full is a leak.
 */
const SERIES = 100;
/** Looks at the memory over the run. */
const LOOKS = 20;
const MIB = 1024 * 1024;
const TIMEOUTS = 'read_timeout: 2s, read_header_timeout: 2s, write_timeout: 2s';

/**
 * Damaged requests of every kind against the built binary with all processors, as fast as it answers, and good ones in
 * between. Throws when the process ends.
 */
export async function runFuzz(settings: FuzzSettings): Promise<FuzzReport> {
  const sink = await OtlpSink.start();
  sink.keep = false;
  const arrived = new Set<string>();
  const probes = new Set<string>();
  sink.answer = (batch) => {
    // Reading everything would take more time than the collector does.
    if (Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.length).includes(PROBE)) {
      for (const { span } of spansIn(batch.bytes)) if (probes.has(span.spanId)) arrived.add(span.spanId);
    }
    return ACCEPTED;
  };
  const probe = new MemoryProbe();
  const assay = await RunningBinary.start(
    `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0", ${TIMEOUTS} }, http: { endpoint: "127.0.0.1:0", ${TIMEOUTS} } } } }
processors: { memory_limiter: , genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: }
connectors: { genai_metrics: { metrics_flush_interval: 1s, aggregation_cardinality_limit: ${SERIES} } }
exporters:
  otlp_grpc: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true }, sending_queue: { queue_size: 100, block_on_overflow: true } }
  prometheus: { endpoint: "127.0.0.1:0" }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" }, logs: { level: info } }
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler]
      exporters: [otlp_grpc, genai_metrics]
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
`,
    [],
    probe.environment,
  );
  const startedMs = Date.now();
  const fates: Record<Fate, number> = { answered: 0, closed: 0, late: 0 };
  const look = async (sent: number): Promise<LiveMemory> => {
    const memory = await probe.ask(assay.child.pid!);
    settings.say(`${sent} sent, ${Math.round((memory.heapBytes + memory.externalBytes) / MIB)} MiB live`);
    return memory;
  };
  let left = settings.count;
  const live: Promise<LiveMemory>[] = [];
  const worker = async (kind: Kind): Promise<void> => {
    const lane = kind.lane();
    while (left > 0) {
      left--;
      fates[await lane.send(kind.body())]++;
      const sent = fates.answered + fates.closed + fates.late;
      if (sent >= (settings.count / LOOKS) * (live.length + 1)) live.push(look(sent));
      if (sent % 20_000 === 0) settings.say(`${sent} sent, ${Math.round(assay.rssMib())} MiB resident`);
    }
    lane.close();
  };
  try {
    let over = false;
    const refused = prober(assay, probes, () => over);
    const random = new Random(settings.seed);
    const ended =
      assay.child.exitCode === null
        ? new Promise<never>((_, reject) =>
            assay.child.once('exit', (code) => reject(new Error(`the process ended with ${code}:\n${assay.log.slice(-3000)}`))),
          )
        : Promise.reject(new Error('it does not run'));
    const workers = kinds(assay, random).flatMap((kind) => Array.from({ length: kind.lanes }, () => worker(kind)));
    await Promise.race([Promise.all(workers), ended]);
    over = true;
    const refusals = await refused;
    await eventually(() => {
      if (arrived.size + refusals < probes.size) throw new Error('not yet');
    }, 15_000).catch(() => undefined);
    const samples = await Promise.all(live);
    const liveMib = samples.map(({ heapBytes, externalBytes }) => Math.round((heapBytes + externalBytes) / MIB));
    const page = await assay.metrics();
    ended.catch(() => undefined);
    return {
      seed: settings.seed,
      sent: settings.count,
      seconds: Math.round((Date.now() - startedMs) / 1000),
      fates,
      probes: probes.size,
      probesLost: probes.size - arrived.size,
      invalidSent: sink.invalid,
      liveMib,
      grownMib: liveMib.at(-1)! - liveMib[LOOKS / 2 - 1]!,
      rssMib: [Math.round(samples[LOOKS / 2 - 1]!.rssBytes / MIB), Math.round(samples.at(-1)!.rssBytes / MIB)],
      acceptedSpans: metricValue(page, 'otelcol_receiver_accepted_spans'),
      stageFailures: metricValue(page, 'assay_stage_failures_total') + metricValue(page, 'assay_redaction_failures_total'),
    };
  } finally {
    left = 0;
    await assay.stop();
    await sink.close();
    probe.remove();
  }
}

/** Sends a good request on each protocol again and again; gives how many were not taken. */
async function prober(assay: RunningBinary, probes: Set<string>, over: () => boolean): Promise<number> {
  const grpc = new GrpcClient(assay.port('grpc'));
  let refused = 0;
  const probe = async (send: (body: Buffer) => Promise<boolean>): Promise<void> => {
    const spanId = newSpanId();
    probes.add(spanId);
    if (!(await send(traceRequest([call({}, { spanId, name: PROBE })])).catch(() => false))) refused++;
  };
  while (!over()) {
    await Promise.all([
      probe(async (body) => (await post(assay.port('http'), body)).status === 200),
      probe(async (body) => (await grpc.send(body)).code === 0),
    ]);
    await pause(100);
  }
  grpc.close();
  return refused;
}

function kinds(assay: RunningBinary, random: Random): Kind[] {
  const [http, grpc] = [assay.port('http'), assay.port('grpc')];
  const requests = recordedRequests();
  const texts = requests.map(asJson);
  const proto = (): Buffer => mutate(random.pick(requests), random.pick(requests), random);
  const json = (): Buffer => mutate(random.pick(texts), random.pick(texts), random);
  const pack = { gzip: gzipSync, zstd: zstdCompressSync } as const;
  const packed = (name: 'gzip' | 'zstd'): Buffer =>
    random.next() < 0.5 ? pack[name](proto()) : mutate(pack[name](random.pick(requests)), random.pick(requests), random);
  const types = { proto: 'application/x-protobuf', json: 'application/json' } as const;
  const path = exportMethod('traces');
  const framed = (frame: Buffer): Buffer => (random.next() < 0.7 ? frame : mutate(frame, random.pick(requests), random));
  return [
    { lanes: 4, lane: () => httpLane(http, () => ({ 'content-type': types.proto })), body: proto },
    { lanes: 3, lane: () => httpLane(http, () => ({ 'content-type': types.json })), body: json },
    {
      lanes: 2,
      lane: () => httpLane(http, () => ({ 'content-type': types.proto, 'content-encoding': 'gzip' })),
      body: () => packed('gzip'),
    },
    {
      lanes: 2,
      lane: () => httpLane(http, () => ({ 'content-type': types.proto, 'content-encoding': 'zstd' })),
      body: () => packed('zstd'),
    },
    { lanes: 4, lane: () => grpcLane(grpc, path, () => ({})), body: () => framed(grpcFrame(proto(), false)) },
    {
      lanes: 2,
      lane: () => grpcLane(grpc, path, () => ({ 'grpc-encoding': 'gzip' })),
      body: () => framed(grpcFrame(packed('gzip'), true)),
    },
    { lanes: 40, lane: () => rawLane(http), body: () => mutate(http1Request(random.pick(requests)), random.pick(texts), random) },
    {
      lanes: 40,
      lane: () => rawLane(grpc),
      body: () => mutate(http2Connection(random.pick(requests), 'traces'), random.pick(requests), random),
    },
  ];
}
