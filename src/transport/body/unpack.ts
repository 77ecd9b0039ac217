import type { Problem } from '../reply.ts';
import type { RequestAccount } from './admission.ts';
import { type BodyLimits, type BodyResult, tooLarge } from './collector.ts';
import type { BodyEncoding } from './encodings.ts';
import { FairLine } from './fair-line.ts';

/**
 * Up to these sizes a body is unpacked on this thread: at most a quarter of a millisecond, where a stream of node:zlib
 * costs 100 to 150 microseconds more CPU per body (measured: 32 KB of spans, 48 against 190 us).
 */
const AT_ONCE_PACKED_BYTES = 16 * 1024;
const AT_ONCE_PLAIN_BYTES = 256 * 1024;

/** More at a time would wait for libuv's four threads anyway, each holding what it has unpacked so far. */
const MAX_PARALLEL = 8;

const MIN_CHUNK_BYTES = 16 * 1024;
const MAX_CHUNK_BYTES = 256 * 1024;

/**
 * Decompresses the bodies of one listener. What a body grows to is bounded by `maxBodyBytes` and, beyond a floor, by
 * `maxRatio`, and entered into the account piece by piece: a bomb is dropped when it passes a limit, not after it was
 * unpacked. Few are unpacked at a time, so that many bombs at once cost no more memory than a few; those that wait come in turn by
 * connection.
 */
export class Unpacker {
  #limits: BodyLimits;
  #running = 0;
  readonly #waiting = new FairLine();

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** Never rejects. */
  unpack(packed: Uint8Array, encoding: BodyEncoding, account: RequestAccount): BodyResult | Promise<BodyResult> {
    if (packed.length === 0) return packed;
    if (packed.length > AT_ONCE_PACKED_BYTES) return this.#stream(packed, encoding, account);
    try {
      const plain = encoding.atOnce(packed, Math.min(AT_ONCE_PLAIN_BYTES, this.#limits.maxBodyBytes));
      return account.grow(plain.length) ?? plain;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? this.#stream(packed, encoding, account) : UNREADABLE;
    }
  }

  async #stream(packed: Uint8Array, encoding: BodyEncoding, account: RequestAccount): Promise<BodyResult> {
    if (this.#running >= MAX_PARALLEL) await this.#waiting.wait(account.connection);
    else this.#running++;
    try {
      return await unpackStream(packed, encoding, this.#limits, account);
    } finally {
      // The place goes to the next in line, or is free.
      if (!this.#waiting.next()) this.#running--;
    }
  }
}

const UNREADABLE: Problem = Object.freeze({ problem: 'malformed', message: 'the body cannot be decompressed' });

function unpackStream(packed: Uint8Array, encoding: BodyEncoding, limits: BodyLimits, account: RequestAccount): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunkSize = Math.min(Math.max(packed.length * 4, MIN_CHUNK_BYTES), MAX_CHUNK_BYTES);
    const decoder = encoding.stream(packed, chunkSize);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let settled = false;
    const settle = (result: () => BodyResult): void => {
      if (settled) return;
      settled = true;
      const body = result();
      decoder.destroy();
      resolve(body);
    };
    decoder.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limits.maxBodyBytes) settle(() => tooLarge(limits));
      // By what was consumed so far: what still waits would flatter a bomb.
      else if (bytes > limits.ratioFloorBytes && bytes > decoder.bytesWritten * limits.maxRatio) settle(() => bomb(limits));
      else {
        const full = account.grow(chunk.length);
        if (full === undefined) chunks.push(chunk);
        else settle(() => full);
      }
    });
    decoder.on('end', () => settle(() => (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes))));
    decoder.on('error', () => settle(() => UNREADABLE));
    decoder.end(packed);
  });
}

function bomb(limits: BodyLimits): Problem {
  return { problem: 'ratio', message: `the body grows more than ${limits.maxRatio} times on decompression` };
}
