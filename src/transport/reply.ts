import type { Outcome } from '../kernel/outcome.ts';
import type { ErrorCode } from '../wire/assay-error.ts';
import { GRPC } from './grpc-codes.ts';
import { DEFAULT_RETRY_MS, PROBLEMS, type ProblemName, REFUSED_HTTP, RETRY_ROW } from './status-table.ts';

/**
 * An answer, not yet bound to a protocol. `afterMs` is -1 without a retry delay; `rejected` > 0 is OTLP partial success, with
 * `message` as its error message.
 */
export interface WireReply {
  readonly grpc: number;
  readonly http: number;
  readonly message: string;
  readonly afterMs: number;
  readonly rejected: number;
}

/** Everything was taken. */
const OK_REPLY: WireReply = Object.freeze({ grpc: GRPC.OK, http: 200, message: '', afterMs: -1, rejected: 0 });

/** A request that ends in the transport itself. `message` is shown to the client, with the code in front. */
export interface Problem {
  readonly problem: ProblemName;
  readonly message: string;
  readonly afterMs?: number;
}

/** The answer to a problem, by the table. */
export function replyToProblem(problem: Problem): WireReply {
  const row = PROBLEMS[problem.problem];
  const afterMs = row.retry ? (problem.afterMs ?? DEFAULT_RETRY_MS) : -1;
  return { grpc: row.grpc, http: row.http, message: line(row.code, problem.message), afterMs, rejected: 0 };
}

/** The answer to what the pipeline said about a request of `items` items (-1 = not counted). */
export function replyToOutcome(outcome: Outcome, items: number): WireReply {
  if (outcome.kind === 'accepted') return OK_REPLY;
  const message = line(outcome.code, outcome.reason);
  if (outcome.kind === 'retry') {
    return { grpc: RETRY_ROW.grpc, http: RETRY_ROW.http, message, afterMs: Math.max(0, outcome.afterMs ?? DEFAULT_RETRY_MS), rejected: 0 };
  }
  const rejected = outcome.items ?? -1;
  if (rejected === 0) return OK_REPLY;
  if (rejected > 0 && rejected < items) return { grpc: GRPC.OK, http: 200, message, afterMs: -1, rejected };
  const status = outcome.status ?? GRPC.INTERNAL;
  const http = REFUSED_HTTP[status];
  if (http === undefined) return { grpc: GRPC.INTERNAL, http: 500, message, afterMs: -1, rejected: 0 };
  return { grpc: status, http, message, afterMs: -1, rejected: 0 };
}

function line(code: ErrorCode, message: string): string {
  return `${code}: ${message}`;
}
