import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AnyDescriptor, defineExtension } from '../../src/kernel/component.ts';
import { ACCEPTED, retry } from '../../src/kernel/outcome.ts';
import { finalLine, stopReport } from '../../src/service/stop-report.ts';
import type { LedgerSnapshot } from '../../src/telemetry/ledger.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { LiveCollector } from './support/live-collector.ts';
import { postTraces } from './support/loopback-client.ts';
import { numberedSpans } from './support/numbered-spans.ts';

const AWAY = retry('ASSAY_TRANSPORT_BACKEND_FAILED', 'away');

async function sinkOf(): Promise<OtlpSink> {
  const sink = await OtlpSink.start();
  onTestFinished(() => sink.close());
  return sink;
}

function folderOf(): string {
  const folder = mkdtempSync(`${tmpdir()}/assay-stop-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const yaml = (sink: OtlpSink, more: string = '', extensions: string = '', started: string = ''): string => `
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } }
processors: { batch: { timeout: 10ms } }
exporters: { otlp_http: { endpoint: http://127.0.0.1:${sink.httpPort}, retry_on_failure: { initial_interval: 20ms }${more} } }
extensions: { health_check: { endpoint: 127.0.0.1:0 }${extensions} }
service:
  extensions: [health_check${started}]
  shutdown_timeout: 30s
  pipelines: { traces: { receivers: [otlp], processors: [batch], exporters: [otlp_http] } }
`;

/** The address of health_check. */
function healthUrl(live: LiveCollector): string {
  const { address } = live.collector.extension('health_check') as { address: { host: string; port: number } };
  return `http://${address.host}:${address.port}/`;
}

describe('a stop', () => {
  it('is told to the readiness probe at once, refuses new connections, and delivers what was accepted', async () => {
    const sink = await sinkOf();
    const held = Promise.withResolvers<typeof ACCEPTED>();
    sink.answer = () => held.promise;
    const live = await LiveCollector.start(yaml(sink));
    const port = live.port('http');
    expect((await fetch(healthUrl(live))).status).toBe(200);
    expect(await postTraces(port, numberedSpans(0, 3))).toBe(200);
    const stopped = live.stop();
    const probe = await fetch(healthUrl(live));
    expect([probe.status, ((await probe.json()) as { reason: string }).reason]).toEqual([503, 'stopping']);
    expect((await fetch(`${healthUrl(live)}livez`)).status).toBe(200);
    expect(await postTraces(port, numberedSpans(3, 1))).toBe('ECONNREFUSED');
    held.resolve(ACCEPTED);
    const report = await stopped;
    expect(report).toMatchObject({ lost: 0, late: [], exporters: [{ exporter: 'otlp_http', lost: 0, kept: 0 }] });
    expect(sink.items('traces')).toBe(3);
    expect(finalLine(report)).toBe('stopped; traces: received 3, delivered 3, dropped 0, failed 0, in flight 0');
  });

  it('cut short names what could be neither delivered nor kept, by exporter', async () => {
    const sink = await sinkOf();
    sink.answer = () => AWAY;
    const live = await LiveCollector.start(yaml(sink));
    expect(await postTraces(live.port('http'), numberedSpans(0, 3))).toBe(200);
    const cut = new AbortController();
    const stopped = live.stop(cut.signal);
    cut.abort();
    const report = await stopped;
    expect(report).toMatchObject({ lost: 3, exporters: [{ exporter: 'otlp_http', lost: 3, kept: 0 }] });
    expect(finalLine(report)).toBe(
      'stopped; NOT DELIVERED: 3 items (otlp_http 3); traces: received 3, delivered 0, dropped 0, failed 3 (shutdown 3), in flight 0',
    );
  });

  it('leaves on disk what could not be delivered, loses nothing, and the next start delivers it', async () => {
    const sink = await sinkOf();
    sink.answer = () => AWAY;
    const storage = [
      ', sending_queue: { storage: file_storage }',
      `, file_storage: { directory: ${folderOf()}, fsync: never }`,
      ', file_storage',
    ] as const;
    const first = await LiveCollector.start(yaml(sink, ...storage));
    expect(await postTraces(first.port('http'), numberedSpans(0, 3))).toBe(200);
    const report = await first.stop();
    expect(report).toMatchObject({ lost: 0, exporters: [{ exporter: 'otlp_http', lost: 0, kept: 3 }] });
    expect(finalLine(report)).toContain('; on disk for the next start: otlp_http 3 items; traces: ');
    sink.answer = () => ACCEPTED;
    const second = await LiveCollector.start(yaml(sink, ...storage));
    await sink.until('traces', 3);
    expect(await second.stop()).toMatchObject({ lost: 0, exporters: [{ kept: 0 }], ledgers: [{ received: 3, delivered: 3, inFlight: 0 }] });
  });

  it('cut short leaves on disk what is there', async () => {
    const sink = await sinkOf();
    sink.answer = () => new Promise(() => undefined);
    const storage = [
      ', sending_queue: { storage: file_storage }',
      `, file_storage: { directory: ${folderOf()}, fsync: never }`,
      ', file_storage',
    ] as const;
    const live = await LiveCollector.start(yaml(sink, ...storage));
    expect(await postTraces(live.port('http'), numberedSpans(0, 3))).toBe(200);
    const cut = new AbortController();
    const stopped = live.stop(cut.signal);
    cut.abort();
    expect(await stopped).toMatchObject({ lost: 0, exporters: [{ exporter: 'otlp_http', lost: 0, kept: 3 }] });
  });

  it('lets a reload under way come to its end, stops what that had started, and begins no other', async () => {
    const sink = await sinkOf();
    const events: string[] = [];
    const [starting, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = defineExtension<unknown>({
      type: 'slow',
      aliases: [],
      stability: { extension: 'stable' },
      config: { type: 'object', properties: {}, additionalProperties: false },
      telemetry: [],
      create: () => ({
        async start() {
          starting.resolve();
          await release.promise;
          events.push('started');
        },
        shutdown: () => void events.push('stopped'),
      }),
    });
    const live = await LiveCollector.start(yaml(sink), [slow as AnyDescriptor]);
    expect(await postTraces(live.port('http'), numberedSpans(0, 1))).toBe(200);
    const [with_, without] = [await live.load(yaml(sink, '', ', slow: {}', ', slow')), await live.load(yaml(sink))];
    const underWay = live.collector.reload(with_.config!);
    await starting.promise;
    const late = expect(live.collector.reload(without.config!)).rejects.toMatchObject({ code: 'ASSAY_KERNEL_RELOAD_FAILED' });
    const stopped = live.stop();
    release.resolve();
    expect((await underWay).add).toEqual(['extension/slow']);
    await late;
    expect(await stopped).toMatchObject({ lost: 0, late: [], ledgers: [{ received: 1, delivered: 1 }] });
    expect(events).toEqual(['started', 'stopped']);
  });

  it('may be asked for twice', async () => {
    const sink = await sinkOf();
    const live = await LiveCollector.start(yaml(sink));
    await live.collector.stop();
    expect(await live.collector.stop()).toMatchObject({ lost: 0, late: [] });
  });
});

describe('the report of a stop', () => {
  const ledger = (inFlight: number, failed: Record<string, number> = {}): LedgerSnapshot => ({
    pipeline: 'traces',
    received: 10,
    copied: 0,
    delivered: 0,
    dropped: new Map(),
    failed: new Map(Object.entries(failed)),
    inFlight,
  });

  it('counts as lost what vanished in front of the exporters, too', () => {
    expect(stopReport([ledger(4)], ['processor x'], [{ exporter: 'e', lost: 0, kept: 0 }]).lost).toBe(4);
  });

  it('does not count what backends had refused before, nor what is on disk', () => {
    expect(stopReport([ledger(4, { refused: 3 })], [], [{ exporter: 'e', lost: 0, kept: 4 }]).lost).toBe(0);
  });

  it('lets data of an earlier run on disk hide no loss of this one', () => {
    const rests = [
      { exporter: 'disk', lost: 0, kept: 1000 },
      { exporter: 'memory', lost: 5, kept: 0 },
    ];
    expect(stopReport([ledger(0, { shutdown: 5 })], [], rests).lost).toBe(5);
  });
});
