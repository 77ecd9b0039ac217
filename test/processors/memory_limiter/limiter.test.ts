import { expect, test } from 'vitest';
import type { Consumer } from '../../../src/kernel/consumer.ts';
import { ACCEPTED, type Outcome, retry } from '../../../src/kernel/outcome.ts';
import type { Clock } from '../../../src/kernel/host.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import type { MemoryLimiterConfig } from '../../../src/processors/memory_limiter/config.ts';
import { PressureGauge } from '../../../src/processors/memory_limiter/pressure.ts';
import { memoryLimiterProcessor } from '../../../src/processors/memory_limiter/index.ts';
import { MemoryLimiter } from '../../../src/processors/memory_limiter/limiter.ts';
import { admissionOf } from '../../../src/transport/body/admission.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';

const MIB = 2 ** 20;
const CONFIG: MemoryLimiterConfig = {
  check_interval: '1s',
  limit_mib: 100,
  limit_percentage: 80,
  spike_limit_mib: 20,
  spike_limit_percentage: 20,
  in_flight_mib: 1,
};
const SIGNAL = new AbortController().signal;

class Memory {
  rss = 10 * MIB;
  live = 5 * MIB;
  collections = 0;
  /** What a collection gives back. */
  garbage = 0;
  rssBytes = (): number => this.rss;
  liveBytes = (): number => this.live;
  collectGarbage = (): void => {
    this.collections++;
    this.rss -= this.garbage;
    this.garbage = 0;
  };
}

interface Fixture {
  readonly limiter: MemoryLimiter;
  readonly memory: Memory;
  readonly host: FakeHost;
}

function make(config: Partial<MemoryLimiterConfig> = {}): Fixture {
  const memory = new Memory();
  const host = makeFakeHost({ id: 'memory_limiter' });
  const limiter = new MemoryLimiter({ ...CONFIG, ...config }, host, { probe: memory, available: { bytes: 1000 * MIB, source: 'machine' } });
  limiter.start();
  return { limiter, memory, host };
}

function batch(bytes: number, items: number = 1): Batch {
  return { signal: 'traces', bytes: new Uint8Array(bytes), items, meta: { receivedAtMs: 0 } };
}

const SINK: Consumer = { consume: () => ACCEPTED };

test('below the soft limit batches pass and are counted as accepted', async () => {
  const { limiter, host } = make();
  expect(await limiter.connect(SINK, 'traces').consume(batch(10, 3), SIGNAL)).toBe(ACCEPTED);
  expect(host.metrics.value('otelcol_processor_memory_limiter_accepted_spans', { processor: 'memory_limiter' })).toBe(3);
  expect(host.metrics.value('otelcol_processor_memory_limiter_refused_spans')).toBe(0);
});

test('above the soft limit batches are refused with a delay until memory is below it again', async () => {
  const { limiter, memory, host } = make();
  const consumer = limiter.connect(SINK, 'traces');
  memory.rss = 81 * MIB;
  memory.live = 70 * MIB;
  await host.clock.advance(1000);
  const outcome = await consumer.consume(batch(10, 2), SIGNAL);
  expect(outcome).toMatchObject({ kind: 'retry', code: 'ASSAY_MEMORY_LIMIT_RSS', reason: expect.stringContaining('80 MiB') });
  expect((outcome as { afterMs: number }).afterMs).toBeGreaterThanOrEqual(1000);
  expect(host.lastHealth()?.state).toBe('degraded');
  expect(host.metrics.value('otelcol_processor_memory_limiter_refused_spans')).toBe(2);
  memory.rss = 79 * MIB;
  await host.clock.advance(1000);
  expect(await consumer.consume(batch(10), SIGNAL)).toBe(ACCEPTED);
  expect(host.lastHealth()?.state).toBe('ok');
  expect(host.logs.map((line) => line.level)).toEqual(['info', 'warn', 'info']);
});

test('garbage is collected when memory is short, so that an idle process comes back', async () => {
  const { limiter, memory, host } = make();
  memory.rss = 95 * MIB;
  memory.garbage = 50 * MIB;
  await host.clock.advance(1000);
  expect(memory.collections).toBe(1);
  expect(await limiter.connect(SINK, 'traces').consume(batch(1), SIGNAL)).toBe(ACCEPTED);
});

