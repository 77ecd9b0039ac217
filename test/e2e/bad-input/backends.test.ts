/* Backends that are down, slow or refuse, behind the running binary: what was acknowledged arrives, or is counted with a reason. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCEPTED, refused, retry } from '../../../src/kernel/outcome.ts';
import { metricValue, RunningBinary } from '../../support/binary.ts';
import { call, newSpanId, traceRequest } from '../../support/call-requests.ts';
import { GrpcClient, type HttpAnswer, post } from '../../support/clients.ts';
import { pause } from '../../support/eventually.ts';
import { OtlpSink, spansIn } from '../../support/otlp-sink.ts';
import { freePort, ScriptedBackend } from '../../support/scripted-backend.ts';

const UNAVAILABLE = 14;
const INVALID_ARGUMENT = 3;
const QUEUE = 8;

let sink: OtlpSink;
let backend: ScriptedBackend;
let downHttp: number;
let downGrpc: number;
let assay: RunningBinary;
let grpc: GrpcClient;
let grpcDown: GrpcClient;

const LISTEN = 'endpoint: "127.0.0.1:0"';
const QUICK = '{ initial_interval: 50ms, max_interval: 200ms }';

beforeAll(async () => {
  sink = await OtlpSink.start();
  backend = await new ScriptedBackend().listen();
  downHttp = await freePort();
  downGrpc = await freePort();
  const queue = `sending_queue: { queue_size: ${QUEUE}, num_consumers: 2 }, retry_on_failure: ${QUICK}`;
  assay = await RunningBinary.start(`
receivers:
  otlp: { protocols: { grpc: { ${LISTEN} }, http: { ${LISTEN} } } }
  otlp/down: { protocols: { grpc: { ${LISTEN} }, http: { ${LISTEN} } } }
  otlp/direct: { protocols: { http: { ${LISTEN} } } }
  otlp/grpc: { protocols: { grpc: { ${LISTEN} } } }
  otlp/grpcdown: { protocols: { grpc: { ${LISTEN} } } }
exporters:
  otlp_http: { endpoint: "http://127.0.0.1:${backend.port}", compression: none, timeout: 500ms, ${queue}, dead_letter: { path: letters } }
  otlp_http/down: { endpoint: "http://127.0.0.1:${downHttp}", compression: none, timeout: 500ms, ${queue} }
  otlp_http/direct: { endpoint: "http://127.0.0.1:${backend.port}", compression: none, sending_queue: { enabled: false }, retry_on_failure: { enabled: false } }
  otlp_grpc: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true }, timeout: 500ms, ${queue} }
  otlp_grpc/down: { endpoint: "127.0.0.1:${downGrpc}", tls: { insecure: true }, timeout: 500ms, ${queue} }
service:
  telemetry: { metrics: { ${LISTEN} } }
  pipelines:
    traces/http: { receivers: [otlp], exporters: [otlp_http] }
    traces/down: { receivers: [otlp/down], exporters: [otlp_http/down] }
    traces/direct: { receivers: [otlp/direct], exporters: [otlp_http/direct] }
    traces/grpc: { receivers: [otlp/grpc], exporters: [otlp_grpc] }
    traces/grpcdown: { receivers: [otlp/grpcdown], exporters: [otlp_grpc/down] }
`);
  grpc = new GrpcClient(assay.port('grpc', 'otlp/grpc'));
  grpcDown = new GrpcClient(assay.port('grpc', 'otlp/grpcdown'));
});

afterAll(async () => {
  grpc?.close();
  grpcDown?.close();
  await assay?.stop();
  await backend?.close();
  await sink?.close();
});

beforeEach(() => {
  backend.reset();
  sink.batches.length = 0;
  sink.answer = () => ACCEPTED;
});

/** Sends a request of `count` spans over HTTP and gives their ids. */
async function send(count: number = 1, receiver: string = 'otlp'): Promise<{ ids: string[]; answer: HttpAnswer }> {
  const ids = Array.from({ length: count }, newSpanId);
  return { ids, answer: await post(assay.port('http', receiver), traceRequest(ids.map((spanId) => call({}, { spanId })))) };
}

async function accepted(count: number = 1): Promise<string[]> {
  const { ids, answer } = await send(count);
  expect(answer.status).toBe(200);
  return ids;
}

