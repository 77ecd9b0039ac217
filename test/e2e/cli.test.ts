/* Every command of the built binary as a user types it: output, exit code, help when it is typed wrong. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Ended, RunningBinary, runBinary } from '../support/binary.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RECORDING = `${ROOT}test/fixtures/corpus/py/openllmetry-py-openai`;
const COMMANDS = ['run', 'demo', 'validate', 'components', 'print-config', 'schema', 'price', 'cost explain', 'redact', 'healthcheck'];
const SECRETS = ['sk-lf-0123456789abcdef', 'Bearer topsecret', 'a-hmac-key-of-at-least-thirty-two-bytes'];

let folder: string;
let good: string;
let bad: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-cli-'));
  good = join(folder, 'good.yaml');
  bad = join(folder, 'bad.yaml');
  writeFileSync(
    good,
    `receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:0" } } } }
processors: { genai_redaction: { hmac_key: "${SECRETS[2]}" } }
exporters:
  langfuse: { endpoint: "https://langfuse.example", public_key: pk-lf-1, secret_key: "${SECRETS[0]}" }
  otlp_http: { endpoint: "https://backend.example", headers: { authorization: "${SECRETS[1]}" } }
extensions: { health_check: { endpoint: "127.0.0.1:0" } }
service:
  extensions: [health_check]
  telemetry: { metrics: { level: none } }
  pipelines: { traces: { receivers: [otlp], processors: [genai_redaction], exporters: [langfuse, otlp_http] } }
`,
  );
  writeFileSync(bad, 'receivers: { otlp: { protocol: {} } }\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command; what a pipe gets must never hold colours. */
async function assay(...args: string[]): Promise<Ended> {
  const ended = await runBinary(args, { cwd: folder, env: { FORCE_COLOR: '1' } });
  expect(`${ended.stdout}${ended.stderr}`).not.toContain('\u001b');
  return ended;
}

async function json(...args: string[]): Promise<unknown> {
  const { stdout } = await assay(...args, '--output', 'json');
  return JSON.parse(stdout);
}

