import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../src/delivery/byte-budget.ts';
import { MemoryStore } from '../../src/delivery/memory-store.ts';
import type { Outcome } from '../../src/kernel/outcome.ts';
import type { SendResult } from '../../src/transport/send-result.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { balance, busy, DOWN, gate, lines, names, OK, rig, settle } from './harness.ts';

describe('the memory queue', () => {
  it('answers accepted at once and delivers afterwards', async () => {
    const { offer, backend, host } = await rig();
    expect(offer(['a', 'b'])).toEqual({ kind: 'accepted' });
    await settle();
    expect(backend.got).toEqual(['a', 'b']);
    expect(host.ledger.deliveredItems).toBe(2);
    expect(host.metrics.value('otelcol_exporter_sent_spans', { exporter: 'otlp_grpc' })).toBe(2);
  });

  it('accepts a batch without items and sends nothing', async () => {
    const { offer, backend } = await rig();
    expect(offer([])).toEqual({ kind: 'accepted' });
    await settle();
    expect(backend.requests).toEqual([]);
  });

  it.each([
    ['requests', 2],
    ['items', 6],
    ['bytes', 18],
  ] as const)('is bounded by %s and tells the client when to come back', async (sizer, size) => {
    const { offer, backend, host } = await rig({ queue: { sizer, queue_size: size, num_consumers: 1 } });
    const block = gate<SendResult>();
    backend.answer = () => block.promise;
    expect(await offer(['a0', 'a1', 'a2'])).toEqual({ kind: 'accepted' });
    expect(await offer(['b0', 'b1', 'b2'])).toEqual({ kind: 'accepted' });
    const outcome = await offer(['c0', 'c1', 'c2']);
    expect(outcome).toMatchObject({ kind: 'retry', code: 'ASSAY_DELIVERY_QUEUE_FULL' });
    expect((outcome as { afterMs: number }).afterMs).toBeGreaterThanOrEqual(1000);
    expect(host.metrics.value('otelcol_exporter_enqueue_failed_spans')).toBe(3);
    expect(host.metrics.value('otelcol_exporter_queue_size')).toBe(size);
    expect(host.metrics.value('otelcol_exporter_queue_capacity')).toBe(size);
    block.open(OK);
    await settle();
    expect(backend.got).toHaveLength(6);
    expect(await offer(['c0'])).toEqual({ kind: 'accepted' });
  });

  it('says before any work is done that it is full, and counts it', async () => {
    const { put, backend, host, delivery } = await rig({ queue: { queue_size: 1, num_consumers: 1 } });
    backend.answer = () => gate<SendResult>().promise;
    expect(delivery.precheck?.(lines(['a']))).toBeUndefined();
    put(['a']);
    expect(delivery.precheck?.(lines(['b', 'c']))).toMatchObject({ kind: 'retry', code: 'ASSAY_DELIVERY_QUEUE_FULL' });
    expect(host.metrics.value('otelcol_exporter_enqueue_failed_spans')).toBe(2);
  });

  it('is bounded by bytes whatever its sizer', () => {
    const store = new MemoryStore({ size: 1000, sizer: 'requests', maxBytes: 10 }, new ByteBudget(1000), new ManualClock());
    expect(store.offer(lines(['1234567'])).kind).toBe('stored');
    expect(store.offer(lines(['1234567'])).kind).toBe('full');
    expect(store.usedBytes()).toBe(8);
  });

  it('takes one batch above its bounds when empty, because that batch could never be delivered otherwise', () => {
    const store = new MemoryStore({ size: 1, sizer: 'items', maxBytes: 10 }, new ByteBudget(5), new ManualClock());
    expect(store.offer(lines(names('item', 20))).kind).toBe('stored');
    expect(store.offer(lines(['x'])).kind).toBe('full');
  });

  it('shares a budget of bytes with the other queues, but always keeps 4 MiB for itself', () => {
    const budget = new ByteBudget(10 * 1024 * 1024);
    const clock = new ManualClock();
    const limits = { size: 1000, sizer: 'requests', maxBytes: 1e9 } as const;
    const greedy = new MemoryStore(limits, budget, clock);
    const mebibyte = { ...lines(['x']), bytes: new Uint8Array(1024 * 1024) };
    let taken = 0;
    while (greedy.offer(mebibyte).kind === 'stored') taken++;
    expect(taken).toBe(10);
    const modest = new MemoryStore(limits, budget, clock);
    let granted = 0;
    while (modest.offer(mebibyte).kind === 'stored') granted++;
    expect(granted).toBe(4);
    void greedy.close();
    void modest.close();
    expect(budget.usedBytes).toBe(0);
  });

  it('keeps the order of arrival with one consumer', async () => {
    const { put, backend } = await rig({ queue: { num_consumers: 1 } });
    for (const name of names('n', 20)) put([name]);
    await settle(60);
    expect(backend.got).toEqual(names('n', 20));
  });

  it('never has more requests on their way than num_consumers', async () => {
    const { put, backend } = await rig({ queue: { num_consumers: 3 } });
    const block = gate<SendResult>();
    backend.answer = () => block.promise;
    for (const name of names('n', 9)) put([name]);
    await settle();
    expect(backend.inFlight).toBe(3);
    block.open(OK);
    await settle(20);
    expect(backend.got.sort()).toEqual(names('n', 9));
    expect(backend.mostInFlight).toBe(3);
  });
});

