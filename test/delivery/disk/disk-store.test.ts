import { readdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lines, names } from '../harness.ts';
import { diskRig, folderBytes, namesOf, open, opened, put, quiet, takeAll, temporaryFolder } from './disk-rig.ts';
import { FaultFiles } from './fault-files.ts';

async function files(folder: string, end: string): Promise<string[]> {
  return (await readdir(join(folder, 'q')))
    .filter((name) => name.endsWith(end))
    .sort()
    .map((name) => join(folder, 'q', name));
}

describe('a disk queue', () => {
  it('gives back in order what was stored, byte for byte', async () => {
    const { store } = await opened(await temporaryFolder());
    const batches = ['traces', 'logs', 'metrics'] as const;
    for (const signal of batches) expect(await store.offer(lines([signal, 'x'], signal))).toEqual({ kind: 'stored' });
    expect(store.load()).toEqual({ requests: 3, items: 6, bytes: 9 + 7 + 10 });
    const all = await takeAll(store);
    expect(all.map((t) => [t.entry.signal, t.entry.items, Buffer.from(t.batch.bytes).toString()])).toEqual([
      ['traces', 2, 'traces\nx\n'],
      ['logs', 2, 'logs\nx\n'],
      ['metrics', 2, 'metrics\nx\n'],
    ]);
    expect(all.map((t) => t.entry.seq)).toEqual([0, 1, 2]);
  });

  it('keeps what is not settled over a restart, with what was on its way at the front', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await first.store.open();
    for (const name of names('n', 10)) await put(first.store, name);
    const taken = [await first.store.take(), await first.store.take(), await first.store.take()];
    first.store.settle(taken[1]!.entry);
    await first.store.close();
    const second = await opened(folder);
    expect(second.store.load().requests).toBe(9);
    expect(namesOf(await takeAll(second.store))).toEqual(['n0', ...names('n', 10).slice(2)]);
  });

  it('keeps it over a kill too, without a clean close', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await first.store.open();
    for (const name of names('n', 5)) await put(first.store, name);
    const taken = await first.store.take();
    first.store.settle(taken!.entry);
    await quiet(first.store);
    await first.kill();
    const second = await opened(folder);
    expect(namesOf(await takeAll(second.store))).toEqual(['n1', 'n2', 'n3', 'n4']);
  });

  it('gives space back by removing whole segments, and the active one too once it is done with', async () => {
    const folder = await temporaryFolder();
    const { store } = await opened(folder, { segmentBytes: 2000 });
    for (const name of names('n', 40)) await put(store, `${name}-${'x'.repeat(300)}`);
    expect(await files(folder, '.seg')).toHaveLength(8);
    const before = await folderBytes(folder);
    for (const { entry } of await takeAll(store)) store.settle(entry);
    await quiet(store);
    expect((await files(folder, '.seg')).length).toBeLessThanOrEqual(1);
    expect(await folderBytes(folder)).toBeLessThan(before / 4);
    expect(store.usedBytes()).toBe(await folderBytes(folder));
    expect(store.load()).toEqual({ requests: 0, items: 0, bytes: 0 });
    await store.close();
    expect(await files(folder, '.seg')).toHaveLength(0);
  });

  it('removes a segment in the middle when it is done with, and keeps the older one', async () => {
    const folder = await temporaryFolder();
    const { store } = await opened(folder, { segmentBytes: 1000 });
    for (const name of names('n', 9)) await put(store, `${name}-${'x'.repeat(250)}`);
    const all = await takeAll(store);
    for (const { entry } of all.slice(1, 6)) store.settle(entry);
    await quiet(store);
    const left = (await files(folder, '.seg')).length;
    await store.close();
    const again = await opened(folder);
    expect(left).toBe(2);
    expect(namesOf(await takeAll(again.store)).map((name) => name.slice(0, 2))).toEqual(['n0', 'n6', 'n7', 'n8']);
  });

  it('shares one write and one sync among offers that arrive together', async () => {
    const faults = new FaultFiles();
    const { store, counts } = await opened(await temporaryFolder(), {}, faults);
    await put(store, 'first');
    const syncs = faults.syncs;
    const answers = await Promise.all(names('n', 50).map((name) => put(store, name)));
    expect(new Set(answers)).toEqual(new Set(['stored']));
    expect(counts.committed).toBe(51);
    expect(counts.commits).toBeLessThanOrEqual(3);
    expect(faults.syncs - syncs).toBeLessThanOrEqual(2);
  });

  it('syncs each record by itself when told to, and none when told not to', async () => {
    const always = new FaultFiles();
    const one = await opened(await temporaryFolder(), { fsync: 'always' }, always);
    const before = always.syncs;
    await Promise.all(names('n', 5).map((name) => put(one.store, name)));
    expect(always.syncs - before).toBe(5);
    const never = new FaultFiles();
    const other = await opened(await temporaryFolder(), { fsync: 'never' }, never);
    const start = never.syncs;
    await Promise.all(names('n', 5).map((name) => put(other.store, name)));
    expect(never.syncs).toBe(start);
  });

  it('can be read by its owner alone', async () => {
    const folder = await temporaryFolder();
    const { store } = await opened(folder);
    await put(store, 'a');
    expect((await stat(join(folder, 'q'))).mode & 0o777).toBe(0o700);
    for (const name of await readdir(join(folder, 'q'))) expect((await stat(join(folder, 'q', name))).mode & 0o777).toBe(0o600);
  });

  it('tells the age of its oldest data, also after a restart', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await first.store.open();
    await put(first.store, 'a');
    const at = first.host.clock.now();
    await first.host.clock.advance(1000);
    await put(first.store, 'b');
    expect(first.store.oldestAtMs()).toBe(at);
    const taken = await first.store.take();
    expect(first.store.oldestAtMs()).toBe(at);
    first.store.settle(taken!.entry);
    expect(first.store.oldestAtMs()).toBe(at + 1000);
    await first.store.close();
    const second = await opened(folder);
    expect(second.store.oldestAtMs()).toBe(at + 1000);
  });
});

