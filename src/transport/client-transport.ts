import type { Signal } from '../otlp/batch.ts';
import type { SendResult } from './send-result.ts';

/** Of one request. `headers` come on top of the configured ones and win. */
export interface SendOptions {
  /** From the call to the complete answer; then the result is `retry`. */
  readonly timeoutMs: number;
  /** Ends waiting; the result is `retry` with ASSAY_TRANSPORT_ABORTED, since the backend may or may not have the data. */
  readonly abort: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Carries export requests to one backend. `body` is uncompressed, in the encoding the transport was made for, and must not
 * change until the result is there. Never rejects: whatever goes wrong is a `SendResult`.
 */
export interface ClientTransport {
  send(signal: Signal, body: Uint8Array, options: SendOptions): Promise<SendResult>;
  /** Lets go of connections; requests in progress end by their own timeout or abort. Safe to call twice. */
  close(): Promise<void>;
}
