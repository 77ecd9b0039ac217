import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DiskStore } from '../../../src/delivery/disk/disk-store.ts';
import { NODE_FILES } from '../../../src/delivery/files.ts';
import { systemClock } from '../../../src/telemetry/clock.ts';
import { makeFakeHost } from '../../support/fake-host.ts';

const CHILD = fileURLToPath(new URL('kill-child.ts', import.meta.url));

interface Told {
  readonly acknowledged: number[];
  readonly settled: Set<number>;
  last: number;
  damaged: boolean;
}

/** Runs the child until it has told `lines` lines, then kills it with SIGKILL. Its output ends before it does: gone is who has exited. */
async function runAndKill(directory: string, first: number, lines: number, told: Told): Promise<void> {
  const child = spawn(process.execPath, [CHILD, directory, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const id = Number(line.slice(1));
    if (line === 'damaged') told.damaged = true;
    else if (line.startsWith('+')) told.acknowledged.push(id);
    else if (line.startsWith('-')) told.settled.add(id);
    if (line !== 'ready' && id > told.last) told.last = id;
    if (++seen === lines) child.kill('SIGKILL');
  }
  await exited;
}

describe('a process with a disk queue', () => {
  it('loses nothing it acknowledged when it is killed again and again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-kill-'));
    const directory = join(folder, 'q');
    const told: Told = { acknowledged: [], settled: new Set(), last: 0, damaged: false };
    try {
      for (const lines of [40, 700, 1500]) await runAndKill(directory, told.last + 100, lines, told);
      const clock = systemClock();
      const store = new DiskStore({
        directory,
        owner: 'kill',
        maxBytes: 64 * 1024 * 1024,
        segmentBytes: 256 * 1024,
        fsync: 'batch',
        onFull: 'refuse',
        createParent: false,
        files: NODE_FILES,
        clock,
        log: makeFakeHost().log,
        events: { available: () => undefined, recovered: () => undefined, lost: () => undefined, dropped: () => undefined },
        counters: { damaged: () => void (told.damaged = true), failed: () => undefined, committed: () => undefined },
      });
      await store.open();
      const left: number[] = [];
      for (let taken = await store.take(); taken !== undefined; taken = await store.take()) {
        const [id, rest] = Buffer.from(taken.batch.bytes).toString().split(':');
        expect(rest).toHaveLength((Number(id) * 131) % 5000);
        left.push(Number(id));
      }
      await store.close();
      const there = new Set(left);
      expect(there.size).toBe(left.length);
      expect(told.acknowledged.length).toBeGreaterThan(500);
      expect(told.acknowledged.filter((id) => !there.has(id) && !told.settled.has(id))).toEqual([]);
      // What came back though it was settled is what the last moments before a kill held.
      expect(left.filter((id) => told.settled.has(id)).length).toBeLessThan(30);
      expect(told.damaged).toBe(false);
      expect(clock.liveTimers()).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
