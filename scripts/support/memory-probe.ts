import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * Loaded into a tested process before it starts (node --import). At SIGUSR2 it collects all garbage and writes what is left
 * into the file that ASSAY_MEMORY_PROBE names: what RSS cannot tell from garbage and from memory kept for later.
 */

/** Memory of a process right after a full collection, in bytes, and what keeps it busy. */
export interface LiveMemory {
  readonly heapBytes: number;
  /** Buffers and other memory that belongs to objects of the heap. */
  readonly externalBytes: number;
  readonly rssBytes: number;
  /** Open handles, requests and timers by kind (process.getActiveResourcesInfo). */
  readonly resources: Readonly<Record<string, number>>;
}

function install(path: string): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  process.on('SIGUSR2', () => {
    // Twice: what the first one finalises, the second one frees.
    collect();
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    const resources: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
    const live: LiveMemory = { heapBytes: heapUsed, externalBytes: external, rssBytes: rss, resources };
    writeFileSync(`${path}.new`, JSON.stringify(live));
    renameSync(`${path}.new`, path);
  });
}

const path = process.env['ASSAY_MEMORY_PROBE'];
if (path !== undefined) install(path);
