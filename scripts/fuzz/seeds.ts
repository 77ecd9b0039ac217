import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Signal } from '../../src/otlp/batch.ts';
import { protoToJson } from '../../src/otlp/json/index.ts';
import { exportMethod } from '../../test/support/clients.ts';

const CORPUS = fileURLToPath(new URL('../../test/fixtures/corpus/', import.meta.url));
/** Larger recordings cost time and reach nothing that smaller ones do not. */
const MAX_BYTES = 60_000;

/** Real trace requests to damage. */
export function recordedRequests(): Buffer[] {
  const files = globSync('*/*/request.binpb', { cwd: CORPUS }).sort();
  return files.map((file) => readFileSync(CORPUS + file)).filter((bytes) => bytes.length <= MAX_BYTES);
}

export function asJson(bytes: Buffer): Buffer {
  return Buffer.from(protoToJson('traces', bytes));
}

/** A gRPC message: compressed flag, length, content (grpc PROTOCOL-HTTP2.md, "Length-Prefixed-Message"). */
export function grpcFrame(message: Buffer, compressed: boolean): Buffer {
  const frame = Buffer.concat([Buffer.from([compressed ? 1 : 0, 0, 0, 0, 0]), message]);
  frame.writeUInt32BE(message.length, 1);
  return frame;
}

/** A whole request of HTTP/1.1 as bytes. */
export function http1Request(body: Buffer): Buffer {
  const head = `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function http2Frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Header fields as literals without indexing and without Huffman (RFC 7541 6.2.2). */
function headerBlock(fields: Readonly<Record<string, string>>): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  return Buffer.concat(Object.entries(fields).flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

const MAX_FRAME = 16_384;

/** A whole gRPC call as the bytes of an HTTP/2 connection (RFC 9113): preface, SETTINGS, HEADERS, DATA. */
export function http2Connection(message: Buffer, signal: Signal): Buffer {
  const fields = {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': exportMethod(signal),
    ':authority': 'x',
    'content-type': 'application/grpc',
    te: 'trailers',
  };
  const data = grpcFrame(message, false);
  const frames: Buffer[] = [];
  for (let from = 0; from < data.length; from += MAX_FRAME) {
    const piece = data.subarray(from, from + MAX_FRAME);
    frames.push(http2Frame(0, from + MAX_FRAME >= data.length ? 1 : 0, 1, piece));
  }
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  return Buffer.concat([preface, http2Frame(4, 0, 0, Buffer.alloc(0)), http2Frame(1, 4, 1, headerBlock(fields)), ...frames]);
}
