import {
  type handleUnaryCall,
  logVerbosity,
  type Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServerUnaryCall,
  type sendUnaryData,
  setLogVerbosity,
} from '@grpc/grpc-js';
import { constants, type ServerHttp2Session } from 'node:http2';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, type TlsOptions } from 'node:tls';
import { SIGNALS, type Signal } from '../../otlp/batch.ts';
import { encodeExportResponse } from '../../otlp/response.ts';
import { asBuffer } from '../../wire/text.ts';
import { GRPC_ENCODINGS } from '../body/encodings.ts';
import { makeFairness } from '../body/fairness.ts';
import { Unpacker } from '../body/unpack.ts';
import type { Endpoint } from '../endpoint.ts';
import { GRPC } from '../grpc-codes.ts';
import { bindAll, type Bound, takeOver } from '../listen.ts';
import { Lingering } from '../lingering.ts';
import { replyToOutcome } from '../reply.ts';
import type { ServerSettings, ServerTransport } from '../server-transport.ts';
import { reloadServerTls, serverTlsOptions } from '../tls/server-tls.ts';
import { GrpcExchange } from './grpc-exchange.ts';
import { GrpcRequest } from './grpc-request.ts';
import { type GrpcServerKeepalive, keepaliveOptions } from './keepalive.ts';
import { EXPORT_METHODS, identity } from './methods.ts';
import { innerServers, policePings } from './ping-police.ts';

/** Settings of an OTLP/gRPC listener. */
export interface GrpcServerSettings extends ServerSettings {
  readonly keepalive?: GrpcServerKeepalive;
}

/** Under this name a call's exchange travels with its metadata from the interceptor to the handler. */
const EXCHANGE = 'assay.exchange';
/** Connection preface (24) and an empty SETTINGS frame (9): every HTTP/2 client has sent that much (RFC 9113 3.4). */
const PREFACE_BYTES = 33;
const KEEPALIVE_PROBE_MS = 60_000;
const LARGEST_STREAM = 2 ** 31 - 1;
/** After GOAWAY: calls that were on their way when it was sent have come by then. */
const LINGER_MS = 2000;

/**
 * OTLP/gRPC on @grpc/grpc-js. Sockets are accepted and encrypted here and handed to grpc-js, so that the limit of
 * connections, timeouts of handshakes, certificates and shutdown are ours and those of HTTP.
 */
export class GrpcServerTransport implements ServerTransport {
  #settings: GrpcServerSettings;
  #server: Server;
  #listeners: readonly NetServer[] = [];
  #bound: Bound | undefined;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #connections = new Lingering(LINGER_MS);
  #sockets = new Set<Socket>();
  #stopping = false;
  #empty: (() => void)[] = [];
  #endReload: () => void = () => {};

