import { pause } from '../../test/support/eventually.ts';
import type { Random } from '../support/random.ts';
import { BACKEND_MODES, type ChaosBackend } from './backend.ts';
import type { Subject } from './subject.ts';
import type { DiskState, TroubledDisk } from './troubled-disk.ts';

/** What can happen, each as often as its weight says. */
export type Weights = Readonly<Record<EventKind, number>>;
export type EventKind = 'kill' | 'terminate' | 'reload' | 'backend' | 'disk' | 'clock';

/** Everything; kills often enough for 200 in ten minutes. */
export const EVERYTHING: Weights = { kill: 5, terminate: 1, reload: 1, backend: 4, disk: 1.5, clock: 1 };

export interface EventSettings {
  readonly random: Random;
  readonly subject: Subject;
  readonly backends: readonly ChaosBackend[];
  readonly disk: TroubledDisk;
  readonly weights: Weights;
  readonly diskStates: readonly DiskState[];
  /** The events end when so many seconds are over and so many kills were done. */
  readonly seconds: number;
  readonly kills: number;
  readonly say: (line: string) => void;
}

/** What happened. */
export interface EventCounts extends Record<EventKind, number> {
  /** The moments of the kills. */
  readonly killsMs: number[];
}

const HOUR_MS = 3_600_000;
/** Offsets of the time of day: small steps of a time server, a wrong zone, a dead battery. */
const CLOCK_OFFSETS_MS: readonly number[] = [-24 * HOUR_MS, -HOUR_MS, -5000, 0, 5000, HOUR_MS, 24 * HOUR_MS];

/** Lets things happen at random moments; at the end clock and disk are well, the backends stay as they are. */
export async function letThingsHappen(settings: EventSettings): Promise<EventCounts> {
  const { random, subject, disk, say } = settings;
  const counts: EventCounts = { kill: 0, terminate: 0, reload: 0, backend: 0, disk: 0, clock: 0, killsMs: [] };
  const happen: Readonly<Record<EventKind, () => Promise<void>>> = {
    async kill() {
      await subject.kill();
      // Later than the last answer that the dying process may still have been sent.
      counts.killsMs.push(Date.now());
      await pause(random.between(0, 300));
      await subject.restart();
    },
    async terminate() {
      if ((await subject.terminate()) === 'killed') counts.killsMs.push(Date.now());
      await pause(random.between(0, 300));
      await subject.restart();
    },
    async reload() {
      await subject.reload?.();
    },
    async backend() {
      const backend = random.pick(settings.backends);
      // Well more often than any trouble by itself, so that data moves.
      const mode = backend.mode !== 'pass' && random.next() < 0.5 ? 'pass' : random.pick(BACKEND_MODES);
      say(`backend ${backend.way}: ${mode}`);
      await backend.setMode(mode);
    },
    async disk() {
      const state = random.pick(settings.diskStates);
      say(`disk: ${state}`);
      disk.setState(state);
    },
    async clock() {
      const offsetMs = random.pick(CLOCK_OFFSETS_MS);
      say(`clock: ${offsetMs / 1000} s off`);
      disk.shiftClock(offsetMs);
    },
  };
  const endMs = Date.now() + settings.seconds * 1000;
  while (Date.now() < endMs || counts.kill < settings.kills) {
    await pause(random.between(20, 700));
    const kind = pick(settings.weights, random);
    if (kind !== 'backend' && kind !== 'disk' && kind !== 'clock') say(kind);
    await happen[kind]();
    counts[kind]++;
    await subject.checkAccount();
  }
  disk.setState('well');
  disk.shiftClock(0);
  return counts;
}

function pick(weights: Weights, random: Random): EventKind {
  const entries = Object.entries(weights) as [EventKind, number][];
  let left = random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]!)[0];
}
