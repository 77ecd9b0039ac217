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
/** Stands for the token of a lock that names no holder. */
const NOBODY = 'nobody';
/** Claimants that died one after the other before they had the lock; more are no accident. */
const MOST_CLAIMS = 16;

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
    const mine = (await this.#holder(this.#path).catch(() => undefined))?.token === this.#token;
    await file.close().catch(() => undefined);
    if (mine) await this.#s.files.remove(this.#path).catch(() => undefined);
  }

  async #claim(file: OpenFile): Promise<void> {
    this.#file = file;
    await file.write([this.#content()], 0);
    await file.sync();
  }

  /**
   * Takes the lock of a holder that is gone. Several may try at once, some of them slow: the right to succeed a holder is a
   * file named after it that only one can create, and whoever has it looks once more whether the holder is still the same.
   * A claimant that died in between is succeeded in the same way.
   */
  async #takeOver(): Promise<void> {
    const { files } = this.#s;
    const found = await this.#holder(this.#path);
    if (found !== undefined && (await this.#lives(found, this.#path))) throw this.#inUse(found);
    const claims: string[] = [];
    let predecessor = found?.token ?? NOBODY;
    let file: OpenFile | undefined;
    while (file === undefined) {
      const claim = `${this.#path}.after-${predecessor}`;
      claims.push(claim);
      try {
        file = await files.open(claim, 'create');
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
        const claimant = await this.#holder(claim);
        if (claimant !== undefined && (await this.#lives(claimant, claim))) throw this.#inUse(claimant);
        predecessor = claimant?.token ?? `${predecessor}-${NOBODY}`;
        if (claims.length > MOST_CLAIMS) throw this.#inUse(undefined);
      }
    }
    try {
      await this.#claim(file);
    } catch (error) {
      // Left behind empty it would be one more dead claimant, and after some more attempts on a full disk nobody could come in.
      await this.#letGo(file, claims.at(-1)!);
      throw error;
    }
    const now = await this.#holder(this.#path);
    if (now?.token !== found?.token) {
      await this.#letGo(file, claims.at(-1)!);
      throw this.#inUse(now);
    }
    // A file of our own renamed over the old one is whole from the start.
    await files.rename(claims.pop()!, this.#path);
    for (const claim of claims) await files.remove(claim).catch(() => undefined);
  }

  async #letGo(file: OpenFile, path: string): Promise<void> {
    this.#file = undefined;
    await file.close().catch(() => undefined);
    await this.#s.files.remove(path).catch(() => undefined);
  }

  /** Whether the holder of a lock still runs. */
  async #lives(holder: Holder, path: string): Promise<boolean> {
    const { host, boot, namespace } = this.#identity;
    if (holder.host === host && holder.boot === boot && holder.namespace === namespace) return (this.#s.running ?? isRunning)(holder);
    await this.#pause(SILENT_AFTER_MS);
    const later = await this.#holder(path);
    return later !== undefined && (later.token !== holder.token || later.beat !== holder.beat);
  }

  /** What a lock or claim file says; undefined when it is gone, or holds nothing whole even after a moment. */
  async #holder(path: string): Promise<Holder | undefined> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const text = await readSmall(this.#s.files, path);
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
      const holder = await this.#holder(this.#path);
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
