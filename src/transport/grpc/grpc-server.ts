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
import { bindAll } from '../listen.ts';
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

/**
 * OTLP/gRPC on @grpc/grpc-js. Sockets are accepted and encrypted here and handed to grpc-js, so that the limit of
 * connections, timeouts of handshakes, certificates and shutdown are ours and those of HTTP.
 */
export class GrpcServerTransport implements ServerTransport {
  #settings: GrpcServerSettings;
  #server: Server;
  #listeners: readonly NetServer[] = [];
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

  async listen(): Promise<Endpoint> {
    const { tls, endpoint, clock, log, limits } = this.#settings;
    const injector = this.#server.createConnectionInjector(ServerCredentials.createInsecure());
    const pings = this.#settings.keepalive?.pings;
    if (pings !== undefined) for (const inner of innerServers(this.#server)) policePings(inner, pings, clock);
    const accept = (socket: Socket): void => {
      if (this.#stopping) return void socket.destroy();
      this.#watch(socket);
      injector.injectConnection(socket);
    };
    const secure = tls === undefined ? undefined : serverTlsOptions(tls);
    const bound = await bindAll(endpoint, () => {
      const server = secure === undefined ? plainServer(accept) : tlsServer(secure.options, limits.headersTimeoutMs, accept);
      server.maxConnections = limits.maxConnections;
      return server;
    });
    this.#listeners = bound.servers;
    if (tls !== undefined && secure !== undefined) {
      this.#endReload = reloadServerTls(tls, secure.material, bound.servers as readonly TlsServer[], clock, log);
    }
    return bound.endpoint;
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

  #watch(socket: Socket): void {
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
