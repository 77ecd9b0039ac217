/* A queue that is full to a gibibyte, as an outage of hours leaves it. */
import { rm } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiskStoreSettings } from '../../../src/delivery/disk/disk-store.ts';
import { NODE_FILES } from '../../../src/delivery/files.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { systemClock } from '../../../src/telemetry/clock.ts';
import { diskRig } from './disk-rig.ts';

const MIB = 1024 * 1024;
/** As file_storage makes it for a queue of a gibibyte. */
const SETTINGS: Partial<DiskStoreSettings> = {
  maxBytes: 1024 * MIB,
  segmentBytes: 16 * MIB,
  files: NODE_FILES,
  fsync: 'never',
  clock: systemClock(),
};
/** What an SDK's full batch of LLM spans with content takes. */
const REQUEST: Batch = { signal: 'traces', bytes: Buffer.alloc(256 * 1024, 0x61), items: 100, meta: { receivedAtMs: 0 } };

describe('a full queue of 1 GiB', () => {
  let folder = '';
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is opened in under a second, whole, with its data left on disk', async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-large-'));
    const full = diskRig(folder, SETTINGS).store;
    await full.open();
    let stored = 0;
    while ((await full.offer(REQUEST)).kind === 'stored') stored++;
    expect(stored * REQUEST.bytes.length).toBeGreaterThan(1000 * MIB);
    await full.close();

    const again = diskRig(folder, SETTINGS).store;
    const before = process.memoryUsage();
    const startedMs = performance.now();
    const cpu = process.cpuUsage();
    await again.open();
    const { user, system } = process.cpuUsage(cpu);
    const tookMs = performance.now() - startedMs;
    const after = process.memoryUsage();
    expect(again.load()).toMatchObject({ requests: stored, items: stored * REQUEST.items });
    // Processor time where the machine is busy with others: 0.04 to 0.2 s were measured on a quiet one.
    expect(Math.min(tookMs, (user + system) / 1000)).toBeLessThan(1000);
    expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(16 * MIB);
    const first = await again.take();
    expect(first?.entry.bytes).toBe(REQUEST.bytes.length);
    await again.close();
  }, 180_000);
});
