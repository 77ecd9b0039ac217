import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { encodeRpcStatus } from '../../src/otlp/rpc-status.ts';

/** How an exporter reaches its backend. */
export type Way = 'grpc' | 'http';

/** Where the answer to a request ends: on the connection from `port`, after so many bytes of the backend. */
export interface AnswerEnd {
  readonly port: number;
  readonly bytes: number;
}

/** What a backend does with a request. `answered` is called when an OK was written in full, and not when the sender left before. */
export interface Intake {
  readonly answered: (end: AnswerEnd) => void;
}

/** Reads a request; undefined asks the sender to come back in a second (429, RESOURCE_EXHAUSTED with RetryInfo). */
export type TakeFn = (body: Buffer) => Intake | undefined;

const STORM_MS = 1000;
/** Status RESOURCE_EXHAUSTED. */
const EXHAUSTED = 8;
/** A gRPC message without content: not compressed, no bytes. */
const EMPTY_MESSAGE: Buffer = Buffer.alloc(5);
const GRPC_PREFIX_BYTES = 5;

/**
 * A bare OTLP server on loopback, plain gRPC or HTTP, made of Node's own modules so that it knows of each answer where its
 * last byte stands in the connection. Takes any path; requests may be packed with gzip.
 */
export class Taker {
  readonly #server: HttpServer | Http2Server;
  readonly #sockets: Set<Socket> = new Set();

  private constructor(server: HttpServer | Http2Server) {
    this.#server = server;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(way: Way, take: TakeFn): Promise<Taker> {
    const taker = new Taker(way === 'grpc' ? grpcServer(take) : httpServer(take));
    await new Promise<void>((resolve, reject) => {
      taker.#server.once('error', reject);
      taker.#server.listen(0, '127.0.0.1', resolve);
    });
    return taker;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function httpServer(take: TakeFn): HttpServer {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (!request.complete) return;
      const body = Buffer.concat(chunks);
      const taken = take(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
      if (taken === undefined) {
        response.writeHead(429, { 'retry-after': String(STORM_MS / 1000) }).end();
        return;
      }
      const { socket } = request;
      response.on('finish', () => taken.answered({ port: socket.remotePort!, bytes: socket.bytesWritten }));
      response.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': 0 }).end();
    });
  });
}

function grpcServer(take: TakeFn): Http2Server {
  const server = createHttp2Server();
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const { session } = stream;
      if (stream.destroyed || session === undefined || session.destroyed) return;
      const port = session.socket.remotePort!;
      const framed = Buffer.concat(chunks);
      const message = framed.subarray(GRPC_PREFIX_BYTES);
      // Cut in the middle: never taken.
      if (framed.length < GRPC_PREFIX_BYTES || framed.readUInt32BE(1) !== message.length) return;
      const taken = take(headers['grpc-encoding'] === 'gzip' ? gunzipSync(message) : message);
      if (taken === undefined) {
        const status = encodeRpcStatus({ code: EXHAUSTED, message: 'a storm', retryAfterMs: STORM_MS });
        const details = Buffer.from(status).toString('base64');
        const grpc = { 'grpc-status': EXHAUSTED, 'grpc-message': 'a storm', 'grpc-status-details-bin': details };
        stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...grpc }, { endStream: true });
        return;
      }
      let complete = false;
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => {
        stream.sendTrailers({ 'grpc-status': '0' });
        complete = true;
      });
      // Closed without a reset, on a connection that is there: the trailers were handed to the socket before.
      stream.on('close', () => {
        if (complete && stream.rstCode === 0 && !session.destroyed) taken.answered({ port, bytes: session.socket.bytesWritten });
      });
      stream.end(EMPTY_MESSAGE);
    });
  });
  return server;
}
