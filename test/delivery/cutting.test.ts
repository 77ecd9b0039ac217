import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsolationPolicy, mayCut } from '../../src/delivery/isolation.ts';
import { RequestLimit } from '../../src/delivery/request-limit.ts';
import type { SendResult } from '../../src/transport/send-result.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { BAD, BATCH, balance, names, OK, rig, settle, TOO_LARGE } from './harness.ts';

const size = (items: readonly string[]): number => items.reduce((sum, item) => sum + item.length + 1, 0);

describe('a request that is too large', () => {
  it('is halved by bytes until the backend takes it', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1 } });
    backend.answer = (items) => (size(items) > 12 ? TOO_LARGE : OK);
    put(names('n', 8));
    await settle(40);
    expect(backend.got).toEqual(names('n', 8));
    expect(backend.requests.map((r) => r.length)).toEqual([8, 4, 4]);
    expect(host.metrics.value('assay_exporter_splits', { cause: 'too_large' })).toBe(1);
    expect(host.ledger.deliveredItems).toBe(8);
  });

  it('is cut to the limit that the backend named, and the next requests are cut before they are sent', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1 } });
    backend.answer = (items) => (size(items) > 10 ? { ...TOO_LARGE, limitBytes: 10 } : OK);
    put(names('a', 7));
    await settle(40);
    expect(backend.requests.map((r) => r.length)).toEqual([7, 3, 3, 1]);
    expect(host.metrics.value('assay_exporter_request_limit_bytes')).toBe(10);
    put(names('b', 4));
    await settle(40);
    expect(backend.requests.slice(4).map((r) => r.length)).toEqual([3, 1]);
    expect(backend.got).toHaveLength(11);
  });

  it('costs only the one item that cannot be cut', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1 } });
    backend.answer = (items) => (size(items) > 20 ? TOO_LARGE : OK);
    const giant = 'g'.repeat(100);
    put(['a', 'b', giant, 'c', 'd']);
    await settle(60);
    expect(backend.got.sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(host.ledger.failedBy).toEqual(new Map([['too_large', 1]]));
    expect(balance(host)).toBe(5);
  });

  it('that was joined from several is taken apart along their borders first', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1, batch: { ...BATCH, min_size: 6 } } });
    backend.answer = (items) => (items.length > 3 ? TOO_LARGE : OK);
    put(names('a', 3));
    put(names('b', 3));
    await host.clock.advance(1000);
    expect(backend.requests).toEqual([[...names('a', 3), ...names('b', 3)], names('a', 3), names('b', 3)]);
  });
});

describe('the learnt request limit', () => {
  it('keeps the smallest figure and forgets it after an hour', async () => {
    const clock = new ManualClock();
    const limit = new RequestLimit(clock);
    expect(limit.tooLarge(1_000_000, 10, 400_000)).toBe(400_000);
    expect(limit.tooLarge(1_000_000, 10, 600_000)).toBe(600_000);
    expect(limit.bytes).toBe(400_000);
    await clock.advance(3_600_001);
    expect(limit.bytes).toBe(0);
  });

  it('guesses half of what was refused, but never learns a guess below 64 KiB', () => {
    const limit = new RequestLimit(new ManualClock());
    expect(limit.tooLarge(1000, 10, undefined)).toBe(500);
    expect(limit.bytes).toBe(64 * 1024);
  });

  it('learns nothing from a single item, nor from a limit above what was sent', () => {
    const limit = new RequestLimit(new ManualClock());
    limit.tooLarge(10_000_000, 1, undefined);
    expect(limit.bytes).toBe(0);
    expect(limit.tooLarge(1_000_000, 2, 4_000_000)).toBe(500_000);
  });
});

