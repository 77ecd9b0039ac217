import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ClientTlsSettings } from '../../src/transport/tls/client-tls.ts';
import type { ServerTlsSettings } from '../../src/transport/tls/server-tls.ts';
import { ManualClock } from '../support/fake-host.ts';
import { type Authority, canMakeCertificates, makeAuthority } from './support/certificates.ts';
import { grpcClient, httpClient, within } from './support/clients.ts';
import { rawSocket } from './support/raw-socket.ts';
import { type Started, startGrpc, startHttp, until } from './support/servers.ts';

const BODY = Buffer.from('hello');

interface Pair {
  readonly cert: string;
  readonly key: string;
}

function serverTls(pair: Pair, more: Partial<ServerTlsSettings> = {}, clientCa?: string): ServerTlsSettings {
  const sources = {
    cert: { key: 'tls.cert_file', file: pair.cert },
    key: { key: 'tls.key_file', file: pair.key },
    ...(clientCa === undefined ? {} : { ca: { key: 'tls.client_ca_file', file: clientCa } }),
  };
  return { sources, minVersion: 'TLSv1.2', reloadIntervalMs: 0, ...more };
}

function clientTls(ca: string | undefined, more: Partial<ClientTlsSettings> = {}, pair?: Pair): ClientTlsSettings {
  const sources = {
    ...(ca === undefined ? {} : { ca: { key: 'tls.ca_file', file: ca } }),
    ...(pair === undefined ? {} : { cert: { key: 'tls.cert_file', file: pair.cert }, key: { key: 'tls.key_file', file: pair.key } }),
  };
  return { sources, includeSystemRoots: false, skipVerify: false, minVersion: 'TLSv1.2', reloadIntervalMs: 0, ...more };
}

