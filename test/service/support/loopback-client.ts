import { Agent, request } from 'node:http';
import { GrpcClient } from '../../support/clients.ts';
import { idOf, numberedSpans } from './numbered-spans.ts';

/** What a client met. */
export interface ClientTally {
  /** Ids of spans that were answered with 200. */
  readonly acknowledged: Set<string>;
  readonly answers: Map<number, number>;
  /** Errors of connections by code: ECONNREFUSED, ECONNRESET ... */
  readonly errors: Map<string, number>;
}

let next = 0;

function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** One POST; the status, or the code of the error. */
export function postTraces(port: number, body: Uint8Array, agent?: Agent, headers: Record<string, string> = {}): Promise<number | string> {
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: '/v1/traces',
      method: 'POST',
      agent: agent ?? false,
      headers: { 'content-type': 'application/x-protobuf', 'content-length': body.length, ...headers },
    };
    const call = request(options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    });
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    call.end(body);
  });
}

/** A client at work. */
export interface Sending {
  /** What it met so far. */
  readonly tally: ClientTally;
  /** Resolves when `until` aborted and every request begun is acknowledged. */
  readonly ended: Promise<void>;
  /** Resolves when this many further spans are acknowledged. */
  more(spans: number): Promise<void>;
}

/**
 * Sends numbered spans until `until` aborts, `workers` requests at a time over HTTP and a third as many over one gRPC
 * connection; half of the HTTP workers open a connection for each request, the others keep theirs. A request that is not
 * acknowledged is sent again until it is.
 */
export function sendUntil(ports: { http: number; grpc: number }, until: AbortSignal, workers: number = 12, spans: number = 5): Sending {
  const tally: ClientTally = { acknowledged: new Set(), answers: new Map(), errors: new Map() };
  const keeping = new Agent({ keepAlive: true, maxSockets: workers });
  const grpc = new GrpcClient(ports.grpc, true);
  const overHttp =
    (agent: Agent | undefined) =>
    (body: Uint8Array): Promise<number | string> =>
      postTraces(ports.http, body, agent);
  const overGrpc = async (body: Uint8Array): Promise<number | string> => {
    const { code, details } = await grpc.send(body);
    return code === 0 ? 200 : `${code} ${details}`;
  };
  const work = async (send: (body: Uint8Array) => Promise<number | string>): Promise<void> => {
    while (!until.aborted) {
      const first = next;
      next += spans;
      const body = numberedSpans(first, spans);
      for (;;) {
        const answer = await send(body);
        if (typeof answer === 'number') count(tally.answers, answer);
        else count(tally.errors, answer);
        if (answer === 200) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      for (let i = 0; i < spans; i++) tally.acknowledged.add(idOf(first + i));
    }
  };
  const senders = Array.from({ length: workers }, (_, i) => overHttp(i % 2 === 0 ? undefined : keeping));
  const all = [...senders, ...senders.slice(0, Math.ceil(workers / 3)).map(() => overGrpc)];
  const ended = Promise.all(all.map(work)).then(() => {
    keeping.destroy();
    grpc.close();
  });
  return {
    tally,
    ended,
    async more(wanted) {
      const enough = tally.acknowledged.size + wanted;
      while (tally.acknowledged.size < enough) await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}
