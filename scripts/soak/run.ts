import { RunningBinary, metricValue } from '../../test/support/binary.ts';
import { call, newSpanId, traceRequest } from '../../test/support/call-requests.ts';
import { GrpcClient } from '../../test/support/clients.ts';
import { pause } from '../../test/support/eventually.ts';
import { ledgerOf } from '../../test/support/ledger-line.ts';
import { ChaosBackend } from '../chaos/backend.ts';
import { MemoryProbe } from '../support/live-memory.ts';
import type { LiveMemory } from '../support/memory-probe.ts';
import { Random } from '../support/random.ts';
import { type Look, type Sample, type Slope, slopeOf } from './slope.ts';

export interface SoakSettings {
  readonly seed: number;
  readonly seconds: number;
  readonly spansPerSecond: number;
  readonly openFiles: (pid: number) => number;
  readonly say: (line: string) => void;
}

export interface SoakReport {
  readonly seed: number;
  readonly seconds: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly lost: number;
  readonly duplicates: number;
  /** Live memory after a full collection, heap and buffers, over the second half of the run: what a leak would make grow. */
  readonly live: Slope;
  readonly liveMib: readonly number[];
  /**
   * Resident memory right after those collections: in between it also holds garbage and what the allocators keep for later, which
   * rose in steps of the load for half an hour while the live memory stood still.
   */
  readonly rss: Slope;
  readonly lastRssMib: number;
  /** Timers, handles and open requests by kind, warm and at the end. */
  readonly resources: readonly [warm: Readonly<Record<string, number>>, end: Readonly<Record<string, number>>];
  readonly openFiles: readonly [first: number, last: number];
  /** Empty when all is well. */
  readonly problems: readonly string[];
}

const SPANS_PER_REQUEST = 20;
/** Growth in MiB over the second half that counts as noise whatever its slope. */
const NOISE_MIB = 16;
/** The same for live memory, of which some is always data on its way. */
const NOISE_LIVE_MIB = 6;
const NOISE_FILES = 4;
/** Handles and timers that come and go with connections and requests. */
const NOISE_RESOURCES = 6;
/** Looks at the live memory over the run. */
const LOOKS = 40;
const MIB = 1024 * 1024;

