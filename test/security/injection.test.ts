/* Text of others that would like to be a header, a line of the log, or a path. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildTraces } from '../../src/otlp/build/traces.ts';
import { genaiRedactionProcessor } from '../../src/processors/genai_redaction/index.ts';
import { grpcCaller } from '../transport/support/grpc-calls.ts';
import { LiveCollector } from '../service/support/live-collector.ts';
import { postTraces } from '../service/support/loopback-client.ts';
import { makeFakeHost } from '../support/fake-host.ts';
import { OtlpSink } from '../support/otlp-sink.ts';

const FORGED = '\r\n{"level":"error","msg":"forged"}\n2026-11-25T00:00:00Z error forged \u001b[31m \u2028 \u0085forged';

const yaml = (exporters: string, encoding: string = 'json'): string => `
receivers: { otlp: { protocols: { grpc: { endpoint: 127.0.0.1:0 }, http: { endpoint: 127.0.0.1:0 } } } }
processors: { genai_normalizer: , genai_cost: , genai_redaction: }
exporters: ${exporters}
service:
  telemetry: { logs: { level: debug, encoding: ${encoding} } }
  pipelines: { traces: { receivers: [otlp], processors: [genai_normalizer, genai_cost, genai_redaction], exporters: [${/^\{ (\w+)/.exec(exporters)![1]}] } }
`;

const evilSpan = (): Uint8Array =>
  buildTraces([
    {
      resource: { 'service.name': FORGED, [FORGED]: FORGED },
      spans: [
        {
          name: FORGED,
          traceId: '1'.repeat(32),
          spanId: '2'.repeat(16),
          traceState: FORGED,
          status: { code: 2, message: FORGED },
          attributes: {
            'gen_ai.operation.name': 'chat',
            'gen_ai.provider.name': FORGED,
            'gen_ai.request.model': FORGED,
            'gen_ai.usage.input_tokens': 1,
            'gen_ai.usage.output_tokens': 1,
            [FORGED]: FORGED,
          },
        },
      ],
    },
  ]).bytes;

/** Sends raw bytes and waits for the end of the answer. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });
}

describe('a header', () => {
  it.each(['"a\\r\\nx-forged: 1"', '"a\\nb"', '"a\\0b"', '"\\u2028"'])(
    'of a config cannot hold %s, and the message does not repeat it',
    async (value) => {
      const live = await LiveCollector.start(yaml('{ debug: {} }'));
      for (const exporter of ['otlp_http: { endpoint: "http://x.example"', 'otlp_grpc: { endpoint: "x.example:4317"']) {
        const loaded = await live.load(yaml(`{ ${exporter}, headers: { x-key: ${value} } } }`));
        expect(loaded.config).toBeUndefined();
        expect(loaded.diagnostics.map(({ code }) => code)).toContain('ASSAY_CONFIG_BAD_VALUE');
        expect(JSON.stringify(loaded.diagnostics)).not.toContain('forged');
      }
    },
  );

  it.each(['"x key"', '"x\\r\\ny"', '""', '"x:y"'])('of a config cannot be called %s', async (name) => {
    const live = await LiveCollector.start(yaml('{ debug: {} }'));
    const loaded = await live.load(yaml(`{ otlp_http: { endpoint: "http://x.example", headers: { ${name}: a } } }`));
    expect(loaded.config).toBeUndefined();
  });

  it('of an answer repeats nothing that a client sent', async () => {
    const live = await LiveCollector.start(yaml('{ debug: {} }'));
    const port = live.port('http');
    const requests = [
      'POST /v1/traces%0d%0ax-forged:1 HTTP/1.1\r\nHost: forged\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
      'POST /v1/traces HTTP/1.1\r\nHost: a\r\nOrigin: http://forged\r\nContent-Type: forged\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
      'POST /v1/traces HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Encoding: forged\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
      'GET /v1/traces HTTP/1.1\r\nHost: a\r\nX: a\rforged\r\n\r\n',
    ];
    for (const request of requests) expect((await raw(port, request)).split('\r\n\r\n')[0]).not.toMatch(/forged/i);
  });
});

describe('the log', () => {
  it.each(['json', 'console'])(
    'has one line a record in %s, and no word of a client or a backend that could be taken for one',
    async (encoding) => {
      const backend = createServer((request, response) => {
        request.resume();
        request.on('end', () => {
          response.writeHead(400, { 'content-type': 'text/plain' });
          response.end(FORGED);
        });
      });
      await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void backend.close());
      const { port: backendPort } = backend.address() as AddressInfo;
      const live = await LiveCollector.start(
        yaml(`{ otlp_http: { endpoint: "http://127.0.0.1:${backendPort}" } }`),
        [],
        encoding as 'json',
      );
      const port = live.port('http');
      expect(await postTraces(port, evilSpan())).toBe(200);
      await raw(
        port,
        `POST /v1/${encodeURIComponent(FORGED)} HTTP/1.1\r\nHost: a\r\nUser-Agent: forged\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      await fetch(`http://127.0.0.1:${port}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"resourceSpans":[{${JSON.stringify(FORGED)}:1,"scopeSpans":${JSON.stringify(FORGED)}}]}`,
      });
      await grpcCaller({ host: '127.0.0.1', port: live.port('grpc') })(Buffer.from(FORGED), { metadata: { 'x-forged': 'forged' } });
      while (live.logged('data given up').length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await live.stop();
      for (const line of live.lines) {
        // oxlint-disable-next-line no-control-regex -- these are what must not be there
        expect(line.replace(/\n$/, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        if (encoding === 'json') expect(() => JSON.parse(line) as unknown).not.toThrow();
        expect(line).not.toMatch(/^\s*(?:\{"level":"error","msg":"forged"|\S+ error forged)/);
      }
      // Two things are quoted, bounded and with control characters taken out: the answer of a backend, and the names of models without a
      // price. Nothing else of what others sent is.
      const quoted = live.lines.filter((line) => line.includes('forged'));
      expect(quoted.filter((line) => !/BACKEND_REFUSED|calls of models without a price/.test(line))).toEqual([]);
    },
  );
});

describe('paths', () => {
  it('of queues, dead letters and files are those of the config, whatever the telemetry says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-paths-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const sink = await OtlpSink.start();
    onTestFinished(() => sink.close());
    mkdirSync(join(folder, 'own'));
    const inside = (name: string): string => join(folder, 'own', name);
    const live = await LiveCollector.start(`
receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0, include_metadata: true } } } }
exporters:
  file: { path: "${inside('out.jsonl')}" }
  otlp_http/.._..%2fup: { endpoint: "http://127.0.0.1:${sink.httpPort}", sending_queue: { storage: file_storage }, dead_letter: { path: "${inside('letters')}" } }
extensions: { file_storage: { directory: "${folder}/own", create_directory: true } }
service: { extensions: [file_storage], pipelines: { traces: { receivers: [otlp], exporters: [file, otlp_http/.._..%2fup] } } }
`);
    const names = ['../../up', '..\\up', '/etc/up', 'a\0b', '%2e%2e%2fup', '~'];
    const spans = names.map((name, i) => ({
      name,
      traceId: '1'.repeat(32),
      spanId: String(i + 1).padStart(16, '0'),
      attributes: { path: name, 'file.path': name },
    }));
    const body = buildTraces([
      { resource: Object.fromEntries(['service.name', 'tenant', 'path'].map((key) => [key, '../../up'])), spans },
    ]).bytes;
    expect(await postTraces(live.port('http'), body, undefined, { 'x-tenant': '../../up' })).toBe(200);
    await sink.until('traces', names.length);
    await live.stop();
    expect(readdirSync(folder)).toEqual(['own']);
    expect(readdirSync(join(folder, 'own')).toSorted()).toEqual(['letters', 'otlp_http%2f%2e%2e_%2e%2e%252fup', 'out.jsonl']);
  });
});

describe('an alias bomb', () => {
  it('in a policy file of genai_redaction ends the start instead of filling the memory', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-bomb-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array.from({ length: 10 }, () => `*l${i}`).join(', ')}]`);
    writeFileSync(join(folder, 'policy.yaml'), `l0: &l0 [bomb, bomb]\n${levels.join('\n')}\nallow: *l12\n`);
    const create = genaiRedactionProcessor.create as (config: unknown, host: unknown) => unknown;
    const config = { ...defaults(), policy_file: join(folder, 'policy.yaml') };
    expect(() => create(config, makeFakeHost())).toThrow(expect.objectContaining({ code: expect.stringMatching(/^ASSAY_REDACTION_/) }));
  });
});

function defaults(): Record<string, unknown> {
  const properties = genaiRedactionProcessor.config['properties'] as Record<
    string,
    { default?: unknown; properties?: Record<string, { default?: unknown }> }
  >;
  return Object.fromEntries(
    Object.entries(properties).map(([key, { default: value, properties: inner }]) => [
      key,
      inner === undefined ? value : Object.fromEntries(Object.entries(inner).map(([name, schema]) => [name, schema.default])),
    ]),
  );
}
