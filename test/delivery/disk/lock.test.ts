import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderLock, type LockSettings } from '../../../src/delivery/disk/lock.ts';
import { isRunning, type ProcessIdentity, thisProcess } from '../../../src/delivery/disk/process-identity.ts';
import { type FileLayer, NODE_FILES } from '../../../src/delivery/files.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { FaultFiles } from './fault-files.ts';
import { fakeProcess, open, diskRig, temporaryFolder } from './disk-rig.ts';

interface Fake {
  readonly identity: ProcessIdentity;
  readonly running: (identity: ProcessIdentity) => boolean;
}

function lockOf(
  directory: string,
  clock: ManualClock,
  process: Fake,
  onLost: () => void = () => undefined,
  files: FileLayer = NODE_FILES,
): FolderLock {
  const settings: LockSettings = { directory, files, clock, onLost, ...process };
  return new FolderLock(settings);
}

/** A lock left by a process that died. */
async function leaveLock(folder: string): Promise<void> {
  const dead = fakeProcess();
  const files = new FaultFiles();
  const clock = new ManualClock();
  await acquire(
    lockOf(folder, clock, dead, () => undefined, files),
    clock,
  );
  dead.die();
  await files.die();
}

/** Acquires while time goes on; gives the code of the error, or `ok`. */
async function acquire(lock: FolderLock, clock: ManualClock): Promise<string> {
  let result: string | undefined;
  lock.acquire().then(
    () => (result = 'ok'),
    (error: { code: string }) => (result = error.code),
  );
  while (result === undefined) {
    await clock.advance(100);
    await filesCatchUp();
  }
  return result;
}

/** Time here is made by hand, files are real: without a moment of real time the clock would run away from them. */
function filesCatchUp(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 15));
}

describe('the lock of a queue folder', () => {
  it('keeps a second living process out, naming the first', async () => {
    const folder = await temporaryFolder();
    const clock = new ManualClock();
    const first = lockOf(folder, clock, fakeProcess());
    expect(await acquire(first, clock)).toBe('ok');
    const second = lockOf(folder, clock, fakeProcess());
    await expect(second.acquire()).rejects.toMatchObject({
      code: 'ASSAY_STORAGE_IN_USE',
      message: expect.stringMatching(/process \d+ on here/),
    });
    await first.release();
    expect(await readdir(folder)).toEqual([]);
    expect(await acquire(second, clock)).toBe('ok');
    await second.release();
  });

  it('is taken over from a process that is dead', async () => {
    const folder = await temporaryFolder();
    const clock = new ManualClock();
    await leaveLock(folder);
    const next = lockOf(folder, clock, fakeProcess());
    expect(await acquire(next, clock)).toBe('ok');
    await next.release();
  });

  it('goes to one of several that take it over at the same time', async () => {
    const folder = await temporaryFolder();
    await leaveLock(folder);
    const clock = new ManualClock();
    const locks = Array.from({ length: 5 }, () => lockOf(folder, clock, fakeProcess()));
    const results = await Promise.all(locks.map((lock) => acquire(lock, clock)));
    expect(results.filter((result) => result === 'ok')).toHaveLength(1);
    await Promise.all(locks.map((lock) => lock.release()));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is taken over from a process that died while it took it over', async () => {
    const folder = await temporaryFolder();
    await leaveLock(folder);
    const clock = new ManualClock();
    const { token } = JSON.parse(await readFile(join(folder, 'lock'), 'utf8')) as { token: string };
    const dead = { ...JSON.parse(await readFile(join(folder, 'lock'), 'utf8')), token: 'second' };
    await writeFile(join(folder, `lock.after-${token}`), JSON.stringify(dead));
    await writeFile(join(folder, 'lock.after-second'), '');
    const lock = lockOf(folder, clock, fakeProcess());
    expect(await acquire(lock, clock)).toBe('ok');
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('stays with a process that is taking it over right now', async () => {
    const folder = await temporaryFolder();
    await leaveLock(folder);
    const clock = new ManualClock();
    const alive = fakeProcess();
    const left = JSON.parse(await readFile(join(folder, 'lock'), 'utf8')) as { token: string };
    await writeFile(join(folder, `lock.after-${left.token}`), JSON.stringify({ ...alive.identity, token: 'slow', beat: 0 }));
    expect(await acquire(lockOf(folder, clock, fakeProcess()), clock)).toBe('ASSAY_STORAGE_IN_USE');
  });

  it.each(['', '{"pid":', 'null', '[]', '{"pid":1}'])('is taken over when it holds %j, which no living process leaves', async (content) => {
    const folder = await temporaryFolder();
    const clock = new ManualClock();
    await writeFile(join(folder, 'lock'), content);
    const lock = lockOf(folder, clock, fakeProcess());
    expect(await acquire(lock, clock)).toBe('ok');
    await lock.release();
  });

  it('asks the heartbeat of a holder in another container', async () => {
    const folder = await temporaryFolder();
    const theirs = new ManualClock();
    const ours = new ManualClock();
    const elsewhere = fakeProcess();
    const files = new FaultFiles();
    const identity = { ...elsewhere.identity, namespace: 'other' };
    const holder = lockOf(folder, theirs, { ...elsewhere, identity }, () => undefined, files);
    expect(await acquire(holder, theirs)).toBe('ok');
    const next = lockOf(folder, ours, { ...fakeProcess(), running: () => false });
    let result: string | undefined;
    next.acquire().then(
      () => (result = 'ok'),
      (error: { code: string }) => (result = error.code),
    );
    while (result === undefined) {
      await theirs.advance(500);
      await ours.advance(500);
      await filesCatchUp();
    }
    expect(result).toBe('ASSAY_STORAGE_IN_USE');
    // The holder dies: its heartbeat stands still.
    await files.die();
    expect(await acquire(next, ours)).toBe('ok');
    await next.release();
  });

  it('tells its holder when it was taken away all the same', async () => {
    const folder = await temporaryFolder();
    const clock = new ManualClock();
    let lost = 0;
    const lock = lockOf(folder, clock, fakeProcess(), () => lost++);
    expect(await acquire(lock, clock)).toBe('ok');
    const other = JSON.stringify({ ...JSON.parse(await readFile(join(folder, 'lock'), 'utf8')), token: 'another' });
    await writeFile(join(folder, 'lock'), other);
    await clock.advance(2000);
    await expect.poll(() => lost).toBe(1);
    await lock.release();
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe(other);
  });

  it('keeps a second queue out of the folder, and lets it in after a close', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await open(first);
    await expect(open(diskRig(folder))).rejects.toMatchObject({ code: 'ASSAY_STORAGE_IN_USE' });
    await first.store.close();
    const second = diskRig(folder);
    await open(second);
    await second.store.close();
  });
});

describe('a process', () => {
  it('is running when it is this one, and not when its id was used again', () => {
    const me = thisProcess();
    expect(isRunning(me)).toBe(true);
    if (me.started !== '') expect(isRunning({ ...me, started: '1' })).toBe(false);
  });

  it('is not running after its end', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isRunning({ ...thisProcess(), pid, started: '' })).toBe(false);
  });
});
