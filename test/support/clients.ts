import { request } from 'node:http';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { Signal } from '../../src/otlp/batch.ts';
import { decodeRpcStatus, type RpcStatus } from '../../src/otlp/rpc-status.ts';
import { EXPORT_METHODS, identity } from '../../src/transport/grpc/methods.ts';

/** An answer over HTTP. `rpc` is its google.rpc.Status, when it has one. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly rpc: RpcStatus | undefined;
}

export interface PostOptions {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends the body in chunks without announcing its length. */
  readonly chunked?: boolean;
}

const PROTOBUF = 'application/x-protobuf';

/** One OTLP/HTTP request on a connection of its own, as a client without any retry sends it. Rejects when it is cut off. */
export function post(port: number, body: Uint8Array | string, options: PostOptions = {}): Promise<HttpAnswer> {
  const { path = '/v1/traces', method = 'POST', headers = {}, chunked = false } = options;
  const bytes = Buffer.from(body as Uint8Array);
  const sent = { 'content-type': PROTOBUF, ...(chunked ? {} : { 'content-length': String(bytes.length) }), ...headers };
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method, headers: sent, agent: false, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answer = Buffer.concat(chunks);
        const type = String(response.headers['content-type']);
        const rpc = response.statusCode === 200 ? undefined : statusOf(answer, type);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer, rpc });
      });
    });
    call.on('timeout', () => call.destroy(new Error('no answer within 30 s')));
    call.on('error', reject);
    call.end(bytes);
  });
}

function statusOf(body: Buffer, type: string): RpcStatus | undefined {
  if (type.startsWith(PROTOBUF)) return decodeRpcStatus(body);
  if (!type.startsWith('application/json')) return undefined;
  const { code = 0, message = '' } = JSON.parse(body.toString('utf8')) as Partial<RpcStatus>;
  return { code, message, retryAfterMs: -1 };
}

/** An answer over gRPC; `code` 0 is OK. */
export interface GrpcAnswer {
  readonly code: number;
  readonly details: string;
  readonly rpc: RpcStatus | undefined;
}

/**
 * A real grpc-js client of one address that retries nothing; to be closed. With `asSdk` it is one as in an SDK, by the defaults of grpc-js: a call
 * that never left it, or that the server says it has not looked at, goes over another connection (transparent retry).
 */
export class GrpcClient {
  readonly #client: Client;

  constructor(port: number, asSdk: boolean = false) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.max_send_message_length': -1,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': asSdk ? 1 : 0,
    });
  }

  send(
    body: Uint8Array,
    options: { method?: string; metadata?: Readonly<Record<string, string>>; deadlineMs?: number } = {},
  ): Promise<GrpcAnswer> {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(options.metadata ?? {})) metadata.set(name, value);
    const call = { deadline: Date.now() + (options.deadlineMs ?? 30_000) };
    return new Promise((resolve) => {
      this.#client.makeUnaryRequest(
        options.method ?? EXPORT_METHODS.traces,
        identity,
        identity,
        Buffer.from(body),
        metadata,
        call,
        (error: ServiceError | null) => {
          const details = error?.metadata?.get('grpc-status-details-bin')[0];
          const rpc = Buffer.isBuffer(details) ? decodeRpcStatus(details) : undefined;
          resolve({ code: error?.code ?? 0, details: error?.details ?? '', rpc });
        },
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}

/** The gRPC method that takes a signal. */
export function exportMethod(signal: Signal): string {
  return EXPORT_METHODS[signal];
}
