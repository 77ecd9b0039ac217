import type { Sender } from '../../delivery/sender.ts';
import type { Logger } from '../../kernel/host.ts';
import type { Batch } from '../../otlp/batch.ts';
import type { SendRefused, SendResult } from '../../transport/send-result.ts';

/** How a status of Langfuse differs from the same status of an OTLP backend (langfuse.md section 1, response codes). */
interface StatusRow {
  readonly status: number;
  readonly code: 'ASSAY_LANGFUSE_UNAUTHORIZED' | 'ASSAY_LANGFUSE_NOT_ENQUEUED';
  /** Nothing is sent for the pause, and it is said aloud. */
  readonly alarm: boolean;
}

const STATUSES: readonly StatusRow[] = [
  // Wrong keys, or ingestion suspended: the data is good, so it waits for somebody to act.
  { status: 401, code: 'ASSAY_LANGFUSE_UNAUTHORIZED', alarm: true },
  { status: 403, code: 'ASSAY_LANGFUSE_UNAUTHORIZED', alarm: true },
  // Blob store or queue failed: not enqueued, though OTLP clients would give up on a 500.
  { status: 500, code: 'ASSAY_LANGFUSE_NOT_ENQUEUED', alarm: false },
];

export interface LangfuseSenderSettings {
  readonly inner: Sender;
  readonly pauseMs: number;
  readonly log: Logger;
}

/**
 * Reads answers as Langfuse means them. 400 (one bad span refuses all: delivery bisects), 413 (delivery halves), 429 and 503
 * are as everywhere; the rows above are not.
 */
export class LangfuseSender implements Sender {
  readonly #settings: LangfuseSenderSettings;
  #alarmed = false;

  constructor(settings: LangfuseSenderSettings) {
    this.#settings = settings;
  }

  start(): void | Promise<void> {
    return this.#settings.inner.start?.();
  }

  async send(batch: Batch, abort: AbortSignal): Promise<SendResult> {
    const result = await this.#settings.inner.send(batch, abort);
    if (result.kind === 'ok') this.#calm();
    return result.kind === 'refused' ? this.#refused(result) : result;
  }

  close(): void | Promise<void> {
    return this.#settings.inner.close?.();
  }

  #refused(result: SendRefused): SendResult {
    const status = httpStatus(result.reason);
    const row = STATUSES.find((candidate) => candidate.status === status);
    if (row === undefined) return result;
    const { code, alarm } = row;
    const { reason } = result;
    if (!alarm) return { kind: 'retry', code, reason, throttled: false };
    if (!this.#alarmed) {
      this.#settings.log.error('Langfuse does not take the keys; sending pauses', { code, status, pause_ms: this.#settings.pauseMs });
      this.#alarmed = true;
    }
    return { kind: 'retry', code, reason, throttled: true, afterMs: this.#settings.pauseMs };
  }

  #calm(): void {
    if (!this.#alarmed) return;
    this.#alarmed = false;
    this.#settings.log.info('Langfuse takes the keys again');
  }
}

/** The HTTP transport puts the status in front of its reason: `HTTP 401: ...`. */
function httpStatus(reason: string): number {
  return Number(/^HTTP (\d{3})\b/.exec(reason)?.[1] ?? Number.NaN);
}
