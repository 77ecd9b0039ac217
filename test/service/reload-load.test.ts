import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OtlpSink } from '../support/otlp-sink.ts';
import { LiveCollector } from './support/live-collector.ts';
import { sendUntil } from './support/loopback-client.ts';
import { arrivals } from './support/numbered-spans.ts';

const RELOADS = 100;
const RECEIVER_RELOADS = 20;

/** One of a hundred configs: each differs from the one before in a processor, an exporter, a pipeline, or several of them. */
function variant(i: number, ports: readonly [number, number], folder: string): string {
  const second = i % 3 === 0;
  return `
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 }, grpc: { endpoint: 127.0.0.1:0 } } } }
processors:
  memory_limiter: { limit_mib: ${4000 + (i % 4)} }
  batch: { timeout: ${5 + (i % 2)}ms }
  genai_cost:
connectors: { genai_metrics: {}, forward: {} }
exporters:
  otlp_http/memory: { endpoint: http://127.0.0.1:${ports[0]}, timeout: ${10 + (i % 5)}s, sending_queue: { batch: { flush_timeout: 5ms } } }
  otlp_http/disk:
    endpoint: http://127.0.0.1:${ports[1]}
    timeout: ${10 + (i % 7 === 0 ? 1 : 0)}s
    sending_queue: { storage: file_storage }
  prometheus: { endpoint: 127.0.0.1:0 }
extensions: { file_storage: { directory: ${folder}, fsync: never }, health_check: { endpoint: 127.0.0.1:0 } }
service:
  extensions: [file_storage, health_check]
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter${i % 2 === 0 ? ', batch' : ''}${i % 5 === 0 ? '' : ', genai_cost'}]
      exporters: [otlp_http/memory, otlp_http/disk, genai_metrics]
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
${second ? '    logs: { receivers: [otlp], processors: [memory_limiter], exporters: [otlp_http/memory] }' : ''}
`;
}

describe('a hundred reloads under load', () => {
  it('lose nothing that was acknowledged, refuse no connection, and turn no request away', async () => {
    const folder = mkdtempSync(`${tmpdir()}/assay-reload-`);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [memory, disk] = [await OtlpSink.start(), await OtlpSink.start()];
    onTestFinished(() => memory.close());
    onTestFinished(() => disk.close());
    const ports = [memory.httpPort, disk.httpPort] as const;
    const live = await LiveCollector.start(variant(0, ports, folder));
    const port = live.port('http');
    const done = new AbortController();
    const { tally, ended, more } = sendUntil({ http: port, grpc: live.port('grpc') }, done.signal);
    for (let i = 1; i <= RELOADS; i++) {
      await live.reload(variant(i, ports, folder));
      await more(100);
    }
    done.abort();
    await ended;
    const report = await live.stop();

    expect(tally.errors).toEqual(new Map());
    expect([...tally.answers.keys()]).toEqual([200]);
    expect(tally.acknowledged.size).toBeGreaterThan(100 * RELOADS);
    for (const sink of [memory, disk]) {
      const arrived = arrivals(sink);
      expect([...tally.acknowledged].filter((id) => !arrived.has(id))).toEqual([]);
      expect([...arrived].filter(([, times]) => times > 1)).toEqual([]);
    }
    expect(live.port('http')).toBe(port);
    expect(report).toMatchObject({ lost: 0, late: [] });
    const traces = report.ledgers.find(({ pipeline }) => pipeline === 'traces')!;
    expect(traces).toMatchObject({ received: tally.acknowledged.size, copied: tally.acknowledged.size, inFlight: 0 });
    expect(traces.delivered).toBe(2 * tally.acknowledged.size);
    expect(live.logged('ASSAY_KERNEL_COMPONENT_FAILED')).toEqual([]);
    expect(live.logged('reload plan: ')).toHaveLength(RELOADS);
  }, 120_000);
});

/** Each differs from the one before in the settings of its listeners, at the same addresses. */
function listeners(i: number, ports: { http: number; grpc: number }, sink: number): string {
  const changed = `read_timeout: ${30 + (i % 3)}s, max_connections: ${1000 + i}`;
  return `
receivers:
  otlp:
    protocols:
      http: { endpoint: 127.0.0.1:${ports.http}, ${changed} }
      grpc: { endpoint: 127.0.0.1:${ports.grpc}, ${changed} }
processors: { batch: { timeout: ${5 + (i % 2)}ms } }
exporters: { otlp_http: { endpoint: http://127.0.0.1:${sink}, sending_queue: { batch: { flush_timeout: 5ms } } } }
service: { pipelines: { traces: { receivers: [otlp], processors: [${i % 3 === 0 ? 'batch' : ''}], exporters: [otlp_http] } } }
`;
}

describe('twenty reloads of a receiver at the same addresses under load', () => {
  it('refuse and reset no connection, turn no request away, and lose nothing that was acknowledged', async () => {
    const sink = await OtlpSink.start();
    onTestFinished(() => sink.close());
    const live = await LiveCollector.start(listeners(0, { http: 0, grpc: 0 }, sink.httpPort));
    const ports = { http: live.port('http'), grpc: live.port('grpc') };
    await live.reload(listeners(0, ports, sink.httpPort));
    const done = new AbortController();
    const { tally, ended, more } = sendUntil(ports, done.signal, 24);
    await more(500);
    for (let i = 1; i <= RECEIVER_RELOADS; i++) {
      await live.reload(listeners(i, ports, sink.httpPort));
      await more(500);
    }
    done.abort();
    await ended;
    const report = await live.stop();

    expect(tally.errors).toEqual(new Map());
    expect([...tally.answers.keys()]).toEqual([200]);
    expect(tally.acknowledged.size).toBeGreaterThan(500 * RECEIVER_RELOADS);
    const arrived = arrivals(sink);
    expect([...tally.acknowledged].filter((id) => !arrived.has(id))).toEqual([]);
    expect([...arrived].filter(([, times]) => times > 1)).toEqual([]);
    expect(report).toMatchObject({ lost: 0, late: [], ledgers: [{ inFlight: 0 }] });
    expect(live.logged('receiver/otlp (its settings changed)')).toHaveLength(RECEIVER_RELOADS + 1);
    expect(live.logged('ASSAY_KERNEL_COMPONENT_FAILED')).toEqual([]);
  }, 120_000);
});
