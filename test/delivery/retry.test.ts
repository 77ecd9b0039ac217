import { describe, expect, it } from 'vitest';
import { backoffMs, nextAttempt } from '../../src/delivery/backoff.ts';
import { Circuit } from '../../src/delivery/circuit.ts';
import { ConcurrencyLimit } from '../../src/delivery/concurrency.ts';
import { balance, busy, DOWN, names, OK, rig, settle } from './harness.ts';

const SETTINGS = { enabled: true, initialMs: 5000, multiplier: 1.5, randomization: 0.5, maxMs: 30_000, maxElapsedMs: 300_000 };

describe('backoff', () => {
  it('grows by the multiplier up to the longest interval', () => {
    const plain = { ...SETTINGS, randomization: 0 };
    expect([1, 2, 3, 4, 5, 6, 50].map((n) => backoffMs(plain, n, 0.9))).toEqual([5000, 7500, 11_250, 16_875, 25_313, 30_000, 30_000]);
  });

  it('spreads each delay over half to one and a half of itself', () => {
    expect(backoffMs(SETTINGS, 1, 0)).toBe(2500);
    expect(backoffMs(SETTINGS, 1, 0.5)).toBe(5000);
    expect(backoffMs(SETTINGS, 1, 0.999999)).toBe(7500);
  });

  it('never cuts short what the backend asked for, and gives up when that passes the end', () => {
    expect(nextAttempt(SETTINGS, { attempts: 1, elapsedMs: 0, afterMs: 60_000 }, 0.5)).toEqual({ kind: 'wait', delayMs: 60_000 });
    expect(nextAttempt(SETTINGS, { attempts: 1, elapsedMs: 250_000, afterMs: 60_000 }, 0.5)).toEqual({ kind: 'give_up' });
  });

  it('uses the whole time allowed', () => {
    expect(nextAttempt(SETTINGS, { attempts: 9, elapsedMs: 290_000 }, 0.5)).toEqual({ kind: 'wait', delayMs: 10_000 });
    expect(nextAttempt(SETTINGS, { attempts: 9, elapsedMs: 300_000 }, 0.5)).toEqual({ kind: 'give_up' });
  });

  it('goes on for ever when max_elapsed_time is 0', () => {
    expect(nextAttempt({ ...SETTINGS, maxElapsedMs: 0 }, { attempts: 1000, elapsedMs: 1e12 }, 0.5)).toEqual({
      kind: 'wait',
      delayMs: 30_000,
    });
  });
});

describe('retries', () => {
  it('send the same data again after the backoff, until it is delivered', async () => {
    const { put, backend, host } = await rig();
    backend.answer = (_items, index) => (index < 3 ? DOWN : OK);
    put(['a']);
    await settle();
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      times.push(host.clock.nextTimerMs ?? -1);
      await host.clock.advance(5000 * 1.5 ** i);
    }
    expect(backend.requests).toEqual([['a'], ['a'], ['a'], ['a']]);
    expect(host.ledger.deliveredItems).toBe(1);
    expect(balance(host)).toBe(1);
  });

  it('honour the delay of the backend when it is the longer one', async () => {
    const { put, backend, host } = await rig();
    backend.answer = (_items, index) => (index === 0 ? { ...DOWN, afterMs: 20_000 } : OK);
    put(['a']);
    await host.clock.advance(19_999);
    expect(backend.requests).toHaveLength(1);
    await host.clock.advance(1);
    expect(backend.got).toEqual(['a']);
  });

  it('end after max_elapsed_time, counted with their reason', async () => {
    const { put, backend, host } = await rig({ retry: { max_elapsed_time: '12s' } });
    backend.answer = () => DOWN;
    put(['a', 'b']);
    await host.clock.advance(120_000);
    // At 0, 5, 12 s: the last delay is cut to the end.
    expect(backend.requests).toHaveLength(3);
    expect(host.ledger.failedBy).toEqual(new Map([['retry_exhausted', 2]]));
    expect(host.metrics.value('otelcol_exporter_send_failed_spans')).toBe(2);
    expect(host.metrics.value('otelcol_exporter_queue_size')).toBe(0);
  });

  it('can be switched off', async () => {
    const { put, backend, host } = await rig({ retry: { enabled: false } });
    backend.answer = () => DOWN;
    put(['a']);
    await settle();
    expect(backend.requests).toHaveLength(1);
    expect(host.ledger.failedBy).toEqual(new Map([['retry_disabled', 1]]));
  });

  it('do not keep other data waiting', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 2 } });
    backend.answer = (items) => (items.includes('sick') && host.clock.monotonicMs() < 4000 ? DOWN : OK);
    put(['sick']);
    for (const name of names('n', 10)) put([name]);
    await settle(40);
    expect(backend.got).toEqual(names('n', 10));
    await host.clock.advance(5000);
    expect(backend.got).toContain('sick');
  });

  it('go before newer data once they are due', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1 } });
    backend.answer = (_items, index) => (index === 0 ? DOWN : OK);
    put(['first']);
    await settle();
    // One parcel waits, which is as many as there are consumers: nothing newer is taken meanwhile.
    put(['second']);
    await settle();
    expect(backend.requests).toHaveLength(1);
    await host.clock.advance(5000);
    expect(backend.got).toEqual(['first', 'second']);
  });

  it('leave the process bounded: less than twice as much is taken from the queue as there are consumers', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 3 } });
    backend.answer = () => DOWN;
    for (const name of names('n', 50)) put([name]);
    await settle(40);
    const taken = new Set(backend.requests.flat()).size;
    expect(taken).toBeLessThan(6);
    await host.clock.advance(60_000);
    expect(new Set(backend.requests.flat()).size).toBe(taken);
  });

  it('treat a sender that throws as a passing failure', async () => {
    const { put, backend, host } = await rig();
    backend.answer = (_items, index) => {
      if (index === 0) throw new TypeError('boom');
      return OK;
    };
    put(['a']);
    await host.clock.advance(5000);
    expect(backend.got).toEqual(['a']);
  });
});