describe('the bound of a disk queue', () => {
  it('holds to the byte, whatever the sizes, and tells clients to come back', async () => {
    const folder = await temporaryFolder();
    const maxBytes = 40_000;
    const { store } = await opened(folder, { maxBytes, segmentBytes: 4000 });
    let stored = 0;
    for (let i = 0; ; i++) {
      const offer = await store.offer(lines([`${i}-${'x'.repeat((i * 97) % 900)}`]));
      expect(await folderBytes(folder)).toBeLessThanOrEqual(maxBytes);
      if (offer.kind !== 'stored') {
        expect(offer).toMatchObject({ kind: 'full', code: 'ASSAY_STORAGE_FULL' });
        break;
      }
      stored++;
    }
    expect(stored).toBeGreaterThan(50);
    const all = await takeAll(store);
    expect(all).toHaveLength(stored);
    for (const { entry } of all.slice(0, stored / 2)) {
      store.settle(entry);
      await quiet(store);
      expect(await folderBytes(folder)).toBeLessThanOrEqual(maxBytes);
    }
    expect(await put(store, 'room again')).toBe('stored');
    await store.close();
    expect(await folderBytes(folder)).toBeLessThanOrEqual(maxBytes);
  });

  it('drops the oldest data when told to, counted, and never silently', async () => {
    const folder = await temporaryFolder();
    const { store, dropped, host } = await opened(folder, { maxBytes: 20_000, segmentBytes: 2000, onFull: 'drop_oldest' });
    for (let i = 0; i < 200; i++) {
      expect(await put(store, `${i}-${'x'.repeat(200)}`)).toBe('stored');
      expect(await folderBytes(folder)).toBeLessThanOrEqual(20_000);
    }
    const left = namesOf(await takeAll(store)).map((name) => Number(name.split('-')[0]));
    expect(left).toEqual(Array.from({ length: left.length }, (_, i) => 200 - left.length + i));
    expect(dropped).toEqual(new Map([['oldest_dropped', 200 - left.length]]));
    expect(host.logs.some((line) => line.level === 'warn' && line.fields['code'] === 'ASSAY_STORAGE_FULL')).toBe(true);
  });

  it('does not count as dropped what was on its way, and takes its settling calmly', async () => {
    const { store, dropped } = await opened(await temporaryFolder(), { maxBytes: 6000, segmentBytes: 1000, onFull: 'drop_oldest' });
    await put(store, `a-${'x'.repeat(500)}`);
    const taken = await store.take();
    for (let i = 0; i < 20; i++) await put(store, `b-${'x'.repeat(500)}`);
    const before = dropped.get('oldest_dropped');
    store.settle(taken!.entry);
    await quiet(store);
    expect((await takeAll(store)).length + (before ?? 0)).toBe(20);
  });

  it('refuses for good what can never fit', async () => {
    const { store } = await opened(await temporaryFolder(), { maxBytes: 5000 });
    expect(await store.offer(lines(['x'.repeat(6000)]))).toMatchObject({ kind: 'never', code: 'ASSAY_STORAGE_RECORD_TOO_LARGE' });
  });

  it('does not deadlock when a small queue is full of what is done with', async () => {
    const { store } = await opened(await temporaryFolder(), { maxBytes: 3000, segmentBytes: 3000 });
    for (let i = 0; i < 50; i++) {
      expect(await put(store, `${i}-${'x'.repeat(800)}`)).toBe('stored');
      for (const { entry } of await takeAll(store)) store.settle(entry);
    }
  });
});