describe.skipIf(!canMakeCertificates())('TLS', () => {
  let authority: Authority;
  let other: Authority;
  let server: Pair;
  let client: Pair;
  let stranger: Pair;

  beforeAll(() => {
    authority = makeAuthority();
    other = makeAuthority('another CA');
    server = authority.issue('server', ['localhost', '127.0.0.1']);
    client = authority.issue('client', ['client']);
    stranger = other.issue('stranger', ['localhost', '127.0.0.1']);
  });
  afterAll(() => {
    authority.remove();
    other.remove();
  });

  const kinds = [
    {
      kind: 'gRPC',
      start: startGrpc as (o: { tls: ServerTlsSettings; limits?: { headersTimeoutMs: number } }) => Promise<Started>,
      send: (s: Started, tls: ClientTlsSettings) =>
        grpcClient('', { target: { target: `dns:localhost:${s.endpoint.port}`, secure: true }, tls }).send('traces', BODY, within(5000)),
    },
    {
      kind: 'HTTP',
      start: startHttp as (o: { tls: ServerTlsSettings; limits?: { headersTimeoutMs: number } }) => Promise<Started>,
      send: (s: Started, tls: ClientTlsSettings) =>
        httpClient(`https://localhost:${s.endpoint.port}`, { tls }).send('traces', BODY, within(5000)),
    },
  ] as const;

  describe.each(kinds)('over $kind', ({ start, send }) => {
    it('carries requests to a client that knows the CA', async () => {
      const started = await start({ tls: serverTls(server) });
      expect(await send(started, clientTls(authority.ca))).toEqual({ kind: 'ok', rejectedItems: 0 });
      expect(Buffer.from(started.seen[0]!.body).equals(BODY)).toBe(true);
    });

    it('is no success, and no refusal, for a client that does not know the CA', async () => {
      const started = await start({ tls: serverTls(server) });
      expect(await send(started, clientTls(other.ca))).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_UNREACHABLE' });
      expect(await send(started, clientTls(undefined))).toMatchObject({ kind: 'retry' });
      expect(started.seen).toHaveLength(0);
    });

    it('takes any certificate only when told to', async () => {
      const started = await start({ tls: serverTls(stranger) });
      expect((await send(started, clientTls(authority.ca))).kind).toBe('retry');
      expect((await send(started, clientTls(authority.ca, { skipVerify: true }))).kind).toBe('ok');
    });

    it('expects the name of server_name_override instead of the host', async () => {
      const named = authority.issue('named', ['otel.example.com']);
      const started = await start({ tls: serverTls(named) });
      expect((await send(started, clientTls(authority.ca))).kind).toBe('retry');
      expect((await send(started, clientTls(authority.ca, { serverName: 'otel.example.com' }))).kind).toBe('ok');
    });

    it('with a client CA lets in only who shows a certificate of it', async () => {
      const started = await start({ tls: serverTls(server, {}, authority.ca) });
      expect((await send(started, clientTls(authority.ca, {}, client))).kind).toBe('ok');
      expect((await send(started, clientTls(authority.ca))).kind).toBe('retry');
      expect((await send(started, clientTls(authority.ca, {}, stranger))).kind).toBe('retry');
      expect(started.seen).toHaveLength(1);
    });

    it('keeps to its minimum version', async () => {
      const started = await start({ tls: serverTls(server, { minVersion: 'TLSv1.3' }) });
      expect((await send(started, clientTls(authority.ca, { maxVersion: 'TLSv1.2' }))).kind).toBe('retry');
      expect((await send(started, clientTls(authority.ca))).kind).toBe('ok');
    });

    it('cuts a client that never finishes the handshake, and one that speaks no TLS', async () => {
      const started = await start({ tls: serverTls(server), limits: { headersTimeoutMs: 200 } });
      const silent = await rawSocket(started.endpoint);
      const plain = await rawSocket(started.endpoint);
      plain.socket.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\n\r\n');
      await Promise.all([silent.closed, plain.closed]);
      expect((await send(started, clientTls(authority.ca))).kind).toBe('ok');
    });
  });

  it.each([
    ['gRPC', startGrpc],
    ['HTTP', startHttp],
  ] as const)(
    'follows changed certificate files for new connections over %s, and keeps the old ones when the new are unfit',
    async (_, start) => {
      const live = { cert: join(authority.folder, 'live.pem'), key: join(authority.folder, 'live.key') };
      const install = (pair: Pair): void => {
        copyFileSync(pair.cert, live.cert);
        copyFileSync(pair.key, live.key);
      };
      install(server);
      const clock = new ManualClock();
      const started = await start({ tls: serverTls(live, { reloadIntervalMs: 1000 }), clock });
      const served = (): Promise<string> =>
        new Promise((resolve, reject) => {
          const socket = connectTls(
            { port: started.endpoint.port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2', 'http/1.1'] },
            () => {
              resolve(socket.getPeerCertificate().subject.CN as string);
              socket.destroy();
            },
          );
          socket.on('error', reject);
        });
      const becomes = async (name: string): Promise<void> => {
        while ((await served()) !== name) await clock.advance(1000);
      };
      expect(await served()).toBe('server');
      install(stranger);
      await becomes('stranger');
      writeFileSync(live.key, 'no key at all');
      for (let i = 0; i < 3; i++) {
        await clock.advance(1000);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(await served()).toBe('stranger');
      install(server);
      await becomes('server');
      await started.transport.close(AbortSignal.abort());
      await until(() => clock.liveTimers === 0);
    },
  );

  it('follows a changed client certificate', async () => {
    const live = { cert: join(authority.folder, 'live-client.pem'), key: join(authority.folder, 'live-client.key') };
    const install = (pair: Pair): void => {
      copyFileSync(pair.cert, live.cert);
      copyFileSync(pair.key, live.key);
    };
    for (const kind of ['gRPC', 'HTTP'] as const) {
      install(stranger);
      const clock = new ManualClock();
      const tls = clientTls(authority.ca, { reloadIntervalMs: 1000 }, live);
      const started = await (kind === 'gRPC' ? startGrpc : startHttp)({ tls: serverTls(server, {}, authority.ca) });
      const sender =
        kind === 'gRPC'
          ? grpcClient('', { target: { target: `dns:localhost:${started.endpoint.port}`, secure: true }, tls, clock })
          : httpClient(`https://localhost:${started.endpoint.port}`, { tls, clock });
      expect((await sender.send('traces', BODY, within(5000))).kind).toBe('retry');
      install(client);
      while ((await sender.send('traces', BODY, within(5000))).kind !== 'ok') await clock.advance(1000);
      await sender.close();
      expect(clock.liveTimers).toBe(0);
    }
  });

  it('says at start which file is unfit, and nothing of its content', async () => {
    const bad = join(authority.folder, 'bad.pem');
    writeFileSync(bad, 'SECRET CONTENT');
    await expect(startHttp({ tls: serverTls({ cert: server.cert, key: bad }) })).rejects.toMatchObject({
      code: 'ASSAY_TRANSPORT_TLS_MATERIAL',
      message: expect.not.stringContaining('SECRET') as string,
    });
    await expect(startGrpc({ tls: serverTls({ cert: server.cert, key: client.key }) })).rejects.toMatchObject({
      code: 'ASSAY_TRANSPORT_TLS_MATERIAL',
    });
    await expect(startGrpc({ tls: serverTls({ cert: join(authority.folder, 'nowhere.pem'), key: server.key }) })).rejects.toMatchObject({
      code: 'ASSAY_TRANSPORT_TLS_MATERIAL',
      message: expect.stringMatching(/tls\.cert_file.*nowhere\.pem.*ENOENT/) as string,
    });
    expect(() => httpClient('https://localhost:1', { tls: clientTls(bad) })).toThrow(
      expect.objectContaining({ code: 'ASSAY_TRANSPORT_TLS_MATERIAL' }) as Error,
    );
  });

  it('takes PEM text from the config as well', async () => {
    const { readFileSync } = await import('node:fs');
    const started = await startHttp({
      tls: {
        sources: {
          cert: { key: 'tls.cert_pem', pem: readFileSync(server.cert, 'utf8') },
          key: { key: 'tls.key_pem', pem: readFileSync(server.key, 'utf8') },
        },
        minVersion: 'TLSv1.2',
        reloadIntervalMs: 1000,
      },
    });
    const sender = httpClient(`https://localhost:${started.endpoint.port}`, { tls: clientTls(authority.ca) });
    onTestFinished(() => sender.close());
    expect((await sender.send('traces', BODY, within())).kind).toBe('ok');
  });
});
