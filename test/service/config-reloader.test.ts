import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LoadedConfig } from '../../src/config/load.ts';
import { ConfigReloader } from '../../src/service/config-reloader.ts';
import { LiveCollector } from './support/live-collector.ts';

const yaml = (verbosity: string, http: string = '127.0.0.1:0'): string => `
receivers: { otlp: { protocols: { http: { endpoint: ${http} } } } }
exporters: { debug: { verbosity: ${verbosity} } }
service: { pipelines: { traces: { receivers: [otlp], exporters: [debug] } } }
`;

async function start(): Promise<{ live: LiveCollector; reloader: ConfigReloader; text: { now: string; loads: number }; files: unknown[] }> {
  const live = await LiveCollector.start(yaml('basic'));
  const text = { now: yaml('basic'), loads: 0 };
  const files: unknown[] = [];
  const load = (): Promise<LoadedConfig> => {
    text.loads++;
    return live.load(text.now);
  };
  const reloader = new ConfigReloader({ collector: live.collector, load, log: live.log, onFiles: (read, all) => files.push([read, all]) });
  return { live, reloader, text, files };
}

const reloads = (live: LiveCollector, result: string): Promise<number> => live.metric('assay_config_reloads_total', { result });

describe('reading the config again', () => {
  it('shows all three results from the start, so that a rate is there before the first reload', async () => {
    const { live } = await start();
    expect(await Promise.all(['ok', 'invalid', 'failed'].map((result) => reloads(live, result)))).toEqual([0, 0, 0]);
    expect((await live.metrics()).match(/^assay_config_reloads_total\{/gm)).toHaveLength(3);
  });

  it('puts a valid config in force, says what it does in one line, and counts it', async () => {
    const { live, reloader, text } = await start();
    text.now = yaml('detailed');
    await reloader.request('SIGHUP');
    expect(live.logged('reload plan: keep 2; rebuild exporter/debug (its settings changed)')).toHaveLength(1);
    expect(live.logged('the new config is in force')).toHaveLength(1);
    expect(await reloads(live, 'ok')).toBe(1);
  });

  it('leaves the old config in force when the new one is not valid, with every error and its place in the log', async () => {
    const { live, reloader, text, files } = await start();
    const before = live.collector.plan;
    text.now = yaml('loud').replace('exporters: [debug]', 'exporters: [debgu]');
    await reloader.request('SIGHUP');
    const errors = live.lines
      .map((line) => JSON.parse(line) as { level: string; msg: string; code?: string })
      .filter(({ level }) => level === 'error');
    expect(errors.map(({ code }) => code)).toEqual(['ASSAY_CONFIG_BAD_VALUE', 'ASSAY_CONFIG_UNDEFINED_COMPONENT', undefined]);
    expect(errors[0]!.msg).toMatch(/^yaml\[1\]:3:34: /);
    expect(live.collector.plan).toBe(before);
    expect(live.logged('reload plan')).toEqual([]);
    expect(await reloads(live, 'invalid')).toBe(1);
    expect(files).toEqual([[[], false]]);
  });

  it('counts a config that cannot be read at all as invalid', async () => {
    const live = await LiveCollector.start(yaml('basic'));
    const reloader = new ConfigReloader({ collector: live.collector, load: () => Promise.reject(new Error('no')), log: live.log });
    await reloader.request('SIGHUP');
    expect(await reloads(live, 'invalid')).toBe(1);
  });

  it('leaves the old config in force when the new one cannot start', async () => {
    const { live, reloader, text } = await start();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    text.now = yaml('basic', `127.0.0.1:${(server.address() as AddressInfo).port}`);
    await reloader.request('a changed file');
    expect(await reloads(live, 'failed')).toBe(1);
    expect(live.logged('the new config cannot run')[0]).toContain('ASSAY_RECEIVER_PORT_TAKEN');
    text.now = yaml('normal');
    await reloader.request('a changed file');
    expect(await reloads(live, 'ok')).toBe(1);
  });

  it('starts once more when it is asked while at work, however often', async () => {
    const { live, reloader, text } = await start();
    await Promise.all([1, 2, 3, 4].map(() => reloader.request('SIGHUP')));
    expect(text.loads).toBe(2);
    expect(await reloads(live, 'ok')).toBe(2);
  });

  it('repeats no secret of a config that is not valid', async () => {
    const { live, reloader, text } = await start();
    text.now = yaml('loud').replace(
      'exporters: {',
      'exporters: { otlp_http: { endpoint: "https://user:hunter2-hunter2@x", headers: { authorization: Bearer hunter3-hunter3 } },',
    );
    await reloader.request('SIGHUP');
    expect(live.logged('hunter')).toEqual([]);
    expect(await reloads(live, 'invalid')).toBe(1);
  });
});