/** Steady load through all processors into a backend that flaps; at the end all acknowledged spans must be there, and the process must not have grown. */
export async function runSoak(settings: SoakSettings): Promise<SoakReport> {
  const random = new Random(settings.seed);
  const backend = await ChaosBackend.start('grpc');
  const probe = new MemoryProbe();
  const assay = await RunningBinary.start(
    `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" } } } }
processors: { memory_limiter: , genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: }
connectors: { genai_metrics: { metrics_flush_interval: 1s } }
exporters:
  otlp_grpc: { endpoint: "127.0.0.1:${backend.port}", tls: { insecure: true }, timeout: 2s, retry_on_failure: { initial_interval: 100ms, max_interval: 1s } }
  prometheus: { endpoint: "127.0.0.1:0" }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines:
    traces: { receivers: [otlp], processors: [memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler], exporters: [otlp_grpc, genai_metrics] }
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
`,
    [],
    probe.environment,
  );
  const client = new GrpcClient(assay.port('grpc'));
  const acknowledged = new Set<string>();
  const samples: Sample[] = [];
  const looks: (Look & Pick<LiveMemory, 'resources'>)[] = [];
  const look = async (): Promise<void> => {
    const { heapBytes, externalBytes, rssBytes, resources } = await probe.ask(assay.child.pid!);
    looks.push({ atS: elapsedS(), liveMib: (heapBytes + externalBytes) / MIB, rssMib: rssBytes / MIB, resources });
  };
  const problems: string[] = [];
  const startedMs = Date.now();
  const elapsedS = (): number => (Date.now() - startedMs) / 1000;
  const over = (): boolean => elapsedS() > settings.seconds;
  let refused = 0;

  const sendAll = async (): Promise<void> => {
    const periodMs = (1000 * SPANS_PER_REQUEST) / settings.spansPerSecond;
    const open = new Set<Promise<void>>();
    for (let i = 0; !over(); i++) {
      const ids = Array.from({ length: SPANS_PER_REQUEST }, newSpanId);
      const body = traceRequest(ids.map((spanId) => call({ 'gen_ai.input.messages': MESSAGES }, { spanId })));
      const sent: Promise<void> = client.send(body).then(({ code }) => {
        open.delete(sent);
        if (code !== 0) refused++;
        else for (const id of ids) acknowledged.add(id);
      });
      open.add(sent);
      const aheadMs = i * periodMs - elapsedS() * 1000;
      if (aheadMs > 0) await pause(aheadMs);
    }
    await Promise.all(open);
  };
  const flap = async (): Promise<void> => {
    while (!over()) {
      await pause(random.between(1000, 8000));
      await backend.setMode(backend.mode === 'pass' ? random.pick(['refuse', 'hang', 'reset', 'storm', 'slow'] as const) : 'pass');
    }
    await backend.setMode('pass');
  };
  const watch = async (): Promise<void> => {
    while (!over()) {
      await pause(1000);
      if (elapsedS() > (looks.length * settings.seconds) / LOOKS) await look();
      samples.push({ atS: elapsedS(), openFiles: settings.openFiles(assay.child.pid!) });
      if (samples.length % 30 === 0)
        settings.say(`${Math.round(elapsedS())} s: ${acknowledged.size} acknowledged, ${Math.round(assay.rssMib())} MiB resident`);
    }
  };

  try {
    await Promise.all([sendAll(), flap(), watch()]);
    const missing = (): number => [...acknowledged].filter((id) => !backend.has(id)).length;
    // As long as something comes, and a minute longer.
    for (let left = missing(), quietS = 0; left > 0 && quietS < 60; quietS++) {
      await pause(1000);
      if (missing() < left) quietS = 0;
      left = missing();
    }
    if (missing() > 0) problems.push(`${missing()} acknowledged spans did not arrive`);
    await look();
    const page = await assay.metrics();
    const inFlight = metricValue(page, 'assay_ledger_items', { pipeline: 'traces', state: 'in_flight' });
    if (inFlight !== 0) problems.push(`${inFlight} spans are in flight for ever`);
    // Without the last, when nothing is on its way any more.
    const warm = looks.slice(looks.length / 2, -1);
    const live = slopeOf(warm, ({ liveMib }) => liveMib);
    const liveGrownMib = (live.perHour * settings.seconds) / 2 / 3600;
    if (live.perHour > 2 * live.error && liveGrownMib > NOISE_LIVE_MIB)
      problems.push(`live memory grew by ${liveGrownMib.toFixed(1)} MiB in the second half`);
    const rss = slopeOf(warm, ({ rssMib }) => rssMib);
    const rssGrownMib = (rss.perHour * settings.seconds) / 2 / 3600;
    if (rss.perHour > 2 * rss.error && rssGrownMib > NOISE_MIB)
      problems.push(`resident memory grew by ${Math.round(rssGrownMib)} MiB in the second half`);
    const [resourcesWarm, resourcesEnd] = [warm[0]?.resources ?? {}, looks.at(-1)!.resources];
    for (const [kind, count] of Object.entries(resourcesEnd)) {
      if (count > (resourcesWarm[kind] ?? 0) + NOISE_RESOURCES) problems.push(`${kind}: ${resourcesWarm[kind] ?? 0}, then ${count}`);
    }
    const files = samples.slice(samples.length / 2).map(({ openFiles }) => openFiles);
    const [first, last] = [Math.min(...files.slice(0, 10)), Math.min(...files.slice(-10))];
    if (last > first + NOISE_FILES) problems.push(`open files grew from ${first} to ${last}`);
    const lastRssMib = Math.round(assay.rssMib());
    client.close();
    const ended = await assay.stop();
    if (ended.code !== 0) problems.push(`exit ${ended.code}`);
    ledgerOf(ended.stderr, 'traces');
    return {
      seed: settings.seed,
      seconds: Math.round(elapsedS()),
      acknowledged: acknowledged.size,
      refused,
      lost: missing(),
      duplicates: backend.duplicates(),
      live,
      liveMib: looks.map(({ liveMib }) => Math.round(liveMib * 10) / 10),
      rss,
      lastRssMib,
      resources: [resourcesWarm, resourcesEnd],
      openFiles: [first, last],
      problems,
    };
  } finally {
    client.close();
    await assay.stop('SIGKILL');
    await backend.stop();
    probe.remove();
  }
}

const MESSAGES = JSON.stringify([
  { role: 'user', parts: [{ type: 'text', content: 'Please write to jane.roe@example.com about the order of last week. '.repeat(8) }] },
]);
