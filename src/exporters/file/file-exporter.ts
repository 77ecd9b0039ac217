import { resolve } from 'node:path';
import type { Exporter } from '../../kernel/component.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { ACCEPTED, type Outcome, retry } from '../../kernel/outcome.ts';
import { type Batch, ITEM_NAMES, type Signal, SIGNALS } from '../../otlp/batch.ts';
import { AssayError } from '../../wire/assay-error.ts';
import type { FileConfig } from './config.ts';
import { type Framing, JSON_LINES, LENGTH_DELIMITED } from './framing.ts';
import { RotatingFile } from './rotating-file.ts';

const RETRY_AFTER_MS = 5000;

/** Appends every batch to a file; accepted means handed to the operating system. */
export class FileExporter implements Exporter {
  readonly #host: Host;
  readonly #path: string;
  readonly #framing: Framing;
  readonly #file: RotatingFile;
  readonly #sent: ReadonlyMap<Signal, Counter>;
  readonly #failed: ReadonlyMap<Signal, Counter>;
  #consecutiveFailures = 0;
  #closed = false;

  constructor(config: FileConfig, host: Host) {
    this.#host = host;
    this.#path = resolve(config.path);
    this.#framing = config.format === 'json' ? JSON_LINES : LENGTH_DELIMITED;
    this.#file = new RotatingFile(this.#path, config.rotation, config.format === 'json', () => host.clock.now());
    const counters = (verb: string): ReadonlyMap<Signal, Counter> =>
      new Map(
        SIGNALS.map((signal) => [signal, host.metrics.counter(`otelcol_exporter_${verb}_${ITEM_NAMES[signal]}`, { exporter: host.id })]),
      );
    this.#sent = counters('sent');
    this.#failed = counters('send_failed');
  }

  /** Throws ASSAY_FILE_OPEN, so that a wrong path is known at start and not with the first data. */
  async start(): Promise<void> {
    try {
      await this.#file.open();
    } catch (cause) {
      const code = systemCode(cause);
      const hint = code === 'ELOOP' ? ' (it is a symlink)' : ` (${code})`;
      throw new AssayError('ASSAY_FILE_OPEN', `exporters.${this.#host.id}.path: cannot open ${this.#path}${hint}`, { cause });
    }
    this.#closed = false;
    this.#host.health({ state: 'ok' });
  }

  async consume(batch: Batch): Promise<Outcome> {
    if (this.#closed) return retry('ASSAY_FILE_CLOSED', 'the file exporter is closed');
    try {
      await this.#file.write(this.#framing.frame(batch));
    } catch (error) {
      return this.#failure(batch, error);
    }
    if (this.#consecutiveFailures > 0) {
      this.#consecutiveFailures = 0;
      this.#host.log.info('writing works again', { path: this.#path });
      this.#host.health({ state: 'ok' });
    }
    this.#sent.get(batch.signal)?.add(batch.items);
    this.#host.ledger.delivered(batch.items, batch.signal);
    return ACCEPTED;
  }

  async shutdown(): Promise<void> {
    this.#closed = true;
    await this.#file.close();
  }

  #failure(batch: Batch, error: unknown): Outcome {
    const code = systemCode(error);
    this.#consecutiveFailures++;
    if (this.#consecutiveFailures === 1) this.#host.log.error('cannot write; senders are told to come back', { path: this.#path, error });
    this.#host.health({ state: 'degraded', detail: { consecutive_failures: this.#consecutiveFailures, error: code } });
    this.#failed.get(batch.signal)?.add(batch.items);
    return retry('ASSAY_FILE_WRITE', `cannot write to the file (${code})`, RETRY_AFTER_MS);
  }
}

/** `ENOSPC`, `EACCES` ... of an error of the system. */
function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
