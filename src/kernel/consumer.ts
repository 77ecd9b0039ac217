import type { Batch } from '../otlp/batch.ts';
import type { Outcome, Retry } from './outcome.ts';

/** Where a server asks for room before it reads a request's body; what entered must leave. */
export interface Admission {
  tryEnter(bytes: number): boolean;
  leave(bytes: number): void;
}

/**
 * Anything a batch can be handed to. Never throws and never rejects: whatever goes wrong is an `Outcome`.
 * `signal` aborts waiting (the client went away, its deadline passed, the collector stops); work already accepted goes on.
 */
export interface Consumer {
  consume(batch: Batch, signal: AbortSignal): Outcome | Promise<Outcome>;
  /**
   * Asked before any work is done on a batch: a `Retry` when `consume` would surely answer one now (a full queue, memory
   * pressure). With several exporters it keeps a retry of the whole from reaching twice those that had room.
   */
  precheck?(batch: Batch): Retry | undefined;
  /** Offered by a consumer that guards memory; the receiver takes that of the pipeline's start. */
  readonly admission?: Admission | undefined;
}
