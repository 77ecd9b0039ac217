import { describe, expect, it } from 'vitest';
import { ACCEPTED, refused, retry } from '../../src/kernel/outcome.ts';
import { TRANSPORT_ERRORS } from '../../src/transport/errors.data.ts';
import { GRPC, grpcName } from '../../src/transport/grpc-codes.ts';
import { replyToOutcome, replyToProblem } from '../../src/transport/reply.ts';
import { GRPC_READINGS, HTTP_READINGS, PROBLEMS, type ProblemName } from '../../src/transport/status-table.ts';

/** The contract's section 8, written down a second time. */
const CONTRACT: readonly (readonly [ProblemName, number, number, boolean])[] = [
  ['malformed', 3, 400, false],
  ['too_large', 8, 413, false],
  ['ratio', 8, 413, false],
  ['busy', 14, 503, true],
  ['share', 14, 503, true],
  ['stopping', 14, 503, true],
  ['not_found', 12, 404, false],
  ['method', 12, 405, false],
  ['media_type', 12, 415, false],
  ['encoding', 12, 415, false],
  ['unauthenticated', 16, 401, false],
  ['denied', 7, 403, false],
  ['timeout', 4, 408, false],
  ['internal', 13, 500, false],
];

const RETRIED_HTTP = [429, 502, 503, 504];
const RETRIED_GRPC = [1, 4, 10, 11, 14, 15];

describe('the status table', () => {
  it.each(CONTRACT)('answers %s with gRPC %i and HTTP %i', (problem, grpc, http, hasDelay) => {
    const reply = replyToProblem({ problem, message: 'why' });
    expect(reply).toMatchObject({ grpc, http, rejected: 0, message: `${PROBLEMS[problem].code}: why` });
    expect(reply.afterMs >= 0).toBe(hasDelay);
  });

  it('has a row in the contract for every problem, and an entry in the list of errors for every code', () => {
    expect(CONTRACT.map(([problem]) => problem).sort()).toEqual(Object.keys(PROBLEMS).sort());
    const listed = new Set(TRANSPORT_ERRORS.map((spec) => spec.code));
    for (const row of Object.values(PROBLEMS)) expect(listed).toContain(row.code);
    expect(listed.size).toBe(TRANSPORT_ERRORS.length);
  });

  it('gives a delay exactly with statuses that clients retry over HTTP', () => {
    for (const row of Object.values(PROBLEMS)) expect(RETRIED_HTTP.includes(row.http)).toBe(row.retry);
  });

  it('names the delay of a retry, or a second', () => {
    expect(replyToOutcome(retry('ASSAY_TEST_X', 'later', 250), 1)).toMatchObject({ grpc: 14, http: 503, afterMs: 250 });
    expect(replyToOutcome(retry('ASSAY_TEST_X', 'later'), 1).afterMs).toBe(1000);
  });

  it('answers success, partial success and refusal by the number of items', () => {
    expect(replyToOutcome(ACCEPTED, 5)).toMatchObject({ grpc: 0, http: 200, rejected: 0 });
    expect(replyToOutcome(refused('ASSAY_TEST_X', 'r', { items: 2 }), 5)).toMatchObject({ grpc: 0, http: 200, rejected: 2 });
    expect(replyToOutcome(refused('ASSAY_TEST_X', 'r', { items: 0 }), 5)).toMatchObject({ grpc: 0, rejected: 0 });
    expect(replyToOutcome(refused('ASSAY_TEST_X', 'r', { items: 5 }), 5)).toMatchObject({ grpc: 13, http: 500 });
    expect(replyToOutcome(refused('ASSAY_TEST_X', 'r'), 5)).toMatchObject({ grpc: 13, http: 500, afterMs: -1 });
  });

  it.each([
    [3, 3, 400],
    [16, 16, 401],
    [7, 7, 403],
    [5, 5, 404],
    [12, 12, 404],
    [8, 8, 413],
    [9, 9, 400],
    [13, 13, 500],
    [2, 2, 500],
  ])('passes a downstream status %i on as gRPC %i and HTTP %i', (status, grpc, http) => {
    expect(replyToOutcome(refused('ASSAY_TEST_X', 'r', { status }), 5)).toMatchObject({ grpc, http });
  });

  it('never answers a refusal for good with a status that a client would retry', () => {
    for (let status = 0; status <= 20; status++) {
      const reply = replyToOutcome(refused('ASSAY_TEST_X', 'r', { status }), 5);
      expect(RETRIED_GRPC).not.toContain(reply.grpc);
      expect(RETRIED_HTTP).not.toContain(reply.http);
      expect(reply.grpc).not.toBe(0);
    }
  });

  it('reads answers of backends as the Collector does', () => {
    for (const code of RETRIED_GRPC) expect(GRPC_READINGS[code]).toBe('retry');
    expect(GRPC_READINGS[GRPC.RESOURCE_EXHAUSTED]).toBe('throttled');
    for (const http of RETRIED_HTTP) expect(['retry', 'throttled']).toContain(HTTP_READINGS[http]);
  });

  it('names gRPC codes', () => {
    expect(grpcName(14)).toBe('UNAVAILABLE');
    expect(grpcName(99)).toBe('STATUS_99');
  });
});
