import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the memory figure came from; for the log. */
export interface AvailableMemory {
  readonly bytes: number;
  readonly source: 'cgroup v2' | 'cgroup v1' | 'machine';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** A limit file: a number, or `max` (v2) or an absurdly large number (v1) for none. */
function limitIn(path: string): number {
  const text = read(path);
  const bytes = text === undefined || !/^\d+$/.test(text) ? Number.POSITIVE_INFINITY : Number(text);
  return bytes > 0 && bytes < 2 ** 53 ? bytes : Number.POSITIVE_INFINITY;
}

/** The smallest limit from the process's group up to the root of the hierarchy: a parent binds its children. */
function smallestLimit(mount: string, group: string, file: string): number {
  let smallest = limitIn(join(mount, file));
  for (let path = group; path !== '/' && path !== '.'; path = dirname(path)) {
    smallest = Math.min(smallest, limitIn(join(mount, path, file)));
  }
  return smallest;
}

/**
 * The memory this process may use: the smallest cgroup limit above it, v2 (`memory.max`) before v1
 * (`memory.limit_in_bytes`), else what the machine has. Own reading instead of `process.constrainedMemory()`: that one
 * looks at the process's own group only and misses a limit on a parent slice. `root` is for tests.
 */
export function availableMemory(root: string = '/', machineBytes: number = totalmem()): AvailableMemory {
  const groups = (read(join(root, 'proc/self/cgroup')) ?? '').split('\n').map((line) => line.split(':'));
  const fs = join(root, 'sys/fs/cgroup');
  const unified = groups
    .find(([id, controllers]) => id === '0' && controllers === '')
    ?.slice(2)
    .join(':');
  const v2 = smallestLimit(fs, unified ?? '/', 'memory.max');
  if (v2 < machineBytes) return { bytes: v2, source: 'cgroup v2' };
  const memory = groups
    .find(([, controllers]) => controllers?.split(',').includes('memory'))
    ?.slice(2)
    .join(':');
  const v1 = smallestLimit(join(fs, 'memory'), memory ?? '/', 'memory.limit_in_bytes');
  return v1 < machineBytes ? { bytes: v1, source: 'cgroup v1' } : { bytes: machineBytes, source: 'machine' };
}
