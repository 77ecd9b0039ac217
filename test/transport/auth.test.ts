import { describe, expect, it } from 'vitest';
import { asClientAuthenticator, asServerAuthenticator, type ServerAuthenticator } from '../../src/transport/auth.ts';
import { grpcCaller } from './support/grpc-calls.ts';
import { startGrpc, startHttp } from './support/servers.ts';

const authenticator: ServerAuthenticator = {
  challenge: 'Bearer realm="assay"',
  authenticate: async (headers) => {
    const given = headers.get('authorization');
    if (given === 'Bearer good') return { kind: 'allowed', subject: 'a' };
    if (given === 'Bearer known') return { kind: 'denied', reason: 'not for this listener' };
    if (given === 'Bearer broken') throw new Error('the directory is down');
    return { kind: 'unauthenticated', reason: 'no valid token' };
  },
};

const ROWS = [
  [undefined, 401, 16, 'unauthenticated'],
  ['Bearer bad', 401, 16, 'unauthenticated'],
  ['Bearer broken', 401, 16, 'unauthenticated'],
  ['Bearer known', 403, 7, 'denied'],
  ['Bearer good', 200, 0, undefined],
] as const;

describe('an authenticator', () => {
  it.each(ROWS)('decides on %s over HTTP with %i', async (header, status, _, problem) => {
    const started = await startHttp({ authenticator });
    const response = await fetch(`http://127.0.0.1:${started.endpoint.port}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(header === undefined ? {} : { authorization: header }) },
      body: '{}',
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer realm="assay"' : null);
    expect(started.seen).toHaveLength(status === 200 ? 1 : 0);
    expect(started.problems).toEqual(problem === undefined ? [] : [problem]);
    expect(await response.text()).not.toContain('Bearer bad');
  });

  it.each(ROWS)('decides on %s over gRPC (HTTP would be %i) with status %i', async (header, _, code, problem) => {
    const started = await startGrpc({ authenticator });
    const result = await grpcCaller(started.endpoint)(Buffer.from('x'), {
      metadata: header === undefined ? {} : { authorization: header },
    });
    expect(result.code).toBe(code);
    expect(started.seen).toHaveLength(code === 0 ? 1 : 0);
    expect(started.problems).toEqual(problem === undefined ? [] : [problem]);
  });

  it('is known by its shape, and nothing else is taken for one', () => {
    expect(asServerAuthenticator(authenticator)).toBe(authenticator);
    for (const other of [undefined, null, 'x', {}, { authenticate: 1 }]) {
      expect(asServerAuthenticator(other)).toBeUndefined();
      expect(asClientAuthenticator(other)).toBeUndefined();
    }
    const client = { requestHeaders: () => ({}) };
    expect(asClientAuthenticator(client)).toBe(client);
  });
});
