import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../src/transport/send-result.ts';
import { BAD, BATCH, balance, busy, DOWN, names, OK, rig, settle, TOO_LARGE } from './harness.ts';

/** Everything a backend can answer. */
const RESULTS: readonly SendResult[] = [
  OK,
  OK,
  OK,
  { kind: 'ok', rejectedItems: 1, message: 'one of them' },
  DOWN,
  { ...DOWN, code: 'ASSAY_TRANSPORT_TIMEOUT' },
  busy(),
  busy(3000),
  TOO_LARGE,
  { ...TOO_LARGE, limitBytes: 40 },
  BAD,
  { kind: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED', reason: '401', isolate: false },
];

const plans = fc.record({
  batches: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 15 }),
  results: fc.array(fc.integer({ min: 0, max: RESULTS.length }), { maxLength: 60 }),
  consumers: fc.integer({ min: 1, max: 4 }),
  queueSize: fc.integer({ min: 1, max: 20 }),
  batching: fc.boolean(),
  blocks: fc.boolean(),
  retries: fc.boolean(),
  elapsed: fc.constantFrom('0', '20s'),
  stopsEarly: fc.boolean(),
});

describe('whatever a backend answers', () => {
  it('every item accepted finds exactly one end, is delivered at most once, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { batches, results, consumers, queueSize, batching, blocks, retries, elapsed, stopsEarly } = plan;
        const { offer, backend, host, delivery } = await rig({
          queue: {
            num_consumers: consumers,
            queue_size: queueSize,
            block_on_overflow: blocks,
            ...(batching ? { batch: { ...BATCH, min_size: 10, max_size: 15, max_bytes: 100 } } : {}),
          },
          retry: { enabled: retries, max_elapsed_time: elapsed },
        });
        backend.answer = (_items, index) => {
          const pick = results[index];
          if (pick === RESULTS.length) throw new Error('a sender that throws');
          return pick === undefined ? OK : RESULTS[pick]!;
        };
        let accepted = 0;
        const outcomes = batches.map(async (size, i) => {
          const outcome = await offer(names(`r${i}-`, size));
          if (outcome.kind === 'accepted') accepted += size;
          else expect(outcome).toMatchObject({ kind: 'retry', afterMs: expect.any(Number) });
        });
        await host.clock.advance(stopsEarly ? 1000 : 3_600_000);
        const deadline = new AbortController();
        const stopped = Promise.resolve(delivery.shutdown?.(deadline.signal));
        await host.clock.advance(5000);
        deadline.abort();
        await host.clock.advance(1000);
        await stopped;
        await Promise.all(outcomes);
        await settle();
        expect(balance(host)).toBe(accepted);
        expect(new Set(backend.got).size).toBe(backend.got.length);
        const sent = host.metrics.value('otelcol_exporter_sent_spans') ?? 0;
        expect(sent).toBe(host.ledger.deliveredItems);
        expect(host.metrics.value('otelcol_exporter_send_failed_spans')).toBe(host.ledger.failedItems);
        if (!stopsEarly) expect(host.ledger.failedBy.get('shutdown')).toBeUndefined();
        expect(host.metrics.value('otelcol_exporter_queue_size')).toBe(0);
        expect(host.metrics.value('otelcol_exporter_in_flight_requests')).toBe(0);
        expect(host.clock.liveTimers).toBe(0);
      }),
      { numRuns: Number(process.env['ASSAY_DELIVERY_RUNS'] ?? 150) },
    );
  });
});
