import { connect } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACCEPTED, refused, retry } from '../../src/kernel/outcome.ts';
import { decodeExportResponse } from '../../src/otlp/response.ts';
import { decodeRpcStatus } from '../../src/otlp/rpc-status.ts';
import { ManualClock } from '../support/fake-host.ts';
import { rawSocket } from './support/raw-socket.ts';
import { gate, type Started, startHttp, until } from './support/servers.ts';

const PROTO = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };
const BODY = Buffer.from('0123456789'.repeat(100));

function post(started: Started, path: string, headers: Record<string, string>, body: Uint8Array | string = BODY): Promise<Response> {
  return fetch(`http://127.0.0.1:${started.endpoint.port}${path}`, { method: 'POST', headers, body: Buffer.from(body) });
}

async function statusOf(response: Response): Promise<{ code: number; message: string; retryAfterMs: number }> {
  const status = decodeRpcStatus(new Uint8Array(await response.arrayBuffer()));
  if (status === undefined) throw new Error('the body is no google.rpc.Status');
  return status;
}

describe('an OTLP/HTTP listener', () => {
  it('hands each signal with its bytes, encoding, headers and peer to the handler', async () => {
    const started = await startHttp();
    for (const [path, signal] of [
      ['/v1/traces', 'traces'],
      ['/v1/metrics', 'metrics'],
      ['/v1/logs?x=1', 'logs'],
    ] as const) {
      const response = await post(started, path, { ...PROTO, 'X-Tenant': 'blue' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/x-protobuf');
      expect((await response.arrayBuffer()).byteLength).toBe(0);
      const request = started.seen.at(-1)!;
      expect(request).toMatchObject({ signal, encoding: 'proto' });
      expect(Buffer.from(request.body).equals(BODY)).toBe(true);
      expect(request.headers.get('x-tenant')).toBe('blue');
      expect(request.headers.toMap().get('x-tenant')).toEqual(['blue']);
    }
  });

  it('answers JSON with JSON, with or without a charset', async () => {
    const started = await startHttp();
    const response = await post(started, '/v1/traces', { 'content-type': 'application/json; charset=utf-8' }, '{}');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe('{}');
    expect(started.seen[0]?.encoding).toBe('json');
  });

  it.each([
    ['gzip', gzipSync(BODY)],
    ['zlib', deflateSync(BODY)],
    ['deflate', deflateSync(BODY)],
    ['deflate', deflateRawSync(BODY)],
    ['zstd', zstdCompressSync(BODY)],
    ['identity', BODY],
    ['GZIP', gzipSync(BODY)],
  ])('reads a body encoded with %s', async (encoding, body) => {
    const started = await startHttp();
    const response = await post(started, '/v1/traces', { ...PROTO, 'content-encoding': encoding }, body);
    expect(response.status).toBe(200);
    expect(Buffer.from(started.seen[0]!.body).equals(BODY)).toBe(true);
  });

  it('reads a chunked body that arrives in pieces', async () => {
    const started = await startHttp();
    const raw = await rawSocket(started.endpoint);
    raw.socket.write(
      'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
    );
    await new Promise((resolve) => setImmediate(resolve));
    raw.socket.write('2\r\nde\r\n0\r\n\r\n');
    await until(() => raw.text().includes('HTTP/1.1 200'));
    expect(Buffer.from(started.seen[0]!.body).toString()).toBe('abcde');
  });

  it('waits for a body larger than the arena and keeps its order', async () => {
    const started = await startHttp();
    const body = Buffer.alloc(3_000_000);
    for (let i = 0; i < body.length; i++) body[i] = i % 251;
    expect((await post(started, '/v1/traces', PROTO, body)).status).toBe(200);
    expect(Buffer.from(started.seen[0]!.body).equals(body)).toBe(true);
  });

  it.each([
    ['a path that is none of OTLP', '/v1/spans', 'POST', PROTO, 404, 12],
    ['a method other than POST', '/v1/traces', 'GET', PROTO, 405, 12],
    ['a content type that is none of OTLP', '/v1/traces', 'POST', { 'content-type': 'text/plain' }, 415, 12],
    ['a content encoding nobody knows', '/v1/traces', 'POST', { ...PROTO, 'content-encoding': 'snappy' }, 415, 12],
    ['two content encodings at once', '/v1/traces', 'POST', { ...PROTO, 'content-encoding': 'gzip, gzip' }, 415, 12],
  ] as const)('refuses %s', async (_, path, method, headers, status, code) => {
    const started = await startHttp();
    const response = await fetch(`http://127.0.0.1:${started.endpoint.port}${path}`, {
      method,
      headers,
      ...(method === 'POST' ? { body: BODY } : {}),
    });
    expect(response.status).toBe(status);
    const rpc =
      response.headers.get('content-type') === 'application/json'
        ? ((await response.json()) as { code: number })
        : await statusOf(response);
    expect(rpc.code).toBe(code);
    expect(started.seen).toHaveLength(0);
    expect(started.problems).toHaveLength(1);
  });

  it('names POST in Allow with 405 and the encodings in Accept-Encoding with 415', async () => {
    const started = await startHttp();
    const put = await fetch(`http://127.0.0.1:${started.endpoint.port}/v1/logs`, { method: 'PUT', headers: PROTO, body: BODY });
    expect(put.headers.get('allow')).toBe('POST');
    const coded = await post(started, '/v1/logs', { ...PROTO, 'content-encoding': 'br' });
    expect(coded.headers.get('accept-encoding')).toContain('zstd');
  });

  it('refuses a body announced above the limit before reading it, naming limit and key', async () => {
    const started = await startHttp({ limits: { maxBodyBytes: 1000, maxBodyKey: 'receivers.otlp.x' } });
    const response = await post(started, '/v1/traces', PROTO, Buffer.alloc(1001));
    expect(response.status).toBe(413);
    expect(response.headers.get('retry-after')).toBeNull();
    const status = await statusOf(response);
    expect(status).toMatchObject({ code: 8, retryAfterMs: -1 });
    expect(status.message).toContain('1000');
    expect(status.message).toContain('receivers.otlp.x');
    expect((await post(started, '/v1/traces', PROTO, Buffer.alloc(1000))).status).toBe(200);
  });

  it('refuses a chunked body once it passes the limit, and still lets the client read the answer', async () => {
    const started = await startHttp({ limits: { maxBodyBytes: 1000 } });
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(100));
        controller.close();
      },
    });
    const response = await fetch(`http://127.0.0.1:${started.endpoint.port}/v1/traces`, {
      method: 'POST',
      headers: PROTO,
      body: stream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(started.problems).toEqual(['too_large']);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(64 << 20))],
    ['zstd', zstdCompressSync(Buffer.alloc(64 << 20))],
    ['deflate', deflateSync(Buffer.alloc(64 << 20))],
  ])('drops a %s bomb at a limit, not after it was unpacked', async (encoding, bomb) => {
    let peak = 0;
    let held = 0;
    const admission = {
      tryEnter: (bytes: number) => {
        held += bytes;
        peak = Math.max(peak, held);
        return true;
      },
      leave: (bytes: number) => void (held -= bytes),
    };
    const started = await startHttp({ limits: { maxBodyBytes: 16 << 20, ratioFloorBytes: 1 << 20 }, admission: () => admission });
    const response = await post(started, '/v1/traces', { ...PROTO, 'content-encoding': encoding }, bomb);
    expect(response.status).toBe(413);
    expect(started.problems).toEqual(['ratio']);
    expect(peak).toBeLessThan(3 << 20);
    expect(held).toBe(0);
  });

  it('refuses a body that is small as sent but too large unpacked', async () => {
    const started = await startHttp({ limits: { maxBodyBytes: 100_000, maxRatio: 1e9 } });
    const response = await post(started, '/v1/traces', { ...PROTO, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(100_001)));
    expect(response.status).toBe(413);
    expect(started.problems).toEqual(['too_large']);
  });

  it.each([
    ['that is no gzip', Buffer.from('not gzip at all')],
    ['that is cut short', gzipSync(BODY).subarray(0, 20)],
  ])('answers 400 to a gzip body %s', async (_, body) => {
    const started = await startHttp();
    const response = await post(started, '/v1/traces', { ...PROTO, 'content-encoding': 'gzip' }, body);
    expect(response.status).toBe(400);
    expect((await statusOf(response)).code).toBe(3);
    expect(started.seen).toHaveLength(0);
  });

  it('takes no zstd frame whose window is above 8 MiB', async () => {
    const { constants, zstdCompressSync: compress } = await import('node:zlib');
    const plain = Buffer.alloc(20 << 20, 'x');
    const wide = compress(plain, { params: { [constants.ZSTD_c_windowLog]: 25, [constants.ZSTD_c_contentSizeFlag]: 0 } });
    const started = await startHttp({ limits: { maxRatio: 1e9 } });
    expect((await post(started, '/v1/traces', { ...PROTO, 'content-encoding': 'zstd' }, wide)).status).toBe(400);
  });

  it('turns an outcome retry into 503 with Retry-After in whole seconds and RetryInfo', async () => {
    const started = await startHttp({ handler: () => ({ outcome: retry('ASSAY_TEST_FULL', 'the queue is full', 2500), items: 3 }) });
    const response = await post(started, '/v1/traces', PROTO);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(await statusOf(response)).toEqual({ code: 14, message: 'ASSAY_TEST_FULL: the queue is full', retryAfterMs: 2500 });
    const asJson = await post(started, '/v1/traces', JSON_TYPE, '{}');
    expect(await asJson.json()).toEqual({
      code: 14,
      message: 'ASSAY_TEST_FULL: the queue is full',
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2.5s' }],
    });
  });

  it('answers partial success when fewer items than the whole were refused, and 500 when all were', async () => {
    const started = await startHttp({
      handler: (request) => ({
        outcome: refused('ASSAY_TEST_NO', 'two were bad', { items: request.signal === 'traces' ? 2 : 5 }),
        items: 5,
      }),
    });
    const partial = await post(started, '/v1/traces', PROTO);
    expect(partial.status).toBe(200);
    expect(decodeExportResponse(new Uint8Array(await partial.arrayBuffer()))).toEqual({
      rejected: 2,
      message: 'ASSAY_TEST_NO: two were bad',
    });
    const json = await post(started, '/v1/traces', JSON_TYPE, '{}');
    expect(await json.json()).toEqual({ partialSuccess: { rejectedSpans: '2', errorMessage: 'ASSAY_TEST_NO: two were bad' } });
    expect((await post(started, '/v1/metrics', PROTO)).status).toBe(500);
  });

  it('answers 500 without details when the handler throws, and serves the next request', async () => {
    let calls = 0;
    const started = await startHttp({
      handler: () => {
        if (calls++ === 0) throw new Error('secret content');
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const response = await post(started, '/v1/traces', PROTO);
    expect(response.status).toBe(500);
    expect(JSON.stringify(await statusOf(response))).not.toContain('secret');
    expect((await post(started, '/v1/traces', PROTO)).status).toBe(200);
  });

  it('asks the gate before it reads the body', async () => {
    const started = await startHttp({
      gate: (signal) => (signal === 'logs' ? refused('ASSAY_TEST_NONE', 'no logs pipeline', { status: 12 }) : undefined),
    });
    const response = await post(started, '/v1/logs', PROTO);
    expect(response.status).toBe(404);
    expect((await statusOf(response)).message).toContain('no logs pipeline');
    expect((await post(started, '/v1/traces', PROTO)).status).toBe(200);
  });

  it('answers 503 with Retry-After before reading when there is no memory, and gives back what a request held', async () => {
    let free = 500;
    const admission = {
      tryEnter: (bytes: number) => {
        if (bytes > free) return false;
        free -= bytes;
        return true;
      },
      leave: (bytes: number) => void (free += bytes),
    };
    const started = await startHttp({ admission: () => admission });
    const refusedResponse = await post(started, '/v1/traces', PROTO, Buffer.alloc(501));
    expect(refusedResponse.status).toBe(503);
    expect(refusedResponse.headers.get('retry-after')).toBe('1');
    const packed = await post(started, '/v1/traces', { ...PROTO, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(5000)));
    expect(packed.status).toBe(503);
    expect((await post(started, '/v1/traces', PROTO, Buffer.alloc(500))).status).toBe(200);
    await until(() => free === 500);
    expect(started.problems).toEqual(['busy', 'busy']);
  });

  it('sends 100 Continue only once the request is welcome', async () => {
    const started = await startHttp({ limits: { maxBodyBytes: 10 } });
    const head = 'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nExpect: 100-continue\r\n';
    const good = await rawSocket(started.endpoint);
    good.socket.write(`${head}Content-Length: 3\r\n\r\n`);
    await until(() => good.text().includes('100 Continue'));
    good.socket.write('abc');
    await until(() => good.text().includes('HTTP/1.1 200'));
    const bad = await rawSocket(started.endpoint);
    bad.socket.write(`${head}Content-Length: 11\r\n\r\n`);
    const answer = await bad.closed;
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).not.toContain('100 Continue');
  });
});

