/* One listener takes the sockets of another over: no address is closed in between, and what is connected is served to its end. */
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACCEPTED } from '../../src/kernel/outcome.ts';
import type { Endpoint } from '../../src/transport/endpoint.ts';
import { GrpcServerTransport } from '../../src/transport/grpc/grpc-server.ts';
import { HttpServerTransport } from '../../src/transport/http/http-server.ts';
import { DEFAULT_SERVER_LIMITS, type ServerSettings, type ServerTransport } from '../../src/transport/server-transport.ts';
import { GrpcClient } from '../support/clients.ts';
import { makeFakeHost } from '../support/fake-host.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { rawSocket } from './support/raw-socket.ts';

const NEVER = new AbortController().signal;

interface Listening {
  readonly transport: ServerTransport;
  readonly endpoint: Endpoint;
  readonly clock: ManualClock;
  /** Requests that came; they are answered when `open` resolves. */
  count: number;
}

async function listen(
  make: (settings: ServerSettings) => ServerTransport,
  before?: Listening,
  open: Promise<void> = Promise.resolve(),
): Promise<Listening> {
  const clock = new ManualClock();
  const listening = { clock, count: 0 };
  const transport = make({
    endpoint: { host: '127.0.0.1', port: 0 },
    clock,
    log: makeFakeHost().log,
    limits: DEFAULT_SERVER_LIMITS,
    handler: async () => {
      listening.count++;
      await open;
      return { outcome: ACCEPTED, items: 1 };
    },
  });
  onTestFinished(() => transport.close(AbortSignal.abort()));
  const endpoint = await transport.listen(before?.transport.handOver());
  return Object.assign(listening, { transport, endpoint });
}

const http = (settings: ServerSettings): ServerTransport => new HttpServerTransport(settings);
const grpc = (settings: ServerSettings): ServerTransport => new GrpcServerTransport(settings);

function gate(): { promise: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

/** A POST over `agent`: its status, the header `connection` of the answer, and the local port it came from. */
function post(port: number, agent: Agent): Promise<{ status: number; connection: string | undefined; from: number }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': '0' };
    const call = request({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', agent, headers }, (response) => {
      const from = (response.socket.address() as AddressInfo).port;
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode!, connection: response.headers.connection, from }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('an HTTP listener that hands over', () => {
  it('answers on a connection that it has once more, closes it then, and leaves new ones to the other', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const old = await listen(http);
    const first = await post(old.endpoint.port, agent);
    const next = await listen(http, old);
    expect(next.endpoint).toEqual(old.endpoint);
    const lingering = old.transport.linger(NEVER);
    const second = await post(old.endpoint.port, agent);
    expect([second.status, second.connection, second.from]).toEqual([200, 'close', first.from]);
    await lingering;
    await old.transport.close(NEVER);
    const third = await post(old.endpoint.port, agent);
    expect(third).toMatchObject({ status: 200, connection: 'keep-alive' });
    expect([old.count, next.count]).toEqual([2, 1]);
  });

  it('answers a request in progress, and closes idle connections after ten seconds', async () => {
    const hold = gate();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const old = await listen(http, undefined, hold.promise);
    const idle = await rawSocket(old.endpoint);
    const waiting = post(old.endpoint.port, agent);
    await expect.poll(() => old.count).toBe(1);
    await listen(http, old);
    let over = false;
    const lingering = old.transport.linger(NEVER).then(() => (over = true));
    hold.open();
    expect(await waiting).toMatchObject({ status: 200, connection: 'close' });
    await old.clock.advance(9_900);
    expect(over).toBe(false);
    await old.clock.advance(200);
    await lingering;
    await old.transport.close(NEVER);
    expect(await idle.closed).toBe('');
  });

  it('hurries when told', async () => {
    const old = await listen(http);
    await rawSocket(old.endpoint);
    await listen(http, old);
    const hurry = new AbortController();
    const lingering = old.transport.linger(hurry.signal);
    hurry.abort();
    await lingering;
    expect(old.clock.liveTimers).toBe(0);
  });
});

describe('a gRPC listener that hands over', () => {
  it('answers calls in progress, and the next one of the same client goes to the other', async () => {
    const hold = gate();
    const old = await listen(grpc, undefined, hold.promise);
    const client = new GrpcClient(old.endpoint.port, true);
    onTestFinished(() => client.close());
    const waiting = client.send(Buffer.alloc(0));
    await expect.poll(() => old.count).toBe(1);
    const next = await listen(grpc, old);
    await expect.poll(async () => (await client.send(Buffer.alloc(0))).code === 0 && next.count > 0).toBe(true);
    hold.open();
    expect(await waiting).toMatchObject({ code: 0 });
    await old.transport.linger(NEVER);
    await old.transport.close(NEVER);
    expect(await client.send(Buffer.alloc(0))).toMatchObject({ code: 0 });
    expect(old.count).toBe(1);
  });
});
