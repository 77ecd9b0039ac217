import type { ErrorCode } from '../wire/assay-error.ts';
import { GRPC } from './grpc-codes.ts';

/** What a transport itself answers with, before or instead of an outcome of the pipeline. */
export type ProblemName =
  | 'malformed'
  | 'too_large'
  | 'ratio'
  | 'busy'
  | 'share'
  | 'stopping'
  | 'not_found'
  | 'method'
  | 'media_type'
  | 'encoding'
  | 'unauthenticated'
  | 'denied'
  | 'timeout'
  | 'internal';

/** One row: what a client sees over gRPC and over HTTP. `retry` adds RetryInfo and Retry-After. */
export interface StatusRow {
  readonly grpc: number;
  readonly http: number;
  readonly code: ErrorCode;
  readonly retry: boolean;
}

/**
 * The one table of statuses towards OTLP clients (contract section 8). Clients retry CANCELLED, DEADLINE_EXCEEDED, ABORTED,
 * OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS, and RESOURCE_EXHAUSTED only with RetryInfo; over HTTP 429, 502, 503 and 504
 * (opentelemetry-proto docs/specification.md, "Failures"). What can never succeed has none of these.
 */
export const PROBLEMS: Readonly<Record<ProblemName, StatusRow>> = {
  malformed: { grpc: GRPC.INVALID_ARGUMENT, http: 400, code: 'ASSAY_TRANSPORT_MALFORMED', retry: false },
  too_large: { grpc: GRPC.RESOURCE_EXHAUSTED, http: 413, code: 'ASSAY_TRANSPORT_TOO_LARGE', retry: false },
  ratio: { grpc: GRPC.RESOURCE_EXHAUSTED, http: 413, code: 'ASSAY_TRANSPORT_RATIO', retry: false },
  busy: { grpc: GRPC.UNAVAILABLE, http: 503, code: 'ASSAY_TRANSPORT_BUSY', retry: true },
  share: { grpc: GRPC.UNAVAILABLE, http: 503, code: 'ASSAY_TRANSPORT_SHARE', retry: true },
  stopping: { grpc: GRPC.UNAVAILABLE, http: 503, code: 'ASSAY_TRANSPORT_STOPPING', retry: true },
  not_found: { grpc: GRPC.UNIMPLEMENTED, http: 404, code: 'ASSAY_TRANSPORT_NOT_FOUND', retry: false },
  method: { grpc: GRPC.UNIMPLEMENTED, http: 405, code: 'ASSAY_TRANSPORT_METHOD', retry: false },
  media_type: { grpc: GRPC.UNIMPLEMENTED, http: 415, code: 'ASSAY_TRANSPORT_MEDIA_TYPE', retry: false },
  encoding: { grpc: GRPC.UNIMPLEMENTED, http: 415, code: 'ASSAY_TRANSPORT_ENCODING', retry: false },
  unauthenticated: { grpc: GRPC.UNAUTHENTICATED, http: 401, code: 'ASSAY_TRANSPORT_UNAUTHENTICATED', retry: false },
  denied: { grpc: GRPC.PERMISSION_DENIED, http: 403, code: 'ASSAY_TRANSPORT_DENIED', retry: false },
  timeout: { grpc: GRPC.DEADLINE_EXCEEDED, http: 408, code: 'ASSAY_TRANSPORT_REQUEST_TIMEOUT', retry: false },
  internal: { grpc: GRPC.INTERNAL, http: 500, code: 'ASSAY_TRANSPORT_INTERNAL', retry: false },
};

/** Answer to an outcome `retry`: the pipeline cannot take it now. */
export const RETRY_ROW: Readonly<{ grpc: number; http: number }> = { grpc: GRPC.UNAVAILABLE, http: 503 };

/** Delay named to a client when the outcome names none. */
export const DEFAULT_RETRY_MS = 1000;

/**
 * HTTP status of a refusal that carries a gRPC status. Codes that a client would retry are absent: data that was refused for
 * good is answered INTERNAL / 500 then, or the client would send it again and again.
 */
export const REFUSED_HTTP: Readonly<Record<number, number>> = {
  [GRPC.INVALID_ARGUMENT]: 400,
  [GRPC.FAILED_PRECONDITION]: 400,
  [GRPC.UNAUTHENTICATED]: 401,
  [GRPC.PERMISSION_DENIED]: 403,
  [GRPC.NOT_FOUND]: 404,
  [GRPC.UNIMPLEMENTED]: 404,
  [GRPC.ALREADY_EXISTS]: 409,
  [GRPC.RESOURCE_EXHAUSTED]: 413,
  [GRPC.UNKNOWN]: 500,
  [GRPC.INTERNAL]: 500,
};

/** How a client reads the answer of a backend. `too_large` and `isolate` rows refine `refused` (see send-result.ts). */
export type Reading = 'ok' | 'retry' | 'throttled' | 'too_large' | 'refused' | 'isolate' | 'unauthorized';

/**
 * gRPC statuses of a backend, as the Collector's otlp exporter reads them (exporter/otlpexporter, `shouldRetry`).
 * RESOURCE_EXHAUSTED is `throttled` only with RetryInfo, else `refused`; a message about sizes makes it `too_large` first.
 */
export const GRPC_READINGS: Readonly<Record<number, Reading>> = {
  [GRPC.OK]: 'ok',
  [GRPC.CANCELLED]: 'retry',
  [GRPC.DEADLINE_EXCEEDED]: 'retry',
  [GRPC.ABORTED]: 'retry',
  [GRPC.OUT_OF_RANGE]: 'retry',
  [GRPC.UNAVAILABLE]: 'retry',
  [GRPC.DATA_LOSS]: 'retry',
  [GRPC.RESOURCE_EXHAUSTED]: 'throttled',
  [GRPC.INVALID_ARGUMENT]: 'isolate',
  [GRPC.UNAUTHENTICATED]: 'unauthorized',
  [GRPC.PERMISSION_DENIED]: 'unauthorized',
};

/** HTTP statuses of a backend (exporter/otlphttpexporter, `isRetryableStatusCode`); every 2xx is ok, every other absent one refused. */
export const HTTP_READINGS: Readonly<Record<number, Reading>> = {
  400: 'isolate',
  401: 'unauthorized',
  403: 'unauthorized',
  413: 'too_large',
  422: 'isolate',
  429: 'throttled',
  502: 'retry',
  503: 'throttled',
  504: 'retry',
};

/** gRPC status that stands for a backend's HTTP status when its body names none (grpc doc/http-grpc-status-mapping.md, refined). */
export const GRPC_OF_HTTP: Readonly<Record<number, number>> = {
  400: GRPC.INVALID_ARGUMENT,
  401: GRPC.UNAUTHENTICATED,
  403: GRPC.PERMISSION_DENIED,
  404: GRPC.UNIMPLEMENTED,
  405: GRPC.UNIMPLEMENTED,
  413: GRPC.RESOURCE_EXHAUSTED,
  415: GRPC.UNIMPLEMENTED,
  422: GRPC.INVALID_ARGUMENT,
};
