/** Bytes in flight against a limit, as a memory limiter keeps them. Both calls are a few integer operations. */
export interface Admission {
  /** Counts `bytes` and says true, or counts nothing and says false. */
  tryEnter(bytes: number): boolean;
  leave(bytes: number): void;
}

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

/**
 * What one request holds of an `Admission`. Bytes are entered as they arrive, not as they are announced: a client that
 * announces much and sends nothing takes no memory and keeps nobody out.
 */
export class RequestAccount {
  #admission: Admission | undefined;
  #held = 0;

  constructor(admission: Admission | undefined) {
    this.#admission = admission;
  }

  /** Whether `bytes` more would fit now; holds nothing. */
  probe(bytes: number): boolean {
    if (this.#admission === undefined) return true;
    if (!this.#admission.tryEnter(bytes)) return false;
    this.#admission.leave(bytes);
    return true;
  }

  /** Takes `bytes` more; false when they do not fit. After `release` nothing is taken any more. */
  grow(bytes: number): boolean {
    if (this.#admission === undefined) return true;
    if (!this.#admission.tryEnter(bytes)) return false;
    this.#held += bytes;
    return true;
  }

  /** Gives all back. Safe to call twice. */
  release(): void {
    if (this.#admission === undefined) return;
    this.#admission.leave(this.#held);
    this.#held = 0;
    this.#admission = undefined;
  }
}
