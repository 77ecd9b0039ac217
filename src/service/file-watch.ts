import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Clock } from '../kernel/host.ts';

/** Time between two looks at the files; a change counts when it has stood still from one look to the next. */
export const LOOK_EVERY_MS = 1000;

const ABSENT = 'absent';

interface Watched {
  /** Time, size and inode as of the last look; of the file itself where the path is a symlink. */
  mark: string;
  /** Digest of the content that is in force. */
  digest: string;
}

export interface FileWatchSettings {
  readonly clock: Clock;
  /** Called once for each change of content, when it has come to rest. */
  readonly onChange: () => void;
  readonly everyMs?: number;
}

/**
 * Watches files by polling: their time, size and inode, and when one of these changed, their content. Polling sees what
 * notifications miss: symlinks that a kubelet turns over, network file systems, files replaced by an editor.
 */
export class FileWatch {
  readonly #s: FileWatchSettings;
  #watched: Map<string, Watched> = new Map();
  #unsettled = false;
  #looking: Promise<void> | undefined;
  #cancel: (() => void) | undefined;

  constructor(settings: FileWatchSettings) {
    this.#s = settings;
  }

  /**
   * Watches these files from now on, instead of those before or (`beside`) together with them. What is known of a file stays
   * known.
   */
  async follow(paths: readonly string[], beside: boolean = false): Promise<void> {
    const known = this.#watched;
    if (beside) return this.follow([...new Set([...known.keys(), ...paths])]);
    const watched = new Map<string, Watched>();
    for (const path of paths) watched.set(path, known.get(path) ?? { mark: await markOf(path), digest: await digestOf(path) });
    this.#watched = watched;
  }

  start(): void {
    this.#cancel ??= this.#s.clock.every(this.#s.everyMs ?? LOOK_EVERY_MS, () => void this.look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** One look; a second one asked for meanwhile is the same. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    let moved = false;
    for (const [path, watched] of this.#watched) {
      const mark = await markOf(path);
      if (mark === watched.mark) continue;
      watched.mark = mark;
      moved = true;
    }
    if (moved) this.#unsettled = true;
    if (moved || !this.#unsettled) return;
    this.#unsettled = false;
    let changed = false;
    for (const [path, watched] of this.#watched) {
      const digest = await digestOf(path);
      if (digest === watched.digest) continue;
      watched.digest = digest;
      changed = true;
    }
    if (changed) this.#s.onChange();
  }
}

async function markOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch {
    return ABSENT;
  }
}

async function digestOf(path: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return ABSENT;
  }
}