describe('a disk queue that was left damaged', () => {
  async function filled(folder: string, count: number): Promise<string> {
    const first = diskRig(folder);
    await first.store.open();
    for (const name of names('n', count)) await put(first.store, name);
    // Killed: no footer.
    await quiet(first.store);
    await first.kill();
    return (await files(folder, '.seg'))[0]!;
  }

  it('cuts a torn tail and keeps the rest', async () => {
    const folder = await temporaryFolder();
    const segment = await filled(folder, 5);
    await truncate(segment, (await stat(segment)).size - 2);
    const { store, counts } = await opened(folder);
    expect(namesOf(await takeAll(store))).toEqual(['n0', 'n1', 'n2', 'n3']);
    expect(counts.damaged).toBe(0);
  });

  it.each([
    ['in its payload', 44 + 1],
    ['in its head', 20],
    ['in its magic', 1],
  ])('passes over a record damaged %s, counted', async (_where, offset) => {
    const folder = await temporaryFolder();
    const segment = await filled(folder, 5);
    const bytes = await readFile(segment);
    const record = 16 + 2 * (44 + 3);
    bytes[record + offset]! ^= 0xff;
    await writeFile(segment, bytes);
    const { store, counts } = await opened(folder);
    expect(namesOf(await takeAll(store))).toEqual(['n0', 'n1', 'n3', 'n4']);
    expect(counts.damaged).toBe(1);
  });

  it('passes over a record that is damaged while it runs, counted as failed', async () => {
    const folder = await temporaryFolder();
    const { store, lost, counts } = await opened(folder);
    for (const name of names('n', 5)) await put(store, name);
    const segment = (await files(folder, '.seg'))[0]!;
    const bytes = await readFile(segment);
    bytes[16 + 44]! ^= 1;
    await writeFile(segment, bytes);
    expect(namesOf(await takeAll(store))).toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(lost).toEqual(new Map([['damaged', 1]]));
    expect(counts.damaged).toBe(1);
  });

  it('is not fooled by telemetry that looks like a record', async () => {
    const folder = await temporaryFolder();
    const other = await temporaryFolder();
    const source = await filled(other, 1);
    const copied = (await readFile(source)).subarray(16);
    const first = diskRig(folder);
    first.host.clock.nextRandom = () => 0.123;
    await first.store.open();
    const trap = {
      signal: 'traces',
      bytes: Buffer.concat([Buffer.from('x'), copied, Buffer.from('y')]),
      items: 1,
      meta: { receivedAtMs: 0 },
    } as const;
    await first.store.offer(trap);
    await put(first.store, 'after');
    await quiet(first.store);
    await first.kill();
    const segment = (await files(folder, '.seg'))[0]!;
    const bytes = await readFile(segment);
    bytes[18]! ^= 1;
    await writeFile(segment, bytes);
    const { store, counts } = await opened(folder);
    expect(namesOf(await takeAll(store))).toEqual(['after']);
    expect(counts.damaged).toBe(1);
  });

  it('scans a sealed segment whose footer is damaged', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await first.store.open();
    for (const name of names('n', 5)) await put(first.store, name);
    await first.store.close();
    const segment = (await files(folder, '.seg'))[0]!;
    const bytes = await readFile(segment);
    bytes[bytes.length - 60]! ^= 1;
    await writeFile(segment, bytes);
    const { store } = await opened(folder);
    expect(namesOf(await takeAll(store))).toEqual(names('n', 5));
  });

  it('starts with empty, garbage and orphaned files in its folder', async () => {
    const folder = await temporaryFolder();
    const segment = await filled(folder, 2);
    await writeFile(join(folder, 'q', '00000007-0000abcd.seg'), '');
    await writeFile(
      join(folder, 'q', '00000008-0000abcd.seg'),
      'garbage that is longer than a head and a record head together, to be sure',
    );
    await writeFile(join(folder, 'q', '00000009-0000abcd.ack'), 'orphan');
    await writeFile(join(folder, 'q', 'lock.leftover'), '');
    await writeFile(join(folder, 'q', 'queue.json'), '{"for');
    const { store } = await opened(folder);
    expect(namesOf(await takeAll(store))).toEqual(['n0', 'n1']);
    expect(await put(store, 'new')).toBe('stored');
    const left = await readdir(join(folder, 'q'));
    expect(left).toHaveLength(5);
    expect(left).toEqual(
      expect.arrayContaining([segment.split('/').at(-1), expect.stringMatching(/^00000009-.*\.seg$/), 'lock', 'queue.json', 'reserve']),
    );
  });

  it('sends again, and loses nothing, when the acks are damaged', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await first.store.open();
    for (const name of names('n', 4)) await put(first.store, name);
    for (const { entry } of (await takeAll(first.store)).slice(0, 3)) first.store.settle(entry);
    await first.store.close();
    const ack = (await files(folder, '.ack'))[0]!;
    const bytes = await readFile(ack);
    expect(bytes).toHaveLength(24);
    bytes[9]! ^= 1;
    await writeFile(ack, bytes.subarray(0, 21));
    const second = diskRig(folder);
    await second.store.open();
    const all = await takeAll(second.store);
    expect(namesOf(all)).toEqual(['n1', 'n2', 'n3']);
    second.store.settle(all[0]!.entry);
    await second.store.close();
    const third = await opened(folder);
    expect(namesOf(await takeAll(third.store))).toEqual(['n2', 'n3']);
  });
});

