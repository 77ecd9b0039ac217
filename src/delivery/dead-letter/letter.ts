import type { Batch } from '../../otlp/batch.ts';
import type { Failure } from '../ticket.ts';

/** What became of data handed to the dead letter file. */
export type LetterResult = 'written' | 'write_failed' | 'too_large';

/** Where data goes that no attempt can deliver. */
export interface DeadLetter {
  /** Throws an `AssayError` when the file cannot be used at all. */
  open(): Promise<void>;
  /** Resolves when the file has it, or cannot take it; never rejects. */
  append(batch: Batch, failure: Failure): Promise<LetterResult>;
  /** Undefined while all is well. */
  trouble(): string | undefined;
  close(): Promise<void>;
}
