import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../src/transport/send-result.ts';
import { BATCH, gate, lines, names, OK, rig, settle } from './harness.ts';

describe('batching in the queue', () => {
  it('is off unless asked for: each request is sent as it came', async () => {
    const { put, backend } = await rig({ queue: { num_consumers: 1 } });
    for (const name of names('n', 3)) put([name]);
    await settle(20);
    expect(backend.requests).toEqual([['n0'], ['n1'], ['n2']]);
  });

  it('joins requests until min_size', async () => {
    const { put, backend } = await rig({ queue: { batch: { ...BATCH, min_size: 4 } } });
    for (const name of names('n', 9)) put([name]);
    await settle();
    expect(backend.requests).toEqual([
      ['n0', 'n1', 'n2', 'n3'],
      ['n4', 'n5', 'n6', 'n7'],
    ]);
  });

  it('sends what is there after flush_timeout', async () => {
    const { put, backend, host } = await rig({ queue: { batch: { ...BATCH, min_size: 4 } } });
    put(['a']);
    await host.clock.advance(199);
    expect(backend.requests).toEqual([]);
    await host.clock.advance(1);
    expect(backend.requests).toEqual([['a']]);
    expect(host.clock.liveTimers).toBe(1);
  });

  it('forgets no batch whose time comes between looking and setting the timer', async () => {
    const { put, backend, host } = await rig({ queue: { batch: { ...BATCH, flush_timeout: '2ms' } } });
    // As with a real clock, each look is a little later than the one before, and timers know whole milliseconds only.
    const stand = host.clock.monotonicMs.bind(host.clock);
    let passed = 0;
    let stepMs = 0;
    host.clock.monotonicMs = () => stand() + (passed += stepMs);
    const after = host.clock.after.bind(host.clock);
    host.clock.after = (ms, fn) => after(Math.max(1, Math.trunc(ms)), fn);
    for (const name of names('n', 200)) {
      stepMs += 0.005;
      put([name]);
      await host.clock.advance(50);
      expect(backend.got.at(-1)).toBe(name);
    }
  });

  it('cuts at max_size, and the rest of one request goes with the next', async () => {
    const { put, backend, host } = await rig({ queue: { batch: { ...BATCH, min_size: 3, max_size: 3 } } });
    put(names('a', 7));
    put(names('b', 2));
    await host.clock.advance(1000);
    expect(backend.requests).toEqual([
      ['a0', 'a1', 'a2'],
      ['a3', 'a4', 'a5'],
      ['a6', 'b0', 'b1'],
    ]);
    expect(host.ledger.deliveredItems).toBe(9);
  });

  it('counts bytes when the sizer says so', async () => {
    const { put, backend, host } = await rig({ queue: { batch: { ...BATCH, sizer: 'bytes', min_size: 6, max_size: 9 } } });
    for (const name of names('n', 5)) put([name]);
    await host.clock.advance(1000);
    expect(backend.requests).toEqual([['n0', 'n1'], ['n2', 'n3'], ['n4']]);
  });

  it('keeps to max_bytes whatever the sizer', async () => {
    const { put, backend, host } = await rig({ queue: { batch: { ...BATCH, min_size: 100, max_bytes: 7 } } });
    for (const name of names('n', 5)) put([name]);
    await host.clock.advance(1000);
    expect(backend.requests).toEqual([['n0', 'n1'], ['n2', 'n3'], ['n4']]);
  });

  it('keeps signals apart', async () => {
    const { delivery, backend, host } = await rig({ queue: { batch: { ...BATCH, min_size: 10 } } });
    const caller = new AbortController().signal;
    await delivery.consume(lines(['t0'], 'traces'), caller);
    await delivery.consume(lines(['l0'], 'logs'), caller);
    await delivery.consume(lines(['t1'], 'traces'), caller);
    await host.clock.advance(1000);
    expect(new Set(backend.requests.map((items) => items.join()))).toEqual(new Set(['l0', 't0,t1']));
    expect(host.metrics.value('otelcol_exporter_sent_log_records')).toBe(1);
    expect(host.metrics.value('otelcol_exporter_sent_spans')).toBe(2);
  });

  it('with min_size 0 joins only what queues up anyway', async () => {
    const { put, backend } = await rig({ queue: { num_consumers: 1, batch: { ...BATCH, min_size: 0, max_size: 3 } } });
    const block = gate<SendResult>();
    backend.answer = (_items, index) => (index === 0 ? block.promise : OK);
    put(['a']);
    await settle();
    for (const name of names('n', 5)) put([name]);
    block.open(OK);
    await settle(20);
    expect(backend.requests).toEqual([['a'], ['n0', 'n1', 'n2'], ['n3', 'n4']]);
  });

  it('delivers every item once, in order, within its limits, whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 20 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 1, max: 60 }),
        async (sizes, min, max, maxBytes) => {
          const batch = { ...BATCH, min_size: max === 0 ? min : Math.min(min, max), max_size: max, max_bytes: maxBytes };
          const { put, backend, host } = await rig({ queue: { num_consumers: 1, batch } });
          const sent = sizes.flatMap((size, i) => {
            const items = names(`r${i}-`, size);
            put(items);
            return items;
          });
          await host.clock.advance(10_000);
          await settle(sent.length * 2);
          expect(backend.got).toEqual(sent);
          for (const request of backend.requests) {
            if (max > 0) expect(request.length).toBeLessThanOrEqual(max);
            const bytes = request.reduce((sum, item) => sum + item.length + 1, 0);
            if (request.length > 1) expect(bytes).toBeLessThanOrEqual(maxBytes);
          }
          expect(host.metrics.value('otelcol_exporter_queue_size')).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});
