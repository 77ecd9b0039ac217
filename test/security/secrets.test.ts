/* Every secret of every component, with a value of its own, in one running collector: none of them shows anywhere. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { walkAnnotations } from '../../src/config/annotations.ts';
import { formatDiagnostics } from '../../src/config/format-diagnostics.ts';
import { type LoadedConfig, loadConfig } from '../../src/config/load.ts';
import { printConfig } from '../../src/config/print-config.ts';
import type { JsonSchema } from '../../src/kernel/component.ts';
import { retry } from '../../src/kernel/outcome.ts';
import { BUILT_IN, builtInRegistry } from '../../src/registry.ts';
import { ConfigReloader } from '../../src/service/config-reloader.ts';
import { LiveCollector } from '../service/support/live-collector.ts';
import { postTraces } from '../service/support/loopback-client.ts';
import { numberedSpans } from '../service/support/numbered-spans.ts';
import { OtlpSink } from '../support/otlp-sink.ts';
import { canMakeCertificates, makeAuthority } from '../transport/support/certificates.ts';

/** Part of each secret, so that one search finds them all. */
const MARK = 'zqxj7';
const secret = (name: string): string => `${MARK}-${name}-of-more-than-thirty-two-bytes`;

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A config in which each secret key of each component has a value, except keys of TLS, which stand in `tls`. */
function everySecret(sink: OtlpSink, folder: string, tls: string): string {
  writeFileSync(join(folder, 'token'), secret('token-file'));
  writeFileSync(join(folder, 'password'), secret('password-file'));
  writeFileSync(join(folder, 'htpasswd'), `file:${secret('htpasswd-file')}\n`);
  const backend = `http://127.0.0.1:${sink.httpPort}`;
  return `
receivers:
  otlp:
    protocols:
      http: { endpoint: 127.0.0.1:0, auth: { authenticator: basicauth/server } }
      grpc: { endpoint: 127.0.0.1:0, auth: { authenticator: bearertokenauth/file }${tls} }
processors:
  genai_redaction: { hmac_key: "${secret('hmac')}", identity: { action: hmac } }
exporters:
  otlp_http: { endpoint: "${backend}", headers: { x-key: "${secret('http-header')}" }, auth: { authenticator: basicauth/client }, retry_on_failure: { enabled: false } }
  otlp_http/file: { endpoint: "${backend}", auth: { authenticator: basicauth/file }, retry_on_failure: { enabled: false } }
  otlp_grpc: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true }, headers: { x-key: "${secret('grpc-header')}" }, auth: { authenticator: bearertokenauth/list }, retry_on_failure: { enabled: false } }
  otlp_grpc/token: { endpoint: "127.0.0.1:${sink.grpcPort}", tls: { insecure: true }, auth: { authenticator: bearertokenauth/one }, retry_on_failure: { enabled: false } }
  langfuse: { endpoint: "${backend}", public_key: pk-lf-public, secret_key: "sk-lf-${secret('langfuse')}", headers: { x-key: "${secret('langfuse-header')}" }, retry_on_failure: { enabled: false } }
extensions:
  health_check: { endpoint: 127.0.0.1:0 }
  basicauth/server: { htpasswd: { inline: "user:${secret('htpasswd')}", file: "${folder}/htpasswd" } }
  basicauth/client: { client_auth: { username: user, password: "${secret('password')}" } }
  basicauth/file: { client_auth: { username: user, password_file: "${folder}/password" } }
  bearertokenauth/one: { token: "${secret('token')}" }
  bearertokenauth/list: { tokens: ["${secret('token-list')}"] }
  bearertokenauth/file: { filename: "${folder}/token" }
service:
  extensions: [health_check, basicauth/server, basicauth/client, basicauth/file, bearertokenauth/one, bearertokenauth/list, bearertokenauth/file]
  telemetry: { logs: { initial_fields: { api_key: "${secret('initial-field')}" } } }
  pipelines:
    traces: { receivers: [otlp], processors: [genai_redaction], exporters: [otlp_http, otlp_http/file, otlp_grpc, otlp_grpc/token, langfuse] }
`;
}

const load = (yaml: string): Promise<LoadedConfig> => loadConfig({ uris: [`yaml:${yaml}`], env: {}, registry: builtInRegistry() });

