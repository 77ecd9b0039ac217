import { randomBytes } from 'node:crypto';
import type { Batch } from '../../otlp/batch.ts';
import type { ClientTransport } from '../../transport/client-transport.ts';
import { GrpcClientTransport } from '../../transport/grpc/grpc-client.ts';
import { HttpClientTransport } from '../../transport/http/http-client.ts';
import { parseGrpcEndpoint } from '../../transport/endpoint.ts';
import { systemClock } from '../../telemetry/clock.ts';
import { SILENT } from '../../telemetry/log/silent.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { loadRecordings, refreshed } from './recordings.ts';

/** Where the demo's collector listens. */
export interface DemoPorts {
  readonly grpc: string;
  readonly http: string;
}

function clients(ports: DemoPorts): ClientTransport[] {
  const clock = systemClock();
  const shared = { headers: {}, userAgent: 'assay-demo', clock, log: SILENT };
  return [
    new GrpcClientTransport({ target: parseGrpcEndpoint(ports.grpc, true)!, compression: 'none', waitForReady: true, ...shared }),
    new HttpClientTransport({
      endpoint: new URL(`http://${ports.http}`),
      encoding: 'proto',
      compression: 'none',
      readResponse: true,
      ...shared,
    }),
  ];
}

/** All recorded requests, SDK after SDK in turn, so that neighbours on the screen come from different ones. */
function interleaved(): Batch[] {
  const lists = loadRecordings().map((recording) => recording.requests);
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.map((list) => list[i]).filter((request) => request !== undefined)).flat();
}

/** Sends the recordings over and over, gRPC and HTTP in turn, until `stop` aborts. Throws when the collector refuses one. */
export async function replay(ports: DemoPorts, intervalMs: number, stop: AbortSignal): Promise<void> {
  const transports = clients(ports);
  const requests = interleaved();
  try {
    for (let i = 0; !stop.aborted; i++) {
      const request = refreshed(requests[i % requests.length]!, randomBytes(16), Date.now());
      const result = await transports[i % transports.length]!.send('traces', request.bytes, { timeoutMs: 10_000, abort: stop });
      if (stop.aborted) return;
      if (result.kind !== 'ok') throw new AssayError(result.code, `the demo's own request was not taken: ${result.reason}`);
      await pause(intervalMs, stop);
    }
  } finally {
    await Promise.all(transports.map((transport) => transport.close()));
  }
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
