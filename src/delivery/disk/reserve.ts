import { join } from 'node:path';
import { errorCode, type FileLayer } from '../files.ts';

/**
 * Set aside in the folder, one block of any file system: a queue that has filled its own disk and is killed then could not be
 * opened again, since taking the lock over needs a file of a block, and nothing would ever be delivered to make room.
 */
export const RESERVE_BYTES = 1024;
const RESERVE_NAME = 'reserve';
const NO_ROOM: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Does `task`; when there is no room for it, once more with what was set aside. */
export async function withReserve(files: FileLayer, directory: string, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!NO_ROOM.has(errorCode(error))) throw error;
    await files.remove(join(directory, RESERVE_NAME));
    await task();
  }
}

/** Sets room aside; false when there is none now. */
export async function setAside(files: FileLayer, directory: string): Promise<boolean> {
  const path = join(directory, RESERVE_NAME);
  try {
    if ((await files.info(path))?.size === RESERVE_BYTES) return true;
    const file = await files.open(path, 'append');
    try {
      // Not zeros: some file systems keep those without taking room.
      await file.write([Buffer.alloc(RESERVE_BYTES, 0x2e)], 0);
    } finally {
      await file.close();
    }
    return true;
  } catch {
    await files.remove(path).catch(() => undefined);
    return false;
  }
}