async function arrivedAt(list: readonly string[], ids: readonly string[]): Promise<void> {
  await expect.poll(() => ids.filter((id) => list.includes(id)).length, { timeout: 20_000 }).toBe(ids.length);
}

async function balanced(pipeline: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const page = await assay.metrics();
        const of = (state: string): number => metricValue(page, 'assay_ledger_items', { pipeline, state });
        return { open: of('in_flight'), sum: of('received') - of('delivered') - of('dropped') - of('failed') };
      },
      { timeout: 20_000 },
    )
    .toEqual({ open: 0, sum: 0 });
}

describe('a backend that is down', () => {
  it('over HTTP: the queue takes what it can, upstream is told when to come back, and all that was acknowledged arrives once', async () => {
    const acknowledged: string[] = [];
    let full: HttpAnswer | undefined;
    for (let i = 0; full === undefined && i < 4 * QUEUE; i++) {
      const { ids, answer } = await send(2, 'otlp/down');
      if (answer.status === 200) acknowledged.push(...ids);
      else full = answer;
    }
    expect(acknowledged.length).toBe(2 * QUEUE);
    expect(full?.status).toBe(503);
    expect(Number(full?.headers['retry-after'])).toBeGreaterThan(0);
    expect(full?.rpc).toMatchObject({ code: UNAVAILABLE });
    expect(full?.rpc?.retryAfterMs).toBeGreaterThan(0);
    const page = await assay.metrics();
    const labels = { exporter: 'otlp_http/down' };
    expect(metricValue(page, 'otelcol_exporter_enqueue_failed_spans', labels)).toBe(2);
    expect(metricValue(page, 'otelcol_receiver_refused_spans', { receiver: 'otlp/down' })).toBe(2);
    expect(metricValue(page, 'assay_exporter_consecutive_failures', labels)).toBeGreaterThan(0);
    const back = await new ScriptedBackend().listen(downHttp);
    await arrivedAt(back.taken, acknowledged);
    await balanced('traces/down');
    expect(back.taken.length).toBe(acknowledged.length);
    await back.close();
  });

  it('over gRPC: the same with UNAVAILABLE and RetryInfo', async () => {
    const acknowledged: string[] = [];
    let code = 0;
    for (let i = 0; code === 0 && i < 4 * QUEUE; i++) {
      const spanId = newSpanId();
      const answer = await grpcDown.send(traceRequest([call({}, { spanId })]));
      code = answer.code;
      if (code === 0) acknowledged.push(spanId);
      else expect(answer).toMatchObject({ code: UNAVAILABLE, rpc: { code: UNAVAILABLE, retryAfterMs: expect.any(Number) } });
      if (code !== 0) expect(answer.rpc?.retryAfterMs).toBeGreaterThan(0);
    }
    expect(acknowledged.length).toBe(QUEUE);
    expect(code).toBe(UNAVAILABLE);
    const back = await OtlpSink.start({ grpc: downGrpc });
    await back.until('traces', acknowledged.length);
    await balanced('traces/grpcdown');
    expect(
      back
        .spans()
        .map(({ span }) => span.spanId)
        .sort(),
    ).toEqual(acknowledged.sort());
    await back.close();
  });
});

describe('a backend that misbehaves for a while', () => {
  it('slow beyond the timeout: sent again until it answers', async () => {
    backend.behave = (_ids, attempt) => (attempt < 2 ? { kind: 'silence' } : { kind: 'answer', status: 200 });
    const ids = await accepted(3);
    await arrivedAt(backend.taken, ids);
    expect(backend.attempts.length).toBe(3);
    await balanced('traces/http');
  });

  it('closing in the middle of a request, before and after it read it: sent again', async () => {
    backend.cutNext = 1;
    backend.behave = (_ids, attempt) => (attempt < 3 ? { kind: 'cut' } : { kind: 'answer', status: 200 });
    const ids = await accepted(3);
    await arrivedAt(backend.taken, ids);
    expect(backend.taken.length).toBe(ids.length);
    await balanced('traces/http');
  });

  it.each([
    ['429', 429],
    ['503', 503],
  ])('%s with Retry-After: nothing is sent before that time', async (_what, status) => {
    backend.behave = (_ids, attempt) =>
      attempt === 0 ? { kind: 'answer', status, headers: { 'retry-after': '1' } } : { kind: 'answer', status: 200 };
    const ids = await accepted(2);
    await arrivedAt(backend.taken, ids);
    expect(backend.attempts.map((attempt) => attempt.status)).toEqual([status, 200]);
    expect(backend.attempts[1]!.atMs - backend.attempts[0]!.atMs).toBeGreaterThanOrEqual(990);
  });

  it('UNAVAILABLE with RetryInfo over gRPC: nothing is sent before that time', async () => {
    const times: number[] = [];
    sink.answer = () => (times.push(Date.now()) === 1 ? retry('ASSAY_TRANSPORT_BUSY', 'later', 1000) : ACCEPTED);
    expect((await grpc.send(traceRequest([call()]))).code).toBe(0);
    await sink.until('traces', 1);
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(990);
  });
});

