/*
 * As a new user would try it: the sidecar with redaction in front of three backends, a queue on disk, dead letters, a file and the
 * terminal, and an application with the real SDK that sends planted data. Then everything that can be read is searched for it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCEPTED, refused, retry } from '../../src/kernel/outcome.ts';
import { collect, metricValue, runBinary, RunningBinary, spawnOwned } from '../support/binary.ts';
import { eventually } from '../support/eventually.ts';
import { plain } from '../support/oracle.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { leaksIn, PLANTED } from '../support/planted.ts';

const APPLICATION = fileURLToPath(new URL('../support/applications/planted-application.ts', import.meta.url));

const sinks: OtlpSink[] = [];
let assay: RunningBinary;

const sidecar = (policy: string, [away, living, refusing]: OtlpSink[]): string => `
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } } } }
processors:
  memory_limiter:
  genai_normalizer:
  genai_cost:
  genai_finish_reason:
  genai_redaction: { identity: { action: replace }, policy_file: ${policy}, reload_interval: 100ms }
connectors:
  genai_metrics: { metrics_flush_interval: 100ms, dimensions: [{ key: user.email, name: user, default: unknown }] }
exporters:
  otlp_grpc:
    endpoint: "127.0.0.1:${away!.grpcPort}"
    tls: { insecure: true }
    sending_queue: { storage: file_storage }
    retry_on_failure: { initial_interval: 200ms, max_interval: 200ms }
  otlp_http/living: { endpoint: "http://127.0.0.1:${living!.httpPort}", sending_queue: { batch: {} } }
  otlp_http/refusing: { endpoint: "http://127.0.0.1:${refusing!.httpPort}", dead_letter: { path: ./refused.dead } }
  file: { path: ./out.jsonl }
  debug: { verbosity: detailed, content: true }
  prometheus: { endpoint: "127.0.0.1:0" }
extensions:
  file_storage: { directory: ./queue, create_directory: true }
  health_check: { endpoint: "127.0.0.1:0" }
service:
  extensions: [file_storage, health_check]
  telemetry: { metrics: { endpoint: "127.0.0.1:0" }, logs: { level: debug } }
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, genai_normalizer, genai_cost, genai_finish_reason, genai_redaction]
      exporters: [otlp_grpc, otlp_http/living, otlp_http/refusing, file, debug, genai_metrics]
    logs:
      receivers: [otlp]
      processors: [memory_limiter, genai_redaction]
      exporters: [otlp_grpc, otlp_http/living, otlp_http/refusing, file, debug]
    metrics:
      receivers: [otlp]
      processors: [memory_limiter, genai_redaction]
      exporters: [otlp_grpc, otlp_http/living, otlp_http/refusing, file, debug]
    metrics/genai: { receivers: [genai_metrics], exporters: [prometheus] }
`;

beforeAll(async () => {
  for (let n = 0; n < 3; n++) sinks.push(await OtlpSink.start());
  sinks[0]!.answer = () => retry('ASSAY_TEST', 'not now');
  sinks[2]!.answer = () => refused('ASSAY_TEST', 'never');
  assay = await RunningBinary.start(sidecar('./policy.yaml', sinks), [], {}, { 'policy.yaml': 'preset: balanced\n' });
});

afterAll(async () => {
  await assay?.stop();
  await Promise.all(sinks.map((sink) => sink.close()));
});

async function application(): Promise<void> {
  const ended = await collect(spawnOwned(process.execPath, [APPLICATION, `http://127.0.0.1:${assay.port('grpc')}`]));
  expect(ended, ended.stderr).toMatchObject({ code: 0, stderr: '' });
}

/** All that a backend took: the bytes as they came, and decoded. */
function taken({ batches }: OtlpSink): string {
  return batches.map(({ signal, bytes }) => Buffer.from(bytes).toString('latin1') + JSON.stringify(plain(signal, bytes))).join('\n');
}

/** All files below the folder of the running binary but its own config and policy. */
function files(folder: string = assay.folder): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.endsWith('.yaml')) found.set(entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  }
  return found;
}

