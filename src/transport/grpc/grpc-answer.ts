import type { Metadata } from '@grpc/grpc-js';
import { sizeLimitIn } from '../client/size-limit.ts';
import { resultOf, unreachable } from '../client/results.ts';
import { GRPC, grpcName } from '../grpc-codes.ts';
import type { SendResult } from '../send-result.ts';
import { GRPC_READINGS, type Reading } from '../status-table.ts';
import { detailsOf } from './grpc-status.ts';

/** What an error of grpc-js is read from. */
export interface GrpcFailure {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata | undefined;
}

/** Statuses under which servers say that a message is too large. */
const SIZE_STATUSES: ReadonlySet<number> = new Set([GRPC.RESOURCE_EXHAUSTED, GRPC.OUT_OF_RANGE, GRPC.CANCELLED]);

/**
 * Words of grpc-js itself (subchannel-call.ts, load-balancing-call.ts, resolving-call.ts) for a connection that could not be made or
 * broke before a status came: whatever code stands beside them, the backend has not refused anything.
 */
const BROKEN =
  /^(?:No connection established|Name resolution failed|Connection dropped|Connection rejected|Received RST_STREAM|Call ended without gRPC status|Received message .* but the stream|read E|write E|connect E|Unable to connect)|before secure TLS|socket hang up|ECONNRE|certificate|\bSSL\b|\bTLS\b/i;

/** A server whose decoder failed says INTERNAL (grpc-go server.go, grpc-js server-interceptors.ts), though one bad item may be the cause. */
const UNDECODABLE = /error unmarshalling request|error deserializing request/i;

/** The result for a call that failed. RESOURCE_EXHAUSTED is worth a retry only when RetryInfo says so. */
export function readGrpcFailure(failure: GrpcFailure): SendResult {
  const details = detailsOf(failure.metadata);
  const afterMs = details?.retryAfterMs ?? -1;
  const limitBytes = SIZE_STATUSES.has(failure.code) ? sizeLimitIn(failure.details) : undefined;
  if (limitBytes === undefined && details === undefined && BROKEN.test(failure.details)) return unreachable(failure.details);
  return resultOf({
    reading: limitBytes === undefined ? reading(failure, afterMs) : 'too_large',
    status: grpcName(failure.code),
    grpc: failure.code,
    message: failure.details,
    afterMs,
    limitBytes: limitBytes ?? -1,
  });
}

function reading({ code, details }: GrpcFailure, afterMs: number): Reading {
  if (code === GRPC.INTERNAL && UNDECODABLE.test(details)) return 'isolate';
  const row = GRPC_READINGS[code] ?? 'refused';
  if (row === 'throttled') return afterMs >= 0 ? 'throttled' : 'refused';
  return row === 'retry' && afterMs >= 0 ? 'throttled' : row;
}
