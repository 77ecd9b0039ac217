/* One client that takes all it can get: many requests at once, large and slow. The others get their answers, in time. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { metricValue, RunningBinary } from '../../support/binary.ts';
import { call, newSpanId, traceRequest } from '../../support/call-requests.ts';
import { exportMethod, GrpcClient, post } from '../../support/clients.ts';
import { pause } from '../../support/eventually.ts';
import { rawConnection } from '../../support/raw-bytes.ts';
import { ScriptedBackend } from '../../support/scripted-backend.ts';

const MIB = 2 ** 20;
const STREAMS = 300;
const MODEST = 4;
const REQUESTS = 10;
/** What an SDK allows an export by default (OTEL_EXPORTER_OTLP_TIMEOUT). */
const IN_TIME_MS = 10_000;

let backend: ScriptedBackend;

beforeEach(async () => {
  backend = await new ScriptedBackend().listen();
});

afterEach(() => backend.close());

function start(processors: string, queue: string): Promise<RunningBinary> {
  const running = RunningBinary.start(`
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } } } }
processors: { ${processors} }
exporters: { otlp_http: { endpoint: "http://127.0.0.1:${backend.port}", compression: none, sending_queue: { ${queue} } } }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines: { traces: { receivers: [otlp], processors: [${processors.split(':')[0]}], exporters: [otlp_http] } }
`);
  onTestFinished(async () => void (await (await running).stop('SIGKILL')));
  return running;
}

function frame(body: Uint8Array): Buffer {
  const framed = Buffer.concat([Buffer.alloc(5), body]);
  framed.writeUInt32BE(body.length, 1);
  return framed;
}

function session(assay: RunningBinary): ClientHttp2Session {
  const greedy = connect(`http://127.0.0.1:${assay.port('grpc')}`, { settings: { initialWindowSize: 65_535 } });
  greedy.on('error', () => undefined);
  onTestFinished(() => greedy.destroy());
  return greedy;
}

function stream(greedy: ClientHttp2Session): ClientHttp2Stream {
  const headers = { ':method': 'POST', ':path': exportMethod('traces'), 'content-type': 'application/grpc', te: 'trailers' };
  const opened = greedy.request(headers);
  opened.on('error', () => undefined);
  opened.resume();
  return opened;
}

/** What modest clients met: four that each send one request after the other, two over gRPC and two over HTTP. */
interface Met {
  readonly attempts: number;
  readonly slowestMs: number;
}

/** Each request is sent until it is taken, as an SDK does it. */
async function modestClients(assay: RunningBinary): Promise<Met> {
  let [attempts, slowestMs] = [0, 0];
  const work = async (i: number): Promise<void> => {
    const client = i % 2 === 0 ? new GrpcClient(assay.port('grpc')) : undefined;
    for (let n = 0; n < REQUESTS; n++) {
      const body = traceRequest([call({}, { spanId: newSpanId() })]);
      const began = performance.now();
      for (;;) {
        if (performance.now() - began > IN_TIME_MS) throw new Error(`not taken in time, after ${attempts} attempts in all`);
        attempts++;
        if (client === undefined) {
          const { status, headers } = await post(assay.port('http'), body);
          if (status === 200) break;
          await pause(1000 * Number(headers['retry-after']));
        } else {
          const { code, rpc } = await client.send(body);
          if (code === 0) break;
          await pause(rpc!.retryAfterMs);
        }
      }
      slowestMs = Math.max(slowestMs, performance.now() - began);
      await pause(50);
    }
    client?.close();
  };
  await Promise.all(Array.from({ length: MODEST }, (_, i) => work(i)));
  return { attempts, slowestMs };
}

describe('a greedy client', () => {
  it('with hundreds of large bodies that come slowly on one connection: the others are answered at once', async () => {
    const assay = await start('memory_limiter: { limit_mib: 2000, in_flight_mib: 16 }', '');
    const greedy = session(assay);
    const half = frame(Buffer.alloc(MIB)).subarray(0, MIB / 2);
    for (let i = 0; i < STREAMS; i++) stream(greedy).write(half);
    await expect.poll(() => held(assay), { timeout: 20_000 }).toBeGreaterThan(4 * MIB);
    const met = await modestClients(assay);
    expect(met.attempts).toBe(MODEST * REQUESTS);
    expect(met.slowestMs).toBeLessThan(IN_TIME_MS);
    expect(await held(assay)).toBeLessThanOrEqual(8.5 * MIB);
    expect(metricValue(await assay.metrics(), 'assay_receiver_requests_refused_total', { reason: 'share' })).toBeGreaterThan(100);
    expect(metricValue(await assay.metrics(), 'assay_receiver_requests_refused_total', { reason: 'busy' })).toBe(0);
  });

  it('with many connections that each hold a large body: the others are answered at once', async () => {
    const assay = await start('memory_limiter: { limit_mib: 2000, in_flight_mib: 16 }', '');
    const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nContent-Length: ${2 * MIB}\r\n\r\n`;
    for (let i = 0; i < 40; i++) {
      const { socket } = await rawConnection(assay.port('http'));
      onTestFinished(() => void socket.destroy());
      socket.write(Buffer.concat([Buffer.from(head), Buffer.alloc(MIB)]));
    }
    await expect.poll(() => held(assay), { timeout: 20_000 }).toBeGreaterThan(8 * MIB);
    const met = await modestClients(assay);
    expect(met.attempts).toBe(MODEST * REQUESTS);
    expect(met.slowestMs).toBeLessThan(IN_TIME_MS);
    expect(await held(assay)).toBeLessThanOrEqual(12.5 * MIB);
  });

  it('that fills the queue of a slow backend as fast as it is emptied: the others are answered in time', async () => {
    backend.delayMs = 20;
    const assay = await start('genai_cost: {}', 'queue_size: 20, num_consumers: 1, batch: { min_size: 1, max_size: 1 }');
    const greedy = session(assay);
    let [sending, sent] = [true, 0];
    onTestFinished(() => void (sending = false));
    const body = frame(traceRequest([call({}, { spanId: newSpanId() })]));
    const flood = async (): Promise<void> => {
      while (sending && !greedy.destroyed) {
        const opened = stream(greedy);
        opened.end(body);
        await new Promise((resolve) => opened.once('close', resolve));
        sent++;
      }
    };
    const flooding = Array.from({ length: 50 }, flood);
    await expect.poll(() => sent, { timeout: 20_000 }).toBeGreaterThan(500);
    const met = await modestClients(assay);
    sending = false;
    await Promise.all(flooding);
    expect(met.slowestMs).toBeLessThan(IN_TIME_MS);
    expect(met.attempts).toBeLessThan(2 * MODEST * REQUESTS);
  });
});

async function held(assay: RunningBinary): Promise<number> {
  return metricValue(await assay.metrics(), 'assay_memory_limiter_in_flight_bytes', { what: 'requests' });
}
