/* SIGTERM to the running binary: what was acknowledged is delivered, and the last words tell the ledger. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { ACCEPTED } from '../../../src/kernel/outcome.ts';
import { type Ended, RunningBinary } from '../../support/binary.ts';
import { call, newSpanId, traceRequest } from '../../support/call-requests.ts';
import { GrpcClient, post } from '../../support/clients.ts';
import { pause } from '../../support/eventually.ts';
import { ledgerOf } from '../../support/ledger-line.ts';
import { OtlpSink } from '../../support/otlp-sink.ts';
import { freePort } from '../../support/scripted-backend.ts';

const SPANS = 5;

function yaml(backendPort: number, more: string = ''): string {
  return `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } } } }
processors: { memory_limiter: , genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: , batch: { timeout: 200ms } }
exporters: { otlp_grpc: { endpoint: "127.0.0.1:${backendPort}", tls: { insecure: true }, compression: none, retry_on_failure: { initial_interval: 50ms } } }
service:
  ${more}
  telemetry: { metrics: { level: none } }
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler, batch]
      exporters: [otlp_grpc]
`;
}

/** Sends requests one after the other until `over`; gives the ids of those acknowledged, and whether others failed. */
async function load(send: (body: Buffer) => Promise<boolean>, over: () => boolean): Promise<string[]> {
  const acknowledged: string[] = [];
  while (!over()) {
    const ids = Array.from({ length: SPANS }, newSpanId);
    const taken = await send(traceRequest(ids.map((spanId) => call({}, { spanId })))).catch(() => false);
    if (taken) acknowledged.push(...ids);
    else await pause(20);
  }
  return acknowledged;
}

describe('SIGTERM', () => {
  it('under load: everything acknowledged is delivered once, exit 0 within the deadline, and the ledger balances', async () => {
    const sink = await OtlpSink.start();
    onTestFinished(() => sink.close());
    sink.answer = async () => {
      await pause(10);
      return ACCEPTED;
    };
    const assay = await RunningBinary.start(yaml(sink.grpcPort, 'shutdown_timeout: 20s'));
    const [httpPort, grpcPort] = [assay.port('http'), assay.port('grpc')];
    const clients = Array.from({ length: 4 }, () => new GrpcClient(grpcPort));
    let over = false;
    const loads = [
      ...clients.map((client) =>
        load(
          async (body) => (await client.send(body)).code === 0,
          () => over,
        ),
      ),
      ...clients.map(() =>
        load(
          async (body) => (await post(httpPort, body)).status === 200,
          () => over,
        ),
      ),
    ];
    await sink.until('traces', 200);
    const stopping = Date.now();
    const ending = assay.stop('SIGTERM');
    const ended: Ended = await ending;
    over = true;
    const acknowledged = (await Promise.all(loads)).flat();
    for (const client of clients) client.close();

    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(Date.now() - stopping).toBeLessThan(20_000);
    const arrived = sink.spans().map(({ span }) => span.spanId);
    expect(acknowledged.length).toBeGreaterThan(200);
    expect(new Set(arrived).size).toBe(arrived.length);
    const there = new Set(arrived);
    expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    const ledger = ledgerOf(ended.stderr, 'traces');
    expect(ledger).toEqual({ received: arrived.length, delivered: arrived.length, dropped: 0, failed: 0, inFlight: 0 });
  });

  it('with a backend that is down and no disk: it stops in time, says what is lost, and exits 1', async () => {
    const assay = await RunningBinary.start(yaml(await freePort(), 'shutdown_timeout: 2s'));
    for (let i = 0; i < 3; i++) expect((await post(assay.port('http'), traceRequest([call(), call()]))).status).toBe(200);
    const stopping = Date.now();
    const ended = await assay.stop('SIGTERM');
    expect(Date.now() - stopping).toBeLessThan(15_000);
    expect(ended.code).toBe(1);
    const ledger = ledgerOf(ended.stderr, 'traces');
    expect(ledger.received).toBe(6);
    expect(ledger.delivered).toBe(0);
    expect(ledger.failed + ledger.inFlight).toBe(6);
    expect(ended.stderr).toMatch(/lost=6/);
  });

  it('twice: the second one cuts the waiting short', async () => {
    const assay = await RunningBinary.start(yaml(await freePort(), 'shutdown_timeout: 60s'));
    expect((await post(assay.port('http'), traceRequest([call()]))).status).toBe(200);
    const ending = assay.stop('SIGTERM');
    await assay.until(/stopping: receivers take no more/);
    assay.child.kill('SIGTERM');
    const ended = await ending;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/second signal/);
    expect(ledgerOf(ended.stderr, 'traces').received).toBe(1);
  });

  it('SIGINT at rest ends it at once with exit 0', async () => {
    const sink = await OtlpSink.start();
    onTestFinished(() => sink.close());
    const assay = await RunningBinary.start(yaml(sink.grpcPort));
    const ended = await assay.stop('SIGINT');
    expect(ended.code).toBe(0);
    expect(ledgerOf(ended.stderr, 'traces')).toEqual({ received: 0, delivered: 0, dropped: 0, failed: 0, inFlight: 0 });
  });
});
