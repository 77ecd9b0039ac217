import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { makeFairness } from '../body/fairness.ts';
import { Unpacker } from '../body/unpack.ts';
import type { Endpoint } from '../endpoint.ts';
import { bindAll, type Bound, takeOver } from '../listen.ts';
import { Lingering } from '../lingering.ts';
import type { ServerLimits, ServerSettings, ServerTransport } from '../server-transport.ts';
import { reloadServerTls, serverTlsOptions } from '../tls/server-tls.ts';
import { compileCors, type CorsSettings } from './cors.ts';
import { Exchange, type ExchangeContext } from './exchange.ts';

/** Settings of an OTLP/HTTP listener. */
export interface HttpServerSettings extends ServerSettings {
  readonly cors?: CorsSettings;
}

/** Answers to bytes that are no HTTP request; node:http tells the causes apart by error code. */
const PARSE_ANSWERS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

const KEEPALIVE_PROBE_MS = 60_000;

/** SDKs export every five seconds: a connection that is idle for longer will not be asked in the moment in which it is closed. */
const IDLE_LINGER_MS = 10_000;

/**
 * Requests of one connection whose answers are outstanding. OTLP clients send one after the other; who sends thousands of
 * tiny requests ahead would hold some 10 KB for each of them (measured: 1,600 fit into one read of 64 KiB).
 */
const MAX_PIPELINED = 64;

/** OTLP/HTTP on node:http or node:https. */
export class HttpServerTransport implements ServerTransport {
  #settings: HttpServerSettings;
  #context: ExchangeContext;
  #servers: readonly (Server | TlsServer)[] = [];
  #bound: Bound | undefined;
  readonly #connections = new Lingering(IDLE_LINGER_MS);
  #active = 0;
  readonly #outstanding = new WeakMap<Socket, number>();
  #idle: (() => void)[] = [];
  #stopping = false;
  #endReload: () => void = () => {};

  constructor(settings: HttpServerSettings) {
    this.#settings = settings;
    this.#context = {
      settings,
      cors: settings.cors === undefined ? undefined : compileCors(settings.cors),
      unpacker: new Unpacker(settings.limits),
      fairness: makeFairness(),
      stopping: () => this.#stopping,
      leaving: () => this.#connections.lingers,
    };
  }

  async listen(from?: Bound): Promise<Endpoint> {
    const { tls, limits, clock, log, endpoint } = this.#settings;
    const secure = tls === undefined ? undefined : serverTlsOptions(tls);
    const make = (): Server | TlsServer => {
      const options = serverOptions(limits);
      const server =
        secure === undefined
          ? createServer(options)
          : createTlsServer({ ...options, ...secure.options, handshakeTimeout: limits.headersTimeoutMs });
      this.#attach(server);
      return server;
    };
    const bound = await (from === undefined ? bindAll(endpoint, make) : takeOver(from, make));
    this.#bound = bound;
    this.#servers = bound.servers as readonly (Server | TlsServer)[];
    if (tls !== undefined && secure !== undefined) {
      this.#endReload = reloadServerTls(tls, secure.material, this.#servers as readonly TlsServer[], clock, log);
    }
    return bound.endpoint;
  }

  handOver(): Bound {
    this.#endReload();
    this.#connections.begin();
    return this.#bound!;
  }

  /** A connection is closed with its next answer; one without requests when it was idle for some time. */
  linger(hurry: AbortSignal): Promise<void> {
    return this.#connections.ended(this.#settings.clock, hurry);
  }

  stopAccepting(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#endReload();
    for (const server of this.#servers) {
      server.close();
      server.closeIdleConnections();
    }
  }

  async close(deadline: AbortSignal): Promise<void> {
    this.stopAccepting();
    if (this.#active > 0 && !deadline.aborted) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    for (const server of this.#servers) server.closeAllConnections();
  }

  #attach(server: Server | TlsServer): void {
    const { limits } = this.#settings;
    server.maxConnections = limits.maxConnections;
    server.maxHeadersCount = limits.maxHeaderCount;
    server.timeout = 0;
    server.on('connection', (socket: Socket) => this.#connections.add(socket));
    server.on('request', (request, response) => this.#serve(request, response, false));
    server.on('checkContinue', (request, response) => this.#serve(request, response, true));
    // Before node:https makes a clientError of it: who has not finished the handshake cannot be answered.
    server.prependListener('tlsClientError', (_: Error, socket: Duplex) => void socket.destroy());
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.#refuse(error, socket));
  }

  #serve(request: IncomingMessage, response: ServerResponse, waits: boolean): void {
    const { socket } = request;
    const outstanding = (this.#outstanding.get(socket) ?? 0) + 1;
    if (outstanding > MAX_PIPELINED) return void socket.destroy();
    this.#outstanding.set(socket, outstanding);
    this.#active++;
    const { slots } = this.#context.fairness;
    const admitted = slots.enter(socket);
    response.once('close', () => {
      if (admitted) slots.leave(socket);
      this.#outstanding.set(socket, this.#outstanding.get(socket)! - 1);
      this.#done();
    });
    request.once('close', () => this.#closeIdle());
    request.on('error', () => {});
    response.on('error', () => {});
    void new Exchange(this.#context, request, response, waits).run(admitted);
  }

  #done(): void {
    if (--this.#active > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
    this.#closeIdle();
  }

  /** A stopping listener lets go of each connection as soon as its request and its answer are through. */
  #closeIdle(): void {
    if (this.#stopping) for (const server of this.#servers) server.closeIdleConnections();
  }

  #refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    const code = error.code ?? '';
    if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    this.#settings.onProblem?.(code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'timeout' : 'malformed');
    const status = PARSE_ANSWERS[code] ?? '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
  }
}

function serverOptions(limits: ServerLimits): ServerOptions {
  const headersTimeout = limits.headersTimeoutMs;
  const shortestMs = Math.min(...[headersTimeout, limits.requestTimeoutMs].filter((ms) => ms > 0), 30_000);
  return {
    requestTimeout: limits.requestTimeoutMs,
    headersTimeout: limits.requestTimeoutMs > 0 ? Math.min(headersTimeout, limits.requestTimeoutMs) : headersTimeout,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: Math.min(5000, Math.max(50, Math.floor(shortestMs / 4))),
    maxHeaderSize: limits.maxHeaderBytes,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEPALIVE_PROBE_MS,
  };
}
