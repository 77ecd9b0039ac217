import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../src/transport/send-result.ts';
import { balance, BATCH, busy, DOWN, gate, names, OK, rig, settle } from './harness.ts';

const forever = (): AbortSignal => new AbortController().signal;

describe('shutdown', () => {
  it('delivers everything that was accepted, and then takes nothing more', async () => {
    const { offer, put, backend, delivery, host } = await rig({ queue: { num_consumers: 2 } });
    for (const name of names('n', 20)) put([name]);
    await delivery.shutdown?.(forever());
    expect([...backend.got].sort()).toEqual(names('n', 20).sort());
    expect(host.ledger.deliveredItems).toBe(20);
    expect(await offer(['late'])).toMatchObject({ kind: 'retry', code: 'ASSAY_DELIVERY_STOPPING' });
    expect(host.lastHealth()).toEqual({ state: 'stopped' });
    expect(host.clock.liveTimers).toBe(0);
  });

  it('does not wait for a batch to fill', async () => {
    const { put, backend, delivery } = await rig({ queue: { batch: { ...BATCH, flush_timeout: '1h' } } });
    put(['a']);
    put(['b']);
    await delivery.shutdown?.(forever());
    expect(backend.requests).toEqual([['a', 'b']]);
  });

  it('tries what waits once more at once, and goes on trying until the deadline', async () => {
    const { put, backend, delivery, host } = await rig();
    backend.answer = (_items, index) => (index < 2 ? DOWN : OK);
    put(['a']);
    await settle();
    const stopped = delivery.shutdown?.(forever());
    await settle();
    expect(backend.requests).toHaveLength(2);
    await host.clock.advance(10_000);
    await stopped;
    expect(backend.got).toEqual(['a']);
  });

  it('respects the delay that the backend asked for', async () => {
    const { put, backend, delivery, host } = await rig();
    backend.answer = (_items, index) => (index === 0 ? busy(3000) : OK);
    put(['a']);
    await settle();
    const stopped = delivery.shutdown?.(forever());
    await host.clock.advance(2999);
    expect(backend.requests).toHaveLength(1);
    await host.clock.advance(1);
    await stopped;
    expect(backend.got).toEqual(['a']);
  });

  it('counts what is left at the deadline as failed, wherever it was', async () => {
    const { put, backend, delivery, host } = await rig({
      queue: { num_consumers: 2, batch: { ...BATCH, min_size: 3, flush_timeout: '1h' } },
    });
    backend.answer = (_items, index) => (index === 0 ? DOWN : gate<SendResult>().promise);
    for (const name of names('n', 10)) put([name]);
    await settle(10);
    const deadline = new AbortController();
    const stopped = delivery.shutdown?.(deadline.signal);
    await settle();
    deadline.abort();
    await host.clock.advance(1000);
    await stopped;
    expect(host.ledger.failedBy).toEqual(new Map([['shutdown', 10]]));
    expect(host.metrics.value('otelcol_exporter_queue_size')).toBe(0);
    expect(backend.aborts.every((signal) => signal.aborted)).toBe(true);
    expect(host.clock.liveTimers).toBe(0);
  });

  it('counts an answer that comes in the last moment as what it is', async () => {
    const { put, backend, delivery, host } = await rig();
    backend.answer = () => new Promise((resolve) => backend.aborts[0]?.addEventListener('abort', () => resolve(OK)));
    put(['a']);
    await settle();
    await delivery.shutdown?.(AbortSignal.abort());
    expect(host.ledger.deliveredItems).toBe(1);
    expect(balance(host)).toBe(1);
  });

  it('ignores an answer that comes after the end', async () => {
    const { put, backend, delivery, host } = await rig();
    const late = gate<SendResult>();
    backend.answer = () => late.promise;
    put(['a']);
    await settle();
    const stopped = delivery.shutdown?.(AbortSignal.abort());
    await host.clock.advance(1000);
    await stopped;
    late.open(OK);
    await settle();
    expect(host.ledger.failedBy).toEqual(new Map([['shutdown', 1]]));
    expect(balance(host)).toBe(1);
  });

  it('gives the data back to those who still wait for a result', async () => {
    const { offer, backend, delivery, host } = await rig({ queue: { wait_for_result: true } });
    backend.answer = () => DOWN;
    const outcome = Promise.resolve(offer(['a']));
    await settle();
    await delivery.shutdown?.(AbortSignal.abort());
    expect(await outcome).toMatchObject({ kind: 'retry', code: 'ASSAY_DELIVERY_SHUTDOWN_LEFT' });
    expect(balance(host)).toBe(0);
  });

  it('is safe before start, twice, and at the same time', async () => {
    const { delivery } = await rig();
    await Promise.all([delivery.shutdown?.(forever()), delivery.shutdown?.(forever())]);
    await delivery.shutdown?.(forever());
  });
});
