import { Client, type ClientOptions, credentials, type ChannelCredentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { EXPORT_METHODS, identity } from '../../../src/transport/grpc/methods.ts';
import { decodeRpcStatus, type RpcStatus } from '../../../src/otlp/rpc-status.ts';
import type { Endpoint } from '../../../src/transport/endpoint.ts';
import { formatEndpoint } from '../../../src/transport/endpoint.ts';

/** What a real grpc-js client saw. */
export interface GrpcResult {
  readonly code: number;
  readonly details: string;
  readonly body: Buffer | undefined;
  readonly rpc: RpcStatus | undefined;
}

export interface GrpcCallOptions {
  readonly method?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
}

export type GrpcCall = (body: Uint8Array, options?: GrpcCallOptions) => Promise<GrpcResult>;

/** A client of `endpoint`; closed when the test ends. */
export function grpcCaller(
  endpoint: Endpoint,
  options: ClientOptions = {},
  channel: ChannelCredentials = credentials.createInsecure(),
): GrpcCall {
  const client = new Client(formatEndpoint(endpoint), channel, {
    'grpc.max_send_message_length': -1,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
    ...options,
  });
  onTestFinished(() => client.close());
  return (body, { method = EXPORT_METHODS.traces, metadata = {}, deadlineMs = 20_000 } = {}) => {
    const sent = new Metadata();
    for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
    return new Promise((resolve) => {
      const deadline = Date.now() + deadlineMs;
      client.makeUnaryRequest(
        method,
        identity,
        identity,
        Buffer.from(body),
        sent,
        { deadline },
        (error: ServiceError | null, answer?: Buffer) => {
          const bin = error?.metadata?.get('grpc-status-details-bin')[0];
          resolve({
            code: error?.code ?? 0,
            details: error?.details ?? '',
            body: answer,
            rpc: Buffer.isBuffer(bin) ? decodeRpcStatus(bin) : undefined,
          });
        },
      );
    });
  };
}