describe('a request refused for a bad item', () => {
  const poisoned =
    (bad: ReadonlySet<string>) =>
    (items: string[]): SendResult =>
      items.some((item) => bad.has(item)) ? BAD : OK;

  it('costs that item alone, with about log2 n refused requests', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1 } });
    backend.answer = poisoned(new Set(['n700']));
    put(names('n', 1024));
    await settle(100);
    expect(backend.got).toHaveLength(1023);
    expect(host.ledger.failedBy).toEqual(new Map([['refused', 1]]));
    const refusedRequests = backend.requests.filter((items) => items.includes('n700')).length;
    expect(refusedRequests).toBe(11);
    expect(backend.requests).toHaveLength(21);
  });

  it('is not searched when the refusal has nothing to do with items', async () => {
    const { put, backend, host } = await rig();
    backend.answer = () => ({ kind: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED', reason: '401', isolate: false });
    put(names('n', 16));
    await settle(20);
    expect(backend.requests).toHaveLength(1);
    expect(host.ledger.failedBy).toEqual(new Map([['refused', 16]]));
  });

  it('loses no good item for up to sixteen bad ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 17, max: 300 }),
        fc.array(fc.nat(), { maxLength: 15 }),
        fc.integer({ min: 1, max: 4 }),
        async (n, picks, consumers) => {
          const bad = new Set(picks.map((pick) => `n${pick % n}`));
          const { put, backend, host } = await rig({ queue: { num_consumers: consumers } });
          backend.answer = poisoned(bad);
          put(names('n', n));
          await settle(400);
          expect([...backend.got].sort()).toEqual(
            names('n', n)
              .filter((name) => !bad.has(name))
              .sort(),
          );
          expect(host.ledger.failedItems).toBe(bad.size);
          const most = 1 + 2 * bad.size * Math.ceil(Math.log2(n));
          expect(backend.requests.length).toBeLessThanOrEqual(most);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is refused whole in the end when everything is bad, with a bounded number of requests', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 10 } });
    backend.answer = () => BAD;
    put(names('n', 4096));
    await settle(400);
    expect(host.ledger.failedBy).toEqual(new Map([['refused', 4096]]));
    const first = backend.requests.length;
    expect(first).toBeLessThan(16 * 14 * 2);
    put(names('m', 4096));
    await settle(400);
    // The search helped nobody, so the next one is short.
    expect(backend.requests.length - first).toBeLessThan(40);
    expect(balance(host)).toBe(8192);
  });

  it('searches with full effort again after a search that helped', () => {
    const policy = new IsolationPolicy();
    const fruitless = policy.begin(1000);
    policy.finished(fruitless);
    expect(policy.begin(1000).badLeft).toBe(1);
    const fruitful = policy.begin(1000);
    fruitful.deliveredItems = 999;
    policy.finished(fruitful);
    expect(policy.begin(1000).badLeft).toBe(16);
  });

  it('stops cutting when the bad items allowed are found', () => {
    const search = new IsolationPolicy().begin(64);
    for (let i = 0; i < 16; i++) expect(mayCut(search, 1)).toBe(false);
    expect(mayCut(search, 2)).toBe(false);
  });

  it('goes through requests joined from several without mixing up whose items failed', async () => {
    const { offer, backend, host } = await rig({ queue: { wait_for_result: true, batch: { ...BATCH, min_size: 12 } } });
    backend.answer = poisoned(new Set(['b1', 'c2']));
    const outcomes = await Promise.all([offer(names('a', 4)), offer(names('b', 4)), offer(names('c', 4))]);
    expect(outcomes.map((o) => (o.kind === 'refused' ? o.items : 0))).toEqual([0, 1, 1]);
    expect(backend.got).toHaveLength(10);
    expect(host.metrics.value('otelcol_exporter_send_failed_spans')).toBe(2);
  });
});

describe('a partial success', () => {
  it('counts what the backend rejected as failed, and logs its message once in a while', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1 } });
    backend.answer = () => ({ kind: 'ok', rejectedItems: 2, message: 'span too old' });
    for (const name of names('r', 5)) put([name, 'x', 'y']);
    await settle(40);
    expect(host.ledger.failedBy).toEqual(new Map([['rejected_by_backend', 10]]));
    expect(host.ledger.deliveredItems).toBe(5);
    expect(host.metrics.value('otelcol_exporter_sent_spans')).toBe(5);
    expect(host.metrics.value('otelcol_exporter_send_failed_spans')).toBe(10);
    const warnings = host.logs.filter((line) => line.level === 'warn');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.fields).toMatchObject({ message: 'span too old', items: 2, of: 3 });
    await host.clock.advance(10_000);
    put(['z0', 'z1', 'z2']);
    await settle();
    expect(host.logs.filter((line) => line.level === 'warn').at(-1)?.fields).toMatchObject({ suppressed: 4 });
  });

  it('never counts more rejected than were sent', async () => {
    const { put, backend, host } = await rig();
    backend.answer = () => ({ kind: 'ok', rejectedItems: 99 });
    put(['a']);
    await settle();
    expect(balance(host)).toBe(1);
  });

  it('of requests joined together is shared among those who wait', async () => {
    const { offer, backend } = await rig({ queue: { wait_for_result: true, batch: { ...BATCH, min_size: 10 } } });
    backend.answer = () => ({ kind: 'ok', rejectedItems: 5, message: 'no' });
    const outcomes = await Promise.all([offer(names('a', 2)), offer(names('b', 8))]);
    const shares = outcomes.map((o) => (o.kind === 'refused' ? (o.items ?? -1) : 0));
    expect(shares).toEqual([1, 4]);
  });
});
