/* A backend whose name moves to another address: the exporters follow while they run. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EXPORT_METHODS, identity } from '../../src/transport/grpc/methods.ts';
import { grpcClient, httpClient, within } from './support/clients.ts';

const BODY = Buffer.from('0123456789'.repeat(100));
const NAME = 'backend.test';
/** Two addresses of the loopback interface; one port serves both. */
const [OLD, NEW] = ['127.0.0.1', '127.0.0.2'] as const;

interface Home {
  readonly port: number;
  requests: number;
  leave(): Promise<void>;
}

async function grpcHome(host: string, port: number): Promise<Home> {
  const server = new Server();
  const home = { port, requests: 0, leave: async (): Promise<void> => server.forceShutdown() };
  server.register(
    EXPORT_METHODS.traces,
    (_: unknown, done: (error: null, value: Buffer) => void) => (home.requests++, done(null, Buffer.alloc(0))),
    identity,
    identity,
    'unary',
  );
  home.port = await new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return home;
}

async function httpHome(host: string, port: number): Promise<Home> {
  const server = createServer((request, response) => {
    home.requests++;
    request.resume().on('end', () => response.end());
  });
  const leave = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
  };
  const home = { port, requests: 0, leave };
  home.port = await new Promise((resolve) => server.listen(port, host, () => resolve((server.address() as AddressInfo).port)));
  onTestFinished(leave);
  return home;
}

/** From now on the name of the backend leads to what `address` says; everything else is looked up as before. */
function resolveTo(address: () => string): void {
  const { lookup } = dns;
  const lookupLater = dns.promises.lookup;
  const found = (): { address: string; family: number } => ({ address: address(), family: 4 });
  const answer = (name: string, options: { all?: boolean }, done: (...given: unknown[]) => void): void => {
    if (name !== NAME) lookup(name, options as object, done);
    else if (options.all === true) done(null, [found()]);
    else done(null, address(), 4);
  };
  const answerLater = async (name: string, options: object): Promise<unknown> => (name === NAME ? [found()] : lookupLater(name, options));
  vi.spyOn(dns, 'lookup').mockImplementation(answer as unknown as typeof dns.lookup);
  vi.spyOn(dns.promises, 'lookup').mockImplementation(answerLater as unknown as typeof dns.promises.lookup);
  onTestFinished(() => void vi.restoreAllMocks());
}

const WAYS = {
  gRPC: { home: grpcHome, client: (port: number) => grpcClient(`${NAME}:${port}`) },
  HTTP: { home: httpHome, client: (port: number) => httpClient(`http://${NAME}:${port}`) },
} as const;

describe.each(Object.entries(WAYS))('a client over %s', (_name, { home, client: clientOf }) => {
  it('goes to where its backend has moved, once the old address is gone', async () => {
    let address: string = OLD;
    resolveTo(() => address);
    const old = await home(OLD, 0);
    const next = await home(NEW, old.port);
    const client = clientOf(old.port);
    expect((await client.send('traces', BODY, within())).kind).toBe('ok');
    expect([old.requests, next.requests]).toEqual([1, 0]);
    address = NEW;
    await old.leave();
    await expect.poll(async () => (await client.send('traces', BODY, within())).kind, { timeout: 40_000, interval: 200 }).toBe('ok');
    expect([old.requests, next.requests]).toEqual([1, 1]);
  });
});
