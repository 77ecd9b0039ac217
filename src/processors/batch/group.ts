import { type Outcome, retry } from '../../kernel/outcome.ts';
import type { Batch } from '../../otlp/batch.ts';

/** The data of one caller, from `consume` until its outcome is known. */
export class Waiting {
  readonly batch: Batch;
  readonly outcome: Promise<Outcome>;
  readonly #abort: AbortSignal;
  readonly #onAbort: () => void;
  #resolve: (outcome: Outcome) => void = () => undefined;

  /** `left` is called when the caller goes away before `settle`. */
  constructor(batch: Batch, abort: AbortSignal, left: (waiting: Waiting) => void) {
    this.batch = batch;
    this.#abort = abort;
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#onAbort = () => left(this);
    abort.addEventListener('abort', this.#onAbort, { once: true });
  }

  get aborted(): boolean {
    return this.#abort.aborted;
  }

  settle(outcome: Outcome): void {
    this.#abort.removeEventListener('abort', this.#onAbort);
    this.#resolve(outcome);
  }
}

export const ABORTED: Outcome = retry('ASSAY_BATCH_ABORTED', 'the request ended before its batch was sent');

/** What is sent together. Sending is given up only when every caller has gone away, or at the deadline of the shutdown. */
export class Group {
  readonly members: readonly Waiting[];
  readonly #controller: AbortController = new AbortController();
  #present: number;

  constructor(members: readonly Waiting[]) {
    this.members = members;
    this.#present = members.length;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  memberLeft(): void {
    this.#present--;
    if (this.#present <= 0) this.abort();
  }

  abort(): void {
    this.#controller.abort();
  }
}
