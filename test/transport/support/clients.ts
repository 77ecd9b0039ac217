import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/telemetry/clock.ts';
import type { ClientTransport, SendOptions } from '../../../src/transport/client-transport.ts';
import { type GrpcClientSettings, GrpcClientTransport } from '../../../src/transport/grpc/grpc-client.ts';
import { type HttpClientSettings, HttpClientTransport } from '../../../src/transport/http/http-client.ts';
import { makeFakeHost } from '../../support/fake-host.ts';

/** Options of a send that nobody aborts. */
export function within(timeoutMs: number = 20_000, abort: AbortSignal = new AbortController().signal): SendOptions {
  return { timeoutMs, abort };
}

function closing<T extends ClientTransport>(client: T): T {
  onTestFinished(() => client.close());
  return client;
}

export function grpcClient(address: string, overrides: Partial<GrpcClientSettings> = {}): GrpcClientTransport {
  return closing(
    new GrpcClientTransport({
      target: { target: `dns:${address}`, secure: false },
      compression: 'none',
      headers: {},
      waitForReady: false,
      userAgent: 'assay-test',
      clock: systemClock(),
      log: makeFakeHost().log,
      ...overrides,
    }),
  );
}

export function httpClient(url: string, overrides: Partial<HttpClientSettings> = {}): HttpClientTransport {
  return closing(
    new HttpClientTransport({
      endpoint: new URL(url),
      encoding: 'proto',
      compression: 'none',
      headers: {},
      readResponse: true,
      userAgent: 'assay-test',
      clock: systemClock(),
      log: makeFakeHost().log,
      ...overrides,
    }),
  );
}
