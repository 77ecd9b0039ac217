import type { Admission, Share } from '../../kernel/consumer.ts';
import type { Problem } from '../reply.ts';

export type { Admission, Share } from '../../kernel/consumer.ts';

/**
 * What a consumer that watches memory may carry beside `consume`, so that a receiver can refuse before it reads a body.
 * Found by shape: receivers and processors do not know each other.
 */
export interface AdmittingConsumer {
  readonly admission: Admission;
}

/** The admission a pipeline's first consumer offers, if any. */
export function admissionOf(consumer: object | undefined): Admission | undefined {
  const admission = (consumer as Partial<AdmittingConsumer> | undefined)?.admission;
  return typeof admission?.tryEnter === 'function' && typeof admission.leave === 'function' ? admission : undefined;
}

const NO_MEMORY: Problem = Object.freeze({ problem: 'busy', message: 'the memory limit is reached' });
const OVER_SHARE: Problem = Object.freeze({ problem: 'share', message: 'this connection holds more than its share of the memory' });
/** Too many requests at once; see `RequestSlots`. */
export const TOO_MANY: Problem = Object.freeze({
  problem: 'share',
  message: 'this connection has more than its share of requests under way',
});

/** More than others while the pipeline is full; see `FairPace`. */
export const TOO_FAST: Problem = Object.freeze({
  problem: 'share',
  message: 'the queue is full, and this connection had more than its share of it',
});

/**
 * What one request holds of an `Admission`. Bytes are entered as they arrive, not as they are announced: a client that
 * announces much and sends nothing takes no memory and keeps nobody out.
 */
export class RequestAccount {
  /** Whose request it is: any object that stands for the connection. */
  readonly connection: object;
  #admission: Admission | undefined;
  #share: Share | undefined;
  #held = 0;

  constructor(admission: Admission | undefined, connection?: object) {
    this.connection = connection ?? this;
    this.#admission = admission;
    this.#share = connection === undefined ? undefined : admission?.shareOf?.(connection);
  }

  /** Why not, when `bytes` more would not fit now; holds nothing. */
  probe(bytes: number): Problem | undefined {
    if (this.#admission === undefined) return undefined;
    if (!this.#admission.tryEnter(bytes, this.#share, this.#held)) return this.#refusal();
    this.#admission.leave(bytes, this.#share);
    return undefined;
  }

  /** Takes `bytes` more, or says why they do not fit. After `release` nothing is taken any more. */
  grow(bytes: number): Problem | undefined {
    if (this.#admission === undefined) return undefined;
    if (!this.#admission.tryEnter(bytes, this.#share, this.#held)) return this.#refusal();
    this.#held += bytes;
    return undefined;
  }

  /** Gives all back. Safe to call twice. */
  release(): void {
    if (this.#admission === undefined) return;
    this.#admission.leave(this.#held, this.#share);
    this.#held = 0;
    this.#admission = undefined;
  }

  #refusal(): Problem {
    return this.#share?.exceeded === true ? OVER_SHARE : NO_MEMORY;
  }
}
