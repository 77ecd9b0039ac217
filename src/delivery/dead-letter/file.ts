import { resolve } from 'node:path';
import type { Clock } from '../../kernel/host.ts';
import type { Batch } from '../../otlp/batch.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { errorCode, type FileLayer } from '../files.ts';
import type { Failure } from '../ticket.ts';
import { encodeFrame } from './frame.ts';
import { LETTER_HINTS } from './hints.data.ts';
import type { DeadLetter, LetterResult } from './letter.ts';
import { LetterWriter } from './letter-writer.ts';

export interface DeadLetterFileSettings {
  readonly path: string;
  /** Of all files together, to the byte. */
  readonly maxBytes: number;
  readonly exporter: string;
  readonly files: FileLayer;
  readonly clock: Clock;
  /** Items of letters that were removed to make room. */
  readonly onRotatedOut: (items: number) => void;
}

interface Shared {
  readonly exporter: string;
  readonly writer: LetterWriter;
  readonly opened: Promise<void>;
  users: number;
}

/**
 * Writers in use by this process, by path. After a reload an exporter and the one that replaced it write through the same
 * one; two different exporters may not, since each would remove the other's letters.
 */
const inUse: Map<string, Shared> = new Map();

/** The dead letters of one exporter in one file (letter-writer.ts). */
export class DeadLetterFile implements DeadLetter {
  readonly #s: DeadLetterFileSettings;
  readonly #path: string;
  #shared: Shared | undefined;
  #trouble: string | undefined;

  constructor(settings: DeadLetterFileSettings) {
    this.#s = settings;
    this.#path = resolve(settings.path);
  }

  async open(): Promise<void> {
    if (this.#shared !== undefined) return;
    const { exporter, files, maxBytes, onRotatedOut } = this.#s;
    let shared = inUse.get(this.#path);
    if (shared !== undefined && shared.exporter !== exporter) {
      throw new AssayError('ASSAY_DELIVERY_DEAD_LETTER_IN_USE', `dead_letter.path ${this.#s.path} is used by ${shared.exporter} already`);
    }
    if (shared === undefined) {
      const writer = new LetterWriter({ path: this.#path, maxBytes, files, onRotatedOut });
      shared = { exporter, writer, opened: writer.open(), users: 0 };
      inUse.set(this.#path, shared);
    }
    shared.users++;
    this.#shared = shared;
    try {
      await shared.opened;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async append(batch: Batch, failure: Failure): Promise<LetterResult> {
    const head = this.#head(batch, failure);
    if (head.length + batch.bytes.length > this.#s.maxBytes) return 'too_large';
    try {
      if (this.#shared === undefined) return 'write_failed';
      await this.#shared.writer.write([head, batch.bytes]);
      this.#trouble = undefined;
      return 'written';
    } catch (error) {
      this.#trouble = `the dead letter file cannot be written (${errorCode(error)})`;
      return 'write_failed';
    }
  }

  trouble(): string | undefined {
    return this.#trouble;
  }

  async close(): Promise<void> {
    const shared = this.#shared;
    this.#shared = undefined;
    if (shared === undefined || --shared.users > 0) return;
    if (inUse.get(this.#path) === shared) inUse.delete(this.#path);
    await shared.writer.close();
  }

  #head(batch: Batch, failure: Failure): Buffer {
    const { exporter, clock } = this.#s;
    const { reason, code, message, status } = failure;
    const hint = LETTER_HINTS[reason];
    const time = new Date(clock.now()).toISOString();
    const told = { time, exporter, signal: batch.signal, items: batch.items, reason, code, message };
    return encodeFrame({ ...told, ...(status === undefined ? {} : { status }), ...(hint === undefined ? {} : { hint }) }, batch.bytes);
  }
}
