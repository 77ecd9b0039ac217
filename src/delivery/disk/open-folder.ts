import { dirname } from 'node:path';
import type { Clock } from '../../kernel/host.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { errorCode, type FileLayer } from '../files.ts';
import { checkFormat, writeMeta } from './folder.ts';
import { FolderLock, LOCK_BYTES } from './lock.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { RESERVE_BYTES, setAside, withReserve } from './reserve.ts';
import { type Recovered, recoverFolder } from './recover.ts';

export interface FolderSettings {
  /** The queue's own folder. */
  readonly directory: string;
  readonly owner: string;
  /** The folder above may be made too. */
  readonly createParent: boolean;
  readonly files: FileLayer;
  readonly clock: Clock;
  /** For tests; this process otherwise. */
  readonly process?: { readonly identity: ProcessIdentity; readonly running: (identity: ProcessIdentity) => boolean };
}

/** How long an owner waits for the one before it in the same process. */
const HANDOVER_MS = 30_000;

/** Folders in use by this process, with the promise of their release: after a reload the next owner waits for the one before. */
const inUse: Map<string, Promise<void>> = new Map();

/** A queue's folder while it is ours: made if need be, checked, locked. */
export class OpenFolder {
  readonly #s: FolderSettings;
  readonly #onLost: () => void;
  #lock: FolderLock | undefined;
  #metaBytes = 0;
  #setAside = false;
  #release: (() => void) | undefined;

  constructor(settings: FolderSettings, onLost: () => void) {
    this.#s = settings;
    this.#onLost = onLost;
  }

  /** Bytes of the files beside the segments. */
  get bytes(): number {
    return this.#metaBytes + LOCK_BYTES + RESERVE_BYTES;
  }

  /** Throws `AssayError` for mistakes and for a folder in use; errors of the file system as they are. */
  async open(): Promise<Recovered> {
    const { files, directory } = this.#s;
    await this.#claim();
    try {
      await this.#makeFolder();
      await checkFormat(files, directory);
      await withReserve(files, directory, () => this.#acquire());
      const recovered = await recoverFolder(files, directory);
      this.#metaBytes = await writeMeta(files, directory, this.#s.owner);
      this.#setAside = false;
      await this.keepReserve();
      return recovered;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Sets room aside for the next start, where it is not there already. To be asked again when there is more room. */
  async keepReserve(): Promise<void> {
    if (!this.#setAside) this.#setAside = await setAside(this.#s.files, this.#s.directory);
  }

  /** The folder vanished under us: makes it anew, where its parent is still there. */
  async revive(): Promise<void> {
    await this.#lock?.release();
    await this.#makeFolder();
    await this.#acquire();
    this.#metaBytes = await writeMeta(this.#s.files, this.#s.directory, this.#s.owner);
    this.#setAside = false;
    await this.keepReserve();
    await this.#s.files.syncDirectory(this.#s.directory);
  }

  async close(): Promise<void> {
    await this.#lock?.release();
    this.#lock = undefined;
    this.#release?.();
    this.#release = undefined;
  }

  async #claim(): Promise<void> {
    const { directory, clock, process: fake } = this.#s;
    const key = `${fake?.identity.pid ?? process.pid}:${directory}`;
    for (let before = inUse.get(key); before !== undefined; before = inUse.get(key)) {
      const { promise: late, resolve } = Promise.withResolvers<'late'>();
      const cancel = clock.after(HANDOVER_MS, () => resolve('late'));
      const ended = await Promise.race([before, late]);
      cancel();
      if (ended === 'late') throw new AssayError('ASSAY_STORAGE_IN_USE', `${directory} is used by another exporter of this process`);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    inUse.set(key, promise);
    this.#release = () => {
      inUse.delete(key);
      resolve();
    };
  }

  async #acquire(): Promise<void> {
    const { directory, files, clock, process: fake } = this.#s;
    const lock = new FolderLock({ directory, files, clock, onLost: this.#onLost, ...fake });
    await lock.acquire();
    this.#lock = lock;
  }

  async #makeFolder(): Promise<void> {
    const { files, directory, createParent } = this.#s;
    const parent = dirname(directory);
    const above = await files.info(parent);
    if (above === undefined && !createParent) {
      throw new AssayError('ASSAY_STORAGE_DIRECTORY', `the directory ${parent} does not exist; create it, or set create_directory: true`);
    }
    const here = await files.info(directory);
    if (here?.kind === 'directory') return;
    if (here !== undefined) throw new AssayError('ASSAY_STORAGE_DIRECTORY', `${directory} is no directory (${here.kind})`);
    try {
      await files.makeDirectory(directory);
      await files.syncDirectory(parent);
    } catch (cause) {
      const code = errorCode(cause);
      if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOTDIR') throw cause;
      throw new AssayError('ASSAY_STORAGE_DIRECTORY', `cannot make ${directory} (${code})`, { cause });
    }
  }
}
