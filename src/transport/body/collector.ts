import type { Problem } from '../reply.ts';
import type { ServerLimits } from '../server-transport.ts';
import type { RequestAccount } from './admission.ts';

/** A complete body, or why there is none. */
export type BodyResult = Uint8Array | Problem;

export type BodyLimits = Pick<ServerLimits, 'maxBodyBytes' | 'maxBodyKey' | 'maxRatio' | 'ratioFloorBytes'>;

/** Known sizes up to this are read into one buffer made in advance; more is not allotted on a client's word. */
const MAX_ARENA_BYTES = 1024 * 1024;

/** Gathers the bytes of one body as they come, bounded by `maxBodyBytes` and entered into the account piece by piece. */
export class BodyCollector {
  #limits: BodyLimits;
  #account: RequestAccount;
  #arena: Buffer | undefined;
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  /** `announcedBytes` is -1 when unknown. */
  constructor(announcedBytes: number, limits: BodyLimits, account: RequestAccount) {
    this.#limits = limits;
    this.#account = account;
    if (announcedBytes > 0 && announcedBytes <= MAX_ARENA_BYTES) this.#arena = Buffer.allocUnsafeSlow(announcedBytes);
  }

  /** A problem ends the collecting; what was gathered is let go. */
  push(chunk: Uint8Array): Problem | undefined {
    const bytes = this.#bytes + chunk.length;
    if (bytes > this.#limits.maxBodyBytes) return this.#drop(tooLarge(this.#limits));
    const full = this.#account.grow(chunk.length);
    if (full !== undefined) return this.#drop(full);
    if (this.#arena === undefined) this.#chunks.push(chunk);
    else if (bytes <= this.#arena.length) this.#arena.set(chunk, this.#bytes);
    else return this.#drop({ problem: 'malformed', message: 'the body is longer than announced' });
    this.#bytes = bytes;
    return undefined;
  }

  body(): Uint8Array {
    if (this.#arena !== undefined) return this.#arena.subarray(0, this.#bytes);
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#bytes);
  }

  #drop(problem: Problem): Problem {
    this.#chunks = [];
    this.#arena = undefined;
    return problem;
  }
}

/** Names the limit and its key, in words that clients of other makes already know from gRPC ("larger than max"). */
export function tooLarge(limits: Pick<BodyLimits, 'maxBodyBytes' | 'maxBodyKey'>): Problem {
  return { problem: 'too_large', message: `message larger than max (${limits.maxBodyBytes} bytes, see ${limits.maxBodyKey})` };
}
