import * as fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Taken } from '../../../src/delivery/store.ts';
import { lines } from '../harness.ts';
import { type DiskRig, diskRig, folderBytes, namesOf, open, quiet, takeAll } from './disk-rig.ts';
import { FaultFiles } from './fault-files.ts';

const MAX_BYTES = 30_000;

/**
 * What a disk queue promises, in the simplest form: acknowledged and not settled means it is there. What was offered when the
 * process died may be there or not; what was settled shortly before may be there once more.
 */
class Model {
  readonly acknowledged: string[] = [];
  readonly unsure: Set<string> = new Set();
  readonly settled: Set<string> = new Set();
  /** Settled, but so shortly before a crash that it may come once more. */
  readonly mayReturn: Set<string> = new Set();
  made = 0;

  /** Names that must be there, in order. */
  owed(): string[] {
    return this.acknowledged.filter((name) => !this.settled.has(name));
  }
}

/** The queue under test, over several lives of the process. */
class Subject {
  readonly folder: string;
  readonly fsync: 'batch' | 'never';
  readonly random: () => number;
  rig!: DiskRig;
  onWay: Taken[] = [];

  constructor(folder: string, fsync: 'batch' | 'never', random: () => number) {
    this.folder = folder;
    this.fsync = fsync;
    this.random = random;
  }

  async start(): Promise<void> {
    const faults = new FaultFiles();
    faults.random = this.random;
    faults.powerLoss = this.fsync === 'batch';
    this.rig = diskRig(this.folder, { maxBytes: MAX_BYTES, segmentBytes: 3000, fsync: this.fsync }, faults);
    this.rig.host.clock.nextRandom = this.random;
    await open(this.rig);
  }
}

type Step = fc.AsyncCommand<Model, Subject>;

class Offer implements Step {
  readonly size: number;
  constructor(size: number) {
    this.size = size;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, subject: Subject): Promise<void> {
    const name = `r${model.made++}-${'x'.repeat(this.size)}`;
    const { kind } = await subject.rig.store.offer(lines([name]));
    expect(['stored', 'full']).toContain(kind);
    if (kind === 'stored') model.acknowledged.push(name);
    expect(await folderBytes(subject.folder)).toBeLessThanOrEqual(MAX_BYTES);
  }
  toString(): string {
    return `offer(${this.size})`;
  }
}

class Take implements Step {
  check(): boolean {
    return true;
  }
  async run(model: Model, subject: Subject): Promise<void> {
    const taken = await subject.rig.store.take();
    const out = new Set(namesOf(subject.onWay));
    const next = model.owed().find((name) => !out.has(name));
    if (taken === undefined) {
      expect(next).toBeUndefined();
      return;
    }
    const [name] = namesOf([taken]);
    // In order, and nothing that was never offered. What was settled before a crash, or offered in it, may come up as well.
    if (name !== next) expect(model.mayReturn.has(name!) || model.unsure.has(name!), `took ${name}, expected ${next}`).toBe(true);
    subject.onWay.push(taken);
  }
  toString(): string {
    return 'take';
  }
}

class Settle implements Step {
  readonly pick: number;
  constructor(pick: number) {
    this.pick = pick;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, subject: Subject): Promise<void> {
    if (subject.onWay.length === 0) return;
    const [taken] = subject.onWay.splice(this.pick % subject.onWay.length, 1);
    for (const name of namesOf([taken!])) {
      model.settled.add(name);
      model.mayReturn.delete(name);
      model.unsure.delete(name);
    }
    subject.rig.store.settle(taken!.entry);
    await quiet(subject.rig.store);
    expect(await folderBytes(subject.folder)).toBeLessThanOrEqual(MAX_BYTES);
  }
  toString(): string {
    return `settle(${this.pick})`;
  }
}

/** A clean end and a new start: nothing may come twice. */
class Restart implements Step {
  check(): boolean {
    return true;
  }
  async run(model: Model, subject: Subject): Promise<void> {
    await subject.rig.store.close();
    subject.onWay = [];
    await subject.start();
    expect(subject.rig.counts.damaged).toBe(0);
    const { requests } = subject.rig.store.load();
    const owed = model.owed().length;
    expect(requests).toBeGreaterThanOrEqual(owed);
    expect(requests).toBeLessThanOrEqual(owed + model.mayReturn.size + model.unsure.size);
  }
  toString(): string {
    return 'restart';
  }
}

/** The process dies after some more changes to the disk, in the middle of what it was doing. */
class Crash implements Step {
  readonly after: number;
  readonly offers: number;
  constructor(after: number, offers: number) {
    this.after = after;
    this.offers = offers;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, subject: Subject): Promise<void> {
    const { store, faults } = subject.rig;
    faults.crashAfter = faults.changes + this.after;
    const names = Array.from({ length: this.offers }, () => `c${model.made++}-${'y'.repeat(200)}`);
    const results = names.map(async (name) => {
      const { kind } = await store.offer(lines([name]));
      if (kind === 'stored') model.acknowledged.push(name);
      else if (kind === 'unavailable') model.unsure.add(name);
    });
    const settled = subject.onWay.shift();
    if (settled !== undefined) {
      for (const name of namesOf([settled])) {
        model.settled.add(name);
        model.mayReturn.add(name);
      }
      store.settle(settled.entry);
    }
    // Acks are not synced: a power failure may lose all that are still in a file.
    if (faults.powerLoss) for (const name of model.settled) model.mayReturn.add(name);
    await Promise.all(results);
    await quiet(store);
    await subject.rig.kill();
    subject.onWay = [];
    await subject.start();
    expect(subject.rig.counts.damaged).toBe(0);
  }
  toString(): string {
    return `crash(after ${this.after}, ${this.offers} offers)`;
  }
}

const offer = fc.nat(900).map((size) => new Offer(size));
const take = fc.constant(new Take());
const steps = [
  offer,
  offer,
  offer,
  take,
  take,
  fc.nat(20).map((pick) => new Settle(pick)),
  fc.constant(new Restart()),
  fc.record({ after: fc.nat(12), offers: fc.nat(5) }).map(({ after, offers }) => new Crash(after, offers)),
];

describe('a disk queue and its model', () => {
  it.each([
    ['batch', 'power failures'],
    ['never', 'kills'],
  ] as const)('with fsync %s keep every acknowledged record over %s at any write', async (fsync, _cause) => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(steps, { maxCommands: 60, size: 'max' }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        async (commands, numbers) => {
          const folder = await mkdtemp(join(tmpdir(), 'assay-model-'));
          const subject = new Subject(folder, fsync, () => numbers.next().value as number);
          try {
            await subject.start();
            const model = new Model();
            await fc.asyncModelRun(() => ({ model, real: subject }), commands);
            await subject.rig.store.close();
            subject.onWay = [];
            await subject.start();
            const all = namesOf(await takeAll(subject.rig.store));
            const owed = new Set(model.owed());
            expect(all.filter((name) => owed.has(name))).toEqual(model.owed());
            expect(new Set(all).size).toBe(all.length);
            for (const name of all) expect(owed.has(name) || model.mayReturn.has(name) || model.unsure.has(name)).toBe(true);
          } finally {
            await subject.rig.store.close();
            await rm(folder, { recursive: true });
          }
        },
      ),
      { numRuns: Number(process.env['ASSAY_QUEUE_RUNS'] ?? 60), endOnFailure: false },
    );
  });
});
