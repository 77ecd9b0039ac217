import * as fc from 'fast-check';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/transport/endpoint.ts';
import { EXPORT_METHODS } from '../../src/transport/grpc/methods.ts';
import { grpcCaller } from './support/grpc-calls.ts';
import { type Started, startGrpc, startHttp } from './support/servers.ts';

/** More with ASSAY_FUZZ_RUNS. */
const RUNS = Number(process.env['ASSAY_FUZZ_RUNS'] ?? 60);

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** HPACK literal without indexing, new name (RFC 7541 6.2.2). */
function header(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]);
}

/** A whole gRPC request as bytes: preface, SETTINGS, HEADERS, DATA (RFC 9113). */
function http2Request(): Buffer {
  const headers = Buffer.concat([
    header(':method', 'POST'),
    header(':scheme', 'http'),
    header(':authority', 'localhost'),
    header(':path', EXPORT_METHODS.traces),
    header('content-type', 'application/grpc'),
    header('te', 'trailers'),
    header('grpc-encoding', 'gzip'),
    header('grpc-timeout', '5S'),
  ]);
  const packed = gzipSync('x'.repeat(500));
  const message = Buffer.concat([Buffer.from([1, 0, 0, 0, packed.length]), packed]);
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  return Buffer.concat([preface, frame(4, 0, 0, Buffer.alloc(0)), frame(1, 4, 1, headers), frame(0, 1, 1, message)]);
}

function http1Request(): Buffer {
  const body = gzipSync('x'.repeat(500));
  const head = `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-protobuf\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** Sends bytes and hangs up once anything came back, the other side closed, or a moment passed. */
function hurl(endpoint: Endpoint, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(endpoint.port, '127.0.0.1', () => socket.write(bytes));
    const done = (): void => {
      socket.destroy();
      resolve();
    };
    socket.setTimeout(20, done);
    socket.on('error', done);
    socket.on('close', done);
    socket.once('end', done);
  });
}

interface Mutation {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly cut: number;
}

const mutations = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }), cut: fc.nat(4) }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

function mutate(valid: Buffer, list: readonly Mutation[]): Buffer {
  let bytes = valid;
  for (const { at, bytes: put, cut } of list) {
    const from = Math.floor(at * bytes.length);
    bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)]);
  }
  return bytes;
}

async function survives(started: Started, valid: Buffer, alive: () => Promise<boolean>): Promise<void> {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(mutations, async (list) => {
      await hurl(started.endpoint, mutate(valid, list));
      if (++count % 25 === 0) expect(await alive()).toBe(true);
    }),
    { numRuns: RUNS },
  );
  await hurl(started.endpoint, valid);
  expect(await alive()).toBe(true);
}

describe('damaged requests', () => {
  it('as HTTP/2 bytes disturb nobody else', async () => {
    const started = await startGrpc();
    const call = grpcCaller(started.endpoint);
    await survives(started, http2Request(), async () => (await call(Buffer.from('x'))).code === 0);
    expect(started.seen.some((request) => request.body.length === 500)).toBe(true);
  });

  it('as HTTP/1.1 bytes disturb nobody else', async () => {
    const started = await startHttp();
    const alive = async (): Promise<boolean> => {
      const response = await fetch(`http://127.0.0.1:${started.endpoint.port}/v1/logs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      return response.status === 200;
    };
    await survives(started, http1Request(), alive);
    expect(started.seen.some((request) => request.body.length === 500)).toBe(true);
  });
});