describe('a backend that is too busy', () => {
  it('gets nothing at all until the delay it named is over', async () => {
    const { put, backend, host } = await rig();
    backend.answer = (_items, index) => (index === 0 ? busy(8000) : OK);
    put(['a']);
    await settle();
    for (const name of names('n', 5)) put([name]);
    await host.clock.advance(7999);
    expect(backend.requests).toHaveLength(1);
    await host.clock.advance(1);
    await settle(20);
    expect(backend.got.sort()).toEqual(['a', ...names('n', 5)].sort());
  });

  it('is held for ten minutes at most, whatever it asks', async () => {
    const { put, backend, host } = await rig({ retry: { max_elapsed_time: '0' } });
    backend.answer = (_items, index) => (index === 0 ? busy(1e12) : OK);
    put(['a']);
    await settle();
    put(['b']);
    await host.clock.advance(600_000);
    expect(backend.got).toEqual(['b']);
  });

  it('halves the concurrency, and success raises it again', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 8 } });
    backend.answer = (_items, index) => (index === 0 ? busy() : OK);
    put(['a']);
    await settle();
    expect(host.metrics.value('assay_exporter_concurrency_limit')).toBe(4);
  });
});

describe('the concurrency limit', () => {
  it('starts at the most allowed and never exceeds it', () => {
    const limit = new ConcurrencyLimit(4);
    for (let i = 0; i < 100; i++) limit.success(10, 4);
    expect(limit.current).toBe(4);
  });

  it('halves once for all requests of one round, down to one', () => {
    const limit = new ConcurrencyLimit(16);
    limit.overload(0, 10);
    limit.overload(5, 11);
    expect(limit.current).toBe(8);
    for (let now = 20; now < 100; now += 10) limit.overload(now, now + 1);
    expect(limit.current).toBe(1);
  });

  it('grows while latency holds, and not while it does not', () => {
    const limit = new ConcurrencyLimit(16);
    limit.success(10, 16);
    limit.overload(0, 10);
    for (let i = 0; i < 8; i++) limit.success(10, 8);
    expect(limit.current).toBe(9);
    for (let i = 0; i < 9; i++) limit.success(100, 9);
    expect(limit.current).toBe(9);
  });

  it('does not grow while it is not in use', () => {
    const limit = new ConcurrencyLimit(16);
    limit.overload(0, 10);
    for (let i = 0; i < 100; i++) limit.success(10, 1);
    expect(limit.current).toBe(8);
  });
});

describe('the circuit', () => {
  it('opens after five failures in a row and closes with the first success', () => {
    const circuit = new Circuit();
    for (let i = 0; i < 4; i++) expect(circuit.failure('ASSAY_X')).toBe(false);
    expect(circuit.failure('ASSAY_X')).toBe(true);
    expect(circuit.state(0)).toBe('open');
    expect(circuit.state(1)).toBe('half_open');
    expect(circuit.success(1)).toBe(true);
    expect(circuit.state(0)).toBe('closed');
    expect(circuit.failures).toBe(0);
  });

  it('lets one request at a time through while open, and all that waited as soon as one succeeds', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 6 } });
    backend.answer = () => DOWN;
    for (const name of names('n', 12)) put([name]);
    await settle(20);
    expect(host.metrics.value('assay_exporter_circuit_state')).toBe(2);
    expect(host.lastHealth()).toMatchObject({ state: 'degraded', detail: { last_failure: 'ASSAY_TRANSPORT_UNREACHABLE' } });
    const before = backend.requests.length;
    backend.mostInFlight = 0;
    await host.clock.advance(5000);
    expect(backend.mostInFlight).toBe(1);
    expect(backend.requests.length).toBeGreaterThan(before);
    backend.answer = () => OK;
    await host.clock.advance(30_000);
    expect(backend.got.sort()).toEqual(names('n', 12).sort());
    expect(host.metrics.value('assay_exporter_circuit_state')).toBe(0);
    expect(host.lastHealth()?.state).toBe('ok');
    expect(balance(host)).toBe(12);
  });

  it('tells clients to come back when the next probe is over', async () => {
    const { offer, put, backend, host } = await rig({ queue: { num_consumers: 5, queue_size: 5 } });
    backend.answer = () => DOWN;
    for (const name of names('n', 5)) put([name]);
    await settle(20);
    host.clock.nextRandom = () => 0;
    expect(await offer(['x'])).toMatchObject({ kind: 'retry', afterMs: 5000 });
  });
});

describe('max_age', () => {
  it('gives up what waited too long, counted as expired', async () => {
    const { put, backend, host } = await rig({ queue: { max_age: '60s', num_consumers: 1 }, retry: { max_elapsed_time: '0' } });
    backend.answer = () => DOWN;
    put(['old']);
    await host.clock.advance(30_000);
    put(['young']);
    await host.clock.advance(40_000);
    backend.answer = () => OK;
    await host.clock.advance(30_000);
    expect(host.ledger.failedBy.get('expired')).toBe(1);
    expect(backend.got).toEqual(['young']);
  });
});
