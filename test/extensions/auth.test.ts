import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from 'bcryptjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FOLLOW_EVERY_MS } from '../../src/transport/followed-file.ts';
import { basicAuthExtension } from '../../src/extensions/basicauth/index.ts';
import { bearerTokenAuthExtension } from '../../src/extensions/bearertokenauth/index.ts';
import type { ClientAuthenticator, ServerAuthenticator } from '../../src/transport/auth.ts';
import { LiveCollector } from '../service/support/live-collector.ts';
import { postTraces } from '../service/support/loopback-client.ts';
import { numberedSpans } from '../service/support/numbered-spans.ts';
import { makeFakeHost } from '../support/fake-host.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { grpcCaller } from '../transport/support/grpc-calls.ts';

const BCRYPT = await hash('pass word', 4);
const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;
const dollars = (text: string): string => text.replaceAll('$', '$$$$');

function scratch(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-auth-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const guarded = (extensions: string, grpc: string, http: string): string => `
receivers:
  otlp:
    protocols:
      grpc: { endpoint: 127.0.0.1:0, auth: { authenticator: ${grpc} } }
      http: { endpoint: 127.0.0.1:0, auth: { authenticator: ${http} } }
exporters: { debug: {} }
extensions: ${extensions}
service:
  extensions: [${[...new Set([grpc, http])].join(', ')}]
  pipelines: { traces: { receivers: [otlp], exporters: [debug] } }
`;

const BASIC = `{ basicauth/server: { htpasswd: { inline: "anna:${dollars(BCRYPT)}\\nbert:plain:text" } } }`;
const BEARER = '{ bearertokenauth: { tokens: [token-1, token-2] } }';

const ROWS = [
  ['basicauth/server', BASIC, undefined, false],
  ['basicauth/server', BASIC, basic('anna:pass word'), true],
  ['basicauth/server', BASIC, basic('anna:pass word').replace('Basic', 'bAsIc'), true],
  ['basicauth/server', BASIC, basic('bert:plain:text'), true],
  ['basicauth/server', BASIC, basic('anna:wrong'), false],
  ['basicauth/server', BASIC, basic('carl:pass word'), false],
  ['basicauth/server', BASIC, basic('anna'), false],
  ['basicauth/server', BASIC, 'Basic !', false],
  ['basicauth/server', BASIC, 'Bearer token-1', false],
  ['bearertokenauth', BEARER, undefined, false],
  ['bearertokenauth', BEARER, 'Bearer token-1', true],
  ['bearertokenauth', BEARER, 'bearer token-2', true],
  ['bearertokenauth', BEARER, 'Bearer token-3', false],
  ['bearertokenauth', BEARER, 'Bearer TOKEN-1', false],
  ['bearertokenauth', BEARER, 'Bearer ', false],
  ['bearertokenauth', BEARER, 'token-1', false],
] as const;

describe('a receiver with an auth extension', () => {
  it.each(ROWS)('%s: over HTTP and over gRPC %# lets in who may and nobody else', async (id, extensions, header, allowed) => {
    const live = await LiveCollector.start(guarded(extensions, id, id));
    const body = numberedSpans(0, 1);
    const headers: Record<string, string> = header === undefined ? {} : { authorization: header };
    const response = await fetch(`http://127.0.0.1:${live.port('http')}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', ...headers },
      body: Buffer.from(body),
    });
    const text = await response.text();
    const { code } = await grpcCaller({ host: '127.0.0.1', port: live.port('grpc') })(Buffer.from(body), { metadata: headers });
    expect([response.status, code]).toEqual(allowed ? [200, 0] : [401, 16]);
    const scheme = id === 'bearertokenauth' ? /^Bearer / : /^Basic /;
    if (!allowed) expect(response.headers.get('www-authenticate')).toMatch(scheme);
    expect(await live.metric('assay_auth_checks_total', { result: allowed ? 'allowed' : 'refused' })).toBe(2);
    expect(await live.metric('otelcol_receiver_accepted_spans')).toBe(allowed ? 2 : 0);
    for (const shown of [text, ...live.lines]) expect(shown).not.toMatch(/pass word|token-[123]|plain:text/);
  });

  it('has another authenticator on each listener', async () => {
    const both = `${BASIC.slice(0, -1)}, ${BEARER.slice(1)}`;
    const live = await LiveCollector.start(guarded(both, 'bearertokenauth', 'basicauth/server'));
    const body = numberedSpans(0, 1);
    expect(await postTraces(live.port('http'), body, undefined, { authorization: 'Bearer token-1' })).toBe(401);
    expect(await postTraces(live.port('http'), body, undefined, { authorization: basic('bert:plain:text') })).toBe(200);
    const { code } = await grpcCaller({ host: '127.0.0.1', port: live.port('grpc') })(Buffer.from(body), {
      metadata: { authorization: 'Bearer token-1' },
    });
    expect(code).toBe(0);
  });

  it('refuses before it reads the body', async () => {
    const live = await LiveCollector.start(guarded(BEARER, 'bearertokenauth', 'bearertokenauth'));
    // 33 MiB are announced; only who may send is told that this is too much.
    const huge = { 'content-length': String(33 * 1024 * 1024), expect: '100-continue' };
    expect(await postTraces(live.port('http'), Buffer.alloc(0), undefined, huge)).toBe(401);
  });
});

describe('an exporter with an auth extension', () => {
  it.each([
    ['basicauth', 'client_auth: { username: anna, password: "pass:word" }', 'authorization', basic('anna:pass:word')],
    ['bearertokenauth', 'token: token-1', 'authorization', 'Bearer token-1'],
    ['bearertokenauth', 'tokens: [token-2, token-1], scheme: Token', 'authorization', 'Token token-2'],
    ['bearertokenauth', 'token: key-1, scheme: "", header: X-Api-Key', 'x-api-key', 'key-1'],
  ])('%s with %s gives %s over HTTP and gRPC', async (id, settings, header, value) => {
    const sink = await OtlpSink.start();
    onTestFinished(() => sink.close());
    const live = await LiveCollector.start(`
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } }
exporters:
  otlp_http: { endpoint: http://127.0.0.1:${sink.httpPort}, auth: { authenticator: ${id} } }
  otlp_grpc: { endpoint: 127.0.0.1:${sink.grpcPort}, tls: { insecure: true }, auth: { authenticator: ${id} } }
extensions: { ${id}: { ${settings} } }
service: { extensions: [${id}], pipelines: { traces: { receivers: [otlp], exporters: [otlp_http, otlp_grpc] } } }
`);
    expect(await postTraces(live.port('http'), numberedSpans(0, 1))).toBe(200);
    await sink.until('traces', 2);
    expect(sink.batches.map(({ meta }) => meta.metadata?.get(header))).toEqual([[value], [value]]);
  });
});

describe('a followed file', () => {
  it('changes who may send while the receiver runs, and stays as it was when it is of no use', async () => {
    const path = scratch('htpasswd', 'anna:first\n');
    const host = makeFakeHost({ id: 'basicauth' });
    const extension = basicAuthExtension.create({ htpasswd: { file: path } }, host) as ServerAuthenticator & {
      start(): void;
      shutdown(): void;
    };
    extension.start();
    const kind = async (credentials: string): Promise<string> =>
      (await extension.authenticate({ get: () => basic(credentials), toMap: () => new Map() })).kind;
    expect(await kind('anna:first')).toBe('allowed');
    expect(host.logs.filter(({ level }) => level === 'warn')).toHaveLength(1);
    writeFileSync(path, 'anna:second\n');
    await eventually(host.clock, async () => (await kind('anna:second')) === 'allowed');
    expect(await kind('anna:first')).toBe('unauthenticated');
    const errors = (): number => host.logs.filter(({ level }) => level === 'error').length;
    writeFileSync(path, 'anna:$apr1$x$y\n');
    await eventually(host.clock, () => errors() === 1);
    expect(await kind('anna:second')).toBe('allowed');
    rmSync(path);
    await eventually(host.clock, () => errors() === 2);
    expect(await kind('anna:second')).toBe('allowed');
    writeFileSync(path, '# nobody\n');
    await eventually(host.clock, () => errors() === 3);
    expect(await kind('anna:second')).toBe('allowed');
    extension.shutdown();
    expect(host.clock.liveTimers).toBe(0);
  });

  it('changes the token of receivers and exporters', async () => {
    const path = scratch('tokens', 'token-1\n');
    const host = makeFakeHost();
    const config = { scheme: 'Bearer', header: 'authorization', tokens: [], filename: path };
    const extension = bearerTokenAuthExtension.create(config, host) as ServerAuthenticator &
      ClientAuthenticator & { start(): void; shutdown(): void };
    extension.start();
    const kind = async (token: string): Promise<string> =>
      (await extension.authenticate({ get: () => `Bearer ${token}`, toMap: () => new Map() })).kind;
    expect(await extension.requestHeaders()).toEqual({ authorization: 'Bearer token-1' });
    writeFileSync(path, 'token-2\r\ntoken-1\r\n');
    await eventually(host.clock, async () => (await kind('token-2')) === 'allowed');
    expect([await kind('token-1'), await kind('token-2'), await kind('')]).toEqual(['allowed', 'allowed', 'unauthenticated']);
    expect(await extension.requestHeaders()).toEqual({ authorization: 'Bearer token-2' });
    writeFileSync(path, 'forged: x\n');
    await eventually(host.clock, () => host.logs.some(({ level }) => level === 'error'));
    expect(await extension.requestHeaders()).toEqual({ authorization: 'Bearer token-2' });
    extension.shutdown();
    expect(host.clock.liveTimers).toBe(0);
  });

  it('changes the password that exporters give', async () => {
    const path = scratch('password', 'first\n');
    const host = makeFakeHost();
    const extension = basicAuthExtension.create({ client_auth: { username: 'anna', password_file: path } }, host) as ClientAuthenticator & {
      start(): void;
      shutdown(): void;
    };
    extension.start();
    expect(await extension.requestHeaders()).toEqual({ authorization: basic('anna:first') });
    writeFileSync(path, 'second');
    await eventually(host.clock, async () => (await extension.requestHeaders())['authorization'] === basic('anna:second'));
    extension.shutdown();
  });

  it.each([
    [basicAuthExtension, { htpasswd: { file: '/nowhere/htpasswd' } }, 'ASSAY_BASICAUTH_FILE'],
    [basicAuthExtension, { client_auth: { username: 'a', password_file: '/nowhere/password' } }, 'ASSAY_BASICAUTH_FILE'],
    [bearerTokenAuthExtension, { scheme: 'Bearer', header: 'authorization', tokens: [], filename: '/nowhere/token' }, 'ASSAY_BEARER_FILE'],
  ] as const)('that is not there at the start is said so', (descriptor, config, code) => {
    const extension = (descriptor.create as (config: unknown, host: unknown) => { start(): void })(config, makeFakeHost());
    expect(() => extension.start()).toThrow(expect.objectContaining({ code }));
  });
});

describe('the settings of auth extensions', () => {
  it.each([
    ['basicauth: {}', 'ASSAY_BASICAUTH_SIDE'],
    ['basicauth: { htpasswd: { inline: "a:b" }, client_auth: { username: a, password: b } }', 'ASSAY_BASICAUTH_SIDE'],
    ['basicauth: { htpasswd: {} }', 'ASSAY_BASICAUTH_HTPASSWD'],
    ['basicauth: { htpasswd: { inline: "a:$$apr1$$b" } }', 'ASSAY_BASICAUTH_HTPASSWD'],
    ['basicauth: { htpasswd: { inline: "a:plain" } }', 'ASSAY_BASICAUTH_PLAIN'],
    ['basicauth: { client_auth: { username: a } }', 'ASSAY_BASICAUTH_CLIENT'],
    ['basicauth: { client_auth: { username: "a:b", password: c } }', 'ASSAY_BASICAUTH_CLIENT'],
    ['basicauth: { client_auth: { username: a, password: "c\\r\\nX-Evil: 1" } }', 'ASSAY_BASICAUTH_CLIENT'],
    ['bearertokenauth: {}', 'ASSAY_BEARER_SOURCE'],
    ['bearertokenauth: { token: a, tokens: [b] }', 'ASSAY_BEARER_SOURCE'],
    ['bearertokenauth: { token: "a\\r\\nX-Evil: 1" }', 'ASSAY_BEARER_TOKEN'],
    ['bearertokenauth: { token: "" }', 'ASSAY_BEARER_TOKEN'],
    ['bearertokenauth: { token: a, header: "x y" }', 'ASSAY_BEARER_HEADER'],
    ['bearertokenauth: { token: a, scheme: "Bearer\\n" }', 'ASSAY_BEARER_HEADER'],
  ])('%s is told as %s, without the secret', async (settings, code) => {
    const live = await LiveCollector.start(`
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } }
exporters: { debug: {} }
service: { pipelines: { traces: { receivers: [otlp], exporters: [debug] } } }
`);
    const id = settings.split(':')[0]!;
    const loaded = await live.load(`
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } }
exporters: { debug: {} }
extensions: { ${settings} }
service: { extensions: [${id}], pipelines: { traces: { receivers: [otlp], exporters: [debug] } } }
`);
    const found = loaded.diagnostics.filter((diagnostic) => diagnostic.code === code);
    expect(found).toHaveLength(1);
    expect(found[0]!.message).not.toContain('Evil');
    expect(loaded.config === undefined).toBe(code !== 'ASSAY_BASICAUTH_PLAIN');
  });
});

/** Moves time from look to look until what is in the file has shown. */
async function eventually(clock: ManualClock, condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await clock.advance(FOLLOW_EVERY_MS);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
