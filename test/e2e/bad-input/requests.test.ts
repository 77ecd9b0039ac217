/* Bad requests to the running binary: each is answered with a clear error, and the good ones beside it all arrive. */
import { connect } from 'node:http2';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metricValue, RunningBinary } from '../../support/binary.ts';
import { call, calls, encode, newSpanId, traceRequest } from '../../support/call-requests.ts';
import { exportMethod, GrpcClient, post } from '../../support/clients.ts';
import { MemoryWatch } from '../../support/memory-watch.ts';
import { OtlpSink } from '../../support/otlp-sink.ts';
import { noise } from '../../support/raw-bytes.ts';

const MIB = 1024 * 1024;
const LIMIT_MIB = 4;
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const JSON_TYPE = { 'content-type': 'application/json' };

let sink: OtlpSink;
let assay: RunningBinary;
let grpc: GrpcClient;

beforeAll(async () => {
  sink = await OtlpSink.start();
  assay = await RunningBinary.start(`
receivers:
  otlp:
    protocols:
      grpc: { endpoint: "127.0.0.1:0", max_recv_msg_size_mib: ${LIMIT_MIB} }
      http: { endpoint: "127.0.0.1:0", max_request_body_size: ${LIMIT_MIB * MIB} }
exporters: { otlp_grpc: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true }, compression: none } }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines: { traces: { receivers: [otlp], exporters: [otlp_grpc] } }
`);
  grpc = new GrpcClient(assay.port('grpc'));
});

afterAll(async () => {
  grpc?.close();
  await assay?.stop();
  await sink?.close();
});

/** Runs `bad` between good requests on both protocols; the good ones must arrive, each once. */
async function unharmed(bad: () => Promise<unknown>): Promise<void> {
  const ids = [newSpanId(), newSpanId(), newSpanId(), newSpanId()];
  const good = ids.map((spanId) => traceRequest([call({}, { spanId })]));
  const over = (i: number): Promise<unknown> => (i % 2 === 0 ? post(assay.port('http'), good[i]!) : grpc.send(good[i]!));
  const first = Promise.all([over(0), over(1)]);
  await bad();
  const answers = [...(await first), ...(await Promise.all([over(2), over(3)]))] as { status?: number; code?: number }[];
  expect(answers.map(({ status, code }) => status ?? code)).toEqual([200, 0, 200, 0]);
  const arrived = (): string[] => sink.spans().map(({ span }) => span.spanId);
  await expect.poll(() => ids.filter((id) => arrived().includes(id)).length, { timeout: 10_000 }).toBe(ids.length);
  expect(new Set(arrived()).size).toBe(arrived().length);
}

const GOOD = traceRequest([call()]);

function span(fields: Record<string, unknown>): Buffer {
  return encode('traces', { resourceSpans: [{ scopeSpans: [{ spans: [{ spanId: Buffer.alloc(8, 1), name: 's', ...fields }] }] }] });
}

/** A length-delimited field by hand, for what an encoder refuses to write. */
function field(number: number, bytes: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), bytes]);
}

function deep(levels: number): Buffer {
  let value = field(1, Buffer.from('x'));
  for (let i = 0; i < levels; i++) value = field(5, field(1, value));
  const attribute = Buffer.concat([field(1, Buffer.from('k')), field(2, value)]);
  const ids = [field(1, Buffer.alloc(16, 1)), field(2, Buffer.alloc(8, 1))];
  return field(1, field(2, field(2, Buffer.concat([...ids, field(9, attribute)]))));
}

function withoutUtf8(): Buffer {
  const bytes = Buffer.from(GOOD);
  bytes[bytes.indexOf('gpt-4o-mini')] = 0xff;
  return bytes;
}

const ID = { traceId: Buffer.alloc(16, 1) };

/** Bodies that are no OTLP, and the place each message must name. */
const MALFORMED: readonly (readonly [what: string, body: Uint8Array, place: RegExp])[] = [
  ['text in the place of protobuf', Buffer.from('hello world, this is no protobuf'), /field_13/],
  ['a body cut in the middle of a span', GOOD.subarray(0, GOOD.length - 7), /: resourceSpans: a length/],
  ['a length that reaches past its message', Buffer.from([0x0a, 0x04, 0x12, 0x7f, 0x00, 0x00]), /: resourceSpans\.scopeSpans: a length/],
  ['a trace id of 15 bytes', span({ traceId: Buffer.alloc(15, 1) }), /resourceSpans\.scopeSpans\.spans\.traceId: 15 bytes/],
  ['a trace id of zeros', span({ traceId: Buffer.alloc(16) }), /resourceSpans\.scopeSpans\.spans: /],
  ['a span id of 9 bytes', span({ ...ID, spanId: Buffer.alloc(9, 1) }), /resourceSpans\.scopeSpans\.spans\.spanId: 9 bytes/],
  ['a span without a trace id', span({}), /resourceSpans\.scopeSpans\.spans: /],
  ['lists nested 5,000 deep', deep(5000), /arrayValue/],
  ['a string that is no UTF-8', withoutUtf8(), /attributes\.value\.stringValue/],
];

