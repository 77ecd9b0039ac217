import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXPORT_METHODS } from '../../src/transport/grpc/methods.ts';
import { innerServers, type PingPolicy } from '../../src/transport/grpc/ping-police.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { startGrpc, type Started } from './support/servers.ts';

/** A client, and why the server closed it, if it did. */
interface Client {
  readonly session: ClientHttp2Session;
  readonly goaway: () => { code: number; reason: string } | undefined;
  /** Pings, and waits for the answer; false when the connection is gone. */
  ping(): Promise<boolean>;
}

async function client(started: Started): Promise<Client> {
  const session = connect(`http://127.0.0.1:${started.endpoint.port}`);
  session.on('error', () => undefined);
  onTestFinished(() => session.destroy());
  await new Promise((resolve) => session.once('connect', resolve));
  const closed = new Promise<boolean>((resolve) => session.once('close', () => resolve(false)));
  let told: { code: number; reason: string } | undefined;
  session.on('goaway', (code, _last, data) => (told = { code, reason: String(data) }));
  return {
    session,
    goaway: () => told,
    ping: () => {
      const answered = new Promise<boolean>((resolve) => {
        if (session.destroyed || !session.ping((error) => resolve(error === null))) resolve(false);
      });
      return Promise.race([answered, closed]);
    },
  };
}

async function start(pings?: PingPolicy): Promise<{ started: Started; clock: ManualClock }> {
  const clock = new ManualClock();
  return { started: await startGrpc({ clock, ...(pings === undefined ? {} : { keepalive: { pings } }) }), clock };
}

/** A whole call with an empty message. */
function call(session: ClientHttp2Session): Promise<void> {
  const headers = { ':method': 'POST', ':path': EXPORT_METHODS.traces, 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request(headers);
  stream.resume();
  stream.end(Buffer.alloc(5));
  return new Promise((resolve) => stream.once('close', () => resolve()));
}

const OFTEN: PingPolicy = { minTimeMs: 10_000, permitWithoutStream: true };
const TOO_MANY = { code: constants.NGHTTP2_ENHANCE_YOUR_CALM, reason: 'too_many_pings' };

describe('pings of clients', () => {
  it('are answered as they come without a policy', async () => {
    const { started } = await start();
    const { ping, goaway } = await client(started);
    for (let i = 0; i < 20; i++) expect(await ping()).toBe(true);
    expect(goaway()).toBeUndefined();
  });

  it('that come too early close the connection at the third, with too_many_pings', async () => {
    const { started } = await start(OFTEN);
    const { ping, goaway, session } = await client(started);
    for (let i = 0; i < 3; i++) expect(await ping()).toBe(true);
    await ping();
    await expect.poll(() => session.destroyed).toBe(true);
    expect(goaway()).toEqual(TOO_MANY);
  });

  it('are in order at the interval of the policy', async () => {
    const { started, clock } = await start(OFTEN);
    const { ping, goaway } = await client(started);
    for (let i = 0; i < 6; i++) {
      expect(await ping()).toBe(true);
      await clock.advance(10_000);
    }
    expect(goaway()).toBeUndefined();
  });

  it('on a connection without calls need two hours, unless these are permitted', async () => {
    const { started, clock } = await start({ minTimeMs: 10_000, permitWithoutStream: false });
    const { ping, goaway } = await client(started);
    for (let i = 0; i < 4; i++) {
      await ping();
      await clock.advance(60_000);
    }
    await expect.poll(goaway).toEqual(TOO_MANY);
  });

  it('are forgiven by calls in between', async () => {
    const { started } = await start(OFTEN);
    const { ping, goaway, session } = await client(started);
    for (let i = 0; i < 6; i++) {
      expect(await ping()).toBe(true);
      expect(await ping()).toBe(true);
      await call(session);
    }
    expect(goaway()).toBeUndefined();
  });

  it('can be seen in the HTTP/2 server that grpc-js has inside', () => {
    const server = new Server();
    expect(innerServers(server)).toEqual([]);
    server.createConnectionInjector(ServerCredentials.createInsecure());
    expect(innerServers(server)).toHaveLength(1);
    server.forceShutdown();
  });
});
