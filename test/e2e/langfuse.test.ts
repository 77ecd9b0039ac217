/*
 * The whole chain, as its users have it: an application with an SDK, Assay, and behind it a second collector, Prometheus
 * text and Langfuse (a stand-in that keeps Langfuse's documented rules). All three must tell of the same calls.
 */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseExposition, samplesOf } from '../exporters/prometheus/exposition-parser.ts';
import { collect, metricValue, RunningBinary, spawnOwned } from '../support/binary.ts';
import { GrpcClient } from '../support/clients.ts';
import { LangfuseStandIn, PUBLIC_KEY, SECRET_KEY } from '../support/langfuse-stand-in.ts';
import { attributesByKey, OtlpSink } from '../support/otlp-sink.ts';
import { expectCalls } from '../support/sdk-calls.ts';

const ROOT = new URL('../fixtures/corpus/', import.meta.url).pathname;
const CASES = globSync('*/*/request.binpb', { cwd: ROOT })
  .map((file) => file.replace(/\/request\.binpb$/, ''))
  .sort();
const APPLICATION = fileURLToPath(new URL('../support/applications/sdk-application.ts', import.meta.url));

let sink: OtlpSink;
let langfuse: LangfuseStandIn;
let second: RunningBinary;
let assay: RunningBinary;

beforeAll(async () => {
  sink = await OtlpSink.start();
  langfuse = await new LangfuseStandIn({ maxBodyBytes: 5_000_000 }).start();
  const listen = '"127.0.0.1:0"';
  second = await RunningBinary.start(`
receivers: { otlp: { protocols: { grpc: { endpoint: ${listen} } } } }
exporters: { otlp_grpc: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true } } }
service: { telemetry: { metrics: { level: none } }, pipelines: { traces: { receivers: [otlp], exporters: [otlp_grpc] }, logs: { receivers: [otlp], exporters: [otlp_grpc] } } }
`);
  assay = await RunningBinary.start(
    `
receivers: { otlp: { protocols: { grpc: { endpoint: ${listen} }, http: { endpoint: ${listen} } } } }
processors: { memory_limiter: , genai_normalizer: , genai_cost: , genai_finish_reason: , genai_redaction: , genai_eval_sampler: }
connectors: { genai_metrics: { metrics_flush_interval: 100ms } }
exporters:
  otlp_grpc/second: { endpoint: "127.0.0.1:${second.port('grpc')}", tls: { insecure: true } }
  langfuse:
    endpoint: ${langfuse.url}
    public_key: ${PUBLIC_KEY}
    secret_key: \${env:LANGFUSE_SECRET_KEY}
    sending_queue: { batch: { flush_timeout: 50ms } }
    retry_on_failure: { initial_interval: 100ms }
  prometheus: { endpoint: ${listen} }
service:
  shutdown_timeout: 1s # the last test leaves what nobody takes
  telemetry: { metrics: { endpoint: ${listen} } }
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction, genai_eval_sampler]
      exporters: [otlp_grpc/second, langfuse, genai_metrics]
    logs: { receivers: [otlp], processors: [memory_limiter, genai_redaction], exporters: [otlp_grpc/second] }
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
    metrics/application: { receivers: [otlp], exporters: [prometheus] }
`,
    [],
    { LANGFUSE_SECRET_KEY: SECRET_KEY },
  );
});

afterAll(async () => {
  await assay?.stop();
  await second?.stop();
  await langfuse?.stop();
  await sink?.close();
});

beforeEach(() => {
  sink.batches.length = 0;
  langfuse.requests.length = 0;
  langfuse.observations.length = 0;
});

async function page(): Promise<string> {
  return (await fetch(`http://127.0.0.1:${assay.port('prometheus')}/metrics`)).text();
}

/** Dollars in /metrics so far. */
async function dollars(): Promise<number> {
  const text = await page();
  return text === '' ? 0 : samplesOf(parseExposition(text, false), 'assay_cost_usd_total').reduce((sum, { value }) => sum + value, 0);
}

/** Waits until everything that Assay took is out at all its ends. */
async function settled(): Promise<void> {
  await expect
    .poll(async () => metricValue(await assay.metrics(), 'assay_ledger_items', { pipeline: 'traces', state: 'in_flight' }), {
      timeout: 20_000,
    })
    .toBe(0);
}

