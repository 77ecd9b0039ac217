import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Endpoint, formatEndpoint } from '../transport/endpoint.ts';
import { bindAll, closeNow, SCRAPE_LIMITS, SCRAPE_MAX_CONNECTIONS } from '../transport/listen.ts';
import { AssayError } from '../wire/assay-error.ts';
import type { ErrorCode } from '../wire/assay-error.ts';

/** One document of a status listener. */
export interface StatusReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export type StatusRoute = (request: IncomingMessage) => StatusReply | Promise<StatusReply>;

export interface StatusServerSettings {
  readonly endpoint: Endpoint;
  /** The YAML key of the endpoint; named when the port is taken. */
  readonly key: string;
  readonly portTakenCode: ErrorCode;
  readonly listenFailedCode: ErrorCode;
  /** Exact path (without query) to document. */
  readonly routes: ReadonlyMap<string, StatusRoute>;
}

const TEXT = 'text/plain; charset=utf-8';

/**
 * A read-only HTTP listener for small documents about the process itself: GET and HEAD on a fixed set of paths.
 * Bodies of requests are never read; every response closes the doors that a browser could use (no sniffing, no caching).
 */
export class StatusServer {
  readonly #settings: StatusServerSettings;
  #servers: readonly Server[] = [];

  constructor(settings: StatusServerSettings) {
    this.#settings = settings;
  }

  /** Where it listens once started; the port is the real one when 0 was asked for. */
  get address(): Endpoint | undefined {
    const address = this.#servers[0]?.address() as AddressInfo | null | undefined;
    return address ? { host: address.address, port: address.port } : undefined;
  }

  /** Binds; a second call while it listens does nothing. Throws the codes given in the settings, naming address and key. */
  async start(): Promise<void> {
    if (this.#servers.length > 0) return;
    try {
      const { servers } = await bindAll(this.#settings.endpoint, () => this.#makeServer());
      this.#servers = servers as readonly Server[];
    } catch (cause) {
      throw this.#listenError(cause);
    }
    for (const server of this.#servers) server.unref();
  }

  /** Stops listening and ends every connection: who asks for a status asks again. Safe to call twice. */
  async stop(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    await closeNow(servers);
  }

  #makeServer(): Server {
    const server = createServer(SCRAPE_LIMITS, (request, response) => void this.#answer(request, response));
    server.maxConnections = SCRAPE_MAX_CONNECTIONS;
    return server;
  }

  #listenError(cause: unknown): AssayError {
    const { endpoint, key, portTakenCode, listenFailedCode } = this.#settings;
    const where = formatEndpoint(endpoint);
    const code = cause instanceof AssayError ? (cause.cause as { code?: unknown }).code : undefined;
    return code === 'EADDRINUSE'
      ? new AssayError(portTakenCode, `port ${endpoint.port} is taken (${where}); set ${key} to a free address`, { cause })
      : new AssayError(listenFailedCode, `cannot listen on ${where} (${String(code)}); check ${key}`, { cause });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let reply: StatusReply;
    try {
      reply = await this.#reply(request);
    } catch {
      reply = { status: 500, contentType: TEXT, body: 'internal error\n' };
    }
    if (response.destroyed) return;
    response.writeHead(reply.status, {
      'content-type': reply.contentType,
      'content-length': Buffer.byteLength(reply.body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(reply.status === 405 ? { allow: 'GET, HEAD' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : reply.body);
  }

  #reply(request: IncomingMessage): StatusReply | Promise<StatusReply> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const route = this.#settings.routes.get(path);
    if (route === undefined)
      return { status: 404, contentType: TEXT, body: `not found; here are: ${[...this.#settings.routes.keys()].join(' ')}\n` };
    if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, contentType: TEXT, body: 'only GET and HEAD\n' };
    return route(request);
  }
}
