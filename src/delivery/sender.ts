import type { Batch } from '../otlp/batch.ts';
import type { SendResult } from '../transport/send-result.ts';

/** One way to one backend; delivery knows no protocol beyond this. */
export interface Sender {
  /** One attempt. Never rejects for what a backend or network does; a rejection is taken for a passing failure. */
  send(batch: Batch, abort: AbortSignal): Promise<SendResult>;
  /** Before data flows. May throw an `AssayError`, which ends the start. */
  start?(): void | Promise<void>;
  /** After the last send. Safe to call twice. */
  close?(): void | Promise<void>;
}
