/* Clients that begin and do not go on, or never read their answers: they are cut in time, and cost nobody else anything. */
import { connect } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RunningBinary } from '../../support/binary.ts';
import { call, calls, newSpanId, traceRequest } from '../../support/call-requests.ts';
import { exportMethod, GrpcClient, post } from '../../support/clients.ts';
import { pause } from '../../support/eventually.ts';
import { MemoryWatch } from '../../support/memory-watch.ts';
import { OtlpSink } from '../../support/otlp-sink.ts';
import { type RawConnection, rawConnection } from '../../support/raw-bytes.ts';

const MB = 1_000_000;
const CLIENTS = 60;
const GOOD = traceRequest([call()]);
/** From connecting until the collector has cut everybody; the limits below are one second each. */
const PATIENCE_MS = 20_000;

let sink: OtlpSink;
let assay: RunningBinary;
let grpc: GrpcClient;

beforeAll(async () => {
  sink = await OtlpSink.start();
  const limits = 'endpoint: "127.0.0.1:0", read_timeout: 1s, read_header_timeout: 1s, write_timeout: 1s';
  assay = await RunningBinary.start(`
receivers: { otlp: { protocols: { grpc: { ${limits} }, http: { ${limits}, idle_timeout: 1s } } } }
processors: { genai_cost: }
connectors: { genai_metrics: { metrics_flush_interval: 100ms } }
exporters:
  otlp_grpc: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true }, compression: none }
  prometheus: { endpoint: "127.0.0.1:0" }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines:
    traces: { receivers: [otlp], processors: [genai_cost], exporters: [otlp_grpc, genai_metrics] }
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
`);
  grpc = new GrpcClient(assay.port('grpc'));
});

afterAll(async () => {
  grpc?.close();
  await assay?.stop();
  await sink?.close();
});

beforeEach(() => {
  sink.batches.length = 0;
});

/** While the bad clients are at it, good ones on both protocols get their answers, and their spans arrive. */
async function othersGoOn(): Promise<void> {
  const ids = Array.from({ length: 6 }, newSpanId);
  const answers = await Promise.all(
    ids.map(async (spanId, i) => {
      const body = traceRequest([call({}, { spanId })]);
      return i % 2 === 0 ? (await post(assay.port('http'), body)).status : (await grpc.send(body)).code;
    }),
  );
  expect(answers).toEqual([200, 0, 200, 0, 200, 0]);
  await expect.poll(() => sink.spans().filter(({ span }) => ids.includes(span.spanId)).length, { timeout: 10_000 }).toBe(ids.length);
}

async function within(work: Promise<unknown>): Promise<boolean> {
  const late = Symbol('late');
  return (await Promise.race([work, pause(PATIENCE_MS).then(() => late)])) !== late;
}

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEAD = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\n`;

/** How far each bad client comes before it falls silent. */
const HALVES: readonly (readonly [what: string, protocol: 'http' | 'grpc', bytes: Buffer | string])[] = [
  ['nothing at all', 'http', ''],
  ['half of the headers', 'http', HEAD],
  ['headers and half of the body', 'http', Buffer.concat([Buffer.from(`${HEAD}Content-Length: 2000000\r\n\r\n`), Buffer.alloc(100_000)])],
  ['a chunked body without its end', 'http', `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n`],
  ['nothing at all', 'grpc', ''],
  ['half of the HTTP/2 preface', 'grpc', PREFACE.slice(0, 10)],
];

describe('a client that sends half a request', () => {
  it.each(HALVES)('%s over %s: it is cut, with bounded memory, and others go on', async (_what, protocol, bytes) => {
    const watch = new MemoryWatch(() => assay.rssMib());
    const clients: RawConnection[] = await Promise.all(Array.from({ length: CLIENTS }, () => rawConnection(assay.port(protocol))));
    for (const { socket } of clients) socket.write(bytes);
    await othersGoOn();
    expect(await within(Promise.all(clients.map(({ ended }) => ended)))).toBe(true);
    for (const { socket } of clients) socket.destroy();
    const grownMib = watch.stop();
    if (!Number.isNaN(grownMib)) expect(grownMib).toBeLessThan(100);
  });

  it('a gRPC call with half of its message: the call is ended, and others on the same connection go on', async () => {
    const session = connect(`http://127.0.0.1:${assay.port('grpc')}`);
    session.on('error', () => undefined);
    const open = (): ReturnType<typeof session.request> => {
      const stream = session.request({
        ':method': 'POST',
        ':path': exportMethod('traces'),
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('error', () => undefined);
      stream.resume();
      return stream;
    };
    const frame = Buffer.concat([Buffer.alloc(5), GOOD]);
    frame.writeUInt32BE(GOOD.length, 1);
    const halves = Array.from({ length: CLIENTS }, () => {
      const stream = open();
      stream.write(frame.subarray(0, 40));
      return new Promise<void>((resolve) => stream.on('close', () => resolve()));
    });
    const whole = open();
    const trailers = new Promise<Record<string, unknown>>((resolve) => whole.on('trailers', resolve));
    whole.end(frame);
    expect((await trailers)['grpc-status']).toBe('0');
    await othersGoOn();
    expect(await within(Promise.all(halves))).toBe(true);
    session.destroy();
  });

  it('a byte now and then does not extend the time', async () => {
    const clients = await Promise.all(Array.from({ length: 10 }, () => rawConnection(assay.port('http'))));
    for (const { socket } of clients) socket.write(`${HEAD}Content-Length: 2000000\r\n\r\n`);
    const trickle = setInterval(() => {
      for (const { socket } of clients) socket.write('x');
    }, 100);
    const cut = await within(Promise.all(clients.map(({ ended }) => ended)));
    clearInterval(trickle);
    for (const { socket } of clients) socket.destroy();
    expect(cut).toBe(true);
  });
});

