/* A short part of `npm run compare:delivery`: the Go Collector as it is set up there works, so that its figures are its own. */
import { describe, expect, it } from 'vitest';
import { runChaos } from '../../scripts/chaos/run.ts';
import { OtelcolSubject } from '../../scripts/compare/otelcol.ts';
import { havePeers } from '../support/peers.ts';

describe.skipIf(!havePeers('the comparison with the Go Collector', 'otelcol'))('the Go Collector with its queue on disk', () => {
  it('loses nothing that it acknowledged when it is killed, as the comparison sets it up', async () => {
    const report = await runChaos({
      seed: 8,
      seconds: 0,
      kills: 3,
      weights: { kill: 5, terminate: 0, reload: 0, backend: 2, disk: 0, clock: 0 },
      diskMib: 64,
      say: () => undefined,
      subject: (settings) => OtelcolSubject.start(settings),
    });
    expect(report).toMatchObject({ subject: 'Go Collector', lost: 0 });
    expect(report.acknowledged).toBeGreaterThan(50);
  }, 120_000);
});
