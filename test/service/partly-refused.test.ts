import { describe, expect, it, onTestFinished } from 'vitest';
import { GRPC } from '../../src/transport/grpc-codes.ts';
import { GrpcClient, post } from '../support/clients.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { ScriptedBackend } from '../support/scripted-backend.ts';
import { LiveCollector } from './support/live-collector.ts';
import { numberedSpans } from './support/numbered-spans.ts';

function yaml(exporter: string, processors: string = '{}', listed: string = ''): string {
  return `
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 }, grpc: { endpoint: 127.0.0.1:0 } } } }
processors: ${processors}
exporters: { otlp_http: ${exporter} }
service: { pipelines: { traces: { receivers: [otlp], processors: [${listed}], exporters: [otlp_http] } } }
`;
}

describe('a request that a backend refuses in part, with wait_for_result', () => {
  it('is in the ledger with what was taken, and balances', async () => {
    const sink = await OtlpSink.start();
    onTestFinished(() => sink.close());
    sink.answer = () => ({ kind: 'refused', code: 'ASSAY_TEST_BAD', reason: 'two are bad', items: 2 });
    const filter = `{ filter: { traces: { span: ['IsMatch(name, "numbered")'] } } }`;
    const exporter = `{ endpoint: http://127.0.0.1:${sink.httpPort}, sending_queue: { wait_for_result: true } }`;
    const live = await LiveCollector.start(yaml(exporter));
    const answer = await post(live.port('http'), numberedSpans(0, 5));
    expect([answer.status, answer.body.toString()]).toEqual([200, expect.stringContaining('two are bad')]);
    expect(live.collector.ledgers()).toMatchObject([{ received: 3, delivered: 3, inFlight: 0 }]);
    expect(await live.metric('otelcol_receiver_refused_spans')).toBe(2);
    expect(await live.metric('otelcol_receiver_accepted_spans')).toBe(3);
    await live.reload(yaml(exporter, filter, 'filter'));
    expect((await post(live.port('http'), numberedSpans(5, 4))).status).toBe(200);
    expect(await live.stop()).toMatchObject({ ledgers: [{ received: 7, delivered: 3, dropped: new Map([['filtered', 4]]), inFlight: 0 }] });
  });
});

describe('a backend that asks to come back later', () => {
  it("without a queue a backend's Retry-After is the sender's, over both protocols", async () => {
    const backend = await new ScriptedBackend().listen();
    onTestFinished(() => backend.close());
    backend.behave = () => ({ kind: 'answer', status: 429, headers: { 'retry-after': '120' } });
    const live = await LiveCollector.start(
      yaml(`{ endpoint: http://127.0.0.1:${backend.port}, compression: none, sending_queue: { enabled: false } }`),
    );
    const answer = await post(live.port('http'), numberedSpans(0, 1));
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '120']);
    const client = new GrpcClient(live.port('grpc'));
    onTestFinished(() => client.close());
    const { code, rpc } = await client.send(numberedSpans(0, 1));
    expect(code).toBe(GRPC.UNAVAILABLE);
    expect(rpc?.retryAfterMs).toBeGreaterThan(100_000);
    expect(backend.attempts).toHaveLength(1);
    expect(live.collector.ledgers()).toMatchObject([{ received: 0, inFlight: 0 }]);
  });
});
