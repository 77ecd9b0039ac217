import { gunzipSync } from 'node:zlib';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { check } from '../../../src/exporters/langfuse/config.ts';
import { tracesUrl } from '../../../src/exporters/langfuse/endpoint.ts';
import { langfuseExporter } from '../../../src/exporters/langfuse/index.ts';
import type { Exporter } from '../../../src/kernel/component.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { buildTraces, type PlainSpan } from '../../../src/otlp/build/traces.ts';
import { type FakeHost, makeFakeHost, settle } from '../../support/fake-host.ts';
import { LangfuseStandIn, PUBLIC_KEY, SECRET_KEY, type StandInSettings } from '../../support/langfuse-stand-in.ts';
import { configOf } from './support.ts';

const CHAT: PlainAttributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 3,
  'gen_ai.usage.output_tokens': 4,
};
const NEVER = new AbortController().signal;
const chat = (id: number, more: PlainAttributes = {}): PlainSpan => ({
  spanId: id.toString(16).padStart(16, '0'),
  attributes: { ...CHAT, ...more },
});

interface Bench {
  readonly langfuse: LangfuseStandIn;
  readonly host: FakeHost;
  readonly exporter: Exporter;
  give(...spans: PlainSpan[]): Promise<void>;
  /** Lets time pass in steps until the condition holds. */
  until(holds: () => boolean): Promise<void>;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function bench(config: object = {}, settings: StandInSettings = {}): Promise<Bench> {
  const langfuse = await new LangfuseStandIn(settings).start();
  const host = makeFakeHost({ id: 'langfuse' });
  const exporter = langfuseExporter.create(configOf({ endpoint: langfuse.url, ...config }), host);
  await exporter.start?.();
  ends.push(async () => {
    const deadline = AbortSignal.abort();
    await exporter.shutdown?.(deadline);
    await langfuse.stop();
  });
  return {
    langfuse,
    host,
    exporter,
    give: async (...spans) => {
      expect(await exporter.consume(buildTraces([{ spans }]), NEVER)).toEqual({ kind: 'accepted' });
    },
    until: async (holds) => {
      for (let i = 0; i < 2000; i++) {
        if (holds()) return;
        await host.clock.advance(100);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      throw new Error(`it never came to that; ${JSON.stringify(langfuse.requests.map(({ status, spans }) => [status, spans]))}`);
    },
  };
}

describe('the langfuse exporter', () => {
  it('delivers what the documented endpoint takes: path, keys, version, own name, gzip', async () => {
    const { langfuse, give, until, host } = await bench();
    await give(chat(1));
    await until(() => host.ledger.deliveredItems === 1);
    const [request] = langfuse.requests;
    expect(request?.status).toBe(200);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'x-langfuse-ingestion-version': '4',
      'x-langfuse-sdk-name': 'assay-collector',
    });
    expect(langfuse.observations[0]).toMatchObject({ type: 'generation', model: 'gpt-4o', usage: { input: 3, output: 4, total: 7 } });
    expect(langfuse.lost).toEqual([]);
  });

  it('writes JSON when asked', async () => {
    const { langfuse, give, until } = await bench({ encoding: 'json', compression: 'none' });
    await give(chat(1));
    await until(() => langfuse.observations.length === 1);
    expect(langfuse.requests[0]?.headers['content-type']).toContain('application/json');
    expect(langfuse.observations[0]).toMatchObject({ traceId: '0102030405060708090a0b0c0d0e0f10', id: '0000000000000001' });
  });

  it('joins what comes within a second into one request', async () => {
    const { langfuse, give, until } = await bench();
    for (let i = 1; i <= 20; i++) await give(chat(i));
    await until(() => langfuse.observations.length === 20);
    expect(langfuse.requests).toHaveLength(1);
  });

  it('keeps requests below the configured bytes', async () => {
    const { langfuse, give, until } = await bench(
      { compression: 'none', sending_queue: { batch: { max_bytes: 4000 } } },
      { maxBodyBytes: 4000 },
    );
    await give(...Array.from({ length: 60 }, (_, i) => chat(i + 1)));
    await until(() => langfuse.observations.length === 60);
    expect(langfuse.requests.every((request) => request.status === 200 && request.bytes <= 4000)).toBe(true);
    expect(langfuse.requests.length).toBeGreaterThan(1);
  });

  it('halves what is too large for the server, and loses nothing', async () => {
    const { langfuse, give, until, host } = await bench({ compression: 'none' }, { maxBodyBytes: 3000 });
    await give(...Array.from({ length: 40 }, (_, i) => chat(i + 1)));
    await until(() => host.ledger.deliveredItems === 40);
    expect(langfuse.requests.some((request) => request.status === 413)).toBe(true);
    expect(langfuse.observations.map((row) => row.id).sort()).toEqual(
      Array.from({ length: 40 }, (_, i) => (i + 1).toString(16).padStart(16, '0')).sort(),
    );
  });

  it('waits as long as a 429 asks for', async () => {
    const { langfuse, give, until, host } = await bench({}, { requestsPerWindow: 1, retryAfterS: 40 });
    await give(chat(1));
    await until(() => langfuse.observations.length === 1);
    await give(chat(2));
    await until(() => langfuse.requests.length === 2);
    expect(langfuse.requests[1]?.status).toBe(429);
    const refusedAt = host.clock.now();
    langfuse.refill();
    await until(() => langfuse.observations.length === 2);
    expect(host.clock.now() - refusedAt).toBeGreaterThanOrEqual(39_000);
  });

  it.each([500, 503, 502])('sends again after %d', async (status) => {
    const { langfuse, give, until, host } = await bench();
    langfuse.failNext(status, 2);
    await give(chat(1));
    await until(() => host.ledger.deliveredItems === 1);
    expect(langfuse.requests.map((request) => request.status)).toEqual([status, status, 200]);
    expect(host.ledger.failedItems).toBe(0);
  });

  it.each([401, 403])('pauses and says so after %d, keeps the data, and goes on once the keys are taken', async (status) => {
    const { langfuse, give, until, host } = await bench();
    langfuse.failNext(status, 2);
    await give(chat(1));
    await until(() => host.ledger.deliveredItems === 1);
    expect(langfuse.requests.map((request) => request.status)).toEqual([status, status, 200]);
    expect(host.logs.filter((line) => line.level === 'error').map((line) => line.fields['code'])).toEqual(['ASSAY_LANGFUSE_UNAUTHORIZED']);
    expect(host.logs.some((line) => line.level === 'info' && line.message.includes('again'))).toBe(true);
    expect(JSON.stringify(host.logs)).not.toContain(SECRET_KEY);
  });

  it('does not spin on wrong keys', async () => {
    const { langfuse, give, until, host } = await bench({ unauthorized_pause: '60s' });
    langfuse.secretKey = 'another';
    await give(chat(1));
    await until(() => langfuse.requests.length === 1);
    await give(chat(2));
    await host.clock.advance(50_000);
    await settle();
    expect(langfuse.requests).toHaveLength(1);
    expect(langfuse.requests[0]?.status).toBe(401);
  });

  it('finds the bad span of a refused request and delivers the others', async () => {
    // A door that refuses every request with one certain span in it, as Langfuse does for spans it finds invalid.
    const door = createServer((request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = gunzipSync(Buffer.concat(chunks));
        const bad = body.includes('poison');
        if (!bad) passed += body.toString('latin1').split('spotless').length - 1;
        response.writeHead(bad ? 400 : 200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    let passed = 0;
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const other = makeFakeHost({ id: 'langfuse/2' });
    const exporter = langfuseExporter.create(configOf({ endpoint: `http://127.0.0.1:${(door.address() as AddressInfo).port}` }), other);
    await exporter.start?.();
    ends.push(async () => {
      await exporter.shutdown?.(AbortSignal.abort());
      door.closeAllConnections();
      door.close();
    });
    const spans = Array.from({ length: 16 }, (_, i) => chat(i + 1, { note: i === 5 ? 'poison' : 'spotless' }));
    expect(await exporter.consume(buildTraces([{ spans }]), NEVER)).toEqual({ kind: 'accepted' });
    for (let i = 0; i < 2000 && other.ledger.deliveredItems + other.ledger.failedItems < 16; i++) {
      await other.clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(passed).toBe(15);
    expect(other.ledger.deliveredItems).toBe(15);
    expect(other.ledger.failedItems).toBe(1);
  });

  it('never lets an attribute without a value through, which would lose the request behind the door', async () => {
    const { langfuse, give, until } = await bench();
    await give({ spanId: '1'.repeat(16), attributes: { ...CHAT, hole: null, empty: [] } });
    await until(() => langfuse.requests.length === 1);
    expect(langfuse.lost).toEqual([]);
    expect(langfuse.observations).toHaveLength(1);
  });

  it('counts spans that are left out once the rest is taken over', async () => {
    const { give, host } = await bench();
    await give(chat(1), { spanId: '2'.repeat(16), name: 'GET /' });
    expect(Object.fromEntries(host.ledger.droppedBy)).toEqual({ not_genai: 1 });
  });

  it('sends nothing for a batch without LLM spans', async () => {
    const { give, host, langfuse } = await bench();
    await give({ spanId: '2'.repeat(16), name: 'GET /' });
    await host.clock.advance(5000);
    expect(langfuse.requests).toEqual([]);
    expect(Object.fromEntries(host.ledger.droppedBy)).toEqual({ not_genai: 1 });
  });

  it('delivers what is queued before it stops', async () => {
    const { give, langfuse, exporter, until } = await bench();
    await give(chat(1));
    const stopped = exporter.shutdown?.(new AbortController().signal);
    await until(() => langfuse.observations.length === 1);
    await stopped;
  });
});

describe('the langfuse config', () => {
  it.each([
    ['https://cloud.langfuse.com', '/api/public/otel/v1/traces'],
    ['https://cloud.langfuse.com/', '/api/public/otel/v1/traces'],
    ['http://host:3000/langfuse', '/langfuse/api/public/otel/v1/traces'],
    ['https://cloud.langfuse.com/api/public/otel', '/api/public/otel/v1/traces'],
    ['https://cloud.langfuse.com/api/public/otel/v1/traces', '/api/public/otel/v1/traces'],
  ])('posts for %s to %s', (endpoint, path) => {
    expect(tracesUrl(endpoint)?.path).toBe(path);
  });

  it('batches by bytes and asks for the newest ingestion unless told otherwise', () => {
    const config = configOf();
    expect(config.sending_queue.batch).toMatchObject({ max_bytes: 3_000_000, flush_timeout: '1s' });
    expect(config).toMatchObject({ ingestion_version: 4, spans: 'genai', compression: 'gzip' });
  });

  it('finds an unusable endpoint and swapped keys', () => {
    const codes = (more: object): string[] => check(configOf(more)).map((problem) => problem.code);
    expect(codes({})).toEqual([]);
    expect(codes({ endpoint: 'https://user:pass@host' })).toEqual(['ASSAY_TRANSPORT_BAD_ENDPOINT']);
    expect(codes({ public_key: SECRET_KEY, secret_key: PUBLIC_KEY })).toEqual(['ASSAY_LANGFUSE_KEYS_SWAPPED']);
  });
});
