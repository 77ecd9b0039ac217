import { Client, credentials, Metadata, type sendUnaryData, Server, ServerCredentials, type ServerUnaryCall, status } from '@grpc/grpc-js';
import { createServer as createHttp2Server } from 'node:http2';
import { zstdCompressSync } from 'node:zlib';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { retry } from '../../src/kernel/outcome.ts';
import { encodeExportResponse } from '../../src/otlp/response.ts';
import { encodeRpcStatus } from '../../src/otlp/rpc-status.ts';
import { grpcName } from '../../src/transport/grpc-codes.ts';
import { readGrpcFailure } from '../../src/transport/grpc/grpc-answer.ts';
import { EXPORT_METHODS, identity } from '../../src/transport/grpc/methods.ts';
import { sendZstd } from '../../src/transport/grpc/zstd-messages.ts';
import { grpcClient, within } from './support/clients.ts';
import { gate, startGrpc, until } from './support/servers.ts';

const BODY = Buffer.from('0123456789'.repeat(100));

type Answer = (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => void;

/** A backend on grpc-js that answers what the test says. */
async function backend(answer: Answer): Promise<string> {
  const server = new Server();
  for (const method of Object.values(EXPORT_METHODS)) server.register(method, answer, identity, identity, 'unary');
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return `127.0.0.1:${port}`;
}

function failing(code: number, details: string, retryAfterMs?: number): Answer {
  return (_, done) => {
    const metadata = new Metadata();
    if (retryAfterMs !== undefined)
      metadata.set('grpc-status-details-bin', Buffer.from(encodeRpcStatus({ code, message: details, retryAfterMs })));
    done({ code: status[grpcName(code) as keyof typeof status], details, metadata });
  };
}

describe('a gRPC client', () => {
  it.each([['none'], ['gzip'], ['zstd']] as const)(
    'carries bytes and headers to our own listener with compression %s',
    async (compression) => {
      const started = await startGrpc();
      const client = grpcClient(`127.0.0.1:${started.endpoint.port}`, { compression, headers: { 'x-tenant': 'blue', 'x-one': '1' } });
      for (const signal of ['traces', 'metrics', 'logs'] as const) {
        const result = await client.send(signal, new Uint8Array(BODY), { ...within(), headers: { 'x-one': '2' } });
        expect(result).toEqual({ kind: 'ok', rejectedItems: 0 });
        const request = started.seen.at(-1)!;
        expect(request.signal).toBe(signal);
        expect(Buffer.from(request.body).equals(BODY)).toBe(true);
        expect(request.headers.get('x-tenant')).toBe('blue');
        expect(request.headers.get('x-one')).toBe('2');
        expect(request.headers.get('user-agent')).toContain('assay-test');
      }
    },
  );

  it('compresses what it says', async () => {
    const text = Buffer.from('the same again and again '.repeat(4000));
    const sizes: number[] = [];
    for (const compression of ['none', 'gzip', 'zstd'] as const) {
      const wire = createServer((socket) => {
        const upstream = connect(started.endpoint.port, '127.0.0.1');
        let bytes = 0;
        socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
        socket.on('close', () => sizes.push(bytes));
        for (const [from, to] of [
          [socket, upstream],
          [upstream, socket],
        ] as const) {
          from.on('error', () => undefined);
          from.pipe(to);
        }
      });
      const started = await startGrpc();
      await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void wire.close());
      const client = grpcClient(`127.0.0.1:${(wire.address() as AddressInfo).port}`, { compression });
      expect(await client.send('traces', text, within())).toEqual({ kind: 'ok', rejectedItems: 0 });
      expect(Buffer.from(started.seen[0]!.body).equals(text)).toBe(true);
      await client.close();
      await until(() => sizes.length > 0 && sizes.length === ['none', 'gzip', 'zstd'].indexOf(compression) + 1);
    }
    expect(sizes[0]).toBeGreaterThan(text.length);
    expect(sizes[1]).toBeLessThan(5000);
    expect(sizes[2]).toBeLessThan(5000);
  });

  it('of zstd to a backend that does not read it is refused, with what it reads', async () => {
    const client = grpcClient(await backend((_, done) => done(null, Buffer.alloc(0))), { compression: 'zstd' });
    expect(await client.send('traces', BODY, within())).toMatchObject({
      kind: 'refused',
      status: 12,
      reason: expect.stringContaining('zstd'),
    });
  });

  it.each([
    ['that is zstd itself', zstdCompressSync(encodeExportResponse({ rejected: 3, message: 'bad' })), { kind: 'ok', rejectedItems: 3 }],
    ['that unpacks to more than an answer may have', zstdCompressSync(Buffer.alloc(2 << 20)), { kind: 'refused', status: 13 }],
    ['that is damaged', Buffer.from('no zstd at all'), { kind: 'refused', status: 13 }],
  ])('reads an answer to zstd %s', async (_what, packed, result) => {
    const answer = Buffer.alloc(5 + packed.length);
    answer.writeUInt8(1, 0);
    answer.writeUInt32BE(packed.length, 1);
    answer.set(packed, 5);
    const server = createHttp2Server();
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-encoding': 'zstd' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.on('error', () => undefined);
      stream.resume();
      stream.end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const client = grpcClient(`127.0.0.1:${(server.address() as AddressInfo).port}`, { compression: 'zstd' });
    expect(await client.send('traces', BODY, within())).toMatchObject(result);
    await client.close();
  });

  it('finds in grpc-js what it sends zstd with', () => {
    const client = new Client('127.0.0.1:1', credentials.createInsecure());
    expect(sendZstd(client, 1000)).toBe(true);
    client.close();
    expect(sendZstd({ getChannel: () => ({}) } as never, 1000)).toBe(false);
  });

  it('adds the headers of its authenticator', async () => {
    const started = await startGrpc();
    const client = grpcClient(`127.0.0.1:${started.endpoint.port}`, {
      auth: { requestHeaders: async () => ({ authorization: 'Bearer t' }) },
    });
    expect((await client.send('traces', BODY, within())).kind).toBe('ok');
    expect(started.seen[0]!.headers.get('authorization')).toBe('Bearer t');
  });

  it('reads partial success', async () => {
    const address = await backend((_, done) => done(null, Buffer.from(encodeExportResponse({ rejected: 2, message: 'too\nold' }))));
    expect(await grpcClient(address).send('traces', BODY, within())).toEqual({ kind: 'ok', rejectedItems: 2, message: 'too old' });
  });

  it('takes an answer that is no OTLP for a success: the backend has the data', async () => {
    const address = await backend((_, done) => done(null, Buffer.from('\xff\xff garbage', 'latin1')));
    expect(await grpcClient(address).send('traces', BODY, within())).toEqual({ kind: 'ok', rejectedItems: 0 });
  });

  it('understands what our own listener answers', async () => {
    const full = await startGrpc({ handler: () => ({ outcome: retry('ASSAY_TEST_FULL', 'full', 700), items: 1 }) });
    expect(await grpcClient(`127.0.0.1:${full.endpoint.port}`).send('traces', BODY, within())).toMatchObject({
      kind: 'retry',
      throttled: true,
      afterMs: 700,
    });
    const small = await startGrpc({ limits: { maxBodyBytes: 500 } });
    expect(await grpcClient(`127.0.0.1:${small.endpoint.port}`).send('traces', BODY, within())).toMatchObject({
      kind: 'too_large',
      limitBytes: 500,
    });
    const packed = grpcClient(`127.0.0.1:${small.endpoint.port}`, { compression: 'gzip' });
    expect(await packed.send('traces', BODY, within())).toMatchObject({ kind: 'too_large', limitBytes: 500 });
  });

  it.each([
    [1, 'cancelled upstream', undefined, { kind: 'retry', throttled: false }],
    [4, 'backend slow', undefined, { kind: 'retry', throttled: false }],
    [10, 'aborted', undefined, { kind: 'retry' }],
    [11, 'out of range', undefined, { kind: 'retry' }],
    [14, 'starting', undefined, { kind: 'retry', throttled: false, code: 'ASSAY_TRANSPORT_BACKEND_FAILED' }],
    [14, 'starting', 1500, { kind: 'retry', throttled: true, afterMs: 1500 }],
    [15, 'lost', undefined, { kind: 'retry' }],
    [8, 'quota', 3000, { kind: 'retry', throttled: true, afterMs: 3000, code: 'ASSAY_TRANSPORT_BACKEND_BUSY' }],
    [8, 'quota', undefined, { kind: 'refused', isolate: false, status: 8 }],
    [3, 'bad span', undefined, { kind: 'refused', isolate: true, status: 3, code: 'ASSAY_TRANSPORT_BACKEND_REFUSED' }],
    [16, 'who', undefined, { kind: 'refused', isolate: false, status: 16, code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED' }],
    [7, 'no', undefined, { kind: 'refused', isolate: false, status: 7 }],
    [12, 'what', undefined, { kind: 'refused', isolate: false, status: 12 }],
    [
      13,
      'grpc: error unmarshalling request: string field contains invalid UTF-8',
      undefined,
      { kind: 'refused', isolate: true, status: 13 },
    ],
    [13, 'broken', undefined, { kind: 'refused', isolate: false, status: 13 }],
    [2, 'unknown', undefined, { kind: 'refused', isolate: false, status: 2 }],
  ] as const)('reads status %i (%s, RetryInfo %s)', async (code, details, retryAfterMs, expected) => {
    const address = await backend(failing(code, details, retryAfterMs));
    const result = await grpcClient(address).send('traces', BODY, within());
    expect(result).toMatchObject(expected);
    if (result.kind === 'retry' && retryAfterMs === undefined) expect(result).not.toHaveProperty('afterMs');
    expect((result as { reason: string }).reason).toContain(details);
  });

  it.each([
    [8, 'grpc: received message larger than max (5000000 vs. 4194304)', 4194304],
    [8, 'grpc: received message after decompression larger than max 4194304', 4194304],
    [8, 'Received message larger than max (5000000 vs 4194304)', 4194304],
    [8, 'Received message that decompresses to a size larger than 4194304', 4194304],
    [8, 'SERVER: Received message larger than max (5000000 vs. 4194304)', 4194304],
    [8, 'gRPC message exceeds maximum size 4194304: 5000000', 4194304],
    [1, 'RST_STREAM closed stream. message exceeds maximum size 4194304: 5', 4194304],
    [11, 'Error, decoded message length too large: found 5000000 bytes, the limit is: 4194304 bytes', 4194304],
    [8, 'http: request body too large', undefined],
  ])('knows status %i "%s" for a size limit', (code, details, limit) => {
    const result = readGrpcFailure({ code, details, metadata: new Metadata() });
    expect(result).toMatchObject({ kind: 'too_large', code: 'ASSAY_TRANSPORT_BACKEND_TOO_LARGE' });
    expect((result as { limitBytes?: number }).limitBytes).toBe(limit);
  });

  it('is told to come back when nobody listens', async () => {
    const probe = createServer();
    const port = await new Promise<number>((resolve) => {
      probe.listen(0, '127.0.0.1', () => resolve((probe.address() as { port: number }).port));
    });
    await new Promise<void>((resolve) => probe.close(() => resolve()));
    const result = await grpcClient(`127.0.0.1:${port}`).send('traces', BODY, within());
    expect(result).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_UNREACHABLE', throttled: false });
  });

  it('is told to come back when the connection breaks in the middle, however it breaks', async () => {
    for (const end of [(s: Socket) => s.resetAndDestroy(), (s: Socket) => s.destroy(), (s: Socket) => s.end('not http/2 at all')]) {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => end(socket));
      });
      const port = await new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
      });
      onTestFinished(() => void server.close());
      expect(await grpcClient(`127.0.0.1:${port}`).send('traces', BODY, within())).toMatchObject({ kind: 'retry' });
    }
    const sockets: Socket[] = [];
    const address = await backend(() => {
      for (const socket of sockets) socket.resetAndDestroy();
    });
    const proxy = createServer((down) => {
      const up = new (down.constructor as new () => Socket)();
      up.connect(Number(address.split(':')[1]), '127.0.0.1');
      sockets.push(down, up);
      for (const socket of [down, up]) socket.on('error', () => {});
      down.pipe(up);
      up.pipe(down);
    });
    const port = await new Promise<number>((resolve) => {
      proxy.listen(0, '127.0.0.1', () => resolve((proxy.address() as { port: number }).port));
    });
    onTestFinished(() => void proxy.close());
    expect(await grpcClient(`127.0.0.1:${port}`).send('traces', BODY, within())).toMatchObject({
      kind: 'retry',
      code: 'ASSAY_TRANSPORT_UNREACHABLE',
    });
  });

  it('gives up at its timeout and on abort', async () => {
    const entered = gate<void>();
    const address = await backend(() => entered.open());
    const client = grpcClient(address);
    expect(await client.send('traces', BODY, within(100))).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_TIMEOUT' });
    const abort = new AbortController();
    const sending = client.send('traces', BODY, within(20_000, abort.signal));
    await entered.promise;
    abort.abort();
    expect(await sending).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_ABORTED' });
    expect(await client.send('traces', BODY, within(20_000, abort.signal))).toMatchObject({
      kind: 'retry',
      code: 'ASSAY_TRANSPORT_ABORTED',
    });
  });

  it('waits for a backend that is not there yet when told to', async () => {
    const started = await startGrpc();
    const { port } = started.endpoint;
    await started.transport.close(AbortSignal.abort());
    const client = grpcClient(`127.0.0.1:${port}`, { waitForReady: true });
    const sending = client.send('traces', BODY, within());
    const again = await startGrpc({ endpoint: { host: '127.0.0.1', port } });
    expect((await sending).kind).toBe('ok');
    expect(again.seen).toHaveLength(1);
  });

  it('says so when it is used after close', async () => {
    const started = await startGrpc();
    const client = grpcClient(`127.0.0.1:${started.endpoint.port}`);
    expect((await client.send('traces', BODY, within())).kind).toBe('ok');
    await client.close();
    await client.close();
    expect((await client.send('traces', BODY, within(500))).kind).toBe('retry');
    await until(() => started.seen.length === 1);
  });
});
