/* An application with the real OpenTelemetry JS SDK sends traces, logs and metrics to the built binary. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collect, metricValue, RunningBinary, spawnOwned } from '../support/binary.ts';
import { plain } from '../support/oracle.ts';
import { attributesByKey, OtlpSink } from '../support/otlp-sink.ts';
import { expectCalls, fullPipeline } from '../support/sdk-calls.ts';

const APPLICATION = fileURLToPath(new URL('../support/applications/sdk-application.ts', import.meta.url));

let sink: OtlpSink;
let assay: RunningBinary;

beforeAll(async () => {
  sink = await OtlpSink.start();
  assay = await RunningBinary.start(fullPipeline(sink.grpcPort));
});

afterAll(async () => {
  await assay?.stop();
  await sink?.close();
});

beforeEach(() => {
  sink.batches.length = 0;
});

/** Runs the application to its end; it must have nothing to complain of. */
async function application(protocol: string): Promise<void> {
  const url = `http://127.0.0.1:${assay.port(protocol === 'grpc' ? 'grpc' : 'http')}`;
  const ended = await collect(spawnOwned(process.execPath, [APPLICATION, protocol, url]));
  expect(ended, ended.stderr).toMatchObject({ code: 0, stderr: '' });
}

describe.each(['grpc', 'proto', 'json'])('with its %s exporters', (protocol) => {
  it('every span, record and point arrives once, understood, priced and redacted', async () => {
    await application(protocol);
    await sink.until('traces', 3);
    await sink.until('logs', 2);
    await sink.until('metrics', 2);
    await expectCalls(sink, `shop-${protocol}`);

    const chat = sink.spans().find(({ span }) => span.name === 'chat gpt-4o-mini')!;
    expect(attributesByKey(chat.span)).toMatchObject({
      'shop.tags': { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } },
      'shop.retry': { boolValue: false },
      'shop.score': { doubleValue: 0.25 },
    });
    expect(chat.span['events']).toMatchObject([{ name: 'first token' }]);
    const agent = sink.spans().find(({ span }) => span.name?.startsWith('invoke_agent'))!;
    expect(chat.span['parentSpanId']).toBe(agent.span.spanId);

    const records = sink.batches.filter(({ signal }) => signal === 'logs').map(({ bytes }) => JSON.stringify(plain('logs', bytes)));
    expect(records.join()).toMatch(/asked: Where is my order\?/);
    expect(records.join()).toMatch(/asked: Please answer to <EMAIL_ADDRESS>/);
    const points = sink.batches.filter(({ signal }) => signal === 'metrics').map(({ bytes }) => JSON.stringify(plain('metrics', bytes)));
    expect(points.join()).toMatch(/"name":"shop.orders".*"asInt":"2"|"name":"shop.orders".*"asDouble":2/);
    expect(points.join()).toMatch(/"name":"shop.latency".*"count":"2"/);
  });
});

it('after all three, own metrics agree and nothing was refused', async () => {
  const page = await assay.metrics();
  expect(metricValue(page, 'otelcol_receiver_accepted_spans')).toBe(9);
  expect(metricValue(page, 'otelcol_receiver_accepted_log_records')).toBe(6);
  // The reader collects once more when it shuts down.
  expect(metricValue(page, 'otelcol_receiver_accepted_metric_points')).toBe(12);
  for (const items of ['spans', 'log_records', 'metric_points']) expect(metricValue(page, `otelcol_receiver_refused_${items}`)).toBe(0);
  const prometheus = await (await fetch(`http://127.0.0.1:${assay.port('prometheus')}/metrics`)).text();
  expect(metricValue(prometheus, 'assay_requests_total', { service_name: 'shop-grpc' })).toBe(2);
});