describe('a client that never reads', () => {
  it('sends requests one after the other on a connection and reads no answer: it is cut', async () => {
    const watch = new MemoryWatch(() => assay.rssMib());
    // Answers of 404 are as long as the requests are short.
    const request = 'GET /nothing/here HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1000);
    const clients = await Promise.all(Array.from({ length: 8 }, () => rawConnection(assay.port('http'))));
    for (const { socket } of clients) {
      socket.pause();
      for (let i = 0; i < 60; i++) socket.write(request);
    }
    await othersGoOn();
    expect(await within(Promise.all(clients.map(({ ended }) => ended)))).toBe(true);
    const grownMib = watch.stop();
    for (const { socket } of clients) socket.destroy();
    // 480,000 answers of some 350 bytes are 160 MiB; a busy machine's collector alone was seen to take 106 MiB on the way.
    if (!Number.isNaN(grownMib)) expect(grownMib).toBeLessThan(150);
  });

  it('opens gRPC calls with a window of nothing: the calls are ended, and memory is bounded', async () => {
    const session = connect(`http://127.0.0.1:${assay.port('grpc')}`, { settings: { initialWindowSize: 0 } });
    session.on('error', () => undefined);
    const watch = new MemoryWatch(() => assay.rssMib());
    const frame = Buffer.concat([Buffer.alloc(5), GOOD]);
    frame.writeUInt32BE(GOOD.length, 1);
    const closed = Array.from({ length: CLIENTS }, () => {
      const stream = session.request({
        ':method': 'POST',
        ':path': exportMethod('traces'),
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('error', () => undefined);
      stream.end(frame);
      return new Promise<void>((resolve) => stream.on('close', () => resolve()));
    });
    await othersGoOn();
    expect(await within(Promise.all(closed))).toBe(true);
    session.destroy();
    const grownMib = watch.stop();
    if (!Number.isNaN(grownMib)) expect(grownMib).toBeLessThan(60);
  });

  it('asks for the page of metrics and does not read it: others still get theirs', async () => {
    const body = traceRequest(
      calls(1500).map((span, i) => ({ ...span, attributes: { ...span.attributes, 'gen_ai.request.model': `model-${i}` } })),
    );
    // The tests before left memory under pressure, perhaps; who is told to come back comes back.
    await expect.poll(async () => (await post(assay.port('http'), body)).status, { timeout: 30_000, interval: 1000 }).toBe(200);
    const page = async (): Promise<number> => (await (await fetch(`http://127.0.0.1:${assay.port('prometheus')}/metrics`)).text()).length;
    await expect.poll(page, { timeout: 60_000, interval: 500 }).toBeGreaterThan(MB);
    const watch = new MemoryWatch(() => assay.rssMib());
    const clients = await Promise.all(Array.from({ length: 30 }, () => rawConnection(assay.port('prometheus'))));
    for (const { socket } of clients) {
      socket.pause();
      for (let i = 0; i < 20; i++) socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
    }
    await othersGoOn();
    expect(await page()).toBeGreaterThan(MB);
    const packed = await rawConnection(assay.port('prometheus'));
    packed.socket.write('GET /metrics HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n');
    await packed.ended;
    const answer = packed.received();
    expect(gunzipSync(answer.subarray(answer.indexOf('\r\n\r\n') + 4)).length).toBeGreaterThan(MB);
    const grownMib = watch.stop();
    for (const { socket } of clients) socket.destroy();
    if (!Number.isNaN(grownMib)) expect(grownMib).toBeLessThan(200);
  }, 180_000);
});
