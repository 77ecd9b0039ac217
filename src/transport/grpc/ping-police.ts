import type { Server } from '@grpc/grpc-js';
import { constants, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Clock } from '../../kernel/host.ts';

/** grpc-go's `keepalive.EnforcementPolicy`. */
export interface PingPolicy {
  /** Shortest time between two pings of a client. */
  readonly minTimeMs: number;
  /** Whether that time holds without calls in progress, too; else it is `IDLE_MIN_MS` then. */
  readonly permitWithoutStream: boolean;
}

/** Between pings of a connection without calls, where these are not permitted (grpc-go http2_server.go, defaultPingTimeout). */
const IDLE_MIN_MS = 7_200_000;
/** Pings that came too early before the connection is closed (grpc proposal A8: a third one is one too many). */
const MAX_STRIKES = 2;

/** The HTTP/2 servers inside grpc-js (`Server.http2Servers`, 1.14.7), by shape; none where a later version has them elsewhere. */
export function innerServers(server: Server): readonly Http2Server[] {
  const { http2Servers } = server as unknown as { http2Servers?: unknown };
  if (!(http2Servers instanceof Map)) return [];
  return ([...http2Servers.keys()] as Http2Server[]).filter((inner) => typeof inner?.on === 'function');
}

/**
 * Closes connections whose client pings more often than the policy allows, with GOAWAY ENHANCE_YOUR_CALM `too_many_pings`: clients of
 * gRPC then double their interval. Calls and answers in between forgive earlier pings, as in grpc-go. grpc-js itself polices no pings.
 */
export function policePings(server: Http2Server, policy: PingPolicy, clock: Clock): void {
  server.on('session', (session: ServerHttp2Session) => police(session, policy, clock));
}

function police(session: ServerHttp2Session, policy: PingPolicy, clock: Clock): void {
  let lastMs = Number.NEGATIVE_INFINITY;
  let [strikes, streams, forgiven] = [0, 0, false];
  session.on('stream', (stream: ServerHttp2Stream) => {
    streams++;
    forgiven = true;
    stream.once('close', () => {
      streams--;
      forgiven = true;
    });
  });
  session.on('ping', () => {
    const now = clock.monotonicMs();
    const minMs = streams > 0 || policy.permitWithoutStream ? policy.minTimeMs : IDLE_MIN_MS;
    if (forgiven) strikes = 0;
    else if (now < lastMs + minMs) strikes++;
    forgiven = false;
    lastMs = now;
    if (strikes <= MAX_STRIKES || session.destroyed) return;
    session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, undefined, Buffer.from('too_many_pings'));
    session.close();
    setImmediate(() => session.destroy());
  });
}
