import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AssayError } from '../wire/assay-error.ts';
import type { ErrorCode } from '../wire/assay-error.ts';
import { bindHosts, formatEndpoint } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';

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

/** What a scraper or a probe needs; a slow or silent client holds a connection no longer. */
const LIMITS = {
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 5_000,
};
const MAX_CONNECTIONS = 128;

/** An address family or interface that this machine does not have. */
function isAbsent(cause: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT', 'EINVAL'].includes(String((cause as { code?: unknown }).code));
}

/**
 * A read-only HTTP listener for small documents about the process itself: GET and HEAD on a fixed set of paths.
 * Bodies of requests are never read; every response closes the doors that a browser could use (no sniffing, no caching).
 */
export class StatusServer {
  readonly #settings: StatusServerSettings;
  #servers: Server[] = [];

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
    const { host, port } = this.#settings.endpoint;
    const [first = '', ...others] = bindHosts(host);
    try {
      this.#servers = [await this.#listen(first, port).catch((cause: unknown) => this.#listenIpv4(first, port, cause))];
      for (const other of others) {
        const server = await this.#listen(other, this.address?.port ?? 0).catch((cause: unknown) => {
          if (port === 0 || isAbsent(cause)) return undefined;
          throw cause;
        });
        if (server !== undefined) this.#servers.push(server);
      }
    } catch (cause) {
      await this.stop();
      throw this.#listenError(cause);
    }
  }

  /** Stops listening and ends every connection: who asks for a status asks again. Safe to call twice. */
  async stop(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const server of servers) server.closeAllConnections();
    await Promise.all(closed);
  }

  /** All interfaces of a machine without IPv6. */
  #listenIpv4(host: string, port: number, cause: unknown): Promise<Server> {
    if (host === '::' && isAbsent(cause)) return this.#listen('0.0.0.0', port);
    throw cause;
  }

  async #listen(host: string, port: number): Promise<Server> {
    const server = createServer(LIMITS, (request, response) => void this.#answer(request, response));
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    server.on('error', () => undefined);
    server.unref();
    return server;
  }

  #listenError(cause: unknown): AssayError {
    const { endpoint, key, portTakenCode, listenFailedCode } = this.#settings;
    const where = formatEndpoint(endpoint);
    const code = (cause as { code?: unknown }).code;
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
