import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spansIn } from './otlp-sink.ts';

/** How the backend treats one request: a status with headers and body, silence, or a cut in the middle of the body. */
export type Behaviour =
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: Uint8Array }
  | { readonly kind: 'silence' }
  | { readonly kind: 'cut' };

export const TAKE: Behaviour = { kind: 'answer', status: 200 };

/** One request as it came. `ids` are the span ids of its body; empty when it was cut. */
export interface SeenAttempt {
  readonly atMs: number;
  readonly status: number;
  readonly ids: readonly string[];
}

/** An OTLP/HTTP backend for traces that behaves as told, request by request; keeps the ids of what it took with 200. */
export class ScriptedBackend {
  readonly attempts: SeenAttempt[] = [];
  readonly taken: string[] = [];
  /** Decides by the ids of a request and its number, from 0. */
  behave: (ids: readonly string[], attempt: number) => Behaviour = () => TAKE;
  /** How many of the next requests are cut before their body is read. */
  cutNext = 0;
  /** How long each answer takes. */
  delayMs = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(port: number = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Forgets what came, and takes everything from now on. */
  reset(): void {
    this.attempts.length = 0;
    this.taken.length = 0;
    this.behave = () => TAKE;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    if (this.cutNext > 0) {
      this.cutNext--;
      this.attempts.push({ atMs: Date.now(), status: 0, ids: [] });
      request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      return;
    }
    const ids = spansIn(Buffer.concat(chunks)).map(({ span }) => span.spanId);
    const behaviour = this.behave(ids, this.attempts.length);
    const status = behaviour.kind === 'answer' ? behaviour.status : 0;
    this.attempts.push({ atMs: Date.now(), status, ids });
    if (behaviour.kind === 'cut') request.socket.destroy();
    if (behaviour.kind !== 'answer') return;
    if (status === 200) this.taken.push(...ids);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    response.writeHead(status, { 'content-type': 'application/x-protobuf', ...behaviour.headers });
    response.end(behaviour.body);
  }
}

/** A port on loopback that was free a moment ago, for what cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
