import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileWatch, LOOK_EVERY_MS } from '../../src/service/file-watch.ts';
import { ManualClock } from '../support/manual-clock.ts';

async function watching(
  ...names: readonly string[]
): Promise<{ folder: string; watch: FileWatch; changes: () => number; looks: (n: number) => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-watch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of names) writeFileSync(join(folder, name), `first ${name}`);
  let changes = 0;
  const watch = new FileWatch({ clock: new ManualClock(), onChange: () => changes++ });
  await watch.follow(names.map((name) => join(folder, name)));
  return {
    folder,
    watch,
    changes: () => changes,
    looks: async (n) => {
      for (let i = 0; i < n; i++) await watch.look();
    },
  };
}

describe('watching the files of a config', () => {
  it('tells a change once, when it has stood still for one look', async () => {
    const { folder, changes, looks } = await watching('a.yaml');
    await looks(3);
    expect(changes()).toBe(0);
    writeFileSync(join(folder, 'a.yaml'), 'second');
    await looks(1);
    expect(changes()).toBe(0);
    await looks(1);
    expect(changes()).toBe(1);
    await looks(3);
    expect(changes()).toBe(1);
  });

  it('waits while the file is still being written', async () => {
    const { folder, changes, looks } = await watching('a.yaml');
    for (let i = 0; i < 5; i++) {
      writeFileSync(join(folder, 'a.yaml'), 'x'.repeat(i + 100));
      await looks(1);
    }
    expect(changes()).toBe(0);
    await looks(1);
    expect(changes()).toBe(1);
  });

  it('makes one change of several files that change together', async () => {
    const { folder, changes, looks } = await watching('a.yaml', 'b.yaml');
    writeFileSync(join(folder, 'a.yaml'), 'second a');
    writeFileSync(join(folder, 'b.yaml'), 'second b');
    await looks(4);
    expect(changes()).toBe(1);
  });

  it('is not moved by a file that was only touched, or written with the same content', async () => {
    const { folder, changes, looks } = await watching('a.yaml');
    utimesSync(join(folder, 'a.yaml'), new Date(0), new Date(0));
    await looks(3);
    writeFileSync(join(folder, 'a.yaml'), 'first a.yaml');
    await looks(3);
    expect(changes()).toBe(0);
  });

  it('sees a file that an editor replaces, one that goes, and one that comes back', async () => {
    const { folder, changes, looks } = await watching('a.yaml');
    const path = join(folder, 'a.yaml');
    writeFileSync(`${path}.new`, 'first b.yaml');
    renameSync(`${path}.new`, path);
    await looks(2);
    expect(changes()).toBe(1);
    rmSync(path);
    await looks(2);
    expect(changes()).toBe(2);
    writeFileSync(path, 'back');
    await looks(2);
    expect(changes()).toBe(3);
  });

  it('sees a mounted config map that turns over behind symlinks', async () => {
    const { folder, watch, changes, looks } = await watching();
    for (const version of ['v1', 'v2']) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'config.yaml'), version);
    }
    symlinkSync('v1', join(folder, '..data'));
    symlinkSync(join('..data', 'config.yaml'), join(folder, 'config.yaml'));
    await watch.follow([join(folder, 'config.yaml')]);
    symlinkSync('v2', join(folder, '..new'));
    renameSync(join(folder, '..new'), join(folder, '..data'));
    await looks(2);
    expect(changes()).toBe(1);
  });

  it('follows other files when the config names others, and more beside them when it is told so', async () => {
    const { folder, watch, changes, looks } = await watching('a.yaml');
    writeFileSync(join(folder, 'b.yaml'), 'first');
    await watch.follow([join(folder, 'b.yaml')], true);
    writeFileSync(join(folder, 'a.yaml'), 'second');
    await looks(2);
    expect(changes()).toBe(1);
    await watch.follow([join(folder, 'b.yaml')]);
    writeFileSync(join(folder, 'a.yaml'), 'third');
    await looks(2);
    expect(changes()).toBe(1);
    writeFileSync(join(folder, 'b.yaml'), 'second');
    await looks(2);
    expect(changes()).toBe(2);
  });

  it('looks by itself once started, and never again once stopped', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-watch-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const clock = new ManualClock();
    const watch = new FileWatch({ clock, onChange: () => undefined });
    watch.start();
    watch.start();
    expect([clock.liveTimers, clock.nextTimerMs]).toEqual([1, LOOK_EVERY_MS]);
    watch.stop();
    expect(clock.liveTimers).toBe(0);
  });
});
