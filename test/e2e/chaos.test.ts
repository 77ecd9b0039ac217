/* A short half of `npm run test:chaos`: what was acknowledged with a disk queue is never lost. */
import { describe, expect, it } from 'vitest';
import { runChaos } from '../../scripts/chaos/run.ts';

const SEED = Number(process.env['ASSAY_CHAOS_SEED'] ?? 20_261);

describe(`chaos with seed ${SEED} (ASSAY_CHAOS_SEED)`, () => {
  it('kills, stops, reloads and bad backends under load lose no acknowledged span, and every ledger balances', async () => {
    const said: string[] = [];
    const report = await runChaos({ seed: SEED, seconds: 12, kills: 4, say: (line) => said.push(line) });
    expect(report.lost, `${said.join('\n')}\n${JSON.stringify(report)}`).toBe(0);
    expect(report.acknowledged).toBeGreaterThan(100);
    expect(report.kills + report.terminations + report.reloads).toBeGreaterThan(0);
  }, 180_000);
});
