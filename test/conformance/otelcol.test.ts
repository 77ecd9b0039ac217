/* The Go Collector sends to Assay, and Assay to it, in every protocol, encoding and compression both know; nothing is lost on the way. */
import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Signal, SIGNALS } from '../../src/otlp/batch.ts';
import { RunningBinary } from '../support/binary.ts';
import { exportMethod, GrpcClient } from '../support/clients.ts';
import { itemsOf } from '../support/items.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { PeerProcess } from '../support/peer-process.ts';
import { havePeers } from '../support/peers.ts';
import { rawConnection } from '../support/raw-bytes.ts';
import { freePort } from '../support/scripted-backend.ts';

const ROOT = new URL('../fixtures/corpus/', import.meta.url).pathname;
const RECORDINGS: readonly (readonly [signal: Signal, file: string])[] = globSync('*/*/*.binpb', { cwd: ROOT })
  .sort()
  .map((file) => [file.endsWith('logs.binpb') ? 'logs' : file.endsWith('metrics.binpb') ? 'metrics' : 'traces', file]);

/** How one sends to the other: exporter and its options besides the endpoint. The same words are good YAML for both. */
const WAYS = {
  grpc_none: ['otlp_grpc', 'compression: none'],
  grpc_gzip: ['otlp_grpc', 'compression: gzip'],
  grpc_zstd: ['otlp_grpc', 'compression: zstd'],
  http_none: ['otlp_http', 'compression: none'],
  http_gzip: ['otlp_http', 'compression: gzip'],
  http_zstd: ['otlp_http', 'compression: zstd'],
  json_none: ['otlp_http', 'encoding: json, compression: none'],
  json_gzip: ['otlp_http', 'encoding: json, compression: gzip'],
} as const;
type Way = keyof typeof WAYS;
const ALL_WAYS = Object.keys(WAYS) as Way[];

/** Exporters of all ways to `grpc` and `http`, none of which keeps anything: an acknowledgement says that the next one has it. */
function exporters(ways: readonly Way[], grpc: number, http: number): string {
  return ways
    .map((way) => {
      const [type, options] = WAYS[way];
      const target =
        type === 'otlp_grpc' ? `endpoint: "127.0.0.1:${grpc}", tls: { insecure: true }` : `endpoint: "http://127.0.0.1:${http}"`;
      return `  ${type}/${way}: { ${target}, ${options}, sending_queue: { enabled: false }, retry_on_failure: { enabled: false } }`;
    })
    .join('\n');
}

/** For each way a receiver and pipelines of all signals; and `in`, which takes what the other sends and gives it to the sink. */
function config(
  ways: readonly Way[],
  ports: Readonly<Record<Way | 'grpc' | 'http', number>>,
  other: { grpc: number; http: number },
  sink: number,
  telemetry: string,
): string {
  const receiver = (way: Way): string => `  otlp/${way}: { protocols: { grpc: { endpoint: "127.0.0.1:${ports[way]}" } } }`;
  const pipelines = (name: string, exporter: string): string =>
    SIGNALS.map((signal) => `    ${signal}/${name}: { receivers: [otlp/${name}], exporters: [${exporter}] }`).join('\n');
  return `
receivers:
  otlp/in: { protocols: { grpc: { endpoint: "127.0.0.1:${ports.grpc}" }, http: { endpoint: "127.0.0.1:${ports.http}" } } }
${ways.map(receiver).join('\n')}
exporters:
  otlp_grpc/sink: { endpoint: "127.0.0.1:${sink}", tls: { insecure: true }, sending_queue: { enabled: false } }
${exporters(ways, other.grpc, other.http)}
service:
  telemetry: ${telemetry}
  pipelines:
${pipelines('in', 'otlp_grpc/sink')}
${ways.map((way) => pipelines(way, `${WAYS[way][0]}/${way}`)).join('\n')}
`;
}

async function freePorts(): Promise<Record<Way | 'grpc' | 'http', number>> {
  const names = [...ALL_WAYS, 'grpc', 'http'] as const;
  const ports = await Promise.all(names.map(() => freePort()));
  return Object.fromEntries(names.map((name, i) => [name, ports[i]!])) as Record<Way | 'grpc' | 'http', number>;
}

describe.skipIf(!havePeers('conformance with the Go Collector', 'otelcol'))('the Go Collector', () => {
  let sink: OtlpSink;
  let assay: RunningBinary;
  let go: PeerProcess;
  let assayPorts: Record<Way | 'grpc' | 'http', number>;
  let goPorts: Record<Way | 'grpc' | 'http', number>;

  beforeAll(async () => {
    sink = await OtlpSink.start();
    [assayPorts, goPorts] = [await freePorts(), await freePorts()];
    assay = await RunningBinary.start(config(ALL_WAYS, assayPorts, goPorts, sink.grpcPort, '{ metrics: { level: none } }'));
    const yaml = config(ALL_WAYS, goPorts, assayPorts, sink.grpcPort, '{ metrics: { level: none }, logs: { level: error } }');
    go = await PeerProcess.start(
      'otelcol',
      yaml,
      (file) => ['--config', file],
      () => rawConnection(goPorts.http).then(({ socket }) => socket.destroy()),
    );
  });

  afterAll(async () => {
    await go?.stop();
    await assay?.stop();
    await sink?.close();
  });

  beforeEach(() => {
    sink.batches.length = 0;
  });

  /** Sends every recording to `port` and compares, signal by signal, what reaches the sink. */
  async function allCome(port: number): Promise<void> {
    const client = new GrpcClient(port);
    const sent: Record<Signal, string[]> = { traces: [], logs: [], metrics: [] };
    for (const [signal, file] of RECORDINGS) {
      const bytes = readFileSync(ROOT + file);
      expect(await client.send(bytes, { method: exportMethod(signal) }), file).toMatchObject({ code: 0 });
      sent[signal].push(...itemsOf(signal, bytes));
    }
    client.close();
    for (const signal of SIGNALS) {
      const came = sink.batches.filter((batch) => batch.signal === signal).flatMap(({ bytes }) => itemsOf(signal, bytes));
      expect(came.length, signal).toBe(sent[signal].length);
      expect(came.sort(), signal).toEqual(sent[signal].sort());
    }
  }

  it.each(ALL_WAYS)('sends to Assay by %s: every recording of every signal comes out as it was', (way) => allCome(goPorts[way]));

  it.each(ALL_WAYS)('receives from Assay by %s: every recording of every signal comes out as it was', (way) => allCome(assayPorts[way]));
});
