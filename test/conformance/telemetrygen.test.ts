/* The Collector project's own load generator: as many items come out as it says it sent. ASSAY_LONG=1 runs each for 30 s. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Signal, SIGNALS } from '../../src/otlp/batch.ts';
import { metricValue, RunningBinary } from '../support/binary.ts';
import { ledgerOf } from '../support/ledger-line.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { runPeer } from '../support/peer-process.ts';
import { havePeers } from '../support/peers.ts';

const SECONDS = process.env['ASSAY_LONG'] === '1' ? 30 : 2;

const PROCESSORS = '[memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler]';
/** One item of the generator's own account: a trace is a root span and one child. */
const ITEMS_EACH: Readonly<Record<Signal, number>> = { traces: 2, logs: 1, metrics: 1 };
const ACCEPTED: Readonly<Record<Signal, string>> = {
  traces: 'otelcol_receiver_accepted_spans',
  logs: 'otelcol_receiver_accepted_log_records',
  metrics: 'otelcol_receiver_accepted_metric_points',
};

describe.skipIf(!havePeers('load by telemetrygen', 'telemetrygen'))('telemetrygen', () => {
  let sink: OtlpSink;
  let assay: RunningBinary;

  beforeAll(async () => {
    sink = await OtlpSink.start();
    sink.keep = false;
    assay = await RunningBinary.start(`
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } } } }
processors: { memory_limiter: , genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: }
exporters:
  otlp_grpc:
    endpoint: "127.0.0.1:${sink.grpcPort}"
    tls: { insecure: true }
    sending_queue: { queue_size: 200, block_on_overflow: true }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines:
    traces: { receivers: [otlp], processors: ${PROCESSORS}, exporters: [otlp_grpc] }
    logs: { receivers: [otlp], processors: [memory_limiter, genai_redaction], exporters: [otlp_grpc] }
    metrics: { receivers: [otlp], processors: [memory_limiter], exporters: [otlp_grpc] }
`);
  });

  afterAll(async () => {
    await assay?.stop();
    await sink?.close();
  });

  const RUNS = SIGNALS.flatMap((signal) => (['grpc', 'http'] as const).map((protocol) => [signal, protocol] as const));

  it.each(RUNS)(
    '%s over %s: what it generated, what was accepted and what arrived are the same number',
    async (signal, protocol) => {
      const [arrivedBefore, acceptedBefore] = [sink.taken(signal), metricValue(await assay.metrics(), ACCEPTED[signal])];
      const args = [signal, '--otlp-insecure', '--otlp-endpoint', `127.0.0.1:${assay.port(protocol)}`, '--workers', '2', '--rate', '0'];
      const path = protocol === 'http' ? ['--otlp-http', '--otlp-http-url-path', `/v1/${signal}`] : [];
      // Its batch processor drops what it cannot keep up with, and counts that as generated: without it each span is a request.
      const each = signal === 'traces' ? ['--batch=false'] : [];
      const { code, stdout, stderr } = await runPeer('telemetrygen', [...args, ...path, ...each, '--duration', `${SECONDS}s`]);
      expect(code, stderr.slice(-2000)).toBe(0);
      const generated = [...`${stdout}${stderr}`.matchAll(/(?:traces|logs|metrics) generated\s+\{[^}]*"(?:traces|logs|metrics)": (\d+)/g)];
      expect(generated.length).toBe(2);
      const items = generated.reduce((sum, [, count]) => sum + Number(count), 0) * ITEMS_EACH[signal];
      expect(items).toBeGreaterThan(100);
      await expect.poll(() => sink.taken(signal) - arrivedBefore, { timeout: 30_000 }).toBeGreaterThanOrEqual(items);
      expect(sink.taken(signal) - arrivedBefore).toBe(items);
      expect(metricValue(await assay.metrics(), ACCEPTED[signal]) - acceptedBefore).toBe(items);
    },
    SECONDS * 1000 + 60_000,
  );

  it('then SIGTERM: the ledger of every signal balances and nothing was lost', async () => {
    const { code, stderr } = await assay.stop();
    expect(code).toBe(0);
    for (const signal of SIGNALS) {
      const arrived = sink.taken(signal);
      expect(ledgerOf(stderr, signal)).toEqual({ received: arrived, delivered: arrived, dropped: 0, failed: 0, inFlight: 0 });
    }
  });
});