describe('a folder of another version', () => {
  it('is refused by its description, and left as it is', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await first.store.open();
    await put(first.store, 'a');
    await first.store.close();
    await writeFile(join(folder, 'q', 'queue.json'), JSON.stringify({ format: 2, owner: 'otlp_grpc' }));
    const before = await readdir(join(folder, 'q'));
    await expect(open(diskRig(folder))).rejects.toMatchObject({ code: 'ASSAY_STORAGE_FORMAT' });
    expect(await readdir(join(folder, 'q'))).toEqual(before);
    expect(await readFile(join(folder, 'q', 'queue.json'), 'utf8')).toContain('"format":2');
  });

  it('is refused by its segments too', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await first.store.open();
    await put(first.store, 'a');
    await first.store.close();
    const segment = (await files(folder, '.seg'))[0]!;
    const { crc32c } = await import('../../../src/delivery/disk/crc32c.ts');
    const bytes = await readFile(segment);
    bytes.writeUInt32LE(9, 4);
    bytes.writeUInt32LE(crc32c(bytes, 0, 12), 12);
    await writeFile(segment, bytes);
    await rm(join(folder, 'q', 'queue.json'));
    await expect(open(diskRig(folder))).rejects.toMatchObject({ code: 'ASSAY_STORAGE_FORMAT' });
    expect(await readFile(segment)).toEqual(bytes);
    expect((await readdir(join(folder, 'q'))).filter((name) => !name.endsWith('.seg'))).toEqual(['reserve']);
  });
});

