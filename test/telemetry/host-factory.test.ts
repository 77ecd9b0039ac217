import { expect, test } from 'vitest';
import { systemClock } from '../../src/telemetry/clock.ts';
import { HealthBoard } from '../../src/telemetry/health-board.ts';
import { makeHost } from '../../src/telemetry/host-factory.ts';
import type { HostServices } from '../../src/telemetry/host-factory.ts';
import { createLogger } from '../../src/telemetry/log/logger.ts';
import { expose } from '../../src/telemetry/metrics/exposition.ts';
import { OwnMetrics } from '../../src/telemetry/metrics/own-metrics.ts';

function services(lines: string[] = []): HostServices {
  const clock = systemClock();
  const output = { write: (line: string) => void lines.push(line), close: () => undefined, colour: false };
  return {
    clock,
    log: createLogger({ level: 'info', encoding: 'json', outputs: [output] }, clock),
    metrics: new OwnMetrics(),
    health: new HealthBoard(),
    env: { HOME: '/home/x' },
    extension: (id) => (id === 'file_storage' ? 'store' : undefined),
    stopping: () => false,
  };
}

const EXPORTER = { kind: 'exporter', id: 'debug/x', telemetry: [{ name: 'assay_x', kind: 'gauge', help: 'x', labels: [] }] } as const;

test('a host names its component in the log and reads environment and extensions', () => {
  const lines: string[] = [];
  const { host } = makeHost(services(lines), EXPORTER);
  host.log.info('hello');
  expect(lines[0]).toContain('"otelcol.component.id":"debug/x"');
  expect(host.env('HOME')).toBe('/home/x');
  expect(host.env('toString')).toBeUndefined();
  expect(host.extension('file_storage')).toBe('store');
});

test('a component is starting until it started, and its own report wins over ok', () => {
  const shared = services();
  const quiet = makeHost(shared, EXPORTER);
  const loud = makeHost(shared, { ...EXPORTER, kind: 'receiver', id: 'otlp' });
  expect(quiet.host.healthOf().get('exporter/debug/x')?.state).toBe('starting');
  loud.host.health({ state: 'degraded' });
  quiet.started();
  loud.started();
  expect(quiet.host.healthOf().get('exporter/debug/x')?.state).toBe('ok');
  expect(quiet.host.healthOf().get('receiver/otlp')?.state).toBe('degraded');
});

test('releasing a replaced component leaves the gauges and health of its successor', async () => {
  const shared = services();
  const old = makeHost(shared, EXPORTER);
  old.host.metrics.observe('assay_x', {}, () => 1);
  const next = makeHost(shared, EXPORTER);
  next.host.metrics.observe('assay_x', {}, () => 2);
  next.host.health({ state: 'ok' });
  old.release();
  old.host.health({ state: 'failed' });
  expect(shared.health.all().get('exporter/debug/x')?.state).toBe('ok');
  expect(await expose(shared.metrics.registry, 'classic')).toContain('assay_x 2\n');
  next.release();
  expect(shared.health.all().size).toBe(0);
  expect(await expose(shared.metrics.registry, 'classic')).not.toContain('assay_x');
});