test('memory that the allocator keeps after a collection does not refuse for ever, but the hard limit does', async () => {
  const { limiter, memory, host } = make();
  const consumer = limiter.connect(SINK, 'traces');
  memory.rss = 90 * MIB;
  memory.live = 39 * MIB;
  await host.clock.advance(1000);
  expect(await consumer.consume(batch(1), SIGNAL)).toBe(ACCEPTED);
  memory.live = 41 * MIB;
  await host.clock.advance(1000);
  expect(await consumer.consume(batch(1), SIGNAL)).toMatchObject({ kind: 'retry' });
  memory.live = 1 * MIB;
  memory.rss = 100 * MIB;
  await host.clock.advance(1000);
  expect(await consumer.consume(batch(1), SIGNAL)).toMatchObject({ kind: 'retry' });
});

test('memory that rises again needs a collection of its own before it counts as kept by the allocator', async () => {
  const { limiter, memory, host } = make();
  const consumer = limiter.connect(SINK, 'traces');
  memory.rss = 89 * MIB;
  await host.clock.advance(1000);
  expect(await consumer.consume(batch(1), SIGNAL)).toBe(ACCEPTED);
  memory.rss = 50 * MIB;
  await host.clock.advance(1000);
  memory.rss = 89 * MIB;
  await host.clock.advance(1000);
  expect(memory.collections).toBe(1);
  expect(await consumer.consume(batch(1), SIGNAL)).toMatchObject({ kind: 'retry' });
  await host.clock.advance(8000);
  expect(memory.collections).toBe(2);
  expect(await consumer.consume(batch(1), SIGNAL)).toBe(ACCEPTED);
});

test('collections keep their distance', async () => {
  const { memory, host } = make();
  memory.rss = 89 * MIB;
  memory.live = 85 * MIB;
  await host.clock.advance(9000);
  expect(memory.collections).toBe(1);
  await host.clock.advance(3000);
  expect(memory.collections).toBe(2);
});

test('near the hard limit collections take up to a quarter of the time', () => {
  let nowMs = 0;
  const memory = new Memory();
  memory.rss = 90 * MIB;
  memory.live = 85 * MIB;
  memory.collectGarbage = () => {
    memory.collections++;
    nowMs += 100;
  };
  const clock = { ...makeFakeHost().clock, monotonicMs: () => nowMs } as unknown as Clock;
  const gauge = new PressureGauge({ softBytes: 80 * MIB, hardBytes: 100 * MIB, inFlightBytes: MIB }, memory, clock);
  for (; nowMs < 40_000; nowMs += 10) gauge.check();
  expect(memory.collections).toBeGreaterThan(95);
  expect(memory.collections).toBeLessThanOrEqual(100);
});

test('memory is measured between two ticks when a part of the spike has come in, taken or refused', async () => {
  const { limiter, memory } = make({ in_flight_mib: 100 });
  const consumer = limiter.connect(SINK, 'traces');
  memory.rss = 85 * MIB;
  memory.live = 80 * MIB;
  expect(await consumer.consume(batch(MIB), SIGNAL)).toBe(ACCEPTED);
  expect(await consumer.consume(batch(MIB / 2), SIGNAL)).toMatchObject({ kind: 'retry', code: 'ASSAY_MEMORY_LIMIT_RSS' });
  memory.rss = 70 * MIB;
  let refused = 0;
  while (!limiter.admission.tryEnter(1)) refused++;
  expect(refused).toBe(79);
});

test('bytes under way are bounded, and freed when the outcome is known', async () => {
  const { limiter, host } = make();
  const open: ((outcome: Outcome) => void)[] = [];
  const consumer = limiter.connect({ consume: () => new Promise((resolve) => open.push(resolve)) }, 'traces');
  const first = consumer.consume(batch(MIB - 10), SIGNAL);
  expect(host.metrics.value('assay_memory_limiter_in_flight_bytes', { what: 'batches' })).toBe(MIB - 10);
  const second = await consumer.consume(batch(11, 7), SIGNAL);
  expect(second).toMatchObject({ kind: 'retry', code: 'ASSAY_MEMORY_LIMIT_IN_FLIGHT' });
  expect(host.metrics.value('otelcol_processor_memory_limiter_refused_spans')).toBe(7);
  const third = consumer.consume(batch(10), SIGNAL);
  open[0]?.(ACCEPTED);
  open[1]?.(ACCEPTED);
  expect([await first, await third]).toEqual([ACCEPTED, ACCEPTED]);
  expect(host.metrics.value('assay_memory_limiter_in_flight_bytes', { what: 'batches' })).toBe(0);
});

