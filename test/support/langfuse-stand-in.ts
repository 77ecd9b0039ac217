/*
 * A stand-in for Langfuse's OTLP endpoint, for tests of the langfuse exporter and of pipelines that end in it. It is not
 * Langfuse: it keeps the rules that Langfuse documents or that were read in its server (v4.16) and observed by running it,
 * as far as an exporter can break them, and remembers what it got. It stores, prices and shows nothing.
 *
 * At the door: path, method, Basic auth, x-langfuse-ingestion-version, content types, gzip as the only encoding, body
 * limit, rate limit with Retry-After, one bad span refuses the whole request. The answer is JSON whatever came in.
 * Behind it ("worker"): a key without a value loses the whole request although it was accepted; attributes become fields
 * in the order of test/support/langfuse-worker.ts.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { type Observation, observationsOf, type WireRequest } from './langfuse-worker.ts';
import { ORACLE } from './oracle.ts';

export const PUBLIC_KEY = 'pk-lf-test';
export const SECRET_KEY = 'sk-lf-test';
const TRACES = '/api/public/otel/v1/traces';

export interface StandInSettings {
  /** Of the encoded and of the decompressed body. */
  readonly maxBodyBytes?: number;
  /** Requests answered before 429; the next window starts when `refill` is called. */
  readonly requestsPerWindow?: number;
  readonly retryAfterS?: number;
}

/** One request as it came, with the status it got. */
export interface SeenRequest {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly spans: number;
  readonly bytes: number;
}

interface Scripted {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  left: number;
}

export class LangfuseStandIn {
  readonly requests: SeenRequest[] = [];
  readonly observations: Observation[] = [];
  /** Requests that were accepted and then lost by the worker, with why. */
  readonly lost: string[] = [];
  /** Keys it takes; change to test wrong ones. */
  secretKey: string = SECRET_KEY;
  readonly #settings: StandInSettings;
  readonly #server: Server;
  readonly #scripted: Scripted[] = [];
  #answered = 0;

  constructor(settings: StandInSettings = {}) {
    this.#settings = settings;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers the next requests with this status, whatever they hold. */
  failNext(status: number, times: number = 1, headers: Readonly<Record<string, string>> = {}): void {
    this.#scripted.push({ status, headers, left: times });
  }

  /** Starts a new window of the rate limit. */
  refill(): void {
    this.#answered = 0;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const verdict = this.#judge(request, body);
    this.requests.push({ status: verdict.status, headers: request.headers, spans: verdict.spans ?? 0, bytes: body.length });
    response.writeHead(verdict.status, { 'content-type': 'application/json', ...verdict.headers });
    response.end(JSON.stringify(verdict.status === 200 ? { id: 'job' } : { message: verdict.message }));
  }

  #judge(
    request: IncomingMessage,
    body: Buffer,
  ): { status: number; message?: string; headers?: Readonly<Record<string, string>>; spans?: number } {
    const scripted = this.#scripted[0];
    if (scripted !== undefined) {
      if (--scripted.left === 0) this.#scripted.shift();
      return { status: scripted.status, message: 'scripted', headers: scripted.headers };
    }
    if (request.url !== TRACES) return { status: 404, message: 'not found' };
    if (request.method !== 'POST') return { status: 405, message: 'method not allowed' };
    const denied = this.#authenticate(request.headers.authorization ?? '');
    if (denied !== undefined) return denied;
    const version = request.headers['x-langfuse-ingestion-version'];
    if (version !== undefined && !(Number(version) <= 4)) return { status: 400, message: 'invalid ingestion version' };
    if (this.#answered++ >= (this.#settings.requestsPerWindow ?? Number.POSITIVE_INFINITY)) {
      return { status: 429, message: 'rate limit', headers: { 'retry-after': String(this.#settings.retryAfterS ?? 1) } };
    }
    return this.#take(request, body);
  }

  #authenticate(authorization: string): { status: number; message: string } | undefined {
    if (authorization.startsWith('Bearer ')) return { status: 403, message: 'access denied: scores only' };
    const expected = `Basic ${Buffer.from(`${PUBLIC_KEY}:${this.secretKey}`).toString('base64')}`;
    return authorization === expected ? undefined : { status: 401, message: 'invalid credentials' };
  }

  #take(request: IncomingMessage, body: Buffer): { status: number; message?: string; spans?: number } {
    const limit = this.#settings.maxBodyBytes ?? Number.POSITIVE_INFINITY;
    if (body.length > limit) return { status: 413, message: 'request body too large' };
    const decoded = decode(request.headers, body);
    if (typeof decoded === 'string') return { status: 400, message: decoded };
    if (decoded.bytes > limit) return { status: 413, message: 'request body too large' };
    const spans = (decoded.request.resourceSpans ?? []).flatMap((r) => r.scopeSpans ?? []).flatMap((s) => s.spans ?? []);
    const bad = spans.filter((span) => !/^[0-9a-f]{32}$/i.test(span.traceId ?? '') || !/^[0-9a-f]{16}$/i.test(span.spanId ?? ''));
    if (bad.length > 0) return { status: 400, message: 'invalid spans: missing or invalid trace or span id', spans: spans.length };
    try {
      this.observations.push(...observationsOf(decoded.request));
    } catch (error) {
      this.lost.push((error as Error).message);
    }
    return { status: 200, spans: spans.length };
  }
}

/** The request as OTLP/JSON, which is what Langfuse works on; a text says why it cannot be had. */
function decode(headers: IncomingMessage['headers'], body: Buffer): { request: WireRequest; bytes: number } | string {
  const type = headers['content-type'] ?? '';
  const encoding = headers['content-encoding'];
  try {
    // Anything but gzip is parsed as it is, which fails.
    const plain = encoding === 'gzip' ? gunzipSync(body) : body;
    if (type.includes('application/json')) return { request: JSON.parse(plain.toString('utf8')) as WireRequest, bytes: plain.length };
    if (!type.includes('application/x-protobuf')) return 'invalid content type';
    const message = ORACLE.traces.decode(plain);
    const object = ORACLE.traces.toObject(message, { longs: String, bytes: Array, enums: Number });
    return { request: hexIds(object) as WireRequest, bytes: plain.length };
  } catch {
    return 'failed to parse the body';
  }
}

function hexIds(value: unknown, key: string = ''): unknown {
  if (Array.isArray(value)) {
    if (key.endsWith('Id')) return Buffer.from(value as number[]).toString('hex');
    if (key === 'bytesValue') return Buffer.from(value as number[]).toString('base64');
    return value.map((item) => hexIds(item));
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hexIds(inner, name)]));
  return value;
}
