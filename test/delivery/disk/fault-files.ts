import { type FileLayer, NODE_FILES, type OpenFile, type OpenMode } from '../../../src/delivery/files.ts';

/** An error as the system makes it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/**
 * The real file system with faults. `failWith` makes every change fail with that code; `quotaBytes` bounds what is stored;
 * `crashAfter` lets that many changes happen and then stops the world: the change at hand happens in part, and from then on
 * every operation fails. `powerLoss` also loses, at random, what was not synced.
 */
export class FaultFiles implements FileLayer {
  failWith: string | undefined;
  failReads: string | undefined;
  failSync: string | undefined;
  /** Syncs begin when it resolves. */
  beforeSync: Promise<void> | undefined;
  quotaBytes: number = Number.POSITIVE_INFINITY;
  crashAfter: number = Number.POSITIVE_INFINITY;
  powerLoss = false;
  /** Uniform in [0, 1); how much of the last change happened. */
  random: () => number = () => 0.5;
  changes = 0;
  syncs = 0;
  crashed = false;
  readonly sizes: Map<string, number> = new Map();
  readonly #synced: Map<string, number> = new Map();
  readonly #open: Set<OpenFile> = new Set();

  /** Bytes of all files seen. */
  get storedBytes(): number {
    let total = 0;
    for (const size of this.sizes.values()) total += size;
    return total;
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    this.#alive();
    if (mode === 'create') await this.#change(async () => undefined);
    if (mode === 'read' && this.failReads !== undefined) throw systemError(this.failReads);
    const file = await NODE_FILES.open(path, mode);
    this.#open.add(file);
    const { size } = await file.state();
    this.sizes.set(path, size);
    if (!this.#synced.has(path)) this.#synced.set(path, mode === 'create' ? 0 : size);
    return {
      write: (parts, position) => this.#write(path, file, Buffer.concat(parts), position),
      read: async (into, position) => {
        this.#alive();
        if (this.failReads !== undefined) throw systemError(this.failReads);
        return file.read(into, position);
      },
      truncate: (to) =>
        this.#change(async () => {
          await file.truncate(to);
          this.sizes.set(path, to);
          this.#synced.set(path, Math.min(to, this.#synced.get(path) ?? 0));
        }),
      sync: async () => {
        this.#alive();
        this.syncs++;
        await this.beforeSync;
        if (this.failSync !== undefined) throw systemError(this.failSync);
        await this.#change(async () => undefined);
        this.#synced.set(path, this.sizes.get(path) ?? 0);
      },
      state: async () => {
        this.#alive();
        return file.state();
      },
      close: async () => {
        this.#open.delete(file);
        await file.close();
      },
    };
  }

  async list(directory: string): Promise<string[]> {
    this.#alive();
    return NODE_FILES.list(directory);
  }

  async info(path: string): ReturnType<FileLayer['info']> {
    this.#alive();
    return NODE_FILES.info(path);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#change(async () => {
      await NODE_FILES.rename(from, to);
      this.sizes.set(to, this.sizes.get(from) ?? 0);
      this.sizes.delete(from);
    });
  }

  remove(path: string): Promise<void> {
    return this.#change(async () => {
      await NODE_FILES.remove(path);
      this.sizes.delete(path);
    });
  }

  makeDirectory(path: string): Promise<void> {
    return this.#change(() => NODE_FILES.makeDirectory(path));
  }

  async syncDirectory(path: string): Promise<void> {
    this.#alive();
    await NODE_FILES.syncDirectory(path);
  }

  /** Ends the process that used this: closes what it left open, and loses what a power failure loses. */
  async die(): Promise<void> {
    this.crashed = true;
    for (const file of this.#open) await file.close().catch(() => undefined);
    this.#open.clear();
    if (!this.powerLoss) return;
    for (const [path, size] of this.sizes) {
      const synced = this.#synced.get(path) ?? 0;
      if (synced >= size) continue;
      const file = await NODE_FILES.open(path, 'write').catch(() => undefined);
      await file?.truncate(synced + Math.floor(this.random() * (size - synced + 1)));
      await file?.close();
    }
  }

  #alive(): void {
    if (this.crashed) throw systemError('CRASHED');
  }

  async #change(happen: () => Promise<void>): Promise<void> {
    this.#alive();
    if (this.failWith !== undefined) throw systemError(this.failWith);
    if (this.changes >= this.crashAfter) {
      this.crashed = true;
      throw systemError('CRASHED');
    }
    this.changes++;
    await happen();
  }

  async #write(path: string, file: OpenFile, bytes: Buffer, position: number): Promise<void> {
    this.#alive();
    const crash = this.changes >= this.crashAfter;
    const old = this.sizes.get(path) ?? 0;
    const room = Math.max(0, this.quotaBytes - (this.storedBytes - old) - position);
    let part = bytes;
    if (crash || this.failWith !== undefined) part = bytes.subarray(0, Math.floor(this.random() * bytes.length));
    if (part.length > room) part = part.subarray(0, room);
    if (part.length > 0) await file.write([part], position);
    this.sizes.set(path, Math.max(old, position + part.length));
    if (crash) {
      this.crashed = true;
      throw systemError('CRASHED');
    }
    this.changes++;
    if (this.failWith !== undefined) throw systemError(this.failWith);
    if (part.length < bytes.length) throw systemError('ENOSPC');
  }
}