describe('an application with an SDK', () => {
  it('its calls appear priced at a second collector, in /metrics and at Langfuse', async () => {
    const ended = await collect(spawnOwned(process.execPath, [APPLICATION, 'grpc', `http://127.0.0.1:${assay.port('grpc')}`]));
    expect(ended, ended.stderr).toMatchObject({ code: 0, stderr: '' });
    await sink.until('traces', 3);
    await expectCalls(sink, 'shop-grpc');

    await expect.poll(dollars, { timeout: 10_000 }).toBeCloseTo(2 * 0.00021, 9);
    expect(metricValue(await page(), 'assay_requests_total', { gen_ai_request_model: 'gpt-4o-mini', assay_finish_class: 'stop' })).toBe(2);

    await expect.poll(() => langfuse.observations.length, { timeout: 10_000 }).toBe(3);
    const generations = langfuse.observations.filter(({ type }) => type === 'generation');
    expect(generations.length).toBe(2);
    for (const row of generations) {
      expect(row).toMatchObject({ model: 'gpt-4o-mini-2024-07-18', usage: { input: 1000, output: 100, total: 1100 }, level: 'DEFAULT' });
      expect(row.totalCost).toBeCloseTo(0.00021, 12);
    }
    expect(JSON.stringify(langfuse.observations)).toContain('<EMAIL_ADDRESS>');
    expect(JSON.stringify(langfuse.observations)).not.toContain('jane.roe@example.com');
    for (const { status, headers } of langfuse.requests) {
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'x-langfuse-ingestion-version': '4',
        'content-type': 'application/x-protobuf',
        'content-encoding': 'gzip',
      });
      expect(headers.authorization).toBe(`Basic ${Buffer.from(`${PUBLIC_KEY}:${SECRET_KEY}`).toString('base64')}`);
    }
  });
});

describe('each recording', () => {
  it.each(CASES)('%s: the second collector, /metrics and Langfuse agree on what it cost, and none saw a planted marker', async (name) => {
    const before = await dollars();
    const bytes = readFileSync(`${ROOT}${name}/request.binpb`);
    const client = new GrpcClient(assay.port('grpc'));
    expect(await client.send(bytes)).toMatchObject({ code: 0 });
    client.close();
    await settled();
    const priced = new Map<string, number>();
    let sum = 0;
    await expect.poll(() => sink.spans().length, { timeout: 10_000 }).toBeGreaterThan(0);
    for (const { span } of sink.spans()) {
      const attributes = attributesByKey(span) as Record<string, { doubleValue?: number; boolValue?: boolean } | undefined>;
      const cost = attributes['assay.cost.total']?.doubleValue;
      if (cost === undefined || attributes['assay.billable']?.boolValue !== true) continue;
      priced.set(span.traceId + span.spanId, cost);
      sum += cost;
    }
    await expect.poll(async () => (await dollars()) - before, { timeout: 10_000 }).toBeCloseTo(sum, 9);

    expect(langfuse.requests.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
    expect(langfuse.lost).toEqual([]);
    for (const [id, cost] of priced) {
      const rows = langfuse.observations.filter((row) => row.traceId + row.id === id);
      expect(rows.length, id).toBe(1);
      expect(rows[0]!.totalCost, id).toBeCloseTo(cost, 12);
    }
    const others = langfuse.observations.filter((row) => !priced.has(row.traceId + row.id) && (row.totalCost ?? 0) > 0);
    expect(others.map(({ id, totalCost }) => [id, totalCost])).toEqual([]);
    const { sensitive = [] } = parse(readFileSync(`${ROOT}${name}/expected.yaml`, 'utf8')) as { sensitive?: { marker: string }[] };
    const seen = JSON.stringify(langfuse.observations);
    for (const { marker } of sensitive) expect(seen.includes(marker), `${marker} leaked`).toBe(false);
  });
});

describe('a Langfuse with troubles', () => {
  it('429 with Retry-After, then 500s: waits, sends again, and every observation is there once', async () => {
    langfuse.failNext(429, 1, { 'retry-after': '1' });
    langfuse.failNext(503, 2);
    const client = new GrpcClient(assay.port('grpc'));
    expect(await client.send(readFileSync(`${ROOT}py/openllmetry-py-openai/request.binpb`))).toMatchObject({ code: 0 });
    client.close();
    await settled();
    const ids = langfuse.observations.map(({ traceId, id }) => traceId + id);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    expect(langfuse.requests.map(({ status }) => status).slice(0, 3)).toEqual([429, 503, 503]);
  });

  it('wrong keys: nothing is lost quietly; it is in the log, in the metrics and on the ledger', async () => {
    langfuse.secretKey = 'another';
    const client = new GrpcClient(assay.port('grpc'));
    expect(await client.send(readFileSync(`${ROOT}py/openllmetry-py-openai/request.binpb`))).toMatchObject({ code: 0 });
    client.close();
    await expect.poll(() => langfuse.requests.some(({ status }) => status === 401), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => assay.log, { timeout: 10_000 }).toMatch(/langfuse.*(?:keys|401|UNAUTHORIZED)/i);
    expect(assay.log).not.toContain(SECRET_KEY);
    const own = await assay.metrics();
    expect(metricValue(own, 'assay_exporter_consecutive_failures', { exporter: 'langfuse' })).toBeGreaterThan(0);
    langfuse.secretKey = SECRET_KEY;
  });
});
