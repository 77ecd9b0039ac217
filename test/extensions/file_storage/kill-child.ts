import { DiskStore } from '../../../src/delivery/disk/disk-store.ts';
import { NODE_FILES } from '../../../src/delivery/files.ts';
import { systemClock } from '../../../src/telemetry/clock.ts';

/*
 * A process that stores records as fast as it can, settles every second one, and writes a line for each once it is
 * acknowledged (`+7`) or settled (`-7`). The test kills it.
 */
const [directory, first] = process.argv.slice(2) as [string, string];
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const store = new DiskStore({
  directory,
  owner: 'kill',
  maxBytes: 64 * 1024 * 1024,
  segmentBytes: 256 * 1024,
  fsync: 'batch',
  onFull: 'refuse',
  createParent: true,
  files: NODE_FILES,
  clock: systemClock(),
  log: silent,
  events: { available: () => undefined, recovered: () => undefined, lost: () => undefined, dropped: () => undefined },
  counters: { damaged: () => process.stdout.write('damaged\n'), failed: () => undefined, committed: () => undefined },
});
// Keeps the process alive: timers of the clock do not.
setInterval(() => undefined, 1000);
await store.open();
process.stdout.write('ready\n');
let next = Number(first);
const writer = async (): Promise<void> => {
  for (;;) {
    const id = next++;
    const bytes = Buffer.from(`${id}:${'x'.repeat((id * 131) % 5000)}`);
    const { kind } = await store.offer({ signal: 'traces', bytes, items: 1, meta: { receivedAtMs: 0 } });
    if (kind === 'stored') process.stdout.write(`+${id}\n`);
  }
};
const reader = async (): Promise<void> => {
  for (let n = 0; ; n++) {
    const taken = await store.take();
    if (taken === undefined) await new Promise<void>((resolve) => setImmediate(resolve));
    else if (n % 2 === 0) {
      store.settle(taken.entry);
      process.stdout.write(`-${Buffer.from(taken.batch.bytes).toString().split(':')[0]}\n`);
    }
  }
};
await Promise.all([writer(), writer(), writer(), reader()]);
