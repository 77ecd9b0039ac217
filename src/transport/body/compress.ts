import { promisify } from 'node:util';
import { constants, deflate, gzip, zstdCompress } from 'node:zlib';
import { asBuffer } from '../../wire/text.ts';

/** How a client compresses its bodies. */
export type Compression = 'none' | 'gzip' | 'zlib' | 'deflate' | 'zstd';

export const COMPRESSIONS: readonly Compression[] = ['gzip', 'zstd', 'zlib', 'deflate', 'none'];

const gzipAsync = promisify(gzip);
const deflateAsync = promisify(deflate);
const zstdAsync = promisify(zstdCompress);

/** Level 1 where none is asked for: on LLM spans gzip level 6 costs two to three times the CPU for a tenth fewer bytes. */
const DEFAULT_LEVEL = 1;

/** Value of `Content-Encoding`, undefined for none. The Collector's `zlib` and HTTP's `deflate` are the same format (RFC 1950). */
export function contentEncoding(compression: Compression): string | undefined {
  return compression === 'none' ? undefined : compression;
}

/** Compresses on libuv's threads. Level 1 to 9 for gzip, zlib and deflate, 1 to 22 for zstd. */
export async function compress(compression: Compression, body: Uint8Array, level: number = DEFAULT_LEVEL): Promise<Uint8Array> {
  if (compression === 'none') return body;
  const chunkSize = pieceSize(body);
  if (compression === 'gzip') return gzipAsync(asBuffer(body), { level, chunkSize });
  if (compression === 'zstd') return zstdAsync(asBuffer(body), { params: { [constants.ZSTD_c_compressionLevel]: level }, chunkSize });
  return deflateAsync(asBuffer(body), { level, chunkSize });
}

/** Output comes in few pieces: telemetry shrinks to a third or less. */
function pieceSize(body: Uint8Array): number {
  return Math.min(Math.max(body.length >> 1, 1024), 1024 * 1024);
}
