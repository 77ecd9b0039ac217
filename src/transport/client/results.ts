import type { ExportResponse } from '../../otlp/response.ts';
import type { SendResult } from '../send-result.ts';
import type { Reading } from '../status-table.ts';
import { foreignText } from './foreign-text.ts';

/** What a backend answered that is no success, in the words of no protocol. `afterMs` is -1 when it named no delay. */
export interface Answer {
  readonly reading: Reading;
  /** `UNAVAILABLE`, `HTTP 503`: put in front of the reason. */
  readonly status: string;
  /** gRPC status that stands for the answer. */
  readonly grpc: number;
  readonly message: string;
  readonly afterMs: number;
  /** -1 when no limit is named. */
  readonly limitBytes: number;
}

const OK: SendResult = Object.freeze({ kind: 'ok', rejectedItems: 0 });

/** Success, whole or partial; an answer that could not be read (undefined) is a success, since sending again would only duplicate. */
export function okResult(response: ExportResponse | undefined): SendResult {
  if (response === undefined || (response.rejected === 0 && response.message === '')) return OK;
  return { kind: 'ok', rejectedItems: response.rejected, message: foreignText(response.message) };
}

/** The result for an answer. */
export function resultOf(answer: Answer): SendResult {
  const { reading, afterMs, limitBytes } = answer;
  const text = foreignText(answer.message);
  const reason = text === '' ? answer.status : `${answer.status}: ${text}`;
  const after = afterMs >= 0 ? { afterMs } : {};
  switch (reading) {
    case 'ok':
      return OK;
    case 'retry':
      return { kind: 'retry', code: 'ASSAY_TRANSPORT_BACKEND_FAILED', reason, throttled: false, ...after };
    case 'throttled':
      return { kind: 'retry', code: 'ASSAY_TRANSPORT_BACKEND_BUSY', reason, throttled: true, ...after };
    case 'too_large':
      return { kind: 'too_large', code: 'ASSAY_TRANSPORT_BACKEND_TOO_LARGE', reason, ...(limitBytes > 0 ? { limitBytes } : {}) };
    case 'unauthorized':
      return { kind: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED', reason, isolate: false, status: answer.grpc };
    default:
      return { kind: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_REFUSED', reason, isolate: reading === 'isolate', status: answer.grpc };
  }
}

/** No answer: connection refused, broken, or names that do not resolve. `reason` is the system's own words. */
export function unreachable(reason: string): SendResult {
  return { kind: 'retry', code: 'ASSAY_TRANSPORT_UNREACHABLE', reason: foreignText(reason), throttled: false };
}

export function timedOut(timeoutMs: number): SendResult {
  return { kind: 'retry', code: 'ASSAY_TRANSPORT_TIMEOUT', reason: `no answer within ${timeoutMs} ms`, throttled: false };
}

export const ABORTED: SendResult = Object.freeze({
  kind: 'retry',
  code: 'ASSAY_TRANSPORT_ABORTED',
  reason: 'sending was given up',
  throttled: false,
});
