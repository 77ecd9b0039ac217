import { compressionAlgorithms, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { createServer } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACCEPTED, refused, retry } from '../../src/kernel/outcome.ts';
import { decodeExportResponse } from '../../src/otlp/response.ts';
import { EXPORT_METHODS } from '../../src/transport/grpc/methods.ts';
import { innerCall } from '../../src/transport/grpc/inner-call.ts';
import { ManualClock } from '../support/fake-host.ts';
import { grpcCaller } from './support/grpc-calls.ts';
import { rawSocket } from './support/raw-socket.ts';
import { gate, type Started, startGrpc, until } from './support/servers.ts';

const BODY = Buffer.from('0123456789'.repeat(100));

/** A message as gRPC frames it. */
function frame(content: Uint8Array, compressed: boolean, length: number = content.length): Buffer {
  const head = Buffer.alloc(5);
  head[0] = compressed ? 1 : 0;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, content]);
}

function session(started: Started, settings: Record<string, number> = {}): ClientHttp2Session {
  const client = connectHttp2(`http://127.0.0.1:${started.endpoint.port}`, { settings });
  client.on('error', () => {});
  onTestFinished(() => client.destroy());
  return client;
}

/** A request on bare HTTP/2; resolves with status and trailers, or the reset code. */
function rawCall(
  client: ClientHttp2Session,
  body: Buffer | undefined,
  headers: Record<string, string> = {},
): Promise<Record<string, string>> {
  return new Promise((resolve) => {
    const stream = client.request({
      ':method': 'POST',
      ':path': EXPORT_METHODS.traces,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const seen: Record<string, string> = {};
    stream.on('response', (h) => Object.assign(seen, h));
    stream.on('trailers', (h) => Object.assign(seen, h));
    stream.on('error', () => {});
    stream.on('close', () => resolve({ ...seen, rst: String(stream.rstCode) }));
    stream.resume();
    if (body === undefined) stream.write(frame(BODY, false, 1000).subarray(0, 100));
    else stream.end(body);
  });
}

describe('an OTLP/gRPC listener', () => {
  it('hands each signal with its bytes, metadata and peer to the handler', async () => {
    const peers: string[] = [];
    const started = await startGrpc({
      handler: (request) => {
        peers.push(request.peer);
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const call = grpcCaller(started.endpoint);
    for (const signal of ['traces', 'metrics', 'logs'] as const) {
      const result = await call(BODY, { method: EXPORT_METHODS[signal], metadata: { 'x-tenant': 'blue' } });
      expect(result).toMatchObject({ code: 0 });
      expect(result.body).toHaveLength(0);
      const request = started.seen.at(-1)!;
      expect(request).toMatchObject({ signal, encoding: 'proto' });
      expect(Buffer.from(request.body).equals(BODY)).toBe(true);
      expect(request.headers.get('x-tenant')).toBe('blue');
      expect(request.headers.toMap().get('x-tenant')).toEqual(['blue']);
      expect(peers.at(-1)).toMatch(/^127\.0\.0\.1:\d+$/);
    }
  });

  it('finds in grpc-js what it bounds bodies with', async () => {
    const found: boolean[] = [];
    const server = new Server({
      interceptors: [
        (_, call) => {
          found.push(innerCall(call) !== undefined);
          return call as never;
        },
      ],
    });
    server.register(
      '/x/Y',
      (_call: unknown, done: (e: null, v: Buffer) => void) => done(null, Buffer.alloc(0)),
      (b: Buffer) => b,
      (b: Buffer) => b,
      'unary',
    );
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    onTestFinished(() => server.forceShutdown());
    await grpcCaller({ host: '127.0.0.1', port })(BODY, { method: '/x/Y' });
    expect(found).toEqual([true]);
  });

  it('takes an empty message, and messages of many windows', async () => {
    const started = await startGrpc();
    const call = grpcCaller(started.endpoint);
    expect((await call(Buffer.alloc(0))).code).toBe(0);
    const body = Buffer.alloc(5_000_000);
    for (let i = 0; i < body.length; i++) body[i] = i % 251;
    expect((await call(body)).code).toBe(0);
    expect(Buffer.from(started.seen[1]!.body).equals(body)).toBe(true);
  });

  it.each([['gzip'], ['deflate']] as const)('reads %s from a grpc-js client', async (name) => {
    const started = await startGrpc();
    const call = grpcCaller(started.endpoint, { 'grpc.default_compression_algorithm': compressionAlgorithms[name] });
    expect((await call(BODY)).code).toBe(0);
    expect((await call(BODY)).code).toBe(0);
    expect(Buffer.from(started.seen[1]!.body).equals(BODY)).toBe(true);
  });

  it('reads zstd, and an uncompressed message on a compressed stream', async () => {
    const started = await startGrpc();
    const client = session(started);
    const packed = await rawCall(client, frame(zstdCompressSync(BODY), true), { 'grpc-encoding': 'zstd' });
    expect(packed).toMatchObject({ 'grpc-status': '0', 'grpc-accept-encoding': 'identity,deflate,gzip,zstd' });
    expect(await rawCall(client, frame(BODY, false), { 'grpc-encoding': 'gzip' })).toMatchObject({ 'grpc-status': '0' });
    for (const request of started.seen) expect(Buffer.from(request.body).equals(BODY)).toBe(true);
  });

  it('answers UNIMPLEMENTED to an unknown method and an unknown encoding', async () => {
    const started = await startGrpc();
    const call = grpcCaller(started.endpoint);
    expect((await call(BODY, { method: '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export' })).code).toBe(12);
    const snappy = await rawCall(session(started), frame(BODY, true), { 'grpc-encoding': 'snappy' });
    expect(snappy['grpc-status']).toBe('12');
    expect(started.problems).toEqual(['encoding']);
    expect(started.seen).toHaveLength(0);
  });

  it('is not brought down by paths and headers of odd bytes', async () => {
    const started = await startGrpc();
    const client = session(started);
    for (const path of ['/a%00b', '/é/ü', `/${'x'.repeat(5000)}`, '*', '/{}"<>'])
      await rawCall(client, frame(BODY, false), { ':path': path });
    await rawCall(client, frame(BODY, false), { 'grpc-timeout': 'soon', 'x-bin': '***', 'content-length': '3' });
    expect((await grpcCaller(started.endpoint)(BODY)).code).toBe(0);
  });

  it('refuses a message above the limit, naming limit and key, without RetryInfo', async () => {
    const started = await startGrpc({ limits: { maxBodyBytes: 1000, maxBodyKey: 'max_recv_msg_size_mib' } });
    const call = grpcCaller(started.endpoint);
    const result = await call(Buffer.alloc(1001));
    expect(result.code).toBe(8);
    expect(result.details).toContain('larger than max (1000 bytes');
    expect(result.details).toContain('max_recv_msg_size_mib');
    expect(result.rpc).toMatchObject({ code: 8, retryAfterMs: -1 });
    expect((await call(Buffer.alloc(1000))).code).toBe(0);
    expect(started.problems).toEqual(['too_large']);
  });

  it('believes no length: 4 GiB announced cost nothing', async () => {
    const started = await startGrpc();
    const answer = await rawCall(session(started), frame(BODY, false, 0xffff_ffff));
    expect(answer['grpc-status']).toBe('8');
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(64 << 20))],
    ['zstd', zstdCompressSync(Buffer.alloc(64 << 20))],
  ])('drops a %s bomb at a limit, not after it was unpacked', async (encoding, bomb) => {
    let held = 0;
    let peak = 0;
    const admission = {
      tryEnter: (bytes: number) => {
        held += bytes;
        peak = Math.max(peak, held);
        return true;
      },
      leave: (bytes: number) => void (held -= bytes),
    };
    const started = await startGrpc({ limits: { maxBodyBytes: 16 << 20, ratioFloorBytes: 1 << 20 }, admission: () => admission });
    const answer = await rawCall(session(started), frame(bomb, true), { 'grpc-encoding': encoding });
    expect(answer['grpc-status']).toBe('8');
    expect(started.problems).toEqual(['ratio']);
    expect(peak).toBeLessThan(3 << 20);
    await until(() => held === 0);
  });

  it('refuses a message that is small as sent but too large unpacked', async () => {
    const started = await startGrpc({ limits: { maxBodyBytes: 100_000, maxRatio: 1e9 } });
    const call = grpcCaller(started.endpoint, { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip });
    const result = await call(Buffer.alloc(100_001));
    expect(result).toMatchObject({ code: 8 });
    expect(result.details).toContain('100000');
    expect(started.problems).toEqual(['too_large']);
  });

  it('answers INVALID_ARGUMENT to bytes that cannot be decompressed', async () => {
    const started = await startGrpc();
    expect((await rawCall(session(started), frame(BODY, true), { 'grpc-encoding': 'gzip' }))['grpc-status']).toBe('3');
    expect(started.problems).toEqual(['malformed']);
  });

  it('turns an outcome retry into UNAVAILABLE with RetryInfo', async () => {
    const started = await startGrpc({ handler: () => ({ outcome: retry('ASSAY_TEST_FULL', 'the queue is full', 2500), items: 3 }) });
    const result = await grpcCaller(started.endpoint)(BODY);
    expect(result).toMatchObject({ code: 14, details: 'ASSAY_TEST_FULL: the queue is full', rpc: { code: 14, retryAfterMs: 2500 } });
  });

  it('answers partial success when fewer items than the whole were refused, and INTERNAL when all were', async () => {
    const started = await startGrpc({
      handler: (request) => ({
        outcome: refused('ASSAY_TEST_NO', 'two were bad', { items: request.signal === 'traces' ? 2 : 5 }),
        items: 5,
      }),
    });
    const call = grpcCaller(started.endpoint);
    expect(decodeExportResponse((await call(BODY)).body!)).toEqual({ rejected: 2, message: 'ASSAY_TEST_NO: two were bad' });
    expect(await call(BODY, { method: EXPORT_METHODS.logs })).toMatchObject({ code: 13 });
  });

  it('answers INTERNAL without details when the handler throws, and serves the next call', async () => {
    let calls = 0;
    const started = await startGrpc({
      handler: () => {
        if (calls++ === 0) throw new Error('secret content');
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const call = grpcCaller(started.endpoint);
    const result = await call(BODY);
    expect(result.code).toBe(13);
    expect(result.details).not.toContain('secret');
    expect((await call(BODY)).code).toBe(0);
  });

  it('asks the gate before it reads the body', async () => {
    const started = await startGrpc({
      gate: (signal) => (signal === 'logs' ? refused('ASSAY_TEST_NONE', 'no logs pipeline', { status: 12 }) : undefined),
    });
    const call = grpcCaller(started.endpoint);
    expect(await call(BODY, { method: EXPORT_METHODS.logs })).toMatchObject({ code: 12, details: 'ASSAY_TEST_NONE: no logs pipeline' });
    expect((await call(BODY)).code).toBe(0);
  });

  it('answers UNAVAILABLE with RetryInfo when there is no memory, and gives back what a call held', async () => {
    let free = 2000;
    const admission = {
      tryEnter: (bytes: number) => {
        if (bytes > free) return false;
        free -= bytes;
        return true;
      },
      leave: (bytes: number) => void (free += bytes),
    };
    const started = await startGrpc({ admission: () => admission });
    const call = grpcCaller(started.endpoint);
    const result = await call(Buffer.alloc(3000));
    expect(result).toMatchObject({ code: 14, rpc: { retryAfterMs: 1000 } });
    await until(() => free === 2000);
    expect((await call(Buffer.alloc(1500))).code).toBe(0);
    await until(() => free === 2000);
    free = 0;
    expect((await call(Buffer.alloc(10))).code).toBe(14);
    expect(started.problems).toEqual(['busy', 'busy']);
  });

  it('hands the end of a deadline or a cancelled call to the handler as abort', async () => {
    const started = await startGrpc({
      handler: async (request) => {
        await new Promise((resolve) => request.abort.addEventListener('abort', resolve, { once: true }));
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const result = await grpcCaller(started.endpoint)(BODY, { deadlineMs: 100 });
    expect(result.code).toBe(4);
    await until(() => started.seen[0]!.abort.aborted);
  });

  it('does not abort a request that was answered', async () => {
    const started = await startGrpc({
      handler: (request) => {
        expect(request.abort.aborted).toBe(false);
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const call = grpcCaller(started.endpoint);
    await call(BODY);
    const { abort } = started.seen[0]!;
    await call(BODY);
    expect(abort.aborted).toBe(false);
  });
});

describe('a misbehaving gRPC client', () => {
  it('that sends half a message is answered DEADLINE_EXCEEDED and its stream closed', async () => {
    const clock = new ManualClock();
    const started = await startGrpc({ clock, limits: { requestTimeoutMs: 500 } });
    const client = session(started);
    const answer = rawCall(client, undefined);
    expect((await rawCall(client, frame(BODY, false)))['grpc-status']).toBe('0');
    await clock.advance(500);
    expect((await answer)['grpc-status']).toBe('4');
    expect(started.problems).toEqual(['timeout']);
    expect(clock.liveTimers).toBeLessThanOrEqual(2);
  });

  it('that opens a connection and says nothing is cut', async () => {
    const clock = new ManualClock();
    const started = await startGrpc({ clock, limits: { headersTimeoutMs: 500 } });
    const silent = await rawSocket(started.endpoint);
    const started2 = await rawSocket(started.endpoint);
    started2.socket.write('PRI * HTTP/2.0\r\n');
    const idle = session(started);
    await rawCall(idle, frame(BODY, false));
    await clock.advance(500);
    await Promise.all([silent.closed, started2.closed]);
    expect((await rawCall(idle, frame(BODY, false)))['grpc-status']).toBe('0');
  });

  it('that speaks no HTTP/2 is cut', async () => {
    const started = await startGrpc();
    const raw = await rawSocket(started.endpoint);
    raw.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await raw.closed;
    expect((await grpcCaller(started.endpoint)(BODY)).code).toBe(0);
  });

  it('that gives no window for the answer is cut', async () => {
    const clock = new ManualClock();
    const started = await startGrpc({
      clock,
      limits: { responseTimeoutMs: 500 },
      handler: () => ({ outcome: refused('ASSAY_TEST_NO', 'x', { items: 1 }), items: 2 }),
    });
    const client = session(started, { initialWindowSize: 0 });
    const answer = rawCall(client, frame(BODY, false));
    await until(() => started.seen.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await clock.advance(500);
    expect((await answer)['rst']).toBe(String(constants.NGHTTP2_CANCEL));
  });

  it('beyond the limit of connections is turned away while the others are served', async () => {
    const started = await startGrpc({ limits: { maxConnections: 1 } });
    const call = grpcCaller(started.endpoint);
    expect((await call(BODY)).code).toBe(0);
    const second = await rawSocket(started.endpoint);
    await second.closed;
    expect((await call(BODY)).code).toBe(0);
  });

  it('that goes away in the middle of a message leaves nothing behind', async () => {
    let held = 0;
    const admission = {
      tryEnter: (bytes: number) => {
        held += bytes;
        return true;
      },
      leave: (bytes: number) => void (held -= bytes),
    };
    const started = await startGrpc({ admission: () => admission });
    const client = session(started);
    void rawCall(client, undefined);
    await until(() => held > 0);
    client.destroy();
    await until(() => held === 0);
  });
});

describe('a gRPC listener that stops', () => {
  it('answers what it received, takes nothing new, and is gone then', async () => {
    const hold = gate<void>();
    const started = await startGrpc({
      handler: async () => {
        await hold.promise;
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const call = grpcCaller(started.endpoint);
    const waiting = call(BODY);
    await until(() => started.seen.length === 1);
    started.transport.stopAccepting();
    started.transport.stopAccepting();
    const late = await grpcCaller(started.endpoint)(BODY, { deadlineMs: 500 });
    expect([4, 14]).toContain(late.code);
    const closing = started.transport.close(new AbortController().signal);
    hold.open();
    expect((await waiting).code).toBe(0);
    await closing;
    await started.transport.close(AbortSignal.abort());
    const probe = createServer();
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(started.endpoint.port, '127.0.0.1', resolve);
    });
    probe.close();
  });

  it('cuts what hangs when its deadline comes', async () => {
    const started = await startGrpc({ handler: () => new Promise(() => {}) });
    const waiting = grpcCaller(started.endpoint)(BODY);
    await until(() => started.seen.length === 1);
    const deadline = new AbortController();
    const closing = started.transport.close(deadline.signal);
    deadline.abort();
    await closing;
    expect((await waiting).code).not.toBe(0);
  });

  it('leaves no timer', async () => {
    const clock = new ManualClock();
    const started = await startGrpc({ clock });
    const call = grpcCaller(started.endpoint, {}, credentials.createInsecure());
    await call(BODY);
    await started.transport.close(new AbortController().signal);
    await until(() => clock.liveTimers === 0);
  });
});
