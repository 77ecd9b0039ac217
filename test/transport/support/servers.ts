import { onTestFinished } from 'vitest';
import { ACCEPTED } from '../../../src/kernel/outcome.ts';
import { systemClock } from '../../../src/telemetry/clock.ts';
import type { Endpoint } from '../../../src/transport/endpoint.ts';
import { GrpcServerTransport, type GrpcServerSettings } from '../../../src/transport/grpc/grpc-server.ts';
import { HttpServerTransport, type HttpServerSettings } from '../../../src/transport/http/http-server.ts';
import type { ProblemName } from '../../../src/transport/status-table.ts';
import {
  DEFAULT_SERVER_LIMITS,
  type ServerLimits,
  type ServerReply,
  type ServerRequest,
  type ServerSettings,
  type ServerTransport,
} from '../../../src/transport/server-transport.ts';
import { makeFakeHost } from '../../support/fake-host.ts';

/** A listener on an ephemeral port, what its handler saw and what the transport refused. */
export interface Started<T extends ServerTransport = ServerTransport> {
  readonly transport: T;
  readonly endpoint: Endpoint;
  readonly seen: ServerRequest[];
  readonly problems: ProblemName[];
}

export type Overrides<S> = Partial<Omit<S, 'limits'>> & { readonly limits?: Partial<ServerLimits> };

function common(overrides: Overrides<ServerSettings>, seen: ServerRequest[], problems: ProblemName[]): ServerSettings {
  const { limits, handler, ...rest } = overrides;
  return {
    endpoint: { host: '127.0.0.1', port: 0 },
    clock: systemClock(),
    log: makeFakeHost().log,
    ...rest,
    limits: { ...DEFAULT_SERVER_LIMITS, ...limits },
    handler: (request): ServerReply | Promise<ServerReply> => {
      seen.push(request);
      return handler === undefined ? { outcome: ACCEPTED, items: 1 } : handler(request);
    },
    onProblem: (problem) => void problems.push(problem),
  };
}

async function start<T extends ServerTransport>(transport: T, seen: ServerRequest[], problems: ProblemName[]): Promise<Started<T>> {
  const endpoint = await transport.listen();
  onTestFinished(() => transport.close(AbortSignal.abort()));
  return { transport, endpoint, seen, problems };
}

export function startHttp(overrides: Overrides<HttpServerSettings> = {}): Promise<Started> {
  const seen: ServerRequest[] = [];
  const problems: ProblemName[] = [];
  return start(
    new HttpServerTransport({ ...common(overrides, seen, problems), ...(overrides.cors === undefined ? {} : { cors: overrides.cors }) }),
    seen,
    problems,
  );
}

export function startGrpc(overrides: Overrides<GrpcServerSettings> = {}): Promise<Started> {
  const seen: ServerRequest[] = [];
  const problems: ProblemName[] = [];
  const keepalive = overrides.keepalive === undefined ? {} : { keepalive: overrides.keepalive };
  return start(new GrpcServerTransport({ ...common(overrides, seen, problems), ...keepalive }), seen, problems);
}

/** A promise and its resolver, for handlers that a test holds. */
export function gate<T>(): { readonly promise: Promise<T>; readonly open: (value: T) => void } {
  let open!: (value: T) => void;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** Waits until `done` is true, turn by turn; the test's own timeout is the bound. */
export async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}
