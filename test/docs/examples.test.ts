import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { loadConfig } from '../../src/config/load.ts';
import { buildTraces } from '../../src/otlp/build/traces.ts';
import { builtInRegistry } from '../../src/registry.ts';
import { RunningBinary, runBinary } from '../support/binary.ts';
import { attributesByKey, OtlpSink } from '../support/otlp-sink.ts';
import { exampleEnv, loadExample } from '../support/whole-config.ts';
import { type Block, blocksOf, REPOSITORY } from '../support/yaml-blocks.ts';

const DOCUMENTS = globSync(['*.md', 'docs/**/*.md'], { cwd: REPOSITORY }).toSorted();
const EXAMPLES: readonly Block[] = DOCUMENTS.flatMap((path) => blocksOf(path, 'yaml'));
const SIDECAR = readFileSync(`${REPOSITORY}collector.example.yaml`, 'utf8');

/** Every fixed address of the two configs, moved to a free port. */
const FREE_PORTS = [
  'receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0',
  'receivers.otlp.protocols.http.endpoint=127.0.0.1:0',
  'exporters.prometheus.endpoint=127.0.0.1:0',
  'service.telemetry.metrics.endpoint=127.0.0.1:0',
  'service.telemetry.logs.encoding=console', // RunningBinary reads ports from the log
];

const NOW_NS = BigInt(Date.now()) * 1_000_000n;
const CALL = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
  'gen_ai.response.finish_reasons': ['length'],
  'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"write to jane.roe@example.org"}]}]',
};

/** Runs a config as a process of its own, sends one model call by HTTP, and returns what the backend got. */
async function sendThrough(
  yaml: string,
  exporter: string,
  sets: (sink: OtlpSink) => readonly string[],
  env: (sink: OtlpSink) => Record<string, string>,
) {
  const sink = await OtlpSink.start();
  onTestFinished(() => sink.close());
  const args = [...FREE_PORTS, ...sets(sink)].flatMap((set) => ['--set', set]);
  const running = await RunningBinary.start(yaml, args, env(sink));
  onTestFinished(() => void running.stop('SIGKILL'));
  const { bytes } = buildTraces([{ spans: [{ name: 'chat', kind: 3, startNs: NOW_NS - 900_000_000n, endNs: NOW_NS, attributes: CALL }] }]);
  const response = await fetch(`http://127.0.0.1:${running.port('http')}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: Buffer.from(bytes),
  });
  expect(response.status).toBe(200);
  await sink.until('traces', 1);
  // The backend has it a moment before the exporter counts its answer.
  await expect.poll(() => running.metrics(), { timeout: 20_000 }).toContain(`otelcol_exporter_sent_spans{exporter="${exporter}"} 1`);
  const ended = await running.stop();
  expect(ended.code).toBe(0);
  return { attributes: attributesByKey(sink.spans()[0]!.span), ended };
}

/** What any config with the whole chain must have done to the call. */
function expectUnderstood(attributes: Record<string, unknown>): void {
  expect(attributes).toMatchObject({
    'assay.cost.total': { doubleValue: 0.00021 },
    'assay.finish.class': { stringValue: 'length' },
    'assay.redaction.count': { intValue: '1' },
  });
  expect(JSON.stringify(attributes)).not.toContain('jane.roe');
}

describe('every YAML block of the documents', () => {
  it.each(EXAMPLES.map((block) => [block.place, block.text]))('%s is a valid config', async (place, text) => {
    const loaded = await loadExample(place, text);
    expect(loaded.config, formatDiagnostics(loaded.diagnostics, loaded)).toBeDefined();
  });
});

describe('the config of the README', () => {
  it('is there', () => {
    expect(EXAMPLES.filter(({ place }) => place.startsWith('README.md'))).toHaveLength(1);
  });

  it('prices, classifies and redacts a call on its way to the backend', async () => {
    const { text } = EXAMPLES.find(({ place }) => place.startsWith('README.md'))!;
    const { attributes } = await sendThrough(
      text,
      'otlp_http',
      (sink) => [`exporters.otlp_http.endpoint=http://127.0.0.1:${sink.httpPort}`],
      () => ({}),
    );
    expectUnderstood(attributes);
  });
});

describe('collector.example.yaml', () => {
  it('validates without a warning', async () => {
    const env = { ASSAY_GATEWAY_ENDPOINT: 'gateway.example:4317' };
    const loaded = await loadConfig({
      uris: [],
      base: { name: 'collector.example.yaml', text: SIDECAR },
      env,
      registry: builtInRegistry(),
    });
    expect(loaded.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
  });

  it('says what is missing when the gateway is not named', async () => {
    const { code, stderr } = await runBinary(['validate', '--config', `${REPOSITORY}collector.example.yaml`]);
    expect(code).toBe(2);
    expect(stderr).toContain('ASSAY_GATEWAY_ENDPOINT');
  });

  it('is valid with everything in it that is commented out', async () => {
    const folder = mkdtempSync(`${tmpdir()}/assay-example-`);
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(`${folder}/prices.yaml`, 'prices: []\n');
    const all = SIDECAR.replaceAll(/^( *)# ( *[a-z_/]+:(?: |$))/gim, '$1$2').replace('./prices.yaml', `${folder}/prices.yaml`);
    expect(all.match(/^ *(prices|hmac_key|entities|content|storage|langfuse|file_storage\/queue):/gm)).toHaveLength(7);
    const loaded = await loadConfig({
      uris: [],
      base: { name: 'collector.example.yaml', text: all },
      sets: [
        'service.extensions=[health_check, file_storage/queue]',
        'service.pipelines.traces.exporters=[otlp_grpc/gateway, genai_metrics, langfuse]',
      ],
      env: exampleEnv(all),
      registry: builtInRegistry(),
    });
    expect(loaded.config, formatDiagnostics(loaded.diagnostics, loaded)).toBeDefined();
  });

  it('runs: a call sent to it reaches the gateway priced, classified and redacted, and it stops with a ledger', async () => {
    const { attributes, ended } = await sendThrough(
      SIDECAR,
      'otlp_grpc/gateway',
      () => ['extensions.health_check.endpoint=127.0.0.1:0'],
      (sink) => ({ ASSAY_GATEWAY_ENDPOINT: `127.0.0.1:${sink.grpcPort}`, ASSAY_GATEWAY_INSECURE: 'true' }),
    );
    expectUnderstood(attributes);
    expect(attributes['assay.eval.stratum']).toEqual({ stringValue: 'cut_off' });
    expect(ended.stderr).toMatch(/traces: received 1, delivered 1, dropped 0, failed 0, in flight 0/);
  });
});