test('a consumer that answers at once frees its bytes at once', async () => {
  const { limiter, host } = make();
  await limiter.connect(SINK, 'traces').consume(batch(MIB), SIGNAL);
  expect(host.metrics.value('assay_memory_limiter_in_flight_bytes', { what: 'batches' })).toBe(0);
});

test('a batch larger than the whole account passes when it is alone', async () => {
  const { limiter } = make();
  expect(await limiter.connect(SINK, 'logs').consume(batch(5 * MIB), SIGNAL)).toBe(ACCEPTED);
});

test('servers find an admission that follows memory and bytes being read', async () => {
  const { limiter, memory, host } = make();
  const admission = admissionOf(limiter.connect(SINK, 'traces'));
  expect(admission).toBe(admissionOf(limiter));
  expect(admission?.tryEnter(MIB)).toBe(true);
  expect(admission?.tryEnter(1)).toBe(false);
  admission?.leave(MIB);
  expect(admission?.tryEnter(1)).toBe(true);
  admission?.leave(1);
  admission?.leave(100);
  expect(host.metrics.value('assay_memory_limiter_in_flight_bytes', { what: 'requests' })).toBe(0);
  memory.rss = 99 * MIB;
  memory.live = 90 * MIB;
  await host.clock.advance(1000);
  expect(admission?.tryEnter(1)).toBe(false);
});

test('asked before the work, it refuses under pressure and else asks on', async () => {
  const { limiter, memory, host } = make();
  const full = retry('ASSAY_X_FULL', 'full');
  const consumer = limiter.connect({ ...SINK, precheck: () => full }, 'traces');
  expect(consumer.precheck?.(batch(1))).toBe(full);
  expect(limiter.connect(SINK, 'traces').precheck?.(batch(1))).toBeUndefined();
  memory.rss = 99 * MIB;
  memory.live = 90 * MIB;
  await host.clock.advance(1000);
  expect(consumer.precheck?.(batch(1, 4))).toMatchObject({ code: 'ASSAY_MEMORY_LIMIT_RSS' });
  expect(host.metrics.value('otelcol_processor_memory_limiter_refused_spans')).toBe(4);
});

test('a process that is above its soft limit before any data says so', () => {
  const memory = new Memory();
  memory.rss = 90 * MIB;
  memory.live = 85 * MIB;
  const host = makeFakeHost();
  new MemoryLimiter(CONFIG, host, { probe: memory, available: { bytes: 1000 * MIB, source: 'machine' } }).start();
  expect(host.logs.some((line) => line.level === 'error' && line.fields['rss_mib'] === 90)).toBe(true);
  expect(host.lastHealth()?.state).toBe('degraded');
});

test('start and shutdown twice leave no timer', () => {
  const { limiter, host } = make();
  limiter.start();
  expect(host.clock.liveTimers).toBe(1);
  limiter.shutdown();
  limiter.shutdown();
  expect(host.clock.liveTimers).toBe(0);
});

test('the component measures the real process and emits only what it declares', async () => {
  const host = makeFakeHost();
  const processor = memoryLimiterProcessor.create({ ...CONFIG, limit_mib: 100_000 }, host);
  if (processor.kind !== 'flow') throw new Error('memory_limiter is a flow');
  await processor.start?.();
  for (const signal of ['traces', 'metrics', 'logs'] as const) processor.connect(SINK, signal);
  expect(host.lastHealth()).toMatchObject({ state: 'ok', detail: { rss_mib: expect.any(Number) } });
  const declared = memoryLimiterProcessor.telemetry.map((spec) => spec.name);
  expect(host.metrics.names().filter((name) => !declared.includes(name))).toEqual([]);
  expect(memoryLimiterProcessor.traits?.admission).toBe(true);
});
