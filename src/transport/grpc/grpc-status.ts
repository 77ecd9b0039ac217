import { Metadata, type MetadataValue, status } from '@grpc/grpc-js';
import { decodeRpcStatus, encodeRpcStatus, type RpcStatus } from '../../otlp/rpc-status.ts';
import { asBuffer } from '../../wire/text.ts';
import { grpcName } from '../grpc-codes.ts';
import type { WireReply } from '../reply.ts';

/** google.rpc.Status travels beside the status itself in this trailer (grpc doc: "Richer error model"). */
const DETAILS = 'grpc-status-details-bin';

/** A status as grpc-js sends it. */
export interface GrpcStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** A reply that is no success as a gRPC status with google.rpc.Status details. */
export function statusOf(reply: WireReply): GrpcStatus {
  const metadata = new Metadata();
  metadata.set(DETAILS, asBuffer(encodeRpcStatus({ code: reply.grpc, message: reply.message, retryAfterMs: reply.afterMs })));
  return {
    code: status[grpcName(reply.grpc) as keyof typeof status] ?? status.UNKNOWN,
    details: reply.message === '' ? grpcName(reply.grpc) : reply.message,
    metadata,
  };
}

/** The details a backend sent, or undefined when there are none or they cannot be read. */
export function detailsOf(metadata: Metadata | undefined): RpcStatus | undefined {
  const value: MetadataValue | undefined = metadata?.get(DETAILS)[0];
  return Buffer.isBuffer(value) ? decodeRpcStatus(value) : undefined;
}