describe('a body that is no OTLP', () => {
  it.each(MALFORMED)('%s is INVALID_ARGUMENT on both protocols, with the place and no content', async (_what, body, place) => {
    await unharmed(async () => {
      const [http, rpc] = await Promise.all([post(assay.port('http'), body), grpc.send(body)]);
      expect(http.status).toBe(400);
      expect(http.headers['content-type']).toBe('application/x-protobuf');
      expect(http.rpc).toMatchObject({ code: INVALID_ARGUMENT, message: expect.stringMatching(place), retryAfterMs: -1 });
      expect(rpc).toMatchObject({ code: INVALID_ARGUMENT, details: http.rpc?.message, rpc: { code: INVALID_ARGUMENT } });
      expect(`${http.rpc?.message}${assay.log}`).not.toMatch(/hello world|gpt-4o/);
    });
  });

  const JSON_BODIES = [
    ['cut JSON', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":', /resourceSpans/],
    ['JSON nested 10,000 deep', `{"resourceSpans":${'['.repeat(10_000)}`, /resourceSpans/],
    ['an id that is no hex', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}', /resourceSpans\S*spans\S*traceId/],
    ['a time that is no number', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"endTimeUnixNano":"x"}]}]}]}', /endTimeUnixNano/],
    ['protobuf called JSON', GOOD, /the request/],
  ] as const;

  it.each(JSON_BODIES)('%s is 400 with a status in JSON', async (_what, body, place) => {
    await unharmed(async () => {
      const answer = await post(assay.port('http'), body, { headers: JSON_TYPE });
      expect(answer.status).toBe(400);
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.rpc).toMatchObject({ code: INVALID_ARGUMENT, message: expect.stringMatching(place) });
    });
  });

  it('a body that cannot be decompressed is refused', async () => {
    await unharmed(async () => {
      const noise = Buffer.from('this was never compressed');
      const http = await Promise.all(
        ['gzip', 'deflate', 'zstd'].map((name) => post(assay.port('http'), noise, { headers: { 'content-encoding': name } })),
      );
      expect(http.map(({ status }) => status)).toEqual([400, 400, 400]);
      const cut = gzipSync(GOOD).subarray(0, 60);
      expect(await post(assay.port('http'), cut, { headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 400 });
    });
  });

  it('is counted as a refused request, by its code', async () => {
    await post(assay.port('http'), Buffer.from('hello world, this is no protobuf'));
    const page = await assay.metrics();
    for (const transport of ['http', 'grpc']) {
      const labels = { transport, reason: 'ASSAY_OTLP_WIRE_TYPE' };
      expect(metricValue(page, 'assay_receiver_requests_refused_total', labels)).toBeGreaterThan(0);
    }
  });
});

describe('a body over the limit', () => {
  const big = traceRequest([call({ filler: 'x'.repeat(LIMIT_MIB * MIB + 1) })]);
  const KEYS = { http: 'receivers.otlp.protocols.http.max_request_body_size', grpc: 'receivers.otlp.protocols.grpc.max_recv_msg_size_mib' };

  it('is 413 and RESOURCE_EXHAUSTED without a retry delay, naming the limit and its key', async () => {
    await unharmed(async () => {
      for (const chunked of [false, true]) {
        const answer = await post(assay.port('http'), big, { chunked });
        expect(answer.status).toBe(413);
        expect(answer.headers['retry-after']).toBeUndefined();
        expect(answer.rpc).toMatchObject({ code: RESOURCE_EXHAUSTED, retryAfterMs: -1 });
        expect(answer.rpc?.message).toContain(KEYS.http);
        expect(answer.rpc?.message).toContain(String(LIMIT_MIB * MIB));
      }
      const rpc = await grpc.send(big);
      expect(rpc).toMatchObject({ code: RESOURCE_EXHAUSTED, rpc: { code: RESOURCE_EXHAUSTED, retryAfterMs: -1 } });
      expect(rpc.details).toContain(KEYS.grpc);
    });
  });

  it('is the same when only its unpacked form is too large', async () => {
    await unharmed(async () => {
      const packed = { gzip: gzipSync(big), deflate: deflateSync(big), zstd: zstdCompressSync(big) };
      for (const [encoding, body] of Object.entries(packed)) {
        const answer = await post(assay.port('http'), body, { headers: { 'content-encoding': encoding } });
        expect(answer.status, encoding).toBe(413);
        expect(answer.rpc?.message).toContain(KEYS.http);
      }
    });
  });

  it('fifty bombs of 1000:1 at once cost neither the process nor its memory', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * MIB), { level: 9 });
    const zstdBomb = zstdCompressSync(Buffer.alloc(256 * MIB));
    expect(bomb.length).toBeLessThan(MIB);
    await unharmed(async () => {
      const watch = new MemoryWatch(() => assay.rssMib());
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => {
          const [encoding, body] = i % 2 === 0 ? ['gzip', bomb] : ['zstd', zstdBomb];
          return post(assay.port('http'), body as Buffer, { headers: { 'content-encoding': encoding as string } });
        }),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413]));
      const grownMib = watch.stop();
      // Unpacked they are 12.5 GiB; one alone is 256 MiB. Machines without /proc skip this line only.
      if (!Number.isNaN(grownMib)) expect(grownMib).toBeLessThan(160);
    });
  });

  it('a bomb in a gRPC message is refused the same way', async () => {
    const packed = gzipSync(Buffer.alloc(64 * MIB), { level: 9 });
    const frame = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), packed]);
    frame.writeUInt32BE(packed.length, 1);
    await unharmed(async () => {
      const answer = await rawGrpc(frame, { 'grpc-encoding': 'gzip' });
      expect(answer['grpc-status']).toBe(String(RESOURCE_EXHAUSTED));
      expect(decodeURIComponent(String(answer['grpc-message']))).toContain(KEYS.grpc);
    });
  });
});

