import { pause } from '../../test/support/eventually.ts';
import { Random } from '../support/random.ts';
import { ChaosBackend } from './backend.ts';
import { ChaosCollector } from './collector.ts';
import { countDuplicates, type Duplicates, isOwed, NO_DUPLICATES } from './duplicates.ts';
import { type EventKind, EVERYTHING, letThingsHappen, type Weights } from './events.ts';
import { Load } from './load.ts';
import type { Subject } from './subject.ts';
import { DISK_STATES, type DiskState, TroubledDisk } from './troubled-disk.ts';

/** How long and how hard. */
export interface ChaosSettings {
  readonly seed: number;
  /** The events end when so many seconds are over and so many kills were done. */
  readonly seconds: number;
  readonly kills: number;
  readonly say: (line: string) => void;
  /** What happens; everything unless said. */
  readonly weights?: Weights;
  /** What the disk can be; everything unless said. */
  readonly diskStates?: readonly DiskState[];
  readonly diskMib?: number;
  /** The collector that is tried; Assay unless said. */
  readonly subject?: (settings: SubjectSettings) => Promise<Subject>;
}

/** What a collector is started with. */
export interface SubjectSettings {
  readonly disk: TroubledDisk;
  readonly backends: readonly ChaosBackend[];
  /** Bound of each disk queue in MiB, where there is such a bound. */
  readonly maxMib: number;
}

/** What came of it. `lost` must be 0, and `avoidableShare` below 0.01. */
export interface ChaosReport {
  readonly subject: string;
  readonly seed: number;
  readonly seconds: number;
  readonly events: Readonly<Record<EventKind, number>>;
  /** Full disks were a file system without room, or writes that fail in the process. */
  readonly diskFull: 'tmpfs' | 'injected';
  readonly acknowledged: number;
  readonly refused: number;
  readonly failed: number;
  /** Acknowledged spans that did not reach a backend, over both. */
  readonly lost: number;
  /** Spans delivered to both backends, each time counted. */
  readonly delivered: number;
  readonly duplicates: Duplicates;
  /** Spans that were acknowledged and not yet answered for by a backend at a kill, over both backends and all kills. */
  readonly inFlightAtKills: number;
  /** Spans that came again though an OK had come back in time, as a part of `inFlightAtKills`. */
  readonly avoidableShare: number;
}

/** The queues are waited for as long as something arrives, and so much longer. */
const PATIENCE_MS = 60_000;
/** Two queues of the bound below are a little less than the disk. */
const DISK_MIB = 20;
/** Small enough to be full at times. */
const QUEUE_MIB = 8;

/**
 * Load on a collector with disk queues, while at random moments it is killed, stopped or reloaded, its backends refuse, hang,
 * reset, keep answers back, slow down or ask for time, its disk is slow or full, and its clock jumps. At the end all is well,
 * and every span that was acknowledged must have reached both backends. Throws when a ledger does not balance or the collector
 * does not start again.
 */
export async function runChaos(settings: ChaosSettings): Promise<ChaosReport> {
  const { seed, say, weights = EVERYTHING, subject: startSubject = (given) => ChaosCollector.start(given) } = settings;
  const random = new Random(seed);
  const disk = new TroubledDisk(settings.diskMib ?? DISK_MIB);
  const backends = [await ChaosBackend.start('grpc'), await ChaosBackend.start('http')];
  let subject: Subject | undefined;
  let load: Load | undefined;
  try {
    subject = await startSubject({ disk, backends, maxMib: QUEUE_MIB });
    const { grpcPort, httpPort } = subject;
    load = new Load({ grpcPort, httpPort, clients: 6, pauseMs: 15, random: new Random(seed + 1) });
    const startedMs = Date.now();
    const { killsMs, ...events } = await letThingsHappen({
      diskStates: DISK_STATES,
      ...settings,
      random,
      subject,
      backends,
      disk,
      weights,
    });
    const { acknowledged, refused, failed } = await load.stop();
    for (const backend of backends) await backend.setMode('pass');
    say(`the load is over: ${acknowledged.size} spans acknowledged; waiting for the queues`);
    const lost = await waitForAll(acknowledged, backends);
    await subject.terminate();
    const { duplicates, inFlightAtKills } = judge(acknowledged, backends, killsMs);
    return {
      subject: subject.name,
      seed,
      seconds: Math.round((Date.now() - startedMs) / 1000),
      events,
      diskFull: disk.mounted ? 'tmpfs' : 'injected',
      acknowledged: acknowledged.size,
      refused,
      failed,
      lost,
      delivered: backends.reduce((sum, backend) => sum + backend.delivered(), 0),
      duplicates,
      inFlightAtKills,
      avoidableShare: (duplicates.killed + duplicates.unexplained) / Math.max(1, inFlightAtKills),
    };
  } finally {
    await load?.stop();
    await subject?.kill();
    for (const backend of backends) await backend.stop();
    disk.remove();
  }
}

/** Waits until everything has arrived, or nothing more comes; gives how many spans are missing. */
async function waitForAll(acknowledged: ReadonlyMap<string, number>, backends: readonly ChaosBackend[]): Promise<number> {
  const ids = [...acknowledged.keys()];
  const missing = (): number => backends.reduce((sum, backend) => sum + ids.filter((id) => !backend.has(id)).length, 0);
  let delivered = -1;
  for (let quietMs = 0; quietMs < PATIENCE_MS; quietMs += 250) {
    const now = backends.reduce((sum, backend) => sum + backend.delivered(), 0);
    if (now !== delivered) quietMs = 0;
    delivered = now;
    if (missing() === 0) return 0;
    await pause(250);
  }
  return missing();
}

function judge(
  acknowledged: ReadonlyMap<string, number>,
  backends: readonly ChaosBackend[],
  killsMs: readonly number[],
): Pick<ChaosReport, 'duplicates' | 'inFlightAtKills'> {
  const duplicates: Duplicates = { ...NO_DUPLICATES };
  let inFlightAtKills = 0;
  for (const backend of backends) {
    for (const [, arrivals] of backend.arrivals()) countDuplicates(duplicates, arrivals, killsMs);
    for (const [spanId, ackMs] of acknowledged) {
      const arrivals = backend.arrivalsOf(spanId);
      inFlightAtKills += killsMs.filter((killMs) => isOwed(ackMs, arrivals, killMs)).length;
    }
  }
  return { duplicates, inFlightAtKills };
}
