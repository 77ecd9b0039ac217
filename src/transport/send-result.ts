import type { ErrorCode } from '../wire/assay-error.ts';

/** What became of one request to a backend; already translated from gRPC or HTTP, so that delivery knows no protocol. */
export type SendResult = SendOk | SendRetry | SendTooLarge | SendRefused;

/** The backend took it. `rejectedItems` is OTLP `partial_success`; `message` is the backend's own text, bounded to 200 characters. */
export interface SendOk {
  readonly kind: 'ok';
  readonly rejectedItems: number;
  readonly message?: string;
}

/** Worth another try: `afterMs` when the backend named a delay (RetryInfo, Retry-After). `throttled` says the backend is too busy (429, RESOURCE_EXHAUSTED with RetryInfo, 503). */
export interface SendRetry {
  readonly kind: 'retry';
  readonly code: ErrorCode;
  readonly reason: string;
  readonly afterMs?: number;
  readonly throttled: boolean;
}

/** 413, or RESOURCE_EXHAUSTED that speaks of a message size: split and try the halves. */
export interface SendTooLarge {
  readonly kind: 'too_large';
  readonly code: ErrorCode;
  readonly reason: string;
  /** The limit in bytes where the message named one. */
  readonly limitBytes?: number;
}

/** Not worth another try as it is. `isolate` says that a single bad item may be the cause (400, INVALID_ARGUMENT), so bisecting can save the rest. */
export interface SendRefused {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly reason: string;
  readonly isolate: boolean;
  readonly status?: number;
}
