import { createEmptyMetadata, createInsecureCredentials, createOtlpGrpcExportDelegate } from '@opentelemetry/otlp-grpc-exporter-base';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ACCEPTED, refused, retry } from '../../../src/kernel/outcome.ts';
import { ITEM_NAMES, SIGNALS } from '../../../src/otlp/batch.ts';
import { otlpReceiver } from '../../../src/receivers/otlp/index.ts';
import { EXPORT_METHODS } from '../../../src/transport/grpc/methods.ts';
import { parseHostPort } from '../../../src/transport/endpoint.ts';
import { plain } from '../../support/oracle.ts';
import { makeFakeHost } from '../../support/fake-host.ts';
import { grpcCaller, type GrpcCall } from '../../transport/support/grpc-calls.ts';
import { configOf, request, requestJson, run, type Running } from './fixtures.ts';

const PROTO = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };

function post(running: Running, signal: string, headers: Record<string, string>, body: Uint8Array | string): Promise<Response> {
  return fetch(`http://${running.http}/v1/${signal}`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
}

function caller(running: Running): GrpcCall {
  return grpcCaller(parseHostPort(running.grpc)!);
}

describe('the otlp receiver', () => {
  it.each(SIGNALS)('hands %s on as one batch of the bytes sent, whichever way they came', async (signal) => {
    const running = await run();
    const bytes = request(signal, 3);
    expect((await caller(running)(bytes, { method: EXPORT_METHODS[signal] })).code).toBe(0);
    expect((await post(running, signal, PROTO, bytes)).status).toBe(200);
    expect((await post(running, signal, { ...PROTO, 'content-encoding': 'gzip' }, gzipSync(bytes))).status).toBe(200);
    expect((await post(running, signal, JSON_TYPE, requestJson(signal, 3))).status).toBe(200);
    expect(running.sink.batches).toHaveLength(4);
    for (const batch of running.sink.batches) {
      expect(batch).toMatchObject({ signal, items: 3 });
      expect(plain(signal, batch.bytes)).toEqual(plain(signal, bytes));
      expect(batch.meta).toEqual({ receivedAtMs: running.host.clock.now() });
    }
    for (const batch of running.sink.batches.slice(0, 3)) expect(Buffer.from(batch.bytes).equals(bytes)).toBe(true);
    const name = `otelcol_receiver_accepted_${ITEM_NAMES[signal]}`;
    expect(running.host.metrics.value(name, { receiver: 'otlp', transport: 'grpc' })).toBe(3);
    expect(running.host.metrics.value(name, { receiver: 'otlp', transport: 'http' })).toBe(9);
  });

  it('counts what it refuses and what failed apart, and answers accordingly', async () => {
    const running = await run();
    const { sink, host } = running;
    const bytes = request('traces', 5);
    const counted = (fate: string): number | undefined => host.metrics.value(`otelcol_receiver_${fate}_spans`, { transport: 'http' });
    sink.answer = () => retry('ASSAY_TEST_FULL', 'full', 3000);
    const busy = await post(running, 'traces', PROTO, bytes);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '3']);
    sink.answer = async () => refused('ASSAY_TEST_NO', 'two are bad', { items: 2 });
    const partial = await post(running, 'traces', JSON_TYPE, requestJson('traces', 5));
    expect(await partial.json()).toEqual({ partialSuccess: { rejectedSpans: '2', errorMessage: 'ASSAY_TEST_NO: two are bad' } });
    sink.answer = () => refused('ASSAY_TEST_NO', 'all are bad', { status: 3 });
    expect((await post(running, 'traces', PROTO, bytes)).status).toBe(400);
    expect([counted('accepted'), counted('refused'), counted('failed')]).toEqual([3, 12, 0]);
    for (const answer of [
      () => Promise.reject(new Error('secret')),
      () => {
        throw new Error('secret');
      },
    ]) {
      sink.answer = answer;
      const broken = await post(running, 'traces', PROTO, bytes);
      expect(broken.status).toBe(503);
      expect(await broken.text()).not.toContain('secret');
    }
    expect(counted('failed')).toBe(10);
    expect(host.logs.filter((line) => line.level === 'error')).toHaveLength(2);
  });

  it.each([
    ['bytes that are no protobuf', Buffer.from('not protobuf, surely'), PROTO],
    ['a body cut short', request('traces').subarray(0, 40), PROTO],
    ['broken JSON', '{"resourceSpans":[', JSON_TYPE],
    ['JSON of other types', '{"resourceSpans":[{"scopeSpans":"x"}]}', JSON_TYPE],
    [
      'an id of the wrong length',
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"aabb","spanId":"b7ad6b7169203331","name":"secret-name"}]}]}]}',
      JSON_TYPE,
    ],
  ] as const)('answers 400 to %s, and nothing of it in the message', async (_, body, headers) => {
    const running = await run();
    const response = await post(running, 'traces', headers, body);
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain('ASSAY_OTLP_');
    expect(text).not.toContain('secret-name');
    expect(running.sink.batches).toHaveLength(0);
    expect((await caller(running)(Buffer.from('not protobuf, surely'))).code).toBe(3);
    expect(running.host.metrics.value('assay_receiver_requests_refused', { receiver: 'otlp' })).toBe(2);
    expect((await post(running, 'traces', PROTO, request('traces'))).status).toBe(200);
  });

  it('names the field path of what is wrong', async () => {
    const running = await run();
    const bad = '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7","name":"n"}]}]}]}';
    const { message } = (await (await post(running, 'traces', JSON_TYPE, bad)).json()) as { message: string };
    expect(message).toMatch(/span.*span_?id/i);
  });

  it('merges what protobuf lets a sender repeat before the inside sees it', async () => {
    const running = await run();
    const bytes = request('traces', 1);
    // The resource of the second half belongs to the same ResourceSpans: field 1 twice.
    const inner = Buffer.from([0x0a, 0x02, 0x10, 0x07]);
    const first = Buffer.from(bytes.subarray(2 + (bytes[1]! >= 0x80 ? 1 : 0)));
    const content = Buffer.concat([first, inner]);
    const body = Buffer.concat([Buffer.from([0x0a, (content.length & 0x7f) | 0x80, content.length >> 7]), content]);
    expect((await post(running, 'traces', PROTO, body)).status).toBe(200);
    const read = plain('traces', running.sink.batches[0]!.bytes) as { resourceSpans: { resource: unknown }[] };
    expect(read.resourceSpans[0]!.resource).toMatchObject({ droppedAttributesCount: 7, attributes: [{ key: 'service.name' }] });
    expect(read).toEqual(plain('traces', body));
  });

  it('takes an empty request', async () => {
    const running = await run();
    expect((await caller(running)(Buffer.alloc(0))).code).toBe(0);
    expect((await post(running, 'traces', JSON_TYPE, '{}')).status).toBe(200);
    expect(running.host.metrics.value('otelcol_receiver_accepted_spans', {})).toBe(0);
  });

  it('keeps request headers beside the data only when asked', async () => {
    const listener = { endpoint: '127.0.0.1:0', include_metadata: true };
    const running = await run({ protocols: { grpc: listener, http: listener } });
    await post(running, 'traces', { ...PROTO, 'X-Tenant': 'blue' }, request('traces'));
    await caller(running)(request('traces'), { metadata: { 'x-tenant': 'green' } });
    expect(running.sink.batches.map((batch) => batch.meta.metadata?.get('x-tenant'))).toEqual([['blue'], ['green']]);
  });

  it('says which pipeline is missing for a signal nobody uses', async () => {
    const running = await run(undefined, { signals: ['traces'] });
    const response = await post(running, 'logs', JSON_TYPE, requestJson('logs'));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('service.pipelines.logs.receivers');
    const result = await caller(running)(request('metrics'), { method: EXPORT_METHODS.metrics });
    expect(result.code).toBe(12);
    expect(result.details).toContain('no metrics pipeline uses the receiver otlp');
    expect(running.host.metrics.value('assay_receiver_requests_refused', { reason: 'no_pipeline' })).toBe(2);
    expect(running.host.metrics.value('otelcol_receiver_accepted_log_records')).toBeUndefined();
  });

  it('asks the admission of its pipeline before it reads a body', async () => {
    let asked = 0;
    const admission = {
      tryEnter: () => {
        asked++;
        return false;
      },
      leave: () => {},
    };
    const running = await run(undefined, { wrap: (sink) => Object.assign(sink, { admission }) });
    const response = await post(running, 'traces', PROTO, request('traces'));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await caller(running)(request('traces'))).code).toBe(14);
    expect(asked).toBe(2);
    expect(running.host.metrics.value('assay_receiver_requests_refused', { reason: 'busy' })).toBe(2);
  });

  it('names limit and key to a client whose request is too large', async () => {
    const running = await run({
      protocols: {
        grpc: { endpoint: '127.0.0.1:0', max_recv_msg_size_mib: 1 },
        http: { endpoint: '127.0.0.1:0', max_request_body_size: '1KiB' },
      },
    });
    const response = await post(running, 'traces', JSON_TYPE, ' '.repeat(2000));
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('1024 bytes, see receivers.otlp.protocols.http.max_request_body_size');
    const result = await caller(running)(Buffer.alloc(1024 * 1024 + 1));
    expect(result.code).toBe(8);
    expect(result.details).toContain('1048576 bytes, see receivers.otlp.protocols.grpc.max_recv_msg_size_mib');
  });

  it('lets in only whom its authenticator allows', async () => {
    const authenticator = {
      authenticate: (headers: { get(name: string): string | undefined }) =>
        headers.get('authorization') === 'Bearer t' ? { kind: 'allowed' } : { kind: 'unauthenticated', reason: 'no' },
    };
    const listener = { endpoint: '127.0.0.1:0', auth: { authenticator: 'bearertokenauth/x' } };
    const running = await run(
      { protocols: { grpc: listener, http: listener } },
      { host: { extensions: { 'bearertokenauth/x': authenticator } } },
    );
    expect((await post(running, 'traces', PROTO, request('traces'))).status).toBe(401);
    expect((await post(running, 'traces', { ...PROTO, authorization: 'Bearer t' }, request('traces'))).status).toBe(200);
    expect((await caller(running)(request('traces'))).code).toBe(16);
    expect((await caller(running)(request('traces'), { metadata: { authorization: 'Bearer t' } })).code).toBe(0);
    await expect(run({ protocols: { http: listener } })).rejects.toMatchObject({ code: 'ASSAY_TRANSPORT_AUTHENTICATOR' });
  });

  it('finishes what it accepted at shutdown, and shuts down twice', async () => {
    const running = await run();
    let release!: () => void;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    running.sink.answer = () => held.then(() => ACCEPTED);
    const viaHttp = post(running, 'traces', PROTO, request('traces'));
    const viaGrpc = caller(running)(request('traces'));
    while (running.sink.batches.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const down = running.shutdown(new AbortController().signal);
    release();
    expect((await viaHttp).status).toBe(200);
    expect((await viaGrpc).code).toBe(0);
    await down;
    await running.shutdown();
    expect(running.host.lastHealth()?.state).toBe('stopped');
    await expect(post(running, 'traces', PROTO, request('traces'))).rejects.toThrow();
    while (running.host.clock.liveTimers > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe('starting the otlp receiver', () => {
  it('opens only the protocols listed', async () => {
    const onlyHttp = await run({ protocols: { http: { endpoint: '127.0.0.1:0' } } });
    expect(onlyHttp.host.lastHealth()?.detail).not.toHaveProperty('grpc_endpoint');
    expect(configOf({ protocols: { grpc: {}, http: {} } }).protocols).toMatchObject({
      grpc: { endpoint: 'localhost:4317', max_recv_msg_size_mib: 32, max_concurrent_streams: 0, include_metadata: false },
      http: { endpoint: 'localhost:4318', max_request_body_size: 33_554_432, include_metadata: false },
    });
    expect(otlpReceiver.check?.(configOf({}))).toMatchObject([{ code: 'ASSAY_RECEIVER_NO_PROTOCOL', path: ['protocols'] }]);
  });

  it('names the taken port and the key to change, and leaves nothing open', async () => {
    const first = await run({ protocols: { http: { endpoint: '127.0.0.1:0' } } });
    const host = makeFakeHost({ id: 'otlp/two' });
    const second = otlpReceiver.create(
      configOf({ protocols: { grpc: { endpoint: '127.0.0.1:0' }, http: { endpoint: first.http } } }),
      host,
    );
    second.connect(new Map());
    await expect(second.start?.()).rejects.toMatchObject({
      code: 'ASSAY_RECEIVER_PORT_TAKEN',
      message: `${first.http} is in use by another process; set receivers.otlp/two.protocols.http.endpoint to another port or stop that process`,
    });
    const grpc = host.logs
      .find((line) => line.message.startsWith('grpc listens on '))!
      .message.split(' ')
      .at(-1)!;
    expect((await grpcCaller(parseHostPort(grpc)!)(request('traces'), { deadlineMs: 500 })).code).not.toBe(0);
  });

  it('warns of a listener without authentication that other machines can reach', async () => {
    const open = await run({ protocols: { grpc: { endpoint: '0.0.0.0:0' }, http: { endpoint: '127.0.0.1:0' } } });
    const warnings = open.host.logs.filter((line) => line.level === 'warn');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.fields).toEqual({ code: 'ASSAY_RECEIVER_OPEN_LISTENER', key: 'receivers.otlp.protocols.grpc.endpoint' });
    const guard = { authenticate: () => ({ kind: 'allowed' }) };
    const guarded = await run(
      { protocols: { http: { endpoint: ':0', auth: { authenticator: 'a' } } } },
      { host: { extensions: { a: guard } } },
    );
    expect(guarded.host.logs.filter((line) => line.level === 'warn')).toHaveLength(0);
  });

  it('refuses what it cannot do, with the place', () => {
    expect(() => configOf({ protocols: { grpc: { max_recv_msg_size: 4 } } })).toThrow(/additional properties/);
    expect(() => configOf({ protocols: { http: { read_timeout: 'soon' } } })).toThrow(/go-duration/);
    const both = configOf({
      protocols: {
        grpc: { endpoint: 'localhost:4317', tls: { cert_file: 'a' } },
        http: { endpoint: 'localhost:4317', tls: { min_version: 1.3 } },
      },
    });
    expect(otlpReceiver.check?.(both)).toMatchObject([
      { path: ['protocols', 'grpc', 'tls', 'cert_file'], code: 'ASSAY_TRANSPORT_TLS_MATERIAL' },
      { path: ['protocols', 'http', 'tls'], code: 'ASSAY_TRANSPORT_TLS_MATERIAL' },
      { path: ['protocols', 'http', 'endpoint'], code: 'ASSAY_RECEIVER_PORT_TAKEN' },
    ]);
  });

  it('emits no metric that it does not declare', async () => {
    const running = await run();
    await post(running, 'traces', PROTO, request('traces'));
    await post(running, 'traces', PROTO, 'x');
    await post(running, 'nothing', PROTO, 'x');
    const declared = new Set(otlpReceiver.telemetry.map((metric) => metric.name));
    for (const name of running.host.metrics.names()) expect(declared).toContain(name);
  });
});

describe('a real OpenTelemetry exporter', () => {
  it('delivers over gRPC with gzip, and gets our refusals as errors', async () => {
    const running = await run();
    const bytes = request('traces', 4);
    const delegate = createOtlpGrpcExportDelegate<string, object>(
      {
        url: running.grpc,
        credentials: createInsecureCredentials,
        metadata: createEmptyMetadata,
        compression: 'gzip' as never,
        concurrencyLimit: 1,
        timeoutMillis: 10_000,
      },
      { serializeRequest: () => bytes, deserializeResponse: () => ({}) },
      'otlp_grpc_span_exporter',
      { name: 'span', countItems: () => 4 },
      undefined,
      'TraceExportService',
      EXPORT_METHODS.traces,
    );
    const send = (): Promise<{ code: number }> => new Promise((resolve) => delegate.export('', resolve));
    expect((await send()).code).toBe(0);
    expect(running.sink.batches[0]).toMatchObject({ signal: 'traces', items: 4 });
    running.sink.answer = () => refused('ASSAY_TEST_NO', 'no', { status: 3 });
    expect((await send()).code).toBe(1);
    await delegate.shutdown();
  });
});
