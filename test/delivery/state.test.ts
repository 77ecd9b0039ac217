import { describe, expect, it } from 'vitest';
import { checkDelivery, deliverySettings } from '../../src/delivery/settings.ts';
import { DELIVERY_METRICS } from '../../src/delivery/telemetry.data.ts';
import { DELIVERY_ERRORS } from '../../src/delivery/errors.data.ts';
import type { SendResult } from '../../src/transport/send-result.ts';
import { makeFakeHost } from '../support/fake-host.ts';
import { BAD, BATCH, config, DOWN, gate, names, OK, rig, settle, TOO_LARGE } from './harness.ts';

describe('metrics of an exporter', () => {
  it('are all declared, and every declared one appears', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1 } });
    const script: SendResult[] = [DOWN, TOO_LARGE, BAD, { kind: 'ok', rejectedItems: 1 }];
    backend.answer = (_items, index) => script[index] ?? OK;
    put(names('n', 4));
    await host.clock.advance(60_000);
    const declared = new Set(DELIVERY_METRICS.flatMap((m) => (m.kind === 'histogram' ? [`${m.name}_count`] : [m.name])));
    for (const name of host.metrics.names()) expect(declared, name).toContain(name);
    const onlyWithDeadLetter = ['assay_dead_letter_items', 'assay_dead_letter_lost_items'];
    for (const name of declared) if (!onlyWithDeadLetter.includes(name)) expect(host.metrics.names(), name).toContain(name);
  });

  it('count attempts by their result', async () => {
    const { put, backend, host } = await rig({ queue: { num_consumers: 1 } });
    backend.answer = (_items, index) => (index === 0 ? DOWN : OK);
    put(['a']);
    await host.clock.advance(5000);
    expect(host.metrics.value('assay_exporter_attempts', { result: 'retry' })).toBe(1);
    expect(host.metrics.value('assay_exporter_attempts', { result: 'ok' })).toBe(1);
  });

  it('show the age of the oldest data, 0 when there is none, and never a negative one', async () => {
    const { put, backend, host } = await rig();
    const block = gate<SendResult>();
    backend.answer = () => block.promise;
    expect(host.metrics.value('assay_exporter_oldest_item_age_seconds')).toBe(0);
    put(['a']);
    await host.clock.advance(7000);
    expect(host.metrics.value('assay_exporter_oldest_item_age_seconds')).toBe(7);
    host.clock.jumpWallClock(-3_600_000);
    expect(host.metrics.value('assay_exporter_oldest_item_age_seconds')).toBe(0);
    block.open(OK);
    await settle();
    expect(host.metrics.value('assay_exporter_oldest_item_age_seconds')).toBe(0);
  });

  it('say NaN, not zero, for a last success that never was', async () => {
    const { host, put } = await rig();
    expect(host.metrics.value('assay_exporter_last_success_timestamp_seconds')).toBeNaN();
    put(['a']);
    await settle();
    expect(host.metrics.value('assay_exporter_last_success_timestamp_seconds')).toBe(host.clock.now() / 1000);
  });
});

describe('health of an exporter', () => {
  it('tells a failing backend with its last error, and its recovery', async () => {
    const { put, backend, host } = await rig();
    expect(host.lastHealth()?.state).toBe('ok');
    backend.answer = (_items, index) => (index < 1 ? DOWN : OK);
    put(['a']);
    await settle();
    expect(host.lastHealth()).toMatchObject({
      state: 'degraded',
      detail: { consecutive_failures: 1, last_failure: 'ASSAY_TRANSPORT_UNREACHABLE', queue_size: 1, queue_capacity: 1000 },
    });
    await host.clock.advance(10_000);
    expect(host.lastHealth()).toMatchObject({
      state: 'ok',
      detail: { consecutive_failures: 0, queue_size: 0, oldest_item_age_seconds: 0 },
    });
    expect(host.lastHealth()?.detail?.['last_success']).toMatch(/^\d{4}-/);
  });

  it('tells a queue that is nearly full', async () => {
    const { put, backend, host } = await rig({ queue: { queue_size: 10 } });
    backend.answer = () => gate<SendResult>().promise;
    for (const name of names('n', 9)) put([name]);
    await host.clock.advance(5000);
    expect(host.lastHealth()?.state).toBe('degraded');
  });

  it('tells a backend that refuses everything, though it answers', async () => {
    const { put, backend, host } = await rig();
    backend.answer = () => ({ kind: 'refused', code: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED', reason: '401', isolate: false });
    put(['a']);
    await host.clock.advance(5000);
    expect(host.lastHealth()).toMatchObject({
      state: 'degraded',
      detail: { circuit: 'closed', last_failure: 'ASSAY_TRANSPORT_BACKEND_UNAUTHORIZED' },
    });
  });
});

describe('delivery settings', () => {
  it('give up after five minutes from memory, and never from disk, unless told', () => {
    expect(deliverySettings(config()).retry.maxElapsedMs).toBe(300_000);
    expect(deliverySettings(config({ queue: { storage: 'file_storage/q' } })).retry.maxElapsedMs).toBe(0);
    expect(deliverySettings(config({ queue: { storage: 'file_storage/q' }, retry: { max_elapsed_time: '1h' } })).retry.maxElapsedMs).toBe(
      3_600_000,
    );
  });

  it('hold 1000 requests in memory, and as much as the storage takes on disk, unless told', () => {
    expect(deliverySettings(config()).queue.size).toBe(1000);
    expect(deliverySettings(config({ queue: { storage: 'file_storage/q' } })).queue.size).toBe(Number.POSITIVE_INFINITY);
    expect(deliverySettings(config({ queue: { storage: 'file_storage/q', queue_size: 7 } })).queue.size).toBe(7);
  });

  it('refuse what cannot go together, each with its code and place', () => {
    const problems = checkDelivery(
      config({
        queue: {
          wait_for_result: true,
          storage: 'file_storage/q',
          sizer: 'items',
          queue_size: 50,
          batch: { ...BATCH, min_size: 100, max_size: 10 },
        },
        retry: { initial_interval: '1m', max_interval: '30s' },
      }),
    );
    expect(problems.map((p) => [p.code, p.path.join('.')])).toEqual([
      ['ASSAY_DELIVERY_STORAGE_WAIT', 'sending_queue.wait_for_result'],
      ['ASSAY_DELIVERY_BATCH_SIZES', 'sending_queue.batch.min_size'],
      ['ASSAY_DELIVERY_BATCH_SIZES', 'sending_queue.batch.min_size'],
      ['ASSAY_DELIVERY_INTERVALS', 'retry_on_failure.initial_interval'],
    ]);
    const known = new Set(DELIVERY_ERRORS.map((e) => e.code));
    for (const problem of problems) expect(known).toContain(problem.code);
  });

  it('find nothing wrong with the defaults', () => {
    expect(checkDelivery(config())).toEqual([]);
    expect(checkDelivery(config({ queue: { batch: BATCH } }))).toEqual([]);
  });

  it('a storage that is no storage ends the start with a clear message', async () => {
    const host = makeFakeHost({ id: 'otlp_grpc', extensions: { 'file_storage/q': {} } });
    await expect(rig({ queue: { storage: 'file_storage/q' } }, { host })).rejects.toMatchObject({ code: 'ASSAY_DELIVERY_STORAGE_MISSING' });
  });
});
