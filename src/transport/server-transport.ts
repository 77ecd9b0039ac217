import type { Outcome } from '../kernel/outcome.ts';
import type { Clock, Logger } from '../kernel/host.ts';
import type { Signal } from '../otlp/batch.ts';
import type { ServerAuthenticator } from './auth.ts';
import type { Admission } from './body/admission.ts';
import type { Endpoint } from './endpoint.ts';
import type { Bound } from './listen.ts';
import type { ProblemName } from './status-table.ts';
import type { ServerTlsSettings } from './tls/server-tls.ts';

/** How a request's body is written; gRPC is always `proto`. */
export type Encoding = 'proto' | 'json';

/** Metadata of a request, read only when somebody asks. Names are lower case. */
export interface RequestHeaders {
  /** The first value of `name`, or undefined. */
  get(name: string): string | undefined;
  /** All text headers; binary gRPC metadata (`-bin`) is left out. Made anew at each call. */
  toMap(): ReadonlyMap<string, readonly string[]>;
}

/** One export request. `body` is decompressed, complete, bounded by `maxBodyBytes` and the handler's to keep. */
export interface ServerRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
  readonly headers: RequestHeaders;
  /** Remote address and port, or `unknown`. */
  readonly peer: string;
  /** Aborts when the client goes away or its deadline passes before the reply is sent. */
  readonly abort: AbortSignal;
}

/** What to answer. `items` is the size of the request (-1 before it was counted), needed to tell partial success from refusal. */
export interface ServerReply {
  readonly outcome: Outcome;
  readonly items: number;
}

/** Never throws in normal work; a throw or rejection is answered INTERNAL / 500 and reported as problem `internal`. */
export type RequestHandler = (request: ServerRequest) => ServerReply | Promise<ServerReply>;

/** Bounds of one listener. Times in milliseconds, 0 = no limit; sizes in bytes. */
export interface ServerLimits {
  /** Of a body, as sent and after decompression. */
  readonly maxBodyBytes: number;
  /** YAML key named in the message to a client whose body is too large. */
  readonly maxBodyKey: string;
  /** Decompressed bytes per compressed byte, looked at once a body passed `ratioFloorBytes`. */
  readonly maxRatio: number;
  readonly ratioFloorBytes: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  /** From connect, or the first byte of a request, to the end of its headers; also TLS handshake and HTTP/2 preface. */
  readonly headersTimeoutMs: number;
  /** How long a client may take no byte of a response. */
  readonly responseTimeoutMs: number;
  /** How long an idle HTTP/1.1 connection is kept. */
  readonly idleTimeoutMs: number;
  readonly maxHeaderBytes: number;
  readonly maxHeaderCount: number;
  readonly maxConnections: number;
  /** Concurrent requests of one HTTP/2 connection. */
  readonly maxStreams: number;
}

/** What every server transport is made with. */
export interface ServerSettings {
  readonly endpoint: Endpoint;
  readonly tls?: ServerTlsSettings;
  readonly authenticator?: ServerAuthenticator;
  readonly limits: ServerLimits;
  readonly clock: Clock;
  readonly log: Logger;
  readonly handler: RequestHandler;
  /** Asked before the body is read; an outcome ends the request with it (unused signal, stopping). */
  readonly gate?: (signal: Signal) => Outcome | undefined;
  /** Memory account of a signal's requests; refusals are answered UNAVAILABLE / 503 before the body is read. */
  readonly admission?: (signal: Signal) => Admission | undefined;
  /** Told of every request that ended in the transport; for counters. */
  readonly onProblem?: (problem: ProblemName) => void;
}

/** A listener that carries bytes, metadata and outcomes; what protocol library is beneath is its own business. */
export interface ServerTransport {
  /**
   * Binds and serves. Rejects with ASSAY_TRANSPORT_PORT_TAKEN, _LISTEN_FAILED or _TLS_MATERIAL. Returns the address bound. With `from`
   * it listens on the sockets that another transport has handed over, so that no client finds the address closed in between.
   */
  listen(from?: Bound): Promise<Endpoint>;
  /** Hands over the sockets it listens on. What is connected is served until it asks for nothing more, and asked to connect anew. */
  handOver(): Bound;
  /** After `handOver`: resolves when no connection is left, all have been idle for long enough to be closed, or `hurry` aborts. */
  linger(hurry: AbortSignal): Promise<void>;
  /** Takes no new connection and no new request; what was received goes on. Safe to call twice. */
  stopAccepting(): void;
  /** Waits for requests in progress until `deadline` aborts, then cuts all connections. Safe to call twice. */
  close(deadline: AbortSignal): Promise<void>;
}

/** Limits that suit a sidecar; a receiver overrides what its config names. */
export const DEFAULT_SERVER_LIMITS: ServerLimits = {
  maxBodyBytes: 32 * 1024 * 1024,
  maxBodyKey: 'max_request_body_size',
  // Deflate cannot exceed 1032; text of real exporters stays below 60, padded load tests reach a few hundred.
  maxRatio: 500,
  ratioFloorBytes: 8 * 1024 * 1024,
  requestTimeoutMs: 60_000,
  headersTimeoutMs: 30_000,
  responseTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
  maxHeaderBytes: 32 * 1024,
  maxHeaderCount: 200,
  maxConnections: 4096,
  maxStreams: 1024,
};