/** One gRPC request by bare HTTP/2, for what grpc-js would not send; gives headers and trailers together. */
function rawGrpc(body: Buffer, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${assay.port('grpc')}`);
    session.on('error', reject);
    const stream = session.request({
      ':method': 'POST',
      ':path': exportMethod('traces'),
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const seen: Record<string, unknown> = {};
    stream.on('response', (received) => Object.assign(seen, received));
    stream.on('trailers', (received) => Object.assign(seen, received));
    stream.on('error', () => {});
    stream.on('close', () => {
      session.destroy();
      resolve(seen);
    });
    stream.resume();
    stream.end(body);
  });
}

describe('what is not OTLP at all', () => {
  const WRONG = [
    ['an unknown content type', { headers: { 'content-type': 'text/xml' } }, 415, /application\/x-protobuf/],
    ['an unknown content encoding', { headers: { 'content-encoding': 'br' } }, 415, /gzip/],
    ['an unknown path', { path: '/v1/spans' }, 404, /\/v1\/traces/],
    ['the root', { path: '/' }, 404, /\/v1\/traces/],
    ['PUT', { method: 'PUT' }, 405, /POST/],
    ['DELETE', { method: 'DELETE' }, 405, /POST/],
    ['a signal without a pipeline', { path: '/v1/logs' }, 404, /service\.pipelines\.logs/],
  ] as const;

  it.each(WRONG)('%s gets its status and a message that helps', async (_what, options, status, message) => {
    await unharmed(async () => {
      const answer = await post(assay.port('http'), GOOD, options);
      expect(answer.status).toBe(status);
      expect(answer.rpc?.code).toBe(UNIMPLEMENTED);
      expect(answer.rpc?.message).toMatch(message);
      if (status === 405) expect(answer.headers['allow']).toBe('POST');
    });
  });

  it('over gRPC an unknown method, signal or encoding is UNIMPLEMENTED', async () => {
    await unharmed(async () => {
      expect(await grpc.send(GOOD, { method: '/opentelemetry.proto.collector.trace.v1.TraceService/Import' })).toMatchObject({
        code: UNIMPLEMENTED,
      });
      expect(await grpc.send(GOOD, { method: exportMethod('logs') })).toMatchObject({
        code: UNIMPLEMENTED,
        details: expect.stringContaining('service.pipelines.logs'),
      });
      const frame = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), GOOD]);
      frame.writeUInt32BE(GOOD.length, 1);
      const answer = await rawGrpc(frame, { 'grpc-encoding': 'br' });
      expect(answer['grpc-status']).toBe(String(UNIMPLEMENTED));
    });
  });

  it('HTTP/1.1 on the gRPC port, HTTP/2 on the HTTP port and noise on both end without harm', async () => {
    await unharmed(async () => {
      await expect(post(assay.port('grpc'), GOOD)).rejects.toThrow();
      const stray = new GrpcClient(assay.port('http'));
      expect((await stray.send(GOOD, { deadlineMs: 3000 })).code).not.toBe(0);
      stray.close();
      await Promise.all(['grpc', 'http'].map((protocol) => noise(assay.port(protocol), 64 * 1024)));
    });
  });
});

it('after all of this only good spans arrived, and all that were sent', async () => {
  const sent = sink.items('traces');
  await grpc.send(traceRequest(calls(3)));
  await sink.until('traces', sent + 3);
  const page = await assay.metrics();
  expect(metricValue(page, 'otelcol_receiver_accepted_spans')).toBe(sink.items('traces'));
  expect(metricValue(page, 'assay_ledger_items', { state: 'received' })).toBe(sink.items('traces'));
});