describe('a backend that refuses', () => {
  it('400 for one span of sixteen over HTTP: the other fifteen arrive, the one is counted and kept', async () => {
    const before = await assay.metrics();
    const ids = Array.from({ length: 16 }, newSpanId);
    const poison = ids[11]!;
    backend.behave = (seen) => ({ kind: 'answer', status: seen.includes(poison) ? 400 : 200 });
    await post(assay.port('http', 'otlp'), traceRequest(ids.map((spanId) => call({}, { spanId }))));
    const good = ids.filter((id) => id !== poison);
    await arrivedAt(backend.taken, good);
    await balanced('traces/http');
    expect(backend.taken.length).toBe(good.length);
    const labels = { exporter: 'otlp_http' };
    const grown = (name: string, page: string, more: Record<string, string> = {}): number =>
      metricValue(page, name, { ...labels, ...more }) - metricValue(before, name, { ...labels, ...more });
    const after = await assay.metrics();
    expect(grown('otelcol_exporter_send_failed_spans', after)).toBe(1);
    expect(grown('otelcol_exporter_sent_spans', after)).toBe(15);
    expect(grown('assay_dead_letter_items_total', after)).toBe(1);
    expect(metricValue(after, 'assay_ledger_items', { pipeline: 'traces/http', state: 'failed' })).toBe(1);
    // Bisecting sixteen takes at most two requests a level and the first.
    expect(backend.attempts.length).toBeLessThanOrEqual(9);
  });

  it('INVALID_ARGUMENT for one span over gRPC: the others arrive, the one is counted', async () => {
    const ids = Array.from({ length: 8 }, newSpanId);
    sink.answer = (batch) =>
      spansIn(batch.bytes).some(({ span }) => span.spanId === ids[3])
        ? refused('ASSAY_OTLP_WIRE_TYPE', 'bad', { status: INVALID_ARGUMENT })
        : ACCEPTED;
    expect((await grpc.send(traceRequest(ids.map((spanId) => call({}, { spanId }))))).code).toBe(0);
    await sink.until('traces', 7);
    await balanced('traces/grpc');
    const page = await assay.metrics();
    expect(metricValue(page, 'assay_ledger_items', { pipeline: 'traces/grpc', state: 'failed' })).toBe(1);
    expect(metricValue(page, 'assay_dropped_items_total', { component: 'otlp_grpc' })).toBe(1);
  });

  it('without a queue the answer travels upstream: 503 with the time to come back, 500 for what was refused', async () => {
    backend.behave = () => ({ kind: 'answer', status: 503, headers: { 'retry-after': '2' } });
    const busy = await send(1, 'otlp/direct');
    expect([busy.answer.status, busy.answer.headers['retry-after']]).toEqual([503, '2']);
    backend.reset();
    // Until then nobody gets through, and everybody is told so without another request.
    expect((await send(1, 'otlp/direct')).answer.status).toBe(503);
    expect(backend.attempts).toEqual([]);
    await pause(2000);
    backend.behave = () => ({ kind: 'answer', status: 404 });
    const never = await send(1, 'otlp/direct');
    expect([404, 500]).toContain(never.answer.status);
    expect(never.answer.headers['retry-after']).toBeUndefined();
    backend.reset();
    expect((await send(1, 'otlp/direct')).answer.status).toBe(200);
    await balanced('traces/direct');
  });
});
