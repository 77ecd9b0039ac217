/* A short half of `npm run test:chaos`: what was acknowledged with a disk queue is never lost, and comes twice only where it must. */
import { describe, expect, it } from 'vitest';
import { type Arrival, countDuplicates, type Duplicates, isOwed, NO_DUPLICATES } from '../../scripts/chaos/duplicates.ts';
import { runChaos } from '../../scripts/chaos/run.ts';

const SEED = Number(process.env['ASSAY_CHAOS_SEED'] ?? 20_261);

describe(`chaos with seed ${SEED} (ASSAY_CHAOS_SEED)`, () => {
  it('kills, stops, reloads, bad backends, disks and clocks under load lose no acknowledged span, and every ledger balances', async () => {
    const said: string[] = [];
    const report = await runChaos({ seed: SEED, seconds: 12, kills: 4, say: (line) => said.push(line) });
    expect(report.lost, `${said.join('\n')}\n${JSON.stringify(report)}`).toBe(0);
    // Over so few kills the share of avoidable duplicates says nothing, but hardly any may come without a kill: an attempt that a
    // busy machine has given up although its answer was there.
    expect(report.duplicates.unexplained, `${said.join('\n')}\n${JSON.stringify(report)}`).toBeLessThanOrEqual(report.delivered / 100);
    expect(report.acknowledged).toBeGreaterThan(100);
    expect(report.events.kill).toBeGreaterThanOrEqual(4);
  }, 180_000);
});

describe('a span that comes again', () => {
  const at = (atMs: number, answeredAtMs: number = Number.NaN): Arrival => ({ atMs, answeredAtMs });
  const counted = (arrivals: Arrival[], killsMs: number[] = []): Duplicates => {
    const counts: Duplicates = { ...NO_DUPLICATES };
    countDuplicates(counts, arrivals, killsMs);
    return counts;
  };

  it('is unavoidable when no answer to an earlier time had come through', () => {
    expect(counted([at(1), at(2, 3)])).toEqual({ ...NO_DUPLICATES, unanswered: 1 });
    expect(counted([at(1, 5), at(4, 6)], [3])).toEqual({ ...NO_DUPLICATES, unanswered: 1 });
  });

  it('is put down to a late answer when the sender may have given the attempt up before it came', () => {
    expect(counted([at(0, 700), at(900, 901)])).toEqual({ ...NO_DUPLICATES, late: 1 });
    expect(counted([at(0, 700), at(900, 901)], [800])).toEqual({ ...NO_DUPLICATES, late: 1 });
    expect(counted([at(0, 499), at(900, 901)])).toEqual({ ...NO_DUPLICATES, unexplained: 1 });
  });

  it('is put down to a kill only when that came between the last answer and the next time', () => {
    expect(counted([at(1, 2), at(5, 6)], [3])).toEqual({ ...NO_DUPLICATES, killed: 1 });
    expect(counted([at(1, 2), at(5, 6)], [1, 7])).toEqual({ ...NO_DUPLICATES, unexplained: 1 });
    expect(counted([at(1, 2), at(5, 6), at(8)], [3])).toEqual({ ...NO_DUPLICATES, killed: 1, unexplained: 1 });
  });

  it('was in flight at a kill from its acknowledgement to the first answer of the backend', () => {
    expect([0, 1, 4, 5, 9].map((momentMs) => isOwed(1, [at(2), at(3, 5)], momentMs))).toEqual([false, true, true, false, false]);
    expect(isOwed(1, [], 9)).toBe(true);
  });
});
