import type { IncomingHttpHeaders } from 'node:http';
import { decodeExportResponse, exportResponseFromJson } from '../../otlp/response.ts';
import { decodeRpcStatus, type RpcStatus, rpcStatusFromJson } from '../../otlp/rpc-status.ts';
import { okResult, resultOf } from '../client/results.ts';
import { sizeLimitIn } from '../client/size-limit.ts';
import { GRPC } from '../grpc-codes.ts';
import type { SendResult } from '../send-result.ts';
import { GRPC_OF_HTTP, HTTP_READINGS } from '../status-table.ts';
import { parseRetryAfter } from './retry-after.ts';
import { mediaEncoding } from './routes.ts';

/** What came back; `body` is its beginning when `complete` is false. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly complete: boolean;
}

/** Statuses whose text may speak of a size although they say something else. */
const SIZE_STATUSES: ReadonlySet<number> = new Set([400, 413, 500]);

/** The result for an answer. A 2xx that cannot be read is a success all the same: the backend has the data. */
export function readAnswer(answer: HttpAnswer, readResponse: boolean, nowMs: number): SendResult {
  if (answer.status >= 200 && answer.status < 300) return okResult(readResponse && answer.complete ? exportResponse(answer) : undefined);
  const rpc = rpcStatus(answer);
  const message = rpc?.message || plainText(answer);
  const limitBytes = SIZE_STATUSES.has(answer.status) ? sizeLimitIn(message) : undefined;
  const retryAfterMs = parseRetryAfter(single(answer.headers['retry-after']), nowMs);
  return resultOf({
    reading: limitBytes === undefined ? (HTTP_READINGS[answer.status] ?? 'refused') : 'too_large',
    status: `HTTP ${answer.status}`,
    grpc: rpc !== undefined && rpc.code > 0 ? rpc.code : (GRPC_OF_HTTP[answer.status] ?? GRPC.UNKNOWN),
    message,
    afterMs: retryAfterMs >= 0 ? retryAfterMs : (rpc?.retryAfterMs ?? -1),
    limitBytes: limitBytes ?? -1,
  });
}

function exportResponse(answer: HttpAnswer): ReturnType<typeof decodeExportResponse> {
  const encoding = mediaEncoding(single(answer.headers['content-type']));
  if (encoding === 'proto') return decodeExportResponse(answer.body);
  return encoding === 'json' ? exportResponseFromJson(parseJson(answer.body)) : undefined;
}

function rpcStatus(answer: HttpAnswer): RpcStatus | undefined {
  const encoding = mediaEncoding(single(answer.headers['content-type']));
  if (!answer.complete || encoding === undefined) return undefined;
  return encoding === 'proto' ? decodeRpcStatus(answer.body) : rpcStatusFromJson(parseJson(answer.body));
}

/** The words of an answer that is no Status; nothing of binary ones, nor of pages for people. */
function plainText(answer: HttpAnswer): string {
  const type = single(answer.headers['content-type']) ?? '';
  if (!/^(?:text\/plain|application\/(?:json|problem\+json))/i.test(type)) return '';
  return Buffer.from(answer.body.subarray(0, 2048)).toString('utf8');
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
