import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { refused, retry } from '../../src/kernel/outcome.ts';
import { encodeExportResponse } from '../../src/otlp/response.ts';
import { encodeRpcStatus } from '../../src/otlp/rpc-status.ts';
import { ManualClock } from '../support/fake-host.ts';
import { httpClient, within } from './support/clients.ts';
import { gate, startHttp } from './support/servers.ts';

const BODY = Buffer.from('0123456789'.repeat(100));

/** A backend that answers what the test says, once the request is read. */
async function backend(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const listener: RequestListener = (request, response) => {
    request.resume();
    request.once('end', () => answer(request, response));
  };
  const server = createServer(listener);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

function answering(status: number, body: Uint8Array | string = '', headers: Record<string, string> = {}): Promise<string> {
  return backend((_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
}

const PROTO = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };

describe('an HTTP client', () => {
  it.each([['none'], ['gzip'], ['zstd'], ['deflate'], ['zlib']] as const)(
    'carries bytes and headers to our own listener with compression %s',
    async (compression) => {
      const started = await startHttp();
      const client = httpClient(`http://127.0.0.1:${started.endpoint.port}/`, {
        compression,
        headers: { 'X-Tenant': 'blue', 'X-One': '1' },
      });
      for (const signal of ['traces', 'metrics', 'logs'] as const) {
        const result = await client.send(signal, new Uint8Array(BODY), { ...within(), headers: { 'x-one': '2' } });
        expect(result).toEqual({ kind: 'ok', rejectedItems: 0 });
        const request = started.seen.at(-1)!;
        expect(request).toMatchObject({ signal, encoding: 'proto' });
        expect(Buffer.from(request.body).equals(BODY)).toBe(true);
        expect(request.headers.get('x-tenant')).toBe('blue');
        expect(request.headers.get('x-one')).toBe('2');
        expect(request.headers.get('user-agent')).toBe('assay-test');
      }
    },
  );

  it('puts the signal behind the path of its endpoint, or uses the path it was given', async () => {
    const seen: (string | undefined)[] = [];
    const url = await backend((request, response) => {
      seen.push(request.url);
      response.end();
    });
    await httpClient(`${url}/api/public/otel/`).send('traces', BODY, within());
    await httpClient(url, { paths: { logs: '/ingest' } }).send('logs', BODY, within());
    expect(seen).toEqual(['/api/public/otel/v1/traces', '/ingest']);
  });

  it('sends JSON when its bodies are JSON, and the headers of its authenticator', async () => {
    const started = await startHttp();
    const client = httpClient(`http://127.0.0.1:${started.endpoint.port}`, {
      encoding: 'json',
      compression: 'gzip',
      auth: { requestHeaders: () => ({ Authorization: 'Basic x' }) },
    });
    expect((await client.send('logs', Buffer.from('{}'), within())).kind).toBe('ok');
    expect(started.seen[0]).toMatchObject({ encoding: 'json' });
    expect(started.seen[0]!.headers.get('authorization')).toBe('Basic x');
  });

  it('reads partial success in protobuf and in JSON', async () => {
    const proto = await answering(200, encodeExportResponse({ rejected: 2, message: 'old' }), PROTO);
    expect(await httpClient(proto).send('traces', BODY, within())).toEqual({ kind: 'ok', rejectedItems: 2, message: 'old' });
    const json = await answering(200, '{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"x"}}', JSON_TYPE);
    expect(await httpClient(json).send('logs', BODY, within())).toEqual({ kind: 'ok', rejectedItems: 3, message: 'x' });
  });

  it.each([
    ['no body', '', {}],
    ['text', 'thanks', { 'content-type': 'text/plain' }],
    ['other JSON', '{"successes":[],"errors":[]}', JSON_TYPE],
    ['broken JSON', '{"partialSuccess":', JSON_TYPE],
    ['broken protobuf', '\xff\xff\xff', PROTO],
    ['a body longer than is read', 'x'.repeat(300_000), PROTO],
  ])('takes a 2xx with %s for a success', async (_, body, headers) => {
    for (const readResponse of [true, false]) {
      const url = await answering(202, body, headers);
      expect(await httpClient(url, { readResponse }).send('traces', BODY, within())).toEqual({ kind: 'ok', rejectedItems: 0 });
    }
  });

  it('reads partial success only when told that the backend speaks OTLP', async () => {
    const url = await answering(200, encodeExportResponse({ rejected: 2, message: 'old' }), PROTO);
    expect(await httpClient(url, { readResponse: false }).send('traces', BODY, within())).toEqual({ kind: 'ok', rejectedItems: 0 });
  });

  it('understands what our own listener answers', async () => {
    const full = await startHttp({ handler: () => ({ outcome: retry('ASSAY_TEST_FULL', 'full', 2000), items: 1 }) });
    expect(await httpClient(`http://127.0.0.1:${full.endpoint.port}`).send('traces', BODY, within())).toMatchObject({
      kind: 'retry',
      throttled: true,
      afterMs: 2000,
    });
    const small = await startHttp({ limits: { maxBodyBytes: 500 } });
    for (const compression of ['none', 'gzip'] as const) {
      const client = httpClient(`http://127.0.0.1:${small.endpoint.port}`, { compression });
      expect(await client.send('traces', BODY, within())).toMatchObject({ kind: 'too_large', limitBytes: 500 });
    }
    const bad = await startHttp({ handler: () => ({ outcome: refused('ASSAY_TEST_BAD', 'bad id', { status: 3 }), items: 1 }) });
    expect(await httpClient(`http://127.0.0.1:${bad.endpoint.port}`).send('traces', BODY, within())).toMatchObject({
      kind: 'refused',
      isolate: true,
      status: 3,
      reason: 'HTTP 400: ASSAY_TEST_BAD: bad id',
    });
  });

  it.each([
    [429, {}, { kind: 'retry', throttled: true, code: 'ASSAY_TRANSPORT_BACKEND_BUSY' }],
    [429, { 'retry-after': '7' }, { kind: 'retry', throttled: true, afterMs: 7000 }],
    [502, {}, { kind: 'retry', throttled: false, code: 'ASSAY_TRANSPORT_BACKEND_FAILED' }],
    [503, {}, { kind: 'retry', throttled: true }],
    [504, {}, { kind: 'retry', throttled: false }],
    [400, {}, { kind: 'refused', isolate: true, status: 3 }],
    [422, {}, { kind: 'refused', isolate: true, status: 3 }],
    [401, {}, { kind: 'refused', isolate: false, status: 16, code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED' }],
    [403, {}, { kind: 'refused', isolate: false, status: 7 }],
    [404, {}, { kind: 'refused', isolate: false, status: 12 }],
    [413, {}, { kind: 'too_large', code: 'ASSAY_TRANSPORT_BACKEND_TOO_LARGE' }],
    [500, {}, { kind: 'refused', isolate: false, status: 2 }],
    [301, { location: 'http://elsewhere/' }, { kind: 'refused', isolate: false }],
  ] as const)('reads HTTP %i with %o', async (status, headers, expected) => {
    const result = await httpClient(await answering(status, '', headers)).send('traces', BODY, within());
    expect(result).toMatchObject(expected);
    if (result.kind === 'retry' && !('retry-after' in headers)) expect(result).not.toHaveProperty('afterMs');
  });

  it('honours Retry-After as a date, by its own clock', async () => {
    const clock = new ManualClock(Date.parse('Wed, 21 Oct 2026 07:28:00 GMT'));
    const url = await answering(503, '', { 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' });
    expect(await httpClient(url, { clock }).send('traces', BODY, within())).toMatchObject({ afterMs: 30_000 });
  });

  it('takes delay and status from a google.rpc.Status, in protobuf and JSON', async () => {
    const proto = await answering(503, encodeRpcStatus({ code: 14, message: 'full', retryAfterMs: 4000 }), PROTO);
    expect(await httpClient(proto).send('traces', BODY, within())).toMatchObject({ afterMs: 4000, reason: 'HTTP 503: full' });
    const json = await answering(400, '{"code":9,"message":"no"}', JSON_TYPE);
    expect(await httpClient(json).send('traces', BODY, within())).toMatchObject({ kind: 'refused', status: 9, reason: 'HTTP 400: no' });
  });

  it("knows the Collector's 400 for a body that is too large", async () => {
    const url = await answering(400, encodeRpcStatus({ code: 3, message: 'http: request body too large', retryAfterMs: -1 }), PROTO);
    expect(await httpClient(url).send('traces', BODY, within())).toMatchObject({ kind: 'too_large' });
  });

  it("keeps a backend's own words to one short line, and repeats no page made for people", async () => {
    const text = await answering(400, `first\r\n\u001b[31mline ${'x'.repeat(5000)}`, { 'content-type': 'text/plain' });
    const result = (await httpClient(text).send('traces', BODY, within())) as { reason: string };
    expect(result.reason).toMatch(/^HTTP 400: first +\[31mline x+\.\.\.$/);
    expect(result.reason.length).toBeLessThan(230);
    const page = await answering(502, '<html><h1>Bad gateway</h1></html>', { 'content-type': 'text/html' });
    expect(await httpClient(page).send('traces', BODY, within())).toMatchObject({ reason: 'HTTP 502' });
  });

  it('reads no endless answer', async () => {
    let written = 0;
    const url = await backend((_, response) => {
      response.writeHead(200, PROTO);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) written += 64 * 1024;
      };
      response.on('drain', more);
      more();
    });
    expect((await httpClient(url).send('traces', BODY, within())).kind).toBe('ok');
    expect(written).toBeLessThan(50 << 20);
  });

  it('is told to come back when nobody listens, or the connection breaks in the middle', async () => {
    const probe = createTcpServer();
    const port = await new Promise<number>((resolve) => {
      probe.listen(0, '127.0.0.1', () => resolve((probe.address() as { port: number }).port));
    });
    await new Promise<void>((resolve) => probe.close(() => resolve()));
    expect(await httpClient(`http://127.0.0.1:${port}`).send('traces', BODY, within())).toMatchObject({
      kind: 'retry',
      code: 'ASSAY_TRANSPORT_UNREACHABLE',
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
    const broken = await backend((request) => void request.socket.resetAndDestroy());
    expect(await httpClient(broken).send('traces', BODY, within())).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_UNREACHABLE' });
    const half = await backend((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x');
      setImmediate(() => request.socket.destroy());
    });
    expect((await httpClient(half).send('traces', BODY, within())).kind).toBe('retry');
  });

  it('gives up at its timeout and on abort, also in the middle of an answer', async () => {
    const entered = gate<void>();
    const silent = await backend(() => entered.open());
    const client = httpClient(silent);
    expect(await client.send('traces', BODY, within(100))).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_TIMEOUT' });
    const abort = new AbortController();
    const sending = client.send('traces', BODY, within(20_000, abort.signal));
    await entered.promise;
    abort.abort();
    expect(await sending).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_ABORTED' });
    const half = await backend((_, response) => {
      response.writeHead(200, PROTO);
      response.write('x');
    });
    expect(await httpClient(half).send('traces', BODY, within(100))).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_TIMEOUT' });
  });

  it('keeps its connection over refusals', async () => {
    const ports = new Set<number | undefined>();
    const url = await backend((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(400, { 'content-type': 'text/plain' });
      response.end('no');
    });
    const client = httpClient(url);
    for (let i = 0; i < 20; i++) await client.send('traces', BODY, within());
    expect(ports.size).toBeLessThan(4);
  });
});
