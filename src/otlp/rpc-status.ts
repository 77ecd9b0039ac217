import { LEN, VARINT } from '../wire/cursor.ts';
import { decodeText } from '../wire/text.ts';
import { Writer } from '../wire/writer.ts';
import { readBoundedFields } from './bounded-fields.ts';

/** google.rpc.Status as OTLP uses it. `code` is a gRPC code; `retryAfterMs` is RetryInfo's delay, -1 when there is none. */
export interface RpcStatus {
  readonly code: number;
  readonly message: string;
  readonly retryAfterMs: number;
}

/** google/rpc/status.proto, google/protobuf/any.proto, google/rpc/error_details.proto, google/protobuf/duration.proto. */
const STATUS = { code: 1, message: 2, details: 3 } as const;
const ANY = { typeUrl: 1, value: 2 } as const;
const RETRY_INFO = { retryDelay: 1 } as const;
const DURATION = { seconds: 1, nanos: 2 } as const;

const RETRY_INFO_URL = 'type.googleapis.com/google.rpc.RetryInfo';

/** Body of an HTTP error, and value of gRPC's `grpc-status-details-bin`. */
export function encodeRpcStatus(status: RpcStatus): Uint8Array {
  const out = new Writer(128 + status.message.length);
  if (status.code !== 0) {
    out.tag(STATUS.code, VARINT);
    out.int64(status.code);
  }
  if (status.message !== '') out.textField(STATUS.message, status.message);
  if (status.retryAfterMs >= 0) {
    const details = out.begin(STATUS.details);
    out.textField(ANY.typeUrl, RETRY_INFO_URL);
    const value = out.begin(ANY.value);
    const delay = out.begin(RETRY_INFO.retryDelay);
    const seconds = Math.floor(status.retryAfterMs / 1000);
    const nanos = Math.round((status.retryAfterMs - seconds * 1000) * 1e6);
    if (seconds > 0) {
      out.tag(DURATION.seconds, VARINT);
      out.varint(seconds);
    }
    if (nanos > 0) {
      out.tag(DURATION.nanos, VARINT);
      out.varint(nanos);
    }
    out.end(delay);
    out.end(value);
    out.end(details);
  }
  return out.finish();
}

/** Reads what a backend sent; undefined when it is no protobuf message. Unknown details are skipped, as is a negative delay. */
export function decodeRpcStatus(bytes: Uint8Array): RpcStatus | undefined {
  const fields = readBoundedFields(bytes, 0, bytes.length);
  if (fields === undefined) return undefined;
  let code = 0;
  let message = '';
  let retryAfterMs = -1;
  for (const f of fields) {
    if (f.field === STATUS.code && f.wire === VARINT) code = f.value;
    else if (f.field === STATUS.message && f.wire === LEN) message = decodeText(bytes, f.start, f.end);
    else if (f.field === STATUS.details && f.wire === LEN) {
      const delay = decodeRetryInfo(bytes, f.start, f.end);
      if (delay >= 0) retryAfterMs = delay;
    }
  }
  return { code, message, retryAfterMs };
}

function decodeRetryInfo(bytes: Uint8Array, start: number, end: number): number {
  const any = readBoundedFields(bytes, start, end) ?? [];
  const url = any.find((f) => f.field === ANY.typeUrl && f.wire === LEN);
  const value = any.find((f) => f.field === ANY.value && f.wire === LEN);
  // The host of a type URL is of no meaning (any.proto), only what follows the last slash.
  if (url === undefined || !decodeText(bytes, url.start, url.end).endsWith('/google.rpc.RetryInfo')) return -1;
  if (value === undefined) return 0;
  const delay = readBoundedFields(bytes, value.start, value.end)?.find((f) => f.field === RETRY_INFO.retryDelay && f.wire === LEN);
  if (delay === undefined) return 0;
  let ms = 0;
  for (const f of readBoundedFields(bytes, delay.start, delay.end) ?? []) {
    if (f.wire !== VARINT) continue;
    if (f.field === DURATION.seconds) ms += f.value * 1000;
    else if (f.field === DURATION.nanos) ms += f.value / 1e6;
  }
  return ms >= 0 ? toMicroseconds(ms) : -1;
}

/** Delays are binary fractions here; what is finer than a microsecond is their rounding. */
function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** The same in protobuf's JSON form (a Duration is `"1.5s"`). */
export function rpcStatusToJson(status: RpcStatus): string {
  const details =
    status.retryAfterMs >= 0 ? { details: [{ '@type': RETRY_INFO_URL, retryDelay: `${status.retryAfterMs / 1000}s` }] } : undefined;
  return JSON.stringify({ code: status.code, message: status.message, ...details });
}

/** Reads a parsed JSON body; undefined when it has not the shape of a Status (a backend may answer any JSON). */
export function rpcStatusFromJson(body: unknown): RpcStatus | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { code, message, details } = body as Record<string, unknown>;
  if (code !== undefined && typeof code !== 'number') return undefined;
  if (typeof message !== 'string' && code === undefined) return undefined;
  let retryAfterMs = -1;
  for (const detail of Array.isArray(details) ? details.slice(0, 100) : []) {
    const { '@type': type, retryDelay } = (detail ?? {}) as Record<string, unknown>;
    if (typeof type !== 'string' || !type.endsWith('/google.rpc.RetryInfo') || typeof retryDelay !== 'string') continue;
    const seconds = /^(\d+(?:\.\d{1,9})?)s$/.exec(retryDelay);
    if (seconds !== null) retryAfterMs = toMicroseconds(Number(seconds[1]) * 1000);
  }
  return { code: code ?? 0, message: typeof message === 'string' ? message : '', retryAfterMs };
}
