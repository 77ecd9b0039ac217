import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { backupPath, pruneBackups } from './backups.ts';
import type { RotationConfig } from './config.ts';

const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
const MEGABYTE = 1_048_576;
const NEWLINE = 0x0a;

/**
 * A file that is only appended to, 0600, never through a symlink. Writes are queued one after another; a write that fails
 * is taken back by cutting the file to where it was, so that a reader never meets half a record in the middle.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #rotation: RotationConfig | undefined;
  readonly #nowMs: () => number;
  readonly #lines: boolean;
  #handle: FileHandle | undefined;
  #size = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `lines`: records end with a newline, so a last line that a crash has torn is ended when the file is opened again. */
  constructor(path: string, rotation: RotationConfig | undefined, lines: boolean, nowMs: () => number) {
    this.#path = path;
    this.#rotation = rotation;
    this.#lines = lines;
    this.#nowMs = nowMs;
  }

  /** Rejects with the system's error. Safe to call when open. */
  async open(): Promise<void> {
    if (this.#handle !== undefined) return;
    const handle = await open(this.#path, FLAGS, 0o600);
    this.#handle = handle;
    // A file that was there may be readable by others; what is written now is telemetry.
    await handle.chmod(0o600).catch(() => undefined);
    this.#size = (await handle.stat()).size;
    await (this.#lines ? this.#endLine(handle) : this.#cutTornFrame(handle));
  }

  /** Appends one record after those before it. Rejects with the system's error, the record then not in the file. */
  write(record: Uint8Array): Promise<void> {
    const done = this.#last.then(() => this.#write(record));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Waits for writes under way, then closes. Safe to call twice. */
  async close(): Promise<void> {
    await this.#last;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #write(record: Uint8Array): Promise<void> {
    const limit = (this.#rotation?.max_megabytes ?? 0) * MEGABYTE;
    if (limit > 0 && this.#size > 0 && this.#size + record.length > limit) await this.#rotate();
    await this.open();
    const handle = this.#handle;
    if (handle === undefined) throw new Error('not open');
    try {
      for (let from = 0; from < record.length; ) from += (await handle.write(record, from, record.length - from)).bytesWritten;
      this.#size += record.length;
    } catch (error) {
      await handle.truncate(this.#size).catch(() => undefined);
      throw error;
    }
  }

  async #rotate(): Promise<void> {
    const rotation = this.#rotation;
    if (rotation === undefined) return;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
    await rename(this.#path, backupPath(this.#path, this.#nowMs()));
    this.#size = 0;
    await pruneBackups(this.#path, rotation, this.#nowMs());
  }

  async #endLine(handle: FileHandle): Promise<void> {
    if (this.#size === 0) return;
    const last = new Uint8Array(1);
    await handle.read(last, 0, 1, this.#size - 1);
    if (last[0] === NEWLINE) return;
    await handle.write(Uint8Array.of(NEWLINE), 0, 1);
    this.#size += 1;
  }

  /** Goes from length to length; what follows the last whole record is half a record of a crash, which nobody can read. */
  async #cutTornFrame(handle: FileHandle): Promise<void> {
    const head = new Uint8Array(4);
    let at = 0;
    while (at + 4 <= this.#size) {
      await handle.read(head, 0, 4, at);
      const end = at + 4 + new DataView(head.buffer).getUint32(0);
      if (end > this.#size) break;
      at = end;
    }
    if (at === this.#size) return;
    await handle.truncate(at);
    this.#size = at;
  }
}
