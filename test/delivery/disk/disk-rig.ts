import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DiskStore, type DiskStoreSettings } from '../../../src/delivery/disk/disk-store.ts';
import type { ProcessIdentity } from '../../../src/delivery/disk/process-identity.ts';
import type { Taken } from '../../../src/delivery/store.ts';
import type { Signal } from '../../../src/otlp/batch.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';
import { itemsOf, lines } from '../harness.ts';
import { FaultFiles } from './fault-files.ts';

/** A folder that is removed at the end of the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-queue-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

let nextPid = 100_000;
const living: Set<number> = new Set();

/** A process that only exists in the test. */
export function fakeProcess(): { identity: ProcessIdentity; running: (identity: ProcessIdentity) => boolean; die: () => void } {
  const identity: ProcessIdentity = { pid: nextPid++, host: 'here', boot: 'b', namespace: 'n', started: '1' };
  living.add(identity.pid);
  return { identity, running: (other) => living.has(other.pid), die: () => void living.delete(identity.pid) };
}

export interface DiskRig {
  readonly store: DiskStore;
  readonly host: FakeHost;
  readonly faults: FaultFiles;
  /** What each opening found. */
  readonly recovered: ReadonlyMap<Signal, number>[];
  readonly lost: Map<string, number>;
  readonly dropped: Map<string, number>;
  readonly counts: { damaged: number; failed: Map<string, number>; commits: number; committed: number };
  available: number;
  /** The process ends without a word. */
  readonly kill: () => Promise<void>;
}

const bump = (counts: Map<string, number>, key: string, by: number): void => void counts.set(key, (counts.get(key) ?? 0) + by);

/** A disk store that is not open yet. */
export function diskRig(folder: string, patch: Partial<DiskStoreSettings> = {}, faults: FaultFiles = new FaultFiles()): DiskRig {
  const host = makeFakeHost({ id: 'file_storage' });
  const lost = new Map<string, number>();
  const dropped = new Map<string, number>();
  const counts = { damaged: 0, failed: new Map<string, number>(), commits: 0, committed: 0 };
  const process = fakeProcess();
  const store = new DiskStore({
    directory: join(folder, 'q'),
    owner: 'otlp_grpc',
    maxBytes: 1024 * 1024,
    segmentBytes: 64 * 1024,
    fsync: 'batch',
    onFull: 'refuse',
    createParent: false,
    files: faults,
    clock: host.clock,
    log: host.log,
    process,
    events: {
      available: () => void rig.available++,
      recovered: (items) => void rig.recovered.push(items),
      lost: (items, reason) => bump(lost, reason, items),
      dropped: (items, reason) => bump(dropped, reason, items),
    },
    counters: {
      damaged: (records) => void (counts.damaged += records),
      failed: (operation) => bump(counts.failed, operation, 1),
      committed: (records) => {
        counts.commits++;
        counts.committed += records;
      },
    },
    ...patch,
  });
  const kill = (): Promise<void> => {
    process.die();
    return faults.die();
  };
  const rig: DiskRig = { store, host, faults, lost, dropped, counts, recovered: [], available: 0, kill };
  return rig;
}

/** Opens a store while time goes on: taking over a dead process's lock takes a moment. */
export async function open(rig: DiskRig): Promise<void> {
  let done = false;
  const opening = rig.store.open().finally(() => {
    done = true;
  });
  opening.catch(() => undefined);
  while (!done) await rig.host.clock.advance(50);
  return opening;
}

/** An open disk store, closed at the end of the test. */
export async function opened(
  folder: string,
  patch: Partial<DiskStoreSettings> = {},
  faults: FaultFiles = new FaultFiles(),
): Promise<DiskRig> {
  const rig = diskRig(folder, patch, faults);
  await open(rig);
  onTestFinished(() => rig.store.close());
  return rig;
}

/** Takes everything there is. */
export async function takeAll(store: DiskStore): Promise<Taken[]> {
  const all: Taken[] = [];
  for (let taken = await store.take(); taken !== undefined; taken = await store.take()) all.push(taken);
  return all;
}

export async function put(store: DiskStore, name: string): Promise<string> {
  return (await store.offer(lines([name]))).kind;
}

export function namesOf(all: readonly Taken[]): string[] {
  return all.flatMap((taken) => itemsOf(taken.batch));
}

/** Bytes of all files below a folder. */
export async function folderBytes(folder: string): Promise<number> {
  let total = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const info = await stat(join(folder, name));
    if (info.isFile()) total += info.size;
  }
  return total;
}

/** Waits until what the store does in the background is done. */
export async function quiet(store: DiskStore): Promise<void> {
  // An offer goes through the same lane, after everything asked for before it; one that is never stored changes nothing.
  for (let i = 0; i < 20; i++) await new Promise<void>((resolve) => setImmediate(resolve));
  await store.idle();
}