describe('a misbehaving HTTP client', () => {
  it('that sends half a request is answered 408 and cut', async () => {
    const started = await startHttp({ limits: { requestTimeoutMs: 300, headersTimeoutMs: 200 } });
    const half = await rawSocket(started.endpoint);
    half.socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nContent-Length: 100\r\n\r\nabc');
    expect(await half.closed).toMatch(/^HTTP\/1\.1 408 /);
    expect(started.seen).toHaveLength(0);
    expect((await post(started, '/v1/traces', PROTO)).status).toBe(200);
  });

  it('that never ends its headers, or never sends a byte, is cut', async () => {
    const started = await startHttp({ limits: { requestTimeoutMs: 300, headersTimeoutMs: 200 } });
    const headers = await rawSocket(started.endpoint);
    headers.socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\nX-A: ');
    const silent = await rawSocket(started.endpoint);
    await Promise.all([headers.closed, silent.closed]);
  });

  it('that sends no HTTP gets 400, and one with endless headers 431', async () => {
    const started = await startHttp({ limits: { maxHeaderBytes: 2000 } });
    const garbage = await rawSocket(started.endpoint);
    garbage.socket.write('\x16\x03\x01 not http\r\n\r\n');
    expect(await garbage.closed).toMatch(/^HTTP\/1\.1 400 /);
    const long = await rawSocket(started.endpoint);
    long.socket.write(`POST /v1/traces HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(5000)}\r\n\r\n`);
    expect(await long.closed).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('that never reads its answers is cut, and requests are not taken in without bound meanwhile', async () => {
    const started = await startHttp({
      limits: { responseTimeoutMs: 200 },
      handler: () => ({ outcome: refused('ASSAY_TEST_LONG', 'x'.repeat(100_000)), items: 1 }),
    });
    const socket = connect(started.endpoint.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.pause();
    const request = 'POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
    socket.write(request.repeat(2000));
    let closed = false;
    socket.once('close', () => {
      closed = true;
    });
    await until(() => started.seen.length > 0);
    expect((await post(started, '/v1/traces', PROTO)).status).toBe(500);
    // A client that does not read learns of the end by its own writes.
    while (!closed) {
      if (socket.writable) socket.write(request);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(started.seen.length).toBeLessThan(2000);
  });

  it('that goes away before the answer aborts the request', async () => {
    const entered = gate<AbortSignal>();
    const started = await startHttp({
      handler: async (request) => {
        entered.open(request.abort);
        await new Promise((resolve) => request.abort.addEventListener('abort', resolve, { once: true }));
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const raw = await rawSocket(started.endpoint);
    raw.socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
    const signal = await entered.promise;
    expect(signal.aborted).toBe(false);
    raw.socket.destroy();
    await until(() => signal.aborted);
  });

  it('that goes away in the middle of a body leaves nothing behind', async () => {
    let held = 0;
    const admission = {
      tryEnter: (bytes: number) => {
        held += bytes;
        return true;
      },
      leave: (bytes: number) => void (held -= bytes),
    };
    const started = await startHttp({ admission: () => admission });
    const raw = await rawSocket(started.endpoint);
    raw.socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"resource');
    await until(() => held === 10);
    raw.socket.destroy();
    await until(() => held === 0);
    expect(started.seen).toHaveLength(0);
  });

  it('that goes on sending after a refusal is cut in the end', async () => {
    const clock = new ManualClock();
    const started = await startHttp({ limits: { maxBodyBytes: 1000 }, clock });
    const raw = await rawSocket(started.endpoint);
    raw.socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{}');
    await until(() => raw.text().includes('413'));
    expect(raw.socket.destroyed).toBe(false);
    await clock.advance(10_000);
    await raw.closed;
    const flood = await rawSocket(started.endpoint);
    flood.socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{}');
    flood.socket.write(Buffer.alloc(3000));
    expect(await flood.closed).toContain('413');
  });

  it('beyond the limit of connections is turned away while the others are served', async () => {
    const started = await startHttp({ limits: { maxConnections: 2 } });
    const first = await rawSocket(started.endpoint);
    await rawSocket(started.endpoint);
    const third = connect(started.endpoint.port, '127.0.0.1');
    onTestFinished(() => void third.destroy());
    third.on('error', () => {});
    await new Promise<void>((resolve) => third.once('close', () => resolve()));
    first.socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
    await until(() => first.text().includes('200'));
  });
});

describe('an HTTP listener that stops', () => {
  it('answers what it received, takes nothing new, and is gone then', async () => {
    const hold = gate<void>();
    const started = await startHttp({
      handler: async () => {
        await hold.promise;
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const waiting = post(started, '/v1/traces', PROTO);
    await until(() => started.seen.length === 1);
    const idle = await rawSocket(started.endpoint);
    started.transport.stopAccepting();
    started.transport.stopAccepting();
    await expect(post(started, '/v1/traces', PROTO)).rejects.toThrow();
    const closing = started.transport.close(new AbortController().signal);
    hold.open();
    expect((await waiting).status).toBe(200);
    await closing;
    await idle.closed;
    await started.transport.close(AbortSignal.abort());
  });

  it('refuses with 503 a request whose headers were on their way, and closes its connection', async () => {
    const started = await startHttp();
    const raw = await rawSocket(started.endpoint);
    const [head, tail] = ['POST /v1/traces HTTP/1.1\r\nHost: x\r\n', 'Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'];
    raw.socket.write(head);
    // A whole exchange on another connection: the half request has been read by then.
    expect((await post(started, '/v1/traces', PROTO)).status).toBe(200);
    started.transport.stopAccepting();
    raw.socket.write(tail);
    const text = await raw.closed;
    expect(text).toMatch(/^HTTP\/1\.1 503 /);
    expect(text).toMatch(/retry-after: 1/i);
    expect(started.problems).toEqual(['stopping']);
  });

  it('tells clients it still answers to close their connection', async () => {
    const hold = gate<void>();
    const started = await startHttp({
      handler: async () => {
        await hold.promise;
        return { outcome: ACCEPTED, items: 1 };
      },
    });
    const waiting = post(started, '/v1/traces', PROTO);
    await until(() => started.seen.length === 1);
    started.transport.stopAccepting();
    hold.open();
    expect((await waiting).headers.get('connection')).toBe('close');
  });

  it('cuts what hangs when its deadline comes', async () => {
    const started = await startHttp({ handler: () => new Promise(() => {}) });
    const waiting = post(started, '/v1/traces', PROTO);
    await until(() => started.seen.length === 1);
    const deadline = new AbortController();
    const closing = started.transport.close(deadline.signal);
    deadline.abort();
    await closing;
    await expect(waiting).rejects.toThrow();
  });
});

describe('binding', () => {
  it('says which address is taken', async () => {
    const first = await startHttp();
    await expect(startHttp({ endpoint: first.endpoint })).rejects.toMatchObject({
      code: 'ASSAY_TRANSPORT_PORT_TAKEN',
      message: expect.stringContaining(String(first.endpoint.port)) as string,
    });
  });

  it('serves localhost on both loopback addresses where the machine has them', async () => {
    const started = await startHttp({ endpoint: { host: 'localhost', port: 0 } });
    expect(started.endpoint.host).toBe('localhost');
    expect((await post(started, '/v1/traces', PROTO)).status).toBe(200);
  });

  it('says why an address that is not of this machine cannot be bound', async () => {
    await expect(startHttp({ endpoint: { host: '203.0.113.1', port: 0 } })).rejects.toMatchObject({
      code: 'ASSAY_TRANSPORT_LISTEN_FAILED',
    });
  });
});
