import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLedgers, PipelineLedger } from '../../src/telemetry/ledger.ts';
import { expose } from '../../src/telemetry/metrics/exposition.ts';
import { OwnMetrics } from '../../src/telemetry/metrics/own-metrics.ts';

function make(): { ledger: PipelineLedger; text: () => Promise<string> } {
  const metrics = new OwnMetrics();
  return { ledger: new PipelineLedger('traces/main', metrics.sink('ledger')), text: () => expose(metrics.registry, 'classic') };
}

test('received = delivered + dropped + failed + in flight after any sequence of entries', () => {
  const entry = fc.tuple(
    fc.constantFrom('received', 'copied', 'delivered', 'dropped', 'failed'),
    fc.nat(1000),
    fc.constantFrom('a', 'b', 'c'),
  );
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const { ledger } = make();
      const sums = { received: 0, copied: 0, delivered: 0, dropped: 0, failed: 0 };
      for (const [state, items, reason] of entries) {
        sums[state as keyof typeof sums] += items;
        if (state === 'dropped' || state === 'failed') ledger[state](items, reason);
        else ledger[state as 'received' | 'copied' | 'delivered'](items);
      }
      const shot = ledger.snapshot();
      const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);
      expect(total(shot.dropped)).toBe(sums.dropped);
      expect(total(shot.failed)).toBe(sums.failed);
      expect(shot.inFlight).toBe(sums.received + sums.copied - sums.delivered - sums.dropped - sums.failed);
    }),
  );
});

test('every state is exposed and losses are also counted by component', async () => {
  const { ledger, text } = make();
  ledger.received(10);
  const exporter = ledger.forComponent('otlp_grpc');
  exporter.delivered(5);
  exporter.failed(2, 'backend_refused');
  ledger.forComponent('filter').dropped(1, 'filtered');
  const exposed = await text();
  for (const line of [
    'assay_ledger_items{pipeline="traces/main",state="received",reason=""} 10',
    'assay_ledger_items{pipeline="traces/main",state="delivered",reason=""} 5',
    'assay_ledger_items{pipeline="traces/main",state="in_flight",reason=""} 2',
    'assay_ledger_items{pipeline="traces/main",state="failed",reason="backend_refused"} 2',
    'assay_ledger_items{pipeline="traces/main",state="dropped",reason="filtered"} 1',
    'assay_dropped_items_total{component="otlp_grpc",reason="backend_refused"} 2',
    'assay_dropped_items_total{component="filter",reason="filtered"} 1',
  ]) {
    expect(exposed).toContain(`${line}\n`);
  }
  expect(exposed).not.toContain('copied');
});

test('what was counted before its outcome was known can be taken back', () => {
  const { ledger } = make();
  ledger.received(5);
  ledger.copied(5);
  ledger.received(-5);
  ledger.copied(-5);
  expect(ledger.snapshot()).toMatchObject({ received: 0, copied: 0, inFlight: 0 });
});

test('a reason that is no plain word and reasons beyond the bound become other', () => {
  const { ledger } = make();
  ledger.dropped(1, 'User said: hello');
  for (let i = 0; i < 100; i++) ledger.dropped(1, `reason_${i}`);
  const { dropped } = ledger.snapshot();
  expect(dropped.size).toBeLessThanOrEqual(64);
  expect(dropped.get('other')).toBe(1 + (100 - 63));
});

test('the final line names every pipeline with its reasons', () => {
  const { ledger } = make();
  expect(formatLedgers([])).toBe('no pipelines');
  ledger.received(12);
  ledger.delivered(10);
  ledger.dropped(2, 'filtered');
  expect(formatLedgers([ledger.snapshot()])).toBe('traces/main: received 12, delivered 10, dropped 2 (filtered 2), failed 0, in flight 0');
});
