/* A short part of `npm run test:fuzz`: damaged requests of every kind, and good ones in between that notice nothing. */
import { describe, expect, it } from 'vitest';
import { runFuzz } from '../../scripts/fuzz/run.ts';

const SEED = Number(process.env['ASSAY_FUZZ_SEED'] ?? 20_261);

describe(`fuzz with seed ${SEED} (ASSAY_FUZZ_SEED)`, () => {
  it('every damaged request is answered or closed in time, the process lives, and nothing invalid goes on', async () => {
    const report = await runFuzz({ seed: SEED, count: 3000, say: () => undefined });
    expect(report, JSON.stringify(report)).toMatchObject({ fates: { late: 0 }, probesLost: 0, invalidSent: 0, stageFailures: 0 });
    // How many fit in between depends on how fast the machine is through the 3,000.
    expect(report.probes).toBeGreaterThan(3);
    expect(report.acceptedSpans).toBeGreaterThan(report.probes);
    // Live memory over the second half: -1 MiB was measured twice.
    expect(report.grownMib).toBeLessThan(16);
  }, 120_000);
});
