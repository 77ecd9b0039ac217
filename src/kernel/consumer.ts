import type { Batch } from '../otlp/batch.ts';
import type { Outcome, Retry } from './outcome.ts';

/** What one connection holds of an `Admission` with all of its requests. */
export interface Share {
  bytes: number;
  /** Whether the last refusal was for this connection's share; others would have been let in. */
  exceeded: boolean;
}

/** Where a server asks for room before and while it reads a request's body; what entered must leave. A few integer operations. */
export interface Admission {
  /**
   * Counts `bytes` and says true, or counts nothing and says false. `own` is what the asking request holds of `share`
   * already; without a share only the limit itself counts.
   */
  tryEnter(bytes: number, share?: Share, own?: number): boolean;
  leave(bytes: number, share?: Share): void;
  /** The share of a connection: the same one for each of its requests. Absent where connections are all one. */
  shareOf?(connection: object): Share;
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