describe('a disk that fails', () => {
  it.each(['ENOSPC', 'EIO', 'EROFS'])(
    'with %s becomes back-pressure and a failing health, and the queue goes on when it is repaired',
    async (code) => {
      const folder = await temporaryFolder();
      const faults = new FaultFiles();
      const { store, host } = await opened(folder, {}, faults);
      await put(store, 'before');
      faults.failWith = code;
      expect(await store.offer(lines(['lost?']))).toMatchObject({
        kind: 'unavailable',
        code: 'ASSAY_STORAGE_WRITE',
        reason: expect.stringContaining(code),
      });
      expect(store.trouble()).toMatchObject({ code: 'ASSAY_STORAGE_WRITE' });
      // It is left alone for a while.
      const changes = faults.changes;
      expect((await store.offer(lines(['x']))).kind).toBe('unavailable');
      expect(faults.changes).toBe(changes);
      faults.failWith = undefined;
      await host.clock.advance(1000);
      expect(await put(store, 'after')).toBe('stored');
      expect(store.trouble()).toBeUndefined();
      expect(namesOf(await takeAll(store))).toEqual(['before', 'after']);
      await store.close();
      const again = await opened(folder);
      expect(namesOf(await takeAll(again.store))).toEqual(['before', 'after']);
    },
  );

  it('acknowledges nothing that a failed sync may have lost, and writes nothing more behind it', async () => {
    const folder = await temporaryFolder();
    const faults = new FaultFiles();
    const { store, host } = await opened(folder, {}, faults);
    await put(store, 'before');
    faults.failSync = 'EIO';
    expect(await put(store, 'unsure')).toBe('unavailable');
    faults.failSync = undefined;
    await host.clock.advance(1000);
    expect(await put(store, 'after')).toBe('stored');
    expect(await files(folder, '.seg')).toHaveLength(2);
    expect(namesOf(await takeAll(store))).toEqual(['before', 'after']);
  });

  it('with a quota stores what fits and refuses the rest, and gives the space back after delivery', async () => {
    const faults = new FaultFiles();
    const { store, host } = await opened(await temporaryFolder(), { segmentBytes: 1000 }, faults);
    faults.quotaBytes = 6000;
    let stored = 0;
    while ((await put(store, `${stored}-${'x'.repeat(300)}`)) === 'stored') stored++;
    expect(stored).toBeGreaterThan(5);
    const all = await takeAll(store);
    expect(all).toHaveLength(stored);
    for (const { entry } of all) store.settle(entry);
    await quiet(store);
    await host.clock.advance(5000);
    await quiet(store);
    expect(await put(store, 'again')).toBe('stored');
  });

  it('that the queue has filled itself is opened after a kill, and delivered from', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder, { segmentBytes: 1000 });
    await open(first);
    first.faults.quotaBytes = 6000;
    let stored = 0;
    while ((await put(first.store, `${stored}-${'x'.repeat(300)}`)) === 'stored') stored++;
    first.faults.quotaBytes = first.faults.storedBytes;
    await first.kill();
    const faults = new FaultFiles();
    for (const [path, size] of first.faults.sizes) faults.sizes.set(path, size);
    faults.quotaBytes = first.faults.quotaBytes;
    const { store } = await opened(folder, { segmentBytes: 1000 }, faults);
    expect(store.trouble()).toBeUndefined();
    const all = await takeAll(store);
    expect(all).toHaveLength(stored);
    for (const { entry } of all) store.settle(entry);
    await quiet(store);
    expect(await put(store, 'again')).toBe('stored');
    expect(await files(folder, 'reserve')).toHaveLength(1);
  });

  it('full at the start for however many attempts is used once there is room', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await open(first);
    await put(first.store, 'kept');
    await first.kill();
    await rm(join(folder, 'q', 'reserve'));
    const faults = new FaultFiles();
    faults.quotaBytes = 0;
    const rig = await opened(folder, {}, faults);
    for (let attempt = 0; attempt < 40; attempt++) {
      expect(rig.store.trouble()?.reason).toContain('ENOSPC');
      await rig.host.clock.advance(5000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    faults.quotaBytes = Number.POSITIVE_INFINITY;
    await expect
      .poll(async () => {
        await rig.host.clock.advance(5000);
        return rig.available;
      })
      .toBe(1);
    expect(namesOf(await takeAll(rig.store))).toEqual(['kept']);
  });

  it('that syncs slowly does not keep the note of what is delivered waiting', async () => {
    const folder = await temporaryFolder();
    const faults = new FaultFiles();
    const rig = await opened(folder, {}, faults);
    await put(rig.store, 'delivered');
    const taken = await rig.store.take();
    const sync = Promise.withResolvers<void>();
    faults.beforeSync = sync.promise;
    const waits = rig.store.offer(lines(['behind a sync that takes for ever']));
    rig.store.settle(taken!.entry);
    await expect.poll(() => files(folder, '.ack')).toHaveLength(1);
    await expect.poll(async () => (await readFile((await files(folder, '.ack'))[0]!)).length).toBe(8);
    sync.resolve();
    expect((await waits).kind).toBe('stored');
  });

  it('that cannot be read for a moment is read later', async () => {
    const faults = new FaultFiles();
    const rig = await opened(await temporaryFolder(), {}, faults);
    await put(rig.store, 'a');
    faults.failReads = 'EIO';
    expect(await rig.store.take()).toBeUndefined();
    expect(rig.store.trouble()?.reason).toContain('EIO');
    faults.failReads = undefined;
    await rig.host.clock.advance(1000);
    expect(rig.available).toBe(1);
    expect(namesOf(await takeAll(rig.store))).toEqual(['a']);
    expect(rig.store.trouble()).toBeUndefined();
  });

  it('that can never be read again costs what was on it, counted', async () => {
    const faults = new FaultFiles();
    const { store, lost, host } = await opened(await temporaryFolder(), {}, faults);
    await put(store, 'a');
    await put(store, 'b');
    faults.failReads = 'EIO';
    for (let i = 0; i < 10; i++) {
      expect(await store.take()).toBeUndefined();
      await host.clock.advance(1000);
    }
    expect(lost).toEqual(new Map([['damaged', 2]]));
    await quiet(store);
    expect(store.load().requests).toBe(0);
  });

  it('at the start keeps clients waiting until it can be used', async () => {
    const folder = await temporaryFolder();
    const faults = new FaultFiles();
    faults.failWith = 'EROFS';
    const rig = await opened(folder, {}, faults);
    expect(rig.store.trouble()?.reason).toContain('EROFS');
    expect(await put(rig.store, 'a')).toBe('unavailable');
    faults.failWith = undefined;
    await rig.host.clock.advance(5000);
    await expect.poll(() => rig.available).toBe(1);
    expect(await put(rig.store, 'a')).toBe('stored');
  });

  it('whose folder vanished accepts nothing until it has made it anew', async () => {
    const folder = await temporaryFolder();
    const { store, host } = await opened(folder, { segmentBytes: 200 });
    for (const name of names('n', 6)) await put(store, `${name}-${'x'.repeat(50)}`);
    await rm(join(folder, 'q'), { recursive: true });
    expect(await put(store, 'gone')).toBe('unavailable');
    expect(store.trouble()).toBeDefined();
    await host.clock.advance(1000);
    expect(await put(store, 'new')).toBe('stored');
    expect(store.trouble()).toBeUndefined();
    const left = namesOf(await takeAll(store));
    expect(left.at(-1)).toBe('new');
  });

  it('whose folder vanished counts the files that are gone', async () => {
    const folder = await temporaryFolder();
    const { store, lost } = await opened(folder, { segmentBytes: 200 });
    for (const name of names('n', 6)) await put(store, `${name}-${'x'.repeat(50)}`);
    await rm(join(folder, 'q'), { recursive: true });
    const left = namesOf(await takeAll(store)).length;
    expect(left + (lost.get('storage_lost') ?? 0)).toBe(6);
    expect(lost.get('storage_lost')).toBeGreaterThan(0);
  });
});