describe('block_on_overflow', () => {
  it('lets requests wait in order until there is room', async () => {
    const { offer, put, backend, delivery } = await rig({ queue: { queue_size: 1, num_consumers: 1, block_on_overflow: true } });
    const gates = [gate<SendResult>(), gate<SendResult>(), gate<SendResult>()];
    backend.answer = (_items, index) => gates[index]!.promise;
    put(['a']);
    const answers: string[] = [];
    void Promise.resolve(offer(['b'])).then(() => answers.push('b'));
    void Promise.resolve(offer(['c'])).then(() => answers.push('c'));
    expect(delivery.precheck?.(lines(['d']))).toBeUndefined();
    await settle();
    expect(answers).toEqual([]);
    gates[0]!.open(OK);
    await settle();
    expect(answers).toEqual(['b']);
    gates[1]!.open(OK);
    await settle();
    expect(answers).toEqual(['b', 'c']);
    gates[2]!.open(OK);
    await settle();
    expect(backend.got).toEqual(['a', 'b', 'c']);
  });

  it("ends waiting with the request's own deadline, and does not deliver what nobody waits for", async () => {
    const { offer, put, backend } = await rig({ queue: { queue_size: 1, num_consumers: 1, block_on_overflow: true } });
    const block = gate<SendResult>();
    backend.answer = () => block.promise;
    put(['a']);
    const caller = new AbortController();
    const waiting = Promise.resolve(offer(['b'], caller.signal));
    await settle();
    caller.abort();
    expect(await waiting).toMatchObject({ kind: 'retry', code: 'ASSAY_DELIVERY_CANCELLED' });
    block.open(OK);
    await settle();
    expect(backend.got).toEqual(['a']);
  });

  it('sends those who wait away at shutdown', async () => {
    const { offer, put, backend, delivery } = await rig({ queue: { queue_size: 1, num_consumers: 1, block_on_overflow: true } });
    backend.answer = () => OK;
    backend.answer = (_items, index) => (index === 0 ? DOWN : OK);
    put(['a']);
    const waiting = Promise.resolve(offer(['b']));
    await settle();
    const stopped = Promise.resolve(delivery.shutdown?.(new AbortController().signal));
    expect(await waiting).toMatchObject({ kind: 'retry', code: 'ASSAY_DELIVERY_STOPPING' });
    await stopped;
    expect(backend.got).toEqual(['a']);
  });
});