describe('help', () => {
  it('lists every command and the exit codes', async () => {
    const { code, stdout } = await assay('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(stdout).toMatch(/Exit codes: 0 .* 1 .* 2 /);
  });

  it.each(COMMANDS)('of %s names its options, --output among them', async (command) => {
    const { code, stdout } = await assay(...command.split(' '), '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: assay ${command}`, 'm'));
    expect(stdout).toMatch(/^ {2}--output human\|json /m);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { version: string };
    expect(await assay('--version')).toMatchObject({ code: 0, stdout: `assay ${version}\n`, stderr: '' });
  });
});

describe('typed wrong', () => {
  const WRONG = [
    [['validat'], /did you mean 'validate'\?/],
    [['frobnicate'], /Commands: run, demo/],
    [['validate', '--confg', 'x.yaml'], /did you mean --config\?/],
    [['demo', '--cout', '3'], /did you mean --count\?/],
    [['demo', '--count', 'many'], /--count .*whole number/],
    [['components', '--output', 'xml'], /human.*json/],
    [['run', 'collector.yaml'], /--config/],
    [['price'], /one model/],
    [['cost', 'explain'], /one file/],
    [['redact'], /file/i],
  ] as const;

  it.each(WRONG)('%j: exit 2, nothing on stdout, and help on stderr', async (args, help) => {
    const { code, stdout, stderr } = await assay(...args);
    expect(stderr).toMatch(help);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('a config file that is not there is exit 2 with its name', async () => {
    const { code, stderr } = await assay('validate', '--config', 'nowhere.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/nowhere\.yaml/);
  });

  it('a recording that is not there, or is none, is exit 1 with the reason', async () => {
    for (const command of [['cost', 'explain'], ['redact']]) {
      const missing = await assay(...command, 'nowhere.binpb');
      expect(missing.code).toBe(1);
      expect(missing.stderr).toMatch(/nowhere\.binpb/);
      const none = await assay(...command, bad);
      expect(none.code).toBe(1);
      expect(none.stderr).toMatch(/\[ASSAY_[A-Z_]+\]/);
    }
  });
});

describe('validate', () => {
  it('a good config: exit 0, and the way through each pipeline', async () => {
    const { code, stdout } = await assay('validate', '--config', good);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^traces: otlp -> genai_redaction -> langfuse \+ otlp_http$/m);
    expect(await json('validate', '--config', good)).toBeInstanceOf(Object);
  });

  it('a bad one: exit 2 with the problem', async () => {
    const { code, stderr } = await assay('validate', '--config', bad);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bad\.yaml:1:22: error: .*\[ASSAY_CONFIG_/);
  });

  it('--set and a second --config win over the first', async () => {
    const second = 'yaml:exporters: { otlp_http: { compression: none } }';
    const { stdout } = await assay('print-config', '--config', good, '--config', second, '--set', 'exporters.otlp_http.timeout=7s');
    expect(parse(stdout)).toMatchObject({
      exporters: { otlp_http: { compression: 'none', timeout: '7s', endpoint: 'https://backend.example' } },
    });
  });
});

describe('components', () => {
  it('lists each with signals and stability, and its old names', async () => {
    const { code, stdout } = await assay('components');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}otlp_grpc +traces \w+, .*\(also: otlp\)$/m);
    const rows = (await json('components')) as { kind: string; type: string; aliases: string[]; stability: Record<string, string> }[];
    const names = rows.map(({ kind, type }) => `${kind}/${type}`);
    for (const name of [
      'receiver/otlp',
      'processor/genai_cost',
      'connector/genai_metrics',
      'exporter/langfuse',
      'extension/file_storage',
    ]) {
      expect(names).toContain(name);
    }
    expect(rows.find(({ type }) => type === 'otlp_http')).toMatchObject({
      aliases: ['otlphttp'],
      stability: { traces: expect.any(String) },
    });
  });
});

describe('print-config', () => {
  it('prints what is in force, defaults included, and no secret', async () => {
    const { code, stdout } = await assay('print-config', '--config', good);
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject({ exporters: { langfuse: { public_key: 'pk-lf-1', ingestion_version: 4 } } });
    const asJson = await json('print-config', '--config', good);
    for (const secret of SECRETS) {
      expect(stdout).not.toContain(secret);
      expect(JSON.stringify(asJson)).not.toContain(secret);
    }
    expect(asJson).toMatchObject({ service: { pipelines: { traces: { exporters: ['langfuse', 'otlp_http'] } } } });
  });
});

describe('schema', () => {
  it('is a valid JSON Schema that takes the configs we ship and refuses a broken one', async () => {
    const { code, stdout } = await assay('schema');
    expect(code).toBe(0);
    const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(JSON.parse(stdout) as object);
    for (const file of ['config/quickstart.yaml', 'collector.example.yaml']) {
      const config: unknown = parse(readFileSync(ROOT + file, 'utf8'));
      expect(validate(config), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
    expect(validate(parse(readFileSync(bad, 'utf8')))).toBe(false);
    expect(await json('schema')).toEqual(JSON.parse(stdout));
  });
});

describe('price', () => {
  it('a known model: exit 0 with price, rule and source', async () => {
    const { code, stdout } = await assay('price', 'gpt-4o-mini', '--provider', 'openai');
    expect(code).toBe(0);
    expect(stdout).toMatch(/openai\/gpt-4o-mini/);
    expect(stdout).toMatch(/input tokens +0\.15 USD for 1,000,000/);
    expect(await json('price', 'gpt-4o-mini', '--provider', 'openai')).toMatchObject({ found: { id: 'openai/gpt-4o-mini' } });
  });

  it('an unknown one: exit 1 with the steps that were tried', async () => {
    const { code, stdout, stderr } = await assay('price', 'no-such-model-at-all');
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`).toMatch(/unknown_model/);
  });
});

describe('a recording on the command line', () => {
  const request = `${RECORDING}/request.binpb`;
  const markers = (parse(readFileSync(`${RECORDING}/expected.yaml`, 'utf8')) as { sensitive?: { marker: string }[] }).sensitive ?? [];

  it('cost explain shows usage, rule, price and arithmetic of each call, and no content', async () => {
    const { code, stdout } = await assay('cost', 'explain', request);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\(openllmetry, chat\)/);
    expect(stdout).toMatch(/input tokens +\d[\d,]* x \d+(\.\d+)? per 1M += \d/);
    expect(JSON.stringify(await json('cost', 'explain', request))).toMatch(/gpt-4o-mini/);
    expect(markers.length).toBeGreaterThan(0);
    for (const { marker } of markers) expect(stdout).not.toContain(marker);
  });

  it('redact shows entity, score, rule and position, and never the content', async () => {
    const { code, stdout } = await assay('redact', request);
    expect(code).toBe(0);
    expect(stdout).toMatch(/EMAIL_ADDRESS/);
    const asJson = JSON.stringify(await json('redact', request));
    expect(asJson).toMatch(/EMAIL_ADDRESS/);
    for (const { marker } of markers) {
      expect(stdout).not.toContain(marker);
      expect(asJson).not.toContain(marker);
    }
  });
});

describe('redact', () => {
  const request = `${RECORDING}/request.binpb`;
  const config =
    '{ receivers: {otlp: {protocols: {grpc: {}}}}, exporters: {debug: {}}, processors: {genai_redaction: POLICY}, service: {pipelines: {traces: {receivers: [otlp], processors: [genai_redaction], exporters: [debug]}}} }';
  const within = (policy: string): string => `yaml:${config.replace('POLICY', policy)}`;

  it('with --show prints the texts on stderr and leaves the report free of them', async () => {
    const plain = await assay('redact', request);
    const shown = await assay('redact', request, '--show');
    expect(shown.stdout).toBe(plain.stdout);
    expect(shown.stderr).toMatch(/^EMAIL_ADDRESS .*"[^" ]+@[^" ]+"$/m);
    expect(plain.stderr).not.toContain('@');
  });

  it('with --check is 1 when something is found, 0 when nothing is, 2 when the policy is bad', async () => {
    expect((await assay('redact', request, '--check')).code).toBe(1);
    expect((await assay('redact', request, '--check', '--config', within('{ preset: none }'))).code).toBe(0);
    const missing = await assay('redact', request, '--check', '--config', within('{ policy_file: /nowhere/policy.yaml }'));
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toMatch(/policy\.yaml: cannot be read/);
  });

  it('reads the policy file of the config', async () => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, 'preset: none\n');
    expect((await assay('redact', request, '--check', '--config', within(`{ policy_file: ${file} }`))).code).toBe(0);
  });
});

describe('healthcheck', () => {
  it('is 0 against a running collector and 1 against none', async () => {
    const running = await RunningBinary.start(readFileSync(good, 'utf8'));
    const endpoint = `http://127.0.0.1:${running.port('health_check')}/`;
    expect(await assay('healthcheck', '--endpoint', endpoint)).toMatchObject({ code: 0, stdout: `${endpoint}: 200\n` });
    expect(await json('healthcheck', '--endpoint', endpoint)).toMatchObject({ endpoint, status: 200, ready: true });
    const log = running.log;
    await running.stop();
    expect((await assay('healthcheck', '--endpoint', endpoint)).code).toBe(1);
    for (const secret of SECRETS) expect(log).not.toContain(secret);
  });
});

describe('run --output json', () => {
  it('logs one JSON object a line, the ledger last', async () => {
    const running = await RunningBinary.start(readFileSync(good, 'utf8'), ['--output', 'json']);
    const { code, stderr } = await running.stop();
    expect(code).toBe(0);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg?: string; message?: string });
    expect(JSON.stringify(lines.at(-1))).toMatch(/stopped; traces: received 0/);
  });
});
