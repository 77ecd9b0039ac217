import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readLetters } from '../../src/delivery/dead-letter/reader.ts';
import { NODE_FILES } from '../../src/delivery/files.ts';
import { type AnyDescriptor, defineExporter, defineProcessor } from '../../src/kernel/component.ts';
import { type Outcome, refused, retry } from '../../src/kernel/outcome.ts';
import { AssayError } from '../../src/wire/assay-error.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { LiveCollector } from './support/live-collector.ts';
import { postTraces } from './support/loopback-client.ts';
import { arrivals, idOf, numberedSpans } from './support/numbered-spans.ts';

const AWAY = retry('ASSAY_TRANSPORT_BACKEND_FAILED', 'away');

async function sinkOf(): Promise<OtlpSink> {
  const sink = await OtlpSink.start();
  onTestFinished(() => sink.close());
  return sink;
}

function folderOf(): string {
  const folder = mkdtempSync(`${tmpdir()}/assay-reload-`);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A port of another process, as far as the collector can see. */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

interface Parts {
  readonly http?: string;
  readonly receivers?: string;
  readonly processors?: string;
  readonly listed?: string;
  readonly exporters: string;
  readonly names?: string;
  readonly extensions?: string;
  readonly started?: string;
  readonly pipelines?: string;
}

function yaml(parts: Parts): string {
  return `
receivers: ${parts.receivers ?? `{ otlp: { protocols: { http: { endpoint: ${parts.http ?? '127.0.0.1:0'} } } } }`}
processors: ${parts.processors ?? '{}'}
exporters: ${parts.exporters}
extensions: ${parts.extensions ?? '{}'}
service:
  extensions: [${parts.started ?? ''}]
  shutdown_timeout: 5s
  pipelines:
    traces: { receivers: [otlp], processors: [${parts.listed ?? ''}], exporters: [${parts.names ?? 'otlp_http'}] }
${parts.pipelines ?? ''}`;
}

const to = (sink: OtlpSink, more: string = ''): string =>
  `{ otlp_http: { endpoint: http://127.0.0.1:${sink.httpPort}, retry_on_failure: { initial_interval: 20ms, max_interval: 50ms }${more} } }`;

const ids = (first: number, count: number): string[] => Array.from({ length: count }, (_, i) => idOf(first + i));

/** A processor that holds every batch until it is shut down. */
function holder(): { descriptor: AnyDescriptor; held: Promise<void> } {
  const { promise: held, resolve: holding } = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const descriptor = defineProcessor<unknown>({
    type: 'holder',
    aliases: [],
    stability: { traces: 'stable' },
    form: 'flow',
    config: { type: 'object', properties: {}, additionalProperties: false },
    telemetry: [],
    create: () => ({
      kind: 'flow',
      shutdown: () => released.resolve(),
      connect: (next) => ({
        async consume(batch, abort) {
          holding();
          await released.promise;
          return next.consume(batch, abort);
        },
      }),
    }),
  });
  return { descriptor: descriptor as AnyDescriptor, held };
}

describe('a reload', () => {
  it('keeps the sockets of a receiver, and the connections of its clients', async () => {
    const sink = await sinkOf();
    const live = await LiveCollector.start(yaml({ exporters: to(sink) }));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const port = live.port('http');
    expect(await postTraces(port, numberedSpans(0, 1), agent)).toBe(200);
    const [socket] = Object.values(agent.freeSockets)[0]!;
    const plan = await live.reload(yaml({ exporters: to(sink), processors: '{ batch: { timeout: 1ms } }', listed: 'batch' }));
    expect(plan.keep).toEqual(['exporter/otlp_http', 'receiver/otlp']);
    expect(await postTraces(port, numberedSpans(1, 1), agent)).toBe(200);
    expect(Object.values(agent.freeSockets)[0]![0]).toBe(socket);
    await sink.until('traces', 2);
    expect(live.logged('listens on')).toHaveLength(1);
  });

  it('keeps the queue of an exporter whose settings are the same', async () => {
    const sink = await sinkOf();
    sink.answer = () => AWAY;
    const live = await LiveCollector.start(yaml({ exporters: to(sink) }));
    expect(await postTraces(live.port('http'), numberedSpans(0, 3))).toBe(200);
    await live.reload(yaml({ exporters: to(sink), processors: '{ batch: }', listed: 'batch' }));
    expect(await live.metric('otelcol_exporter_queue_size')).toBe(1);
    sink.answer = () => ({ kind: 'accepted' });
    await sink.until('traces', 3);
    expect((await live.stop()).ledgers).toMatchObject([{ pipeline: 'traces', received: 3, delivered: 3, inFlight: 0 }]);
  });

  it('lets a replaced exporter deliver what it holds while the new one takes what comes', async () => {
    const [before, after] = [await sinkOf(), await sinkOf()];
    before.answer = () => AWAY;
    const live = await LiveCollector.start(yaml({ exporters: to(before) }));
    expect(await postTraces(live.port('http'), numberedSpans(0, 3))).toBe(200);
    const plan = await live.reload(yaml({ exporters: to(after) }));
    expect(plan.rebuild.map(({ part }) => part)).toEqual(['exporter/otlp_http']);
    expect(await postTraces(live.port('http'), numberedSpans(3, 2))).toBe(200);
    await after.until('traces', 2);
    expect(before.items('traces')).toBe(0);
    before.answer = () => ({ kind: 'accepted' });
    await before.until('traces', 3);
    expect([...arrivals(before).keys()]).toEqual(ids(0, 3));
    expect([...arrivals(after).keys()]).toEqual(ids(3, 2));
    expect(await live.stop()).toMatchObject({ lost: 0, ledgers: [{ received: 5, delivered: 5, inFlight: 0 }] });
  });

  it('lets a removed exporter deliver what it holds', async () => {
    const [going, staying] = [await sinkOf(), await sinkOf()];
    going.answer = () => AWAY;
    const both = `{ otlp_http: { endpoint: http://127.0.0.1:${staying.httpPort} }, otlp_http/going: { endpoint: http://127.0.0.1:${going.httpPort}, retry_on_failure: { initial_interval: 20ms } } }`;
    const live = await LiveCollector.start(yaml({ exporters: both, names: 'otlp_http, otlp_http/going' }));
    expect(await postTraces(live.port('http'), numberedSpans(0, 2))).toBe(200);
    const plan = await live.reload(yaml({ exporters: both, names: 'otlp_http' }));
    expect(plan.remove).toEqual(['exporter/otlp_http/going']);
    going.answer = () => ({ kind: 'accepted' });
    await going.until('traces', 2);
    expect(await live.stop()).toMatchObject({ lost: 0, ledgers: [{ received: 2, copied: 2, delivered: 4, inFlight: 0 }] });
  });

  it('lets a replaced exporter and its successor write into one dead letter file', async () => {
    const path = join(folderOf(), 'letters');
    const [before, after] = [await sinkOf(), await sinkOf()];
    const no = refused('ASSAY_TRANSPORT_MALFORMED', 'no', { status: 9 });
    const held = Promise.withResolvers<Outcome>();
    before.answer = () => held.promise;
    after.answer = () => no;
    const letters = `, dead_letter: { path: ${path} }`;
    const live = await LiveCollector.start(yaml({ exporters: to(before, letters) }));
    expect(await postTraces(live.port('http'), numberedSpans(0, 1))).toBe(200);
    await live.reload(yaml({ exporters: to(after, letters) }));
    expect(await postTraces(live.port('http'), numberedSpans(1, 1))).toBe(200);
    while ((await live.metric('assay_dead_letter_items_total')) < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    held.resolve(no);
    while ((await live.metric('assay_dead_letter_items_total')) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await live.stop();
    let found = 0;
    for await (const event of readLetters(NODE_FILES, path)) if (event.kind === 'letter') found++;
    expect(found).toBe(2);
  });

  it('names what a replaced exporter could not deliver by the end', async () => {
    const [before, after] = [await sinkOf(), await sinkOf()];
    before.answer = () => AWAY;
    const live = await LiveCollector.start(yaml({ exporters: to(before) }));
    await postTraces(live.port('http'), numberedSpans(0, 3));
    await live.reload(yaml({ exporters: to(after) }));
    const report = await live.stop(AbortSignal.abort());
    expect(report).toMatchObject({ lost: 3, exporters: [{ exporter: 'otlp_http', lost: 3, kept: 0 }] });
  });

  it('hands a disk queue over to the exporter that follows, in order and once', async () => {
    const directory = folderOf();
    const [before, after] = [await sinkOf(), await sinkOf()];
    before.answer = () => AWAY;
    const parts = { extensions: `{ file_storage: { directory: ${directory}, fsync: never } }`, started: 'file_storage' };
    const stored = ', sending_queue: { storage: file_storage, num_consumers: 1 }';
    const live = await LiveCollector.start(yaml({ ...parts, exporters: to(before, stored) }));
    for (let i = 0; i < 4; i++) expect(await postTraces(live.port('http'), numberedSpans(i, 1))).toBe(200);
    await live.reload(yaml({ ...parts, exporters: to(after, stored) }));
    await after.until('traces', 4);
    expect([...arrivals(after)]).toEqual(ids(0, 4).map((id) => [id, 1]));
    expect(await live.stop()).toMatchObject({ lost: 0, exporters: [{ kept: 0 }], ledgers: [{ received: 4, delivered: 4, inFlight: 0 }] });
  });

  it('drains a changed pipeline: what a processor holds is flushed, and its sender answered', async () => {
    const sink = await sinkOf();
    const { descriptor, held } = holder();
    const live = await LiveCollector.start(yaml({ exporters: to(sink), processors: '{ holder: }', listed: 'holder' }), [descriptor]);
    const answer = postTraces(live.port('http'), numberedSpans(0, 2));
    await held;
    await live.reload(yaml({ exporters: to(sink) }));
    expect(await answer).toBe(200);
    await sink.until('traces', 2);
    expect(await live.stop()).toMatchObject({ lost: 0, ledgers: [{ received: 2, delivered: 2, inFlight: 0 }] });
  });

  it('starts and stops pipelines while the receiver goes on, and tells clients at once which there are', async () => {
    const sink = await sinkOf();
    const live = await LiveCollector.start(yaml({ exporters: to(sink) }));
    const port = live.port('http');
    const logs = async (): Promise<number> => {
      const response = await fetch(`http://127.0.0.1:${port}/v1/logs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"a"}}]}]}]}',
      });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await logs()).toBe(404);
    const plan = await live.reload(yaml({ exporters: to(sink), pipelines: '    logs: { receivers: [otlp], exporters: [otlp_http] }\n' }));
    expect(plan).toMatchObject({ add: ['pipeline/logs'], rebuild: [] });
    expect(await logs()).toBe(200);
    await sink.until('logs', 1);
    expect(await live.metric('otelcol_receiver_accepted_log_records')).toBe(1);
    await live.reload(yaml({ exporters: to(sink) }));
    expect(await logs()).toBe(404);
    const { ledgers } = await live.stop();
    expect(ledgers.find(({ pipeline }) => pipeline === 'logs')).toMatchObject({ received: 1, delivered: 1, inFlight: 0 });
  });

  it('replaces a receiver at the same address, with the new settings in force', async () => {
    const sink = await sinkOf();
    const live = await LiveCollector.start(yaml({ exporters: to(sink) }));
    const port = live.port('http');
    const small = `{ otlp: { protocols: { http: { endpoint: 127.0.0.1:${port}, max_request_body_size: 64 } } } }`;
    const plan = await live.reload(yaml({ exporters: to(sink), receivers: small }));
    expect(plan.rebuild.map(({ part }) => part)).toEqual(['receiver/otlp']);
    expect(await postTraces(port, numberedSpans(0, 3))).toBe(413);
    await live.reload(yaml({ exporters: to(sink), http: `127.0.0.1:${port}` }));
    expect(await postTraces(port, numberedSpans(0, 3))).toBe(200);
  });

  it('moves a receiver to another address before it leaves the old one', async () => {
    const sink = await sinkOf();
    const live = await LiveCollector.start(yaml({ exporters: to(sink) }));
    const old = live.port('http');
    await live.reload(
      yaml({ exporters: to(sink), receivers: '{ otlp: { protocols: { http: { endpoint: 127.0.0.1:0, idle_timeout: 9s } } } }' }),
    );
    expect(live.port('http')).not.toBe(old);
    expect(await postTraces(live.port('http'), numberedSpans(0, 1))).toBe(200);
    expect(await postTraces(old, numberedSpans(1, 1))).toBe('ECONNREFUSED');
  });

  it('replaces an exporter that listens at the same address', async () => {
    const scrape = await takenPort();
    const config = (port: number, more: string): string =>
      yaml({
        receivers: '{ otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } }',
        exporters: `{ debug: {}, prometheus: { endpoint: 127.0.0.1:${port}${more} } }`,
        names: 'debug',
        pipelines: '    metrics: { receivers: [otlp], exporters: [prometheus] }\n',
      });
    const live = await LiveCollector.start(config(0, ''));
    const port = Number(/:(\d+)/.exec(String(live.healthOf('exporter/prometheus')?.detail?.['endpoint']))![1]);
    expect(port).not.toBe(scrape);
    await live.reload(config(port, ''));
    await live.reload(config(port, ', namespace: x'));
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
    expect(live.healthOf('exporter/prometheus')?.state).toBe('ok');
  });

  it('puts reloads one after the other', async () => {
    const sink = await sinkOf();
    const live = await LiveCollector.start(yaml({ exporters: to(sink) }));
    const [first, second] = [
      await live.load(yaml({ exporters: to(sink), processors: '{ batch: }', listed: 'batch' })),
      await live.load(yaml({ exporters: to(sink) })),
    ];
    const plans = await Promise.all([first, second].map(({ config }) => live.collector.reload(config!)));
    expect(plans.map(({ rebuild }) => rebuild[0]?.because)).toEqual(['its processors changed', 'its processors changed']);
    expect(live.collector.plan.pipelines[0]!.steps).toEqual([]);
  });
});

describe('a reload that fails', () => {
  it('changes nothing when a new part refuses its settings', async () => {
    const sink = await sinkOf();
    const live = await LiveCollector.start(yaml({ exporters: to(sink) }));
    const missing = `{ otlp_http: { endpoint: https://127.0.0.1:${sink.httpPort}, tls: { ca_file: /nowhere/ca.pem } } }`;
    await expect(live.reload(yaml({ exporters: missing }))).rejects.toMatchObject({ code: 'ASSAY_TRANSPORT_TLS_MATERIAL' });
    expect(await postTraces(live.port('http'), numberedSpans(0, 1))).toBe(200);
    await sink.until('traces', 1);
    expect(live.healthOf('exporter/otlp_http')?.state).toBe('ok');
    expect(await live.metric('otelcol_exporter_queue_capacity')).toBe(1000);
  });

  it('undoes what had been changed already when a receiver cannot listen', async () => {
    const [before, after] = [await sinkOf(), await sinkOf()];
    const taken = await takenPort();
    const live = await LiveCollector.start(yaml({ exporters: to(before) }));
    const port = live.port('http');
    const failing = live.reload(yaml({ exporters: to(after), http: `127.0.0.1:${taken}`, processors: '{ batch: }', listed: 'batch' }));
    await expect(failing).rejects.toMatchObject({ code: 'ASSAY_RECEIVER_PORT_TAKEN' });
    expect(live.collector.plan.pipelines[0]!.steps).toEqual([]);
    expect(await postTraces(live.port('http'), numberedSpans(0, 1))).toBe(200);
    expect(port).toBeGreaterThan(0);
    await before.until('traces', 1);
    expect(after.items('traces')).toBe(0);
    expect(live.healthOf('receiver/otlp')?.state).toBe('ok');
    // What failed once may work the next time.
    await live.reload(yaml({ exporters: to(after) }));
    expect(await postTraces(live.port('http'), numberedSpans(1, 1))).toBe(200);
    await after.until('traces', 1);
    expect(await live.stop()).toMatchObject({ lost: 0, ledgers: [{ received: 2, delivered: 2, inFlight: 0 }] });
  });

  it('brings a receiver back that had made way for one that cannot start', async () => {
    const sink = await sinkOf();
    const taken = await takenPort();
    const live = await LiveCollector.start(yaml({ exporters: to(sink) }));
    await live.reload(yaml({ exporters: to(sink), http: `127.0.0.1:${live.port('http')}` }));
    const port = live.port('http');
    const half = `{ otlp: { protocols: { http: { endpoint: 127.0.0.1:${port} }, grpc: { endpoint: 127.0.0.1:${taken} } } } }`;
    await expect(live.reload(yaml({ exporters: to(sink), receivers: half }))).rejects.toMatchObject({ code: 'ASSAY_RECEIVER_PORT_TAKEN' });
    expect(await postTraces(port, numberedSpans(0, 1))).toBe(200);
    expect(live.healthOf('receiver/otlp')?.state).toBe('ok');
  });

  it('brings a disk queue back when its exporter cannot be replaced', async () => {
    const directory = folderOf();
    const sink = await sinkOf();
    sink.answer = () => AWAY;
    const parts = { extensions: `{ file_storage: { directory: ${directory}, fsync: never } }`, started: 'file_storage' };
    const live = await LiveCollector.start(yaml({ ...parts, exporters: to(sink, ', sending_queue: { storage: file_storage }') }));
    expect(await postTraces(live.port('http'), numberedSpans(0, 2))).toBe(200);
    const wrong = to(sink, ', sending_queue: { storage: file_storage }, tls: { ca_file: /nowhere/ca.pem }').replace('http://', 'https://');
    await expect(live.reload(yaml({ ...parts, exporters: wrong }))).rejects.toMatchObject({ code: 'ASSAY_TRANSPORT_TLS_MATERIAL' });
    expect(await postTraces(live.port('http'), numberedSpans(2, 1))).toBe(200);
    sink.answer = () => ({ kind: 'accepted' });
    await sink.until('traces', 3);
    expect([...arrivals(sink)]).toEqual(ids(0, 3).map((id) => [id, 1]));
    expect(await live.stop()).toMatchObject({ lost: 0, ledgers: [{ received: 3, delivered: 3, inFlight: 0 }] });
  });

  it('says so when the rollback cannot start a part again, tells senders to come back, and starts it with the next reload', async () => {
    let starts = 0;
    const taken: number[] = [];
    const fragile = defineExporter<{ n: number }>({
      type: 'fragile',
      aliases: [],
      stability: { traces: 'stable' },
      config: { type: 'object', properties: { n: { type: 'integer', default: 0 } }, additionalProperties: false },
      telemetry: [],
      traits: { persists: () => true },
      create({ n }, host) {
        let running = false;
        return {
          start() {
            starts++;
            if (starts === 2 || starts === 3) throw new AssayError('ASSAY_FILE_OPEN', 'cannot start');
            running = true;
          },
          shutdown: () => void (running = false),
          consume(batch) {
            if (!running) return AWAY;
            taken.push(n);
            host.ledger.delivered(batch.items, batch.signal);
            return { kind: 'accepted' };
          },
        };
      },
    });
    const config = (n: number): string => yaml({ exporters: `{ fragile: { n: ${n} } }`, names: 'fragile' });
    const live = await LiveCollector.start(config(1), [fragile as AnyDescriptor]);
    await expect(live.reload(config(2))).rejects.toMatchObject({ code: 'ASSAY_FILE_OPEN' });
    expect(live.logged('could not start a part again')).toHaveLength(1);
    expect(await postTraces(live.port('http'), numberedSpans(0, 1))).toBe(503);
    const plan = await live.reload(config(1));
    expect(plan.rebuild).toEqual([{ part: 'exporter/fragile', because: 'it does not run' }]);
    expect(await postTraces(live.port('http'), numberedSpans(0, 1))).toBe(200);
    expect(taken).toEqual([1]);
    expect(await live.stop()).toMatchObject({ lost: 0, ledgers: [{ received: 1, delivered: 1, inFlight: 0 }] });
  });

  it('is refused when a dead backend would make reload after reload pile up queues', async () => {
    const sink = await sinkOf();
    sink.answer = () => AWAY;
    const live = await LiveCollector.start(yaml({ exporters: to(sink, ', timeout: 1s') }));
    let refusedAt = 0;
    for (let i = 2; refusedAt === 0 && i < 20; i++) {
      expect(await postTraces(live.port('http'), numberedSpans(i, 1))).toBe(200);
      await live.reload(yaml({ exporters: to(sink, `, timeout: ${i}s`) })).catch((error: { code: string }) => {
        expect(error.code).toBe('ASSAY_KERNEL_RELOAD_BUSY');
        refusedAt = i;
      });
    }
    expect(refusedAt).toBe(10);
    sink.answer = () => ({ kind: 'accepted' });
    await sink.until('traces', 9);
    expect(await live.stop()).toMatchObject({ lost: 0, ledgers: [{ received: 9, delivered: 9, inFlight: 0 }] });
  });
});