describe('wait_for_result', () => {
  it('answers after delivery', async () => {
    const { offer, backend, host } = await rig({ queue: { wait_for_result: true } });
    const block = gate<SendResult>();
    backend.answer = () => block.promise;
    let outcome: Outcome | undefined;
    void Promise.resolve(offer(['a'])).then((o) => (outcome = o));
    await settle();
    expect(outcome).toBeUndefined();
    block.open(OK);
    await settle();
    expect(outcome).toEqual({ kind: 'accepted' });
    expect(host.ledger.deliveredItems).toBe(1);
  });

  it('passes a refusal on with its items and status, and leaves the ledger to whoever asked', async () => {
    const { offer, backend, host } = await rig({ queue: { wait_for_result: true } });
    backend.answer = () => ({ kind: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED', reason: 'no', isolate: false, status: 16 });
    expect(await offer(['a', 'b'])).toEqual({
      kind: 'refused',
      code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED',
      reason: 'no',
      items: 2,
      status: 16,
    });
    expect(balance(host)).toBe(0);
    expect(host.metrics.value('otelcol_exporter_send_failed_spans')).toBe(2);
  });

  it('gives the data back when retries are exhausted', async () => {
    const { offer, backend, host } = await rig({ queue: { wait_for_result: true }, retry: { max_elapsed_time: '8s' } });
    backend.answer = () => DOWN;
    const outcome = Promise.resolve(offer(['a']));
    await host.clock.advance(60_000);
    expect(await outcome).toMatchObject({ kind: 'retry', code: 'ASSAY_DELIVERY_RETRY_EXHAUSTED' });
    expect(balance(host)).toBe(0);
  });

  it('does not send what its caller gave up before it was on the wire', async () => {
    const { offer, backend, host } = await rig({ queue: { wait_for_result: true, num_consumers: 1 } });
    const block = gate<SendResult>();
    backend.answer = () => block.promise;
    const first = Promise.resolve(offer(['a']));
    const caller = new AbortController();
    const second = Promise.resolve(offer(['b'], caller.signal));
    await settle();
    caller.abort();
    expect(await second).toMatchObject({ kind: 'retry', code: 'ASSAY_DELIVERY_CANCELLED' });
    block.open(OK);
    expect(await first).toEqual({ kind: 'accepted' });
    await settle();
    expect(backend.got).toEqual(['a']);
    expect(host.metrics.value('otelcol_exporter_queue_size')).toBe(0);
  });

  it('tells each of several joined requests what became of its own items', async () => {
    const batch = { flush_timeout: '1s', min_size: 6, max_size: 0, sizer: 'items', max_bytes: 1e6 } as const;
    const { offer, backend } = await rig({ queue: { wait_for_result: true, batch } });
    backend.answer = (items) =>
      items.includes('b1') ? { kind: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_REFUSED', reason: '400', isolate: true } : OK;
    const outcomes = await Promise.all([offer(['a0', 'a1']), offer(['b0', 'b1']), offer(['c0', 'c1'])]);
    expect(outcomes[0]).toEqual({ kind: 'accepted' });
    expect(outcomes[1]).toMatchObject({ kind: 'refused', items: 1 });
    expect(outcomes[2]).toEqual({ kind: 'accepted' });
    expect(backend.requests[0]).toHaveLength(6);
  });

  it('is what a queue that is switched off means', async () => {
    const { offer, backend } = await rig({ queue: { enabled: false } });
    const block = gate<SendResult>();
    backend.answer = () => block.promise;
    let answered = false;
    void Promise.resolve(offer(['a'])).then(() => (answered = true));
    await settle();
    expect(answered).toBe(false);
    block.open(OK);
    await settle();
    expect(answered).toBe(true);
  });

  it('counts what a backend took of a partly refused request, and leaves the rest to the sender', async () => {
    const { offer, backend, host } = await rig({ queue: { wait_for_result: true } });
    backend.answer = () => ({ kind: 'ok', rejectedItems: 2, message: 'two are bad' });
    expect(await offer(['a', 'b', 'c', 'd', 'e'])).toMatchObject({ kind: 'refused', items: 2 });
    expect(host.ledger.deliveredItems).toBe(3);
    expect(balance(host)).toBe(3);
    expect(host.metrics.value('otelcol_exporter_sent_spans')).toBe(3);
  });

  it('waits for a backend that asks for less than a sender waits, and hands a longer wait to the sender', async () => {
    const { offer, backend, host } = await rig({ queue: { wait_for_result: true } });
    backend.answer = (_, index) => (index === 0 ? busy(6000) : OK);
    const short = Promise.resolve(offer(['a']));
    await host.clock.advance(8000);
    expect(await short).toEqual({ kind: 'accepted' });
    backend.answer = () => busy(6000);
    const twice = Promise.resolve(offer(['b']));
    await host.clock.advance(7000);
    expect(await twice).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_BACKEND_BUSY', afterMs: 6000 });
    expect(balance(host)).toBe(1);
  });
});

describe('without a queue', () => {
  it('the wait that a backend asks for is told to the sender, and to those who come meanwhile, without another request', async () => {
    const { offer, backend, host, delivery } = await rig({ queue: { enabled: false } });
    backend.answer = () => busy(30_000);
    expect(await offer(['a'])).toEqual({ kind: 'retry', code: 'ASSAY_TRANSPORT_BACKEND_BUSY', reason: '429', afterMs: 30_000 });
    await host.clock.advance(10_000);
    backend.answer = () => OK;
    expect(await offer(['b'])).toMatchObject({ kind: 'retry', code: 'ASSAY_TRANSPORT_BACKEND_BUSY', afterMs: 20_000 });
    expect(delivery.precheck?.(lines(['b']))).toMatchObject({ kind: 'retry', afterMs: 20_000 });
    expect(backend.requests).toHaveLength(1);
    await host.clock.advance(20_000);
    expect(await offer(['b'])).toEqual({ kind: 'accepted' });
    expect(host.metrics.value('otelcol_exporter_enqueue_failed_spans')).toBe(2);
  });

  it('no sender is told to stay away for longer than ten minutes', async () => {
    const { offer, backend } = await rig({ queue: { enabled: false } });
    backend.answer = () => busy(86_400_000);
    expect(await offer(['a'])).toMatchObject({ kind: 'retry', afterMs: 600_000 });
  });
});