/** Paths of secrets in a schema, `client_auth.password`; `*` for free keys and list entries. */
function secretPaths(schema: JsonSchema, path: string = ''): string[] {
  const own = schema['x-secret'] === true ? [path] : [];
  const into = (value: unknown, key: string): string[] =>
    typeof value === 'object' && value !== null ? secretPaths(value as JsonSchema, path === '' ? key : `${path}.${key}`) : [];
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>).flatMap(([key, value]) => into(value, key));
  return [...own, ...properties, ...into(schema['additionalProperties'], '*'), ...into(schema['items'], '*')];
}

describe('secrets', () => {
  it('of every component are in this test: a new one must be added', async () => {
    const sink = await OtlpSink.start();
    onTestFinished(() => sink.close());
    const loaded = await load(everySecret(sink, scratch(), ''));
    expect(loaded.config, formatDiagnostics(loaded.diagnostics, loaded)).toBeDefined();
    const given = new Set<string>();
    for (const section of ['receivers', 'processors', 'exporters', 'extensions'] as const) {
      for (const { type, descriptor, config } of loaded.config![section].values()) {
        walkAnnotations(descriptor.config, config, ({ schema, value, path, isNamed }) => {
          if (schema['x-secret'] !== true || value === undefined) return;
          const shape = path.map((key, i) => (typeof key === 'number' || (!isNamed && i === path.length - 1) ? '*' : key));
          given.add(`${type}: ${shape.join('.')}`);
        });
      }
    }
    const all = BUILT_IN.flatMap(({ type, config }) => secretPaths(config).map((path) => `${type}: ${path}`));
    // Keys of TLS stand in the config of the next test where certificates can be made.
    expect(all.filter((path) => !given.has(path) && !path.endsWith('tls.key_pem'))).toEqual([]);
  });

  it('show in no log, metric, health page, answer or printed config, whatever goes wrong', async () => {
    const [sink, folder] = [await OtlpSink.start(), scratch()];
    onTestFinished(() => sink.close());
    let tls = '';
    let keyLines: string[] = [];
    if (canMakeCertificates()) {
      const authority = makeAuthority();
      onTestFinished(() => authority.remove());
      const { cert, key } = authority.issue('server', ['127.0.0.1']);
      const pem = (await import('node:fs')).readFileSync(key, 'utf8');
      keyLines = pem.split('\n').filter((line) => line.length > 40);
      tls = `, tls: { cert_file: "${cert}", key_pem: ${JSON.stringify(pem)} }`;
    }
    const yaml = everySecret(sink, folder, tls);
    sink.answer = () => retry('ASSAY_TRANSPORT_BACKEND_FAILED', 'no');
    const live = await LiveCollector.start(yaml);
    const shown: string[] = [];
    const http = `http://127.0.0.1:${live.port('http')}/v1/traces`;
    for (const credentials of [`user:${secret('htpasswd')}`, `file:${secret('htpasswd-file')}`, `user:${secret('wrong')}`]) {
      const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
      const headers = { authorization, 'content-type': 'application/x-protobuf' };
      const response = await fetch(http, { method: 'POST', headers, body: Buffer.from(numberedSpans(0, 1)) });
      shown.push(await response.text(), JSON.stringify([...response.headers]));
    }
    expect(await postTraces(live.port('http'), numberedSpans(1, 1))).toBe(401);
    while (sink.items('traces') === 0 && live.logged('"level":"warn"').length < 5) await new Promise((resolve) => setTimeout(resolve, 5));

    // Reloads that fail: by a wrong value beside the secrets, by a wrong secret, and by a part that cannot start.
    const broken = [
      yaml.replace('identity: { action: hmac }', 'identity: { action: nothing }'),
      yaml.replace('x-key:', '"x key":'),
      yaml.replace('token }', 'token, tokens: [x] }'),
    ];
    for (const text of [...broken, yaml.replace('pk-lf-public', 'pk-lf-other').replaceAll(`${folder}/token`, `${folder}/gone`)]) {
      const reloader = new ConfigReloader({ collector: live.collector, load: () => live.load(text), log: live.log });
      await reloader.request('test');
      const loaded = await load(text);
      shown.push(formatDiagnostics(loaded.diagnostics, loaded), JSON.stringify(loaded.diagnostics), printConfig(loaded));
    }
    const { address } = live.collector.extension('health_check') as { address: { port: number } };
    shown.push(await (await fetch(`http://127.0.0.1:${address.port}/`)).text(), await live.metrics());
    await live.stop();
    shown.push(...live.lines);
    expect(live.logged('the config is not valid').length + live.logged('cannot run').length).toBeGreaterThan(2);
    for (const text of shown) {
      expect(text).not.toContain(MARK);
      for (const line of keyLines) expect(text).not.toContain(line);
    }
  });
});
