import {
  constants,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  type Gunzip,
  gunzipSync,
  type Inflate,
  type InflateRaw,
  inflateRawSync,
  inflateSync,
  type ZstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';

/** A decompressing stream of node:zlib; `bytesWritten` is how much input it has consumed. */
type Decoder = Gunzip | Inflate | InflateRaw | ZstdDecompress;

/** One format in both of node:zlib's ways: at once on this thread (throws ERR_BUFFER_TOO_LARGE above the length), and as a stream. */
export interface BodyEncoding {
  atOnce(packed: Uint8Array, maxOutputLength: number): Buffer;
  stream(packed: Uint8Array, chunkSize: number): Decoder;
}

/** RFC 9659: a zstd window above 8 MiB (2^23) need not be accepted; it would be memory that a client makes us take. */
const ZSTD_PARAMS = { [constants.ZSTD_d_windowLogMax]: 23 } as const;

/** Smallest piece that zlib works with. */
const MIN_CHUNK_BYTES = 64;

/** Output of the decompressor at once comes in one piece for nearly all telemetry, which shrinks 3 to 6 times. */
function pieces(packed: Uint8Array, maxOutputLength: number): { maxOutputLength: number; chunkSize: number } {
  return { maxOutputLength, chunkSize: Math.max(Math.min(Math.max(packed.length * 6, 4096), maxOutputLength), MIN_CHUNK_BYTES) };
}

const GZIP: BodyEncoding = {
  atOnce: (packed, max) => gunzipSync(packed, pieces(packed, max)),
  stream: (_, chunkSize) => createGunzip({ chunkSize }),
};

const ZLIB: BodyEncoding = {
  atOnce: (packed, max) => inflateSync(packed, pieces(packed, max)),
  stream: (_, chunkSize) => createInflate({ chunkSize }),
};

/** Some senders of `deflate` leave the zlib header out. */
const DEFLATE: BodyEncoding = {
  atOnce: (packed, max) => (hasZlibHeader(packed) ? inflateSync : inflateRawSync)(packed, pieces(packed, max)),
  stream: (packed, chunkSize) => (hasZlibHeader(packed) ? createInflate : createInflateRaw)({ chunkSize }),
};

const ZSTD: BodyEncoding = {
  atOnce: (packed, max) => zstdDecompressSync(packed, { ...pieces(packed, max), params: ZSTD_PARAMS }),
  stream: (_, chunkSize) => createZstdDecompress({ chunkSize, params: ZSTD_PARAMS }),
};

/**
 * Content encodings of requests, by their token (RFC 9110 8.4.1, RFC 8878; `zlib` is the Collector's own name for what RFC
 * 9110 calls deflate).
 */
const ENCODINGS: ReadonlyMap<string, BodyEncoding> = new Map([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['zlib', ZLIB],
  ['deflate', DEFLATE],
  ['zstd', ZSTD],
]);

/** Listed to clients: HTTP `Accept-Encoding` (RFC 9110 12.5.3) and gRPC `grpc-accept-encoding`. */
export const HTTP_ENCODINGS = 'gzip, deflate, zlib, zstd, identity';
export const GRPC_ENCODINGS = 'identity,deflate,gzip,zstd';

/** `undefined` for no compression, `null` for an encoding that is not known (also for several at once). */
export function encodingOf(contentEncoding: string | undefined): BodyEncoding | undefined | null {
  if (contentEncoding === undefined) return undefined;
  const token = contentEncoding.trim().toLowerCase();
  return token === '' || token === 'identity' ? undefined : (ENCODINGS.get(token) ?? null);
}

/** RFC 1950 2.2: method 8 in the low bits, and the first two bytes as a number divisible by 31. */
function hasZlibHeader(packed: Uint8Array): boolean {
  return packed.length >= 2 && (packed[0]! & 0x0f) === 8 && ((packed[0]! << 8) | packed[1]!) % 31 === 0;
}
