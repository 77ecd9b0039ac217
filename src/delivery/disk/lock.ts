import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../kernel/host.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { errorCode, type FileLayer, type OpenFile } from '../files.ts';
import { LOCK_NAME, readSmall } from './folder.ts';
import { isRunning, type ProcessIdentity, thisProcess } from './process-identity.ts';

/** The lock file always has this size, so that a heartbeat overwrites one block in place and needs no space. */
export const LOCK_BYTES = 512;
const HEARTBEAT_MS = 2000;
/** A holder that we cannot ask after is taken for gone when its heartbeat has stood still for this long. */
const SILENT_AFTER_MS = 3 * HEARTBEAT_MS;
/** A lock that another process is just writing is whole after this. */
const SETTLE_MS = 100;

interface Holder extends ProcessIdentity {
  readonly token: string;
  readonly beat: number;
}

export interface LockSettings {
  readonly directory: string;
  readonly files: FileLayer;
  readonly clock: Clock;
  /** For tests; this process otherwise. */
  readonly identity?: ProcessIdentity;
  readonly running?: (identity: ProcessIdentity) => boolean;
  /** Called when another process took the lock away: nothing may be written any more. */
  readonly onLost: () => void;
}

/**
 * Keeps two processes out of one folder. The lock names its holder; a holder of this machine and process namespace is asked
 * for directly, any other by its heartbeat. A lock left by a crash is taken over, at once where the holder can be asked for.
 */
export class FolderLock {
  readonly #s: LockSettings;
  readonly #identity: ProcessIdentity;
  readonly #path: string;
  readonly #token: string = randomUUID();
  #file: OpenFile | undefined;
  #beat = 0;
  #cancelBeat: (() => void) | undefined;
  #beating: Promise<void> = Promise.resolve();

  constructor(settings: LockSettings) {
    this.#s = settings;
    this.#identity = settings.identity ?? thisProcess();
    this.#path = join(settings.directory, LOCK_NAME);
  }

  /** Throws ASSAY_STORAGE_IN_USE when a living process holds the folder. */
  async acquire(): Promise<void> {
    const { files } = this.#s;
    try {
      await this.#claim(await files.open(this.#path, 'create'));
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
      await this.#takeOver();
    }
    this.#cancelBeat = this.#s.clock.every(HEARTBEAT_MS, () => {
      this.#beating = this.#beating.then(() => this.#heartbeat());
    });
  }

  async release(): Promise<void> {
    this.#cancelBeat?.();
    await this.#beating;
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    const mine = (await this.#holder().catch(() => undefined))?.token === this.#token;
    await file.close().catch(() => undefined);
    if (mine) await this.#s.files.remove(this.#path).catch(() => undefined);
  }

  async #claim(file: OpenFile): Promise<void> {
    this.#file = file;
    await file.write([this.#content()], 0);
    await file.sync();
  }

  async #takeOver(): Promise<void> {
    const { files } = this.#s;
    const found = await this.#holder();
    if (found !== undefined && (await this.#lives(found))) throw this.#inUse(found);
    // A file of our own renamed over the old one is whole from the start. Whoever comes last wins, and the others see it.
    const own = `${this.#path}.${this.#token}`;
    await this.#claim(await files.open(own, 'create'));
    await files.rename(own, this.#path);
    await this.#pause(SETTLE_MS);
    const now = await this.#holder();
    if (now?.token === this.#token) return;
    await this.#file?.close();
    this.#file = undefined;
    throw this.#inUse(now);
  }

  /** Whether the holder of a lock still runs. */
  async #lives(holder: Holder): Promise<boolean> {
    const { host, boot, namespace } = this.#identity;
    if (holder.host === host && holder.boot === boot && holder.namespace === namespace) return (this.#s.running ?? isRunning)(holder);
    await this.#pause(SILENT_AFTER_MS);
    const later = await this.#holder();
    return later !== undefined && (later.token !== holder.token || later.beat !== holder.beat);
  }

  /** What the lock file says; undefined when it is gone, or holds nothing whole even after a moment. */
  async #holder(): Promise<Holder | undefined> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const text = await readSmall(this.#s.files, this.#path);
      if (text === undefined) return undefined;
      try {
        const holder = JSON.parse(text) as Partial<Holder> | null;
        if (typeof holder?.token === 'string' && typeof holder.pid === 'number') return holder as Holder;
      } catch {
        // Being written, or torn by a crash.
      }
      await this.#pause(SETTLE_MS);
    }
    return undefined;
  }

  async #heartbeat(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#beat++;
    try {
      const holder = await this.#holder();
      if (holder !== undefined && holder.token !== this.#token) {
        this.#cancelBeat?.();
        this.#s.onLost();
        return;
      }
      await file.write([this.#content()], 0);
    } catch {
      // A failing disk shows in the queue's own writes; the heartbeat only tries again.
    }
  }

  #content(): Buffer {
    const holder: Holder = { ...this.#identity, token: this.#token, beat: this.#beat };
    return Buffer.from(
      JSON.stringify(holder)
        .padEnd(LOCK_BYTES - 1)
        .slice(0, LOCK_BYTES - 1) + '\n',
      'utf8',
    );
  }

  #inUse(holder: Holder | undefined): AssayError {
    const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
    return new AssayError('ASSAY_STORAGE_IN_USE', `${this.#s.directory} is used by ${who}`);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#s.clock.after(ms, resolve));
  }
}
