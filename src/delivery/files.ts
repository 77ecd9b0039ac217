import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';

/** What a path is. Symbolic links are reported as such, not followed. */
export interface PathInfo {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
}

/** A file opened for reading and writing at given places. */
export interface OpenFile {
  /** Writes all of `parts` one after the other from `position` on. When it throws, some of the bytes may be there. */
  write(parts: readonly Uint8Array[], position: number): Promise<void>;
  /** Fills `into` from `position` on; fewer bytes than asked for mean the end of the file. */
  read(into: Uint8Array, position: number): Promise<number>;
  truncate(size: number): Promise<void>;
  /** Data and size are on the disk when it resolves (fdatasync). */
  sync(): Promise<void>;
  /** Size, and whether a name in a folder still leads here. */
  state(): Promise<{ readonly size: number; readonly linked: boolean }>;
  close(): Promise<void>;
}

/** `create` fails on an existing file, `append` makes the file when it is not there, `read` and `write` need it. */
export type OpenMode = 'read' | 'write' | 'create' | 'append';

/**
 * All that delivery asks of a file system, so that tests can put a failing one beneath. Errors are those of Node, with `code`.
 * Files are made with mode 0600, folders with 0700; symbolic links at the end of a path are refused (ELOOP).
 */
export interface FileLayer {
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  /** Names in a folder, sorted. */
  list(directory: string): Promise<string[]>;
  /** Undefined when there is nothing. */
  info(path: string): Promise<PathInfo | undefined>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; none there is fine. */
  remove(path: string): Promise<void>;
  makeDirectory(path: string): Promise<void>;
  /** Names made, renamed or removed in a folder are on the disk when it resolves. */
  syncDirectory(path: string): Promise<void>;
}

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
/** Windows has no O_NOFOLLOW; there a link is followed. */
const NO_FOLLOW = O_NOFOLLOW ?? 0;

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: O_RDONLY | NO_FOLLOW,
  write: O_RDWR | NO_FOLLOW,
  create: O_RDWR | O_CREAT | O_EXCL | NO_FOLLOW,
  append: O_RDWR | O_CREAT | NO_FOLLOW,
};

/** The real file system. */
export const NODE_FILES: FileLayer = Object.freeze({
  open: async (path: string, mode: OpenMode): Promise<OpenFile> => nodeFile(await open(path, FLAGS[mode], 0o600)),
  list: async (directory: string): Promise<string[]> => (await readdir(directory)).sort(),
  info: nodeInfo,
  rename,
  remove: (path: string): Promise<void> => rm(path, { force: true }),
  makeDirectory: async (path: string): Promise<void> => void (await mkdir(path, { recursive: true, mode: 0o700 })),
  syncDirectory: nodeSyncDirectory,
});

function nodeFile(handle: FileHandle): OpenFile {
  return {
    write: async (parts, position) => {
      let at = position;
      let rest = parts.filter((part) => part.length > 0);
      // A short write is legal (a full disk writes what fits first); the next one tells the error.
      while (rest.length > 0) {
        const { bytesWritten } = await handle.writev(rest, at);
        if (bytesWritten === 0) throw Object.assign(new Error('nothing could be written'), { code: 'ENOSPC' });
        at += bytesWritten;
        rest = skip(rest, bytesWritten);
      }
    },
    read: async (into, position) => {
      let filled = 0;
      while (filled < into.length) {
        const { bytesRead } = await handle.read(into, filled, into.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    },
    truncate: (size) => handle.truncate(size),
    sync: () => handle.datasync(),
    state: async () => {
      const { size, nlink } = await handle.stat();
      return { size, linked: nlink > 0 };
    },
    close: () => handle.close(),
  };
}

function skip(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  const rest: Uint8Array[] = [];
  for (const part of parts) {
    if (left >= part.length) left -= part.length;
    else {
      rest.push(left === 0 ? part : part.subarray(left));
      left = 0;
    }
  }
  return rest;
}

async function nodeInfo(path: string): Promise<PathInfo | undefined> {
  try {
    const stats = await lstat(path);
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other';
    return { kind, size: stats.size };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function nodeSyncDirectory(path: string): Promise<void> {
  const handle = await open(path, O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `ENOSPC`, `EIO` ..., or the name of an error without a code. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
}
