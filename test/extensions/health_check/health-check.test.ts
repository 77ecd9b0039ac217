import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { checkHealthCheck, type HealthCheckConfig } from '../../../src/extensions/health_check/config.ts';
import { HealthCheck } from '../../../src/extensions/health_check/health-check.ts';
import { healthCheckExtension } from '../../../src/extensions/health_check/index.ts';
import { LoopWatch } from '../../../src/extensions/health_check/loop-watch.ts';
import { readiness } from '../../../src/extensions/health_check/readiness.ts';
import type { HealthReport } from '../../../src/kernel/host.ts';
import { type FakeHost, makeFakeHost, ManualClock } from '../../support/fake-host.ts';

const CONFIG: HealthCheckConfig = { endpoint: 'localhost:0', path: '/', strict: false };

const running: HealthCheck[] = [];
afterEach(async () => {
  for (const check of running.splice(0)) await check.shutdown();
});

function reports(states: Readonly<Record<string, HealthReport>>): ReadonlyMap<string, HealthReport> {
  return new Map(Object.entries(states));
}

async function started(
  config: Partial<HealthCheckConfig>,
  states: Map<string, HealthReport>,
): Promise<{ url: string; host: FakeHost; check: HealthCheck }> {
  const host = makeFakeHost({ id: 'health_check' });
  const check = new HealthCheck({ ...CONFIG, ...config }, { ...host, healthOf: () => states });
  running.push(check);
  await check.start();
  await check.start();
  return { url: `http://127.0.0.1:${check.address?.port}`, host, check };
}

test.each([
  ['no component yet', {}, false, false, 'starting'],
  ['a receiver that starts', { 'receiver/otlp': { state: 'starting' } }, false, false, 'receiver/otlp is starting'],
  ['a receiver that listens', { 'receiver/otlp': { state: 'ok' } }, false, true, undefined],
  [
    'one receiver of two that failed',
    { 'receiver/otlp': { state: 'ok' }, 'receiver/otlp/b': { state: 'failed' } },
    false,
    false,
    'receiver/otlp/b is failed',
  ],
  ['an exporter that is degraded', { 'receiver/otlp': { state: 'ok' }, 'exporter/x': { state: 'degraded' } }, false, true, undefined],
  [
    'the same with strict',
    { 'receiver/otlp': { state: 'ok' }, 'exporter/x': { state: 'degraded' } },
    true,
    false,
    'exporter/x is degraded',
  ],
  [
    'an exporter that failed, with strict',
    { 'receiver/otlp': { state: 'ok' }, 'exporter/x': { state: 'failed' } },
    true,
    false,
    'exporter/x is failed',
  ],
  ['only an exporter', { 'exporter/x': { state: 'ok' } }, false, false, 'starting'],
] satisfies [string, Record<string, HealthReport>, boolean, boolean, string | undefined][])(
  '%s: %j',
  (_what, states, strict, ready, reason) => {
    const result = readiness(reports(states), false, strict);
    expect([result.ready, result.reason]).toEqual([ready, reason]);
    expect(readiness(reports(states), true, strict)).toMatchObject({ ready: false, reason: 'stopping' });
  },
);

test('the probe answers 503 until the receivers listen, then 200 with what components tell', async () => {
  const states = new Map<string, HealthReport>([['receiver/otlp', { state: 'starting' }]]);
  const { url, host } = await started({}, states);
  const before = await fetch(url);
  expect(before.status).toBe(503);
  expect(await before.json()).toEqual({
    status: 'Server not available',
    reason: 'receiver/otlp is starting',
    components: { 'receiver/otlp': { state: 'starting' } },
  });
  states.set('receiver/otlp', { state: 'ok' });
  states.set('exporter/x', { state: 'degraded', detail: { oldest_item_age_s: 12.5, consecutive_failures: 3 } });
  await fetch(url);
  await host.clock.advance(2500);
  const after = await fetch(url);
  expect([after.status, after.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await after.json()).toMatchObject({
    status: 'Server available',
    uptime: '2.5s',
    components: { 'exporter/x': { state: 'degraded', oldest_item_age_s: 12.5, consecutive_failures: 3 } },
  });
});

test('another path for readiness leaves the default one unknown', async () => {
  const { url } = await started({ path: '/health' }, new Map([['receiver/otlp', { state: 'ok' }]]));
  expect((await fetch(`${url}/health?verbose`)).status).toBe(200);
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(`${url}/health`, { method: 'POST' })).status).toBe(405);
});

test('liveness stays while a backend fails, and fails while the loop is late', async () => {
  const clock = new ManualClock();
  const monotonicMs = clock.monotonicMs.bind(clock);
  let jumpMs = 0;
  Object.assign(clock, { monotonicMs: () => monotonicMs() + jumpMs });
  const host = makeFakeHost({ id: 'health_check', clock });
  const check = new HealthCheck({ ...CONFIG, strict: true }, { ...host, healthOf: () => reports({ 'exporter/x': { state: 'failed' } }) });
  running.push(check);
  await check.start();
  const url = `http://127.0.0.1:${check.address?.port}/livez`;
  const alive = await fetch(url);
  expect([alive.status, await alive.json()]).toEqual([200, { status: 'alive', event_loop_lag_ms: 0 }]);
  jumpMs = 11_000;
  const stuck = await fetch(url);
  expect([stuck.status, await stuck.json()]).toEqual([503, { status: 'stuck', event_loop_lag_ms: 10_500 }]);
});

test('the drift of the timer is the lag of the loop, remembered for some seconds', async () => {
  const clock = new ManualClock();
  let now = 0;
  let tick: (() => void) | undefined;
  const watch = new LoopWatch(
    Object.assign(clock, { monotonicMs: () => now, every: (_ms: number, fn: () => void) => ((tick = fn), () => undefined) }),
  );
  watch.start();
  now = 500;
  tick?.();
  expect(watch.lagMs()).toBe(0);
  now = 12_500;
  expect(watch.lagMs()).toBe(11_500);
  tick?.();
  expect(watch.lagMs()).toBe(11_500);
  for (let i = 0; i < 20; i++) {
    now += 500;
    tick?.();
  }
  expect(watch.lagMs()).toBe(0);
});

test('a taken port is an error naming the port and the key', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const { port } = blocker.address() as AddressInfo;
  try {
    await expect(started({ endpoint: `localhost:${port}` }, new Map())).rejects.toMatchObject({
      code: 'ASSAY_HEALTH_PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`port ${port}.*extensions\\.health_check\\.endpoint`)),
    });
  } finally {
    blocker.close();
  }
});

test('shutdown twice is safe and leaves neither timer nor listener', async () => {
  const { url, host, check } = await started({}, new Map());
  await check.shutdown();
  await check.shutdown();
  expect(host.clock.liveTimers).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test.each(['health', '/livez', '/a?b', '', '/a b'])('the path %j is a config problem', (path) => {
  expect(checkHealthCheck({ ...CONFIG, path })).toEqual([expect.objectContaining({ path: ['path'], code: 'ASSAY_HEALTH_PATH' })]);
});

test('the component is an extension with the Collector defaults', () => {
  const properties = healthCheckExtension.config['properties'] as Record<string, { default: unknown }>;
  expect([properties['endpoint']?.default, properties['path']?.default, properties['strict']?.default]).toEqual([
    'localhost:13133',
    '/',
    false,
  ]);
  expect(checkHealthCheck({ ...CONFIG, path: '/health' })).toEqual([]);
});