describe('planted data of a real application', () => {
  it('is on no disk while a backend is away', async () => {
    await application();
    await eventually(() => expect(sinks[1]!.items('traces')).toBeGreaterThan(0));
    await sinks[1]!.until('metrics', 2);
    await sinks[1]!.until('logs', 2);
    await eventually(() => {
      const sizes = [...files()].filter(([, text]) => text.includes('<EMAIL_ADDRESS>')).map(([name]) => name);
      expect(sizes.join(' ')).toMatch(/out\.jsonl/);
      expect(sizes.join(' ')).toMatch(/refused\.dead/);
      expect(sizes.length).toBeGreaterThan(2);
    });
    for (const [name, text] of files()) expect([name, leaksIn(text, ['badge'])]).toEqual([name, []]);
  });

  it('reaches no backend, and what is not private does', async () => {
    sinks[0]!.answer = () => ACCEPTED;
    for (const sink of sinks.slice(0, 2)) {
      for (const [signal, items] of [
        ['traces', 1],
        ['logs', 2],
        ['metrics', 2],
      ] as const)
        await sink.until(signal, items);
      const text = taken(sink);
      expect(leaksIn(text, ['badge'])).toEqual([]);
      for (const kept of [
        'careless',
        'chatcmpl-1',
        'gpt-4o-mini',
        'logins',
        'plain',
        PLANTED.badge,
        '<CREDIT_CARD>',
        '<IBAN_CODE>',
        '<US_SSN>',
      ])
        expect(text).toContain(kept);
      expect(sink.invalid).toBe(0);
    }
  });

  it('stands in no metric, on no health page and in no log', async () => {
    const prometheus = await (await fetch(`http://127.0.0.1:${assay.port('prometheus')}/metrics`)).text();
    const health = /health_check listens on (\S+?)\s/.exec(`${assay.log} `)![1]!.replace(/^"|"$/g, '');
    const pages = [prometheus, await assay.metrics(), await (await fetch(`http://${health}/`)).text(), assay.log];
    expect(pages.map((page) => leaksIn(page))).toEqual([[], [], [], []]);
    expect(metricValue(pages[1]!, 'assay_redactions_total', { entity: 'EMAIL_ADDRESS' })).toBeGreaterThan(0);
    expect(metricValue(pages[1]!, 'assay_redaction_failures_total')).toBe(0);
  });

  it("is found by a recogniser of the user's own from the moment it is written", async () => {
    const policy = join(assay.folder, 'policy.yaml');
    const reloadsBefore = await reloads('success');
    writeFileSync(policy, `custom: [{ name: employee_id, pattern: 'EMP-\\d{6}', examples: [EMP-000001] }]\n`);
    await eventually(async () => expect(await reloads('success')).toBeGreaterThan(reloadsBefore));
    const before = sinks[1]!.items('logs');
    await application();
    await sinks[1]!.until('logs', before + 2);
    const text = JSON.stringify(plain('logs', sinks[1]!.batches.findLast(({ signal }) => signal === 'logs')!.bytes));
    expect(text).toContain('<EMPLOYEE_ID>');
    expect(text).not.toContain(PLANTED.badge);
  });

  it('stays found when the next policy is broken, and the log says what is wrong', async () => {
    writeFileSync(join(assay.folder, 'policy.yaml'), `custom: [{ name: employee_id, pattern: 'EMP-(\\d{6}' }]\n`);
    await assay.until(/policy[^\n]*EMP-\(/);
    const before = sinks[1]!.items('logs');
    await application();
    await sinks[1]!.until('logs', before + 2);
    const text = JSON.stringify(plain('logs', sinks[1]!.batches.findLast(({ signal }) => signal === 'logs')!.bytes));
    expect(text).toContain('<EMPLOYEE_ID>');
    expect(leaksIn(text)).toEqual([]);
  });

  it('is listed by `assay redact` on a recording by place, never by text', async () => {
    const recording = join(assay.folder, 'out.jsonl');
    const nothing = await runBinary(['redact', recording, '--check']);
    expect(nothing, nothing.stdout).toMatchObject({ code: 0 });
    const config = join(assay.folder, 'stricter.yaml');
    writeFileSync(
      config,
      `receivers: { otlp: { protocols: { http: } } }
processors: { genai_redaction: { custom: [{ name: employee_id, pattern: 'EMP-\\d{6}' }] } }
exporters: { debug: }
service: { pipelines: { traces: { receivers: [otlp], processors: [genai_redaction], exporters: [debug] } } }
`,
    );
    for (const json of [[], ['--output', 'json']]) {
      const found = await runBinary(['redact', recording, '--config', config, '--check', ...json]);
      expect(found, found.stderr).toMatchObject({ code: 1 });
      expect(found.stdout).toContain('EMPLOYEE_ID');
      expect(found.stdout).toContain('gen_ai.input.messages');
      expect(leaksIn(found.stdout + found.stderr)).toEqual([]);
    }
  });

  it('was not in what the process wrote until its end', async () => {
    const ended = await assay.stop();
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('<EMAIL_ADDRESS>');
    expect(leaksIn(ended.stdout + ended.stderr, ['badge'])).toEqual([]);
  });
});

async function reloads(result: string): Promise<number> {
  return metricValue(await assay.metrics(), 'assay_redaction_policy_reloads_total', { result });
}
