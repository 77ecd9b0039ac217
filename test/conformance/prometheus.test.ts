/* A real Prometheus and promtool read what Assay exposes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningBinary } from '../support/binary.ts';
import { call, traceRequest } from '../support/call-requests.ts';
import { post } from '../support/clients.ts';
import { PeerProcess } from '../support/peer-process.ts';
import { havePeers } from '../support/peers.ts';
import { promtoolErrors } from '../support/promtool.ts';
import { freePort } from '../support/scripted-backend.ts';

const CALLS = 20;

interface Answer {
  readonly status: string;
  readonly data: {
    readonly result: readonly { readonly metric: Readonly<Record<string, string>>; readonly value: readonly [number, string] }[];
  };
}

describe.skipIf(!havePeers('scraping by a real Prometheus', 'prometheus', 'promtool'))('Prometheus', () => {
  let assay: RunningBinary;
  let prometheus: PeerProcess;
  let port: number;
  const traceIds: string[] = [];

  beforeAll(async () => {
    assay = await RunningBinary.start(`
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:0" } } } }
processors: { genai_normalizer: , genai_cost: , genai_finish_reason: , genai_eval_sampler: }
connectors: { genai_metrics: { metrics_flush_interval: 100ms, semconv: both } }
exporters: { prometheus: { endpoint: "127.0.0.1:0", resource_constant_labels: { included: [service.name] } } }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines:
    traces: { receivers: [otlp], processors: [genai_normalizer, genai_cost, genai_finish_reason, genai_eval_sampler], exporters: [genai_metrics] }
    metrics: { receivers: [genai_metrics], exporters: [prometheus] }
`);
    for (let i = 0; i < CALLS; i++) {
      const traceId = Buffer.alloc(16, i + 1).toString('hex');
      traceIds.push(traceId);
      expect((await post(assay.port('http'), traceRequest([call({}, { traceId })]))).status).toBe(200);
    }
    port = await freePort();
    const own = /metrics=http:\/\/(\S+)\/metrics/.exec(assay.log)![1]!;
    const job = (name: string, target: string): string => `  - { job_name: ${name}, static_configs: [{ targets: ["${target}"] }] }`;
    prometheus = await PeerProcess.start(
      'prometheus',
      `global: { scrape_interval: 500ms }\nscrape_configs:\n${job('genai', `127.0.0.1:${assay.port('prometheus')}`)}\n${job('own', own)}\n`,
      (file, folder) => [
        `--config.file=${file}`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--enable-feature=exemplar-storage',
        '--log.level=warn',
      ],
      async () => expect((await fetch(`http://127.0.0.1:${port}/-/ready`)).status).toBe(200),
    );
  });

  afterAll(async () => {
    await prometheus?.stop();
    await assay?.stop();
  });

  async function query(expression: string): Promise<Answer['data']['result']> {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const answer = (await response.json()) as Answer;
    expect(answer.status).toBe('success');
    return answer.data.result;
  }

  async function number(expression: string): Promise<number> {
    return Number((await query(expression))[0]?.value[1]);
  }

  const PAGES = [
    ['the prometheus exporter', () => `http://127.0.0.1:${assay.port('prometheus')}/metrics`],
    ['own metrics', () => /metrics=(http:\S+)/.exec(assay.log)![1]!],
  ] as const;

  it.each(PAGES)('promtool is content with the page of %s', async (_what, url) => {
    const page = await (await fetch(url())).text();
    expect(page).toMatch(/^# TYPE /m);
    expect(await promtoolErrors(page)).toBe('');
  });

  it('both targets are up, without a scrape error', async () => {
    await expect.poll(async () => (await query('up == 1')).length, { timeout: 20_000 }).toBe(2);
  });

  it('a counter and its labels come back', async () => {
    await expect.poll(() => number('sum(assay_requests_total)'), { timeout: 20_000 }).toBe(CALLS);
    const [series] = await query('assay_requests_total');
    expect(series?.metric).toMatchObject({
      gen_ai_request_model: 'gpt-4o-mini',
      gen_ai_provider_name: 'openai',
      assay_finish_class: 'stop',
      service_name: 'shop',
    });
    expect(await number('sum(gen_ai_client_inference_usage_input_tokens_total)')).toBe(1000 * CALLS);
    expect(await number('sum(assay_cost_usd_total)')).toBeCloseTo(0.00021 * CALLS, 9);
  });

  it('a histogram has quantiles that make sense', async () => {
    await expect.poll(() => number('sum(gen_ai_client_inference_duration_seconds_count)'), { timeout: 20_000 }).toBe(CALLS);
    const median = await number('histogram_quantile(0.5, sum by (le) (gen_ai_client_inference_duration_seconds_bucket))');
    expect(median).toBeGreaterThan(1);
    expect(median).toBeLessThan(3);
    expect(await number('sum(gen_ai_client_inference_duration_seconds_sum)')).toBeCloseTo(1.5 * CALLS, 3);
  });

  it('exemplars lead to the traces', async () => {
    const found = async (): Promise<string[]> => {
      const now = Date.now() / 1000;
      const url = `http://127.0.0.1:${port}/api/v1/query_exemplars?query=gen_ai_client_inference_duration_seconds_bucket&start=${now - 600}&end=${now + 60}`;
      const answer = (await (await fetch(url)).json()) as { data: { exemplars: { labels: Record<string, string> }[] }[] };
      return answer.data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels['trace_id'] ?? ''));
    };
    await expect.poll(async () => (await found()).length, { timeout: 20_000 }).toBeGreaterThan(0);
    for (const id of await found()) expect(traceIds).toContain(id);
  });

  it('own metrics tell of the same calls', async () => {
    await expect.poll(() => number('sum(otelcol_receiver_accepted_spans)'), { timeout: 20_000 }).toBe(CALLS);
    expect(await number('sum(assay_ledger_items{pipeline="traces", state="delivered"})')).toBe(CALLS);
  });
});
