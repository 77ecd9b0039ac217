import { globSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Signal } from '../../src/otlp/batch.ts';
import { protoToJson } from '../../src/otlp/json/index.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { SILENT } from '../../src/telemetry/log/silent.ts';
import { parseGrpcEndpoint } from '../../src/transport/endpoint.ts';
import { GrpcClientTransport } from '../../src/transport/grpc/grpc-client.ts';
import { RunningBinary } from '../support/binary.ts';
import { plain } from '../support/oracle.ts';
import { attributesByKey, OtlpSink, type PlainSpan } from '../support/otlp-sink.ts';

const ROOT = new URL('../fixtures/corpus/', import.meta.url).pathname;
const CASES = globSync('*/*/expected.yaml', { cwd: ROOT })
  .map((file) => file.replace(/\/expected\.yaml$/, ''))
  .sort();
/** Attributes that Assay writes, or may rename or correct, are judged by other tests; all others must come through. */
const OURS = /^(assay\.|gen_ai\.|user\.id$|session\.id$|error\.type$|openai\.)/;
const PLACEHOLDER = /<[A-Z_]+(\/[A-Z0-9_]+)?(:[^>]*)?>/;

type Send = (signal: Signal, bytes: Buffer) => Promise<void>;

let sink: OtlpSink;
let assay: RunningBinary;
let grpc: GrpcClientTransport;

beforeAll(async () => {
  sink = await OtlpSink.start();
  assay = await RunningBinary.start(`
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } } } }
processors: { memory_limiter: , genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: }
connectors: { genai_metrics: }
exporters:
  otlp_grpc: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true }, compression: none }
  debug: { verbosity: detailed }
  file: { path: out.json }
  prometheus: { endpoint: "127.0.0.1:0" }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" }, logs: { level: debug } }
  pipelines:
    traces: { receivers: [otlp], processors: [memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler], exporters: [otlp_grpc, debug, file, genai_metrics] }
    logs: { receivers: [otlp], processors: [memory_limiter, genai_redaction], exporters: [otlp_grpc, debug] }
    metrics: { receivers: [otlp, genai_metrics], processors: [memory_limiter, genai_redaction], exporters: [otlp_grpc, prometheus] }
`);
  grpc = new GrpcClientTransport({
    target: parseGrpcEndpoint(`127.0.0.1:${assay.port('grpc')}`, true)!,
    compression: 'gzip',
    headers: {},
    waitForReady: true,
    userAgent: 'test',
    clock: systemClock(),
    log: SILENT,
  });
});

afterAll(async () => {
  await grpc?.close();
  await assay?.stop();
  await sink?.close();
});

async function post(signal: Signal, body: Uint8Array, headers: Record<string, string>): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${assay.port('http')}/v1/${signal}`, { method: 'POST', body: Buffer.from(body), headers });
  expect(response.status, await response.text()).toBe(200);
}

const WAYS: Readonly<Record<string, Send>> = {
  'protobuf over HTTP': (signal, bytes) => post(signal, bytes, { 'content-type': 'application/x-protobuf' }),
  'JSON over HTTP': (signal, bytes) => post(signal, protoToJson(signal, bytes), { 'content-type': 'application/json' }),
  'gzip over HTTP': (signal, bytes) =>
    post(signal, gzipSync(bytes), { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' }),
  'gRPC with gzip': async (signal, bytes) => {
    const result = await grpc.send(signal, bytes, { timeoutMs: 10_000, abort: AbortSignal.timeout(10_000) });
    expect(result).toMatchObject({ kind: 'ok', rejectedItems: 0 });
  },
};

function spansOf(bytes: Buffer): PlainSpan[] {
  const request = plain('traces', bytes) as { resourceSpans?: { scopeSpans?: { spans?: PlainSpan[] }[] }[] };
  return (request.resourceSpans ?? []).flatMap((resourced) => (resourced.scopeSpans ?? []).flatMap((scoped) => scoped.spans ?? []));
}

/** Everything the collector has shown or kept so far, as one text to search for planted markers. */
async function everywhere(): Promise<string> {
  const file = readFileSync(`${assay.folder}/out.json`, 'utf8');
  return [JSON.stringify(sink.batches.map((batch) => plain(batch.signal, batch.bytes))), assay.log, await assay.metrics(), file].join('\n');
}

describe.each(Object.keys(WAYS))('recordings sent as %s', (way) => {
  it.each(CASES)('%s: every span comes out once, nothing lost or changed, no planted marker anywhere', async (name) => {
    sink.batches.length = 0;
    const folder = `${ROOT}${name}/`;
    const truth = parse(readFileSync(`${folder}expected.yaml`, 'utf8')) as { sensitive?: { marker: string }[] };
    for (const file of globSync('*.binpb', { cwd: folder })) {
      const signal: Signal = file === 'logs.binpb' ? 'logs' : file === 'metrics.binpb' ? 'metrics' : 'traces';
      await WAYS[way]!(signal, readFileSync(folder + file));
    }
    const sent = spansOf(readFileSync(`${folder}request.binpb`));
    await sink.until('traces', sent.length);
    const received = new Map<string, PlainSpan>();
    for (const { span } of sink.spans()) {
      expect(received.has(span.spanId), `${span.spanId} twice`).toBe(false);
      received.set(span.spanId, span);
    }
    expect(received.size).toBe(sent.length);
    for (const span of sent) unharmed(span, received.get(span.spanId)!);
    const text = await everywhere();
    for (const { marker } of truth.sensitive ?? []) expect(text.includes(marker), `${marker} leaked`).toBe(false);
  });
});

/** The span as sent is all there: same ids, times, kind, number of events and links; each foreign attribute as it was or redacted. */
function unharmed(before: PlainSpan, after: PlainSpan): void {
  for (const field of ['traceId', 'spanId', 'parentSpanId', 'kind', 'startTimeUnixNano', 'endTimeUnixNano']) {
    expect(after[field], field).toEqual(before[field]);
  }
  expect(((after['events'] as unknown[]) ?? []).length).toBe(((before['events'] as unknown[]) ?? []).length);
  const now = attributesByKey(after);
  for (const [key, value] of Object.entries(attributesByKey(before))) {
    if (OURS.test(key)) continue;
    expect(now, `${key} is gone`).toHaveProperty([key]);
    if (JSON.stringify(now[key]) === JSON.stringify(value)) continue;
    expect(JSON.stringify(now[key]), `${key} changed without a redaction`).toMatch(PLACEHOLDER);
  }
}
