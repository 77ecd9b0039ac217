import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the limiter asks of the process; a test gives its own. */
export interface MemoryProbe {
  /** Resident set size. */
  rssBytes(): number;
  /** Objects and buffers in use: what a collection could not give back. */
  liveBytes(): number;
  /** Collects garbage now; stops the world for tens to hundreds of milliseconds. */
  collectGarbage(): void;
}

/** The process itself. */
export function processMemory(): MemoryProbe {
  let gc: (() => void) | undefined;
  return {
    rssBytes: () => process.memoryUsage.rss(),
    liveBytes: () => {
      const usage = process.memoryUsage();
      return usage.heapUsed + usage.external;
    },
    collectGarbage: () => {
      if (gc === undefined) {
        setFlagsFromString('--expose-gc');
        gc = runInNewContext('gc') as () => void;
        setFlagsFromString('--no-expose-gc');
      }
      gc();
    },
  };
}
