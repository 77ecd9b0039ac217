import { describe, expect, it } from 'vitest';
import type { TelemetryConfig } from '../../src/config/types.ts';
import { GOOD, load, places } from './support/load.ts';

async function telemetry(yaml: string): Promise<{ telemetry: TelemetryConfig | undefined; places: string[] }> {
  const loaded = await load(`${GOOD}  telemetry: ${yaml}\n`);
  return { telemetry: loaded.config?.service.telemetry, places: places(loaded) };
}

describe('service.telemetry', () => {
  it('has defaults for everything', async () => {
    expect(await telemetry('')).toEqual({
      places: [],
      telemetry: {
        metrics: { level: 'normal', endpoint: 'localhost:8888', counterSuffix: false },
        logs: {
          level: 'info',
          encoding: 'console',
          outputPaths: ['stderr'],
          initialFields: {},
          sampling: { tickMs: 10_000, initial: 10, thereafter: 100 },
        },
      },
    });
  });

  it.each([
    ['{metrics: {endpoint: "0.0.0.0:1"}}', '0.0.0.0:1', false],
    ['{metrics: {readers: [{pull: {exporter: {prometheus: {host: 0.0.0.0, port: 9}}}}]}}', '0.0.0.0:9', true],
    ['{metrics: {readers: [{pull: {exporter: {prometheus: }}}]}}', 'localhost:8888', true],
    ['{metrics: {readers: [{pull: {exporter: {prometheus: {host: "::1", without_type_suffix: true}}}}]}}', '[::1]:8888', false],
    ['{metrics: {endpoint: "a:1", readers: [{pull: {exporter: {prometheus: {port: 9}}}}]}}', 'a:1', true],
  ])('takes %s as the address %s', async (yaml, endpoint, counterSuffix) => {
    const found = await telemetry(yaml);
    expect(found.places).toEqual([]);
    expect(found.telemetry?.metrics).toMatchObject({ endpoint, counterSuffix });
  });

  it('takes the old address key with a warning', async () => {
    const found = await telemetry('{metrics: {address: ":8889"}}');
    expect(found.telemetry?.metrics.endpoint).toBe(':8889');
    expect(found.places).toEqual(['8:25 DEPRECATED_NAME']);
  });

  it('says of parts of the Collector that have no effect that they have none', async () => {
    const found = await telemetry('{traces: {processors: []}, resource: {a: b}, metrics: {views: [], readers: [{periodic: {}}]}}');
    expect(found.places).toEqual(['8:15 IGNORED', '8:41 IGNORED', '8:69 IGNORED', '8:91 IGNORED']);
    expect(found.telemetry).toBeDefined();
  });

  it('takes log settings', async () => {
    const found = await telemetry(
      '{logs: {level: debug, encoding: json, output_paths: [stdout, /tmp/x], initial_fields: {pod: a}, sampling: {enabled: false}}}',
    );
    expect(found.telemetry?.logs).toEqual({
      level: 'debug',
      encoding: 'json',
      outputPaths: ['stdout', '/tmp/x'],
      initialFields: { pod: 'a' },
    });
  });

  it.each([
    ['{metrics: {level: high}}', '8:32 BAD_VALUE'],
    ['{metrics: {endpoint: localhost}}', '8:35 BAD_VALUE'],
    ['{logs: {sampling: {tick: 5}}}', '8:39 DURATION'],
    ['{logz: {}}', '8:15 UNKNOWN_KEY'],
    ['{metrics: {readers: [{pull: {exporter: {otlp: {}}}}]}}', '8:54 UNKNOWN_KEY'],
  ])('refuses %s', async (yaml, place) => {
    expect((await telemetry(yaml)).places).toContain(place);
  });
});

describe('service.shutdown_timeout', () => {
  it('is 25 seconds unless given, and a duration', async () => {
    expect((await load(GOOD)).config?.service.shutdownTimeoutMs).toBe(25_000);
    expect((await load(`${GOOD}  shutdown_timeout: 500ms`)).config?.service.shutdownTimeoutMs).toBe(500);
    expect(places(await load(`${GOOD}  shutdown_timeout: 5`))).toEqual(['8:21 DURATION']);
  });
});