  constructor(settings: GrpcServerSettings) {
    this.#settings = settings;
    // grpc-js would print header values of clients to stderr when it cannot read them.
    setLogVerbosity(logVerbosity.NONE);
    this.#server = new Server({
      'grpc.enable_channelz': 0,
      'grpc.max_receive_message_length': settings.limits.maxBodyBytes,
      'grpc.max_concurrent_streams': settings.limits.maxStreams,
      ...keepaliveOptions(settings.keepalive),
      interceptors: [this.#intercept()],
    });
    for (const signal of SIGNALS) {
      const handle: handleUnaryCall<Buffer, Buffer> = (call, callback) => void this.#handle(signal, call, callback);
      this.#server.register(EXPORT_METHODS[signal], handle, identity, identity, 'unary');
    }
  }

  async listen(from?: Bound): Promise<Endpoint> {
    const { tls, endpoint, clock, log, limits } = this.#settings;
    const injector = this.#server.createConnectionInjector(ServerCredentials.createInsecure());
    const pings = this.#settings.keepalive?.pings;
    for (const inner of innerServers(this.#server)) {
      if (pings !== undefined) policePings(inner, pings, clock);
      inner.on('session', (session: ServerHttp2Session) => this.#keep(session));
    }
    const accept = (socket: Socket): void => {
      if (this.#stopping) return void socket.destroy();
      this.#watch(socket);
      injector.injectConnection(socket);
    };
    const secure = tls === undefined ? undefined : serverTlsOptions(tls);
    const make = (): NetServer => {
      const server = secure === undefined ? plainServer(accept) : tlsServer(secure.options, limits.headersTimeoutMs, accept);
      server.maxConnections = limits.maxConnections;
      return server;
    };
    const bound = await (from === undefined ? bindAll(endpoint, make) : takeOver(from, make));
    this.#bound = bound;
    this.#listeners = bound.servers;
    if (tls !== undefined && secure !== undefined) {
      this.#endReload = reloadServerTls(tls, secure.material, bound.servers as readonly TlsServer[], clock, log);
    }
    return bound.endpoint;
  }

  /** GOAWAY of the gentle kind (RFC 9113 6.8): no stream is refused, and the client opens a new connection for its next call. */
  handOver(): Bound {
    this.#endReload();
    this.#connections.begin();
    for (const session of this.#sessions) session.goaway(constants.NGHTTP2_NO_ERROR, LARGEST_STREAM);
    return this.#bound!;
  }

  linger(hurry: AbortSignal): Promise<void> {
    return this.#connections.ended(this.#settings.clock, hurry);
  }

  stopAccepting(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#endReload();
    for (const listener of this.#listeners) listener.close();
    // GOAWAY to every connection; each ends by itself when the calls in progress are answered. The callback comes too early to wait for.
    this.#server.tryShutdown(() => {});
  }

  async close(deadline: AbortSignal): Promise<void> {
    this.stopAccepting();
    if (this.#sockets.size > 0 && !deadline.aborted) {
      await new Promise<void>((resolve) => {
        this.#empty.push(resolve);
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    this.#server.forceShutdown();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
  }

  #watch(socket: Socket): void {
    this.#connections.add(socket);
    const { limits, clock } = this.#settings;
    this.#sockets.add(socket);
    const tooQuiet = (): void => {
      if (socket.bytesRead < PREFACE_BYTES) socket.destroy();
    };
    const cancel = limits.headersTimeoutMs > 0 ? clock.after(limits.headersTimeoutMs, tooQuiet) : () => {};
    socket.on('error', () => {});
    socket.once('close', () => {
      cancel();
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) for (const resolve of this.#empty.splice(0)) resolve();
    });
  }

  #intercept(): ServerInterceptor {
    const signalOf = new Map(SIGNALS.map((signal) => [EXPORT_METHODS[signal], signal]));
    const settings = this.#settings;
    const context = { settings, unpacker: new Unpacker(settings.limits), fairness: makeFairness() };
    return (method, call) => {
      const exchange = new GrpcExchange(context, signalOf.get(method.path) ?? 'traces', call);
      return new ServerInterceptingCall(call, {
        start: (next) => {
          next({
            onReceiveMetadata: (metadata: Metadata, proceed) => {
              metadata.setOpaque(EXCHANGE, exchange);
              void exchange.onHeaders(metadata, this.#stopping, () => proceed(metadata));
            },
            onReceiveHalfClose: (proceed) => {
              exchange.onHalfClose();
              proceed();
            },
            onCancel: () => exchange.onCancel(),
          });
        },
        sendMetadata: (metadata, next) => {
          metadata.set('grpc-accept-encoding', GRPC_ENCODINGS);
          next(metadata);
        },
      });
    };
  }

  async #handle(signal: Signal, call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>): Promise<void> {
    const exchange = call.metadata.getOpaque(EXCHANGE) as GrpcExchange;
    try {
      const { outcome, items } = await this.#settings.handler(new GrpcRequest(signal, call, exchange));
      exchange.onOutcome(outcome, call.request.length);
      const reply = replyToOutcome(outcome, items);
      if (reply.grpc !== GRPC.OK) return exchange.reply(reply);
      exchange.onReply();
      callback(null, asBuffer(encodeExportResponse({ rejected: reply.rejected, message: reply.message })));
    } catch (error) {
      exchange.fail(error);
    }
  }
}

function plainServer(accept: (socket: Socket) => void): NetServer {
  return createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEPALIVE_PROBE_MS }, accept);
}

function tlsServer(options: TlsOptions, handshakeTimeoutMs: number, accept: (socket: Socket) => void): TlsServer {
  const server = createTlsServer({
    ...options,
    ALPNProtocols: ['h2'],
    handshakeTimeout: handshakeTimeoutMs,
    noDelay: true,
    keepAlive: true,
  });
  server.on('secureConnection', accept);
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return server;
}
