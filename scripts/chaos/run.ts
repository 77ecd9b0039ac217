import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, pause } from '../../test/support/eventually.ts';
import { BACKEND_MODES, ChaosBackend } from './backend.ts';
import { ChaosCollector } from './collector.ts';
import { Load } from './load.ts';
import { Random } from '../support/random.ts';

/** How long and how hard. */
export interface ChaosSettings {
  readonly seed: number;
  /** Ends after so many seconds of events, or once `kills` is reached, whichever comes first. */
  readonly seconds: number;
  readonly kills: number;
  readonly say: (line: string) => void;
}

/** What came of it. `lost` must be 0. */
export interface ChaosReport {
  readonly seed: number;
  readonly seconds: number;
  readonly kills: number;
  readonly terminations: number;
  readonly reloads: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly failed: number;
  /** Acknowledged spans that did not reach a backend, over both. */
  readonly lost: number;
  readonly duplicates: number;
  /** Spans delivered to both backends, each time counted. */
  readonly delivered: number;
}

const DRAIN_MS = 120_000;

/**
 * Load on a collector with disk queues, while at random moments it is killed, stopped or reloaded and its backends refuse,
 * hang, reset, keep answers back, slow down or ask for time. At the end the backends are well, and every span that was
 * acknowledged must have reached both. Throws when a ledger does not balance or the collector does not start again.
 */
export async function runChaos(settings: ChaosSettings): Promise<ChaosReport> {
  const random = new Random(settings.seed);
  const folder = mkdtempSync(join(tmpdir(), 'assay-chaos-'));
  const backends = [await ChaosBackend.start('grpc'), await ChaosBackend.start('http')];
  // Small enough to be full at times.
  const collector = await ChaosCollector.start({ folder, backends, maxMib: 8 });
  const { grpcPort, httpPort } = collector;
  const load = new Load({ grpcPort, httpPort, clients: 6, pauseMs: 15, random: new Random(settings.seed + 1) });
  try {
    const startedMs = Date.now();
    const counts = await events(settings, random, collector, backends);
    const { acknowledged, refused, failed } = await load.stop();
    for (const backend of backends) await backend.setMode('pass');
    settings.say(`the load is over: ${acknowledged.size} spans acknowledged; waiting for the queues`);
    const missing = (): number => backends.reduce((sum, { came }) => sum + [...acknowledged].filter((id) => !came.has(id)).length, 0);
    await eventually(async () => {
      if (missing() > 0 || (await collector.checkLedger()) > 0) throw new Error('not yet');
    }, DRAIN_MS).catch((error: Error) => settings.say(`after ${DRAIN_MS / 1000} s: ${error.message}, ${missing()} missing`));
    await collector.terminate();
    return {
      seed: settings.seed,
      seconds: Math.round((Date.now() - startedMs) / 1000),
      ...counts,
      acknowledged: acknowledged.size,
      refused,
      failed,
      lost: missing(),
      duplicates: backends.reduce((sum, backend) => sum + backend.duplicates(), 0),
      delivered: backends.reduce((sum, { came }) => sum + [...came.values()].reduce((all, times) => all + times, 0), 0),
    };
  } finally {
    await load.stop();
    await collector.kill();
    for (const backend of backends) await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Counts = Pick<ChaosReport, 'kills' | 'terminations' | 'reloads'>;

/** Events and what they weigh: restarts of all kinds are as frequent as troubles of a backend. */
const EVENTS = ['backend', 'backend', 'backend', 'kill', 'kill', 'terminate', 'reload'] as const;

async function events(
  settings: ChaosSettings,
  random: Random,
  collector: ChaosCollector,
  backends: readonly ChaosBackend[],
): Promise<Counts> {
  const counts = { kills: 0, terminations: 0, reloads: 0 };
  const endMs = Date.now() + settings.seconds * 1000;
  while (Date.now() < endMs && counts.kills < settings.kills) {
    await pause(random.between(50, 1500));
    const event = random.pick(EVENTS);
    if (event === 'backend') {
      const backend = random.pick(backends);
      const mode = random.pick(BACKEND_MODES);
      settings.say(`backend ${backend.way}: ${mode}`);
      await backend.setMode(mode);
    } else if (event === 'reload') {
      settings.say('SIGHUP');
      await collector.reload();
      counts.reloads++;
    } else {
      settings.say(event === 'kill' ? 'kill -9' : 'SIGTERM');
      await (event === 'kill' ? collector.kill() : collector.terminate());
      counts[event === 'kill' ? 'kills' : 'terminations']++;
      await pause(random.between(0, 300));
      await collector.restart();
    }
    await collector.checkLedger();
  }
  return counts;
}