describe('the folder of a disk queue', () => {
  it('must have a parent unless it may be made', async () => {
    const folder = await temporaryFolder();
    const missing = join(folder, 'a', 'b');
    await expect(open(diskRig(missing))).rejects.toMatchObject({ code: 'ASSAY_STORAGE_DIRECTORY' });
    const made = await opened(missing, { createParent: true });
    expect(await put(made.store, 'a')).toBe('stored');
  });

  it('must not be a symbolic link, nor a file', async () => {
    const folder = await temporaryFolder();
    const elsewhere = await temporaryFolder();
    await symlink(elsewhere, join(folder, 'q'));
    await expect(open(diskRig(folder))).rejects.toMatchObject({ code: 'ASSAY_STORAGE_DIRECTORY' });
    await rm(join(folder, 'q'));
    await writeFile(join(folder, 'q'), '');
    await expect(open(diskRig(folder))).rejects.toMatchObject({ code: 'ASSAY_STORAGE_DIRECTORY' });
  });

  it('holds no symbolic link that would be followed', async () => {
    const folder = await temporaryFolder();
    const first = diskRig(folder);
    await first.store.open();
    await put(first.store, 'a');
    await first.store.close();
    const segment = (await files(folder, '.seg'))[0]!;
    await rename(segment, join(folder, 'moved'));
    await symlink(join(folder, 'moved'), segment);
    await expect(open(diskRig(folder))).rejects.toMatchObject({ code: 'ASSAY_STORAGE_DIRECTORY' });
  });
});
