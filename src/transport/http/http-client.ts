import { createRequire } from 'node:module';
import type { SecureContextOptions } from 'node:tls';
import type * as Undici from 'undici';
import type { Clock, Logger } from '../../kernel/host.ts';
import type { Signal } from '../../otlp/batch.ts';
import { asBuffer } from '../../wire/text.ts';
import type { ClientAuthenticator } from '../auth.ts';
import { type Compression, compress, contentEncoding } from '../body/compress.ts';
import { startDeadline } from '../client/deadline.ts';
import { ABORTED, timedOut, unreachable } from '../client/results.ts';
import type { ClientTransport, SendOptions } from '../client-transport.ts';
import type { SendResult } from '../send-result.ts';
import type { Encoding } from '../server-transport.ts';
import { type ClientTlsSettings, clientTls, DEFAULT_CLIENT_TLS, loadClientTls } from '../tls/client-tls.ts';
import { watchTlsMaterial } from '../tls/tls-files.ts';
import { type HttpAnswer, readAnswer } from './http-client-answer.ts';
import { CONTENT_TYPES, HTTP_PATHS } from './routes.ts';

/** Settings of one OTLP/HTTP backend. */
export interface HttpClientSettings {
  /** Base URL; the signal's path comes behind it. */
  readonly endpoint: URL;
  /** Paths instead of `/v1/<signal>`, below the origin of `endpoint`, for backends that name them otherwise. */
  readonly paths?: Partial<Readonly<Record<Signal, string>>>;
  /** What the bodies are; the caller encodes them. */
  readonly encoding: Encoding;
  readonly compression: Compression;
  readonly compressionLevel?: number;
  readonly tls?: ClientTlsSettings;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: ClientAuthenticator;
  /** False: a 2xx is a success whatever its body says; for backends that answer something else than OTLP. */
  readonly readResponse: boolean;
  readonly maxConnections?: number;
  readonly idleTimeoutMs?: number;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Connections are made anew now and then, so that a change in DNS is followed. */
const CONNECTION_TTL_MS = 300_000;
const MAX_CONNECTIONS = 100;
const IDLE_TIMEOUT_MS = 90_000;
/** Longest beginning of an answer that is read. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Loaded with the first exporter that needs it: it takes some 14 MB, which a collector that only speaks gRPC can do without. */
const undici = (): typeof Undici => createRequire(import.meta.url)('undici') as typeof Undici;

/** OTLP/HTTP to one backend on undici. */
export class HttpClientTransport implements ClientTransport {
  #settings: HttpClientSettings;
  #pool: Undici.Pool;
  #endReload: () => void = () => {};

  /** Throws ASSAY_TRANSPORT_TLS_MATERIAL. Connects on first use. */
  constructor(settings: HttpClientSettings) {
    this.#settings = settings;
    const { endpoint, clock, log } = settings;
    const tls = settings.tls ?? DEFAULT_CLIENT_TLS;
    if (endpoint.protocol === 'http:') {
      this.#pool = this.#connect(tls, {});
      return;
    }
    const { material, options } = loadClientTls(tls);
    this.#pool = this.#connect(tls, options);
    this.#endReload = watchTlsMaterial(tls.sources, material, tls.reloadIntervalMs, clock, {
      onChange: (changed) => {
        const old = this.#pool;
        this.#pool = this.#connect(tls, clientTls(tls, changed).options);
        void old.close();
        log.info('certificates reloaded');
      },
      onError: () => log.warn('new certificates cannot be used, the old ones stay', { code: 'ASSAY_TRANSPORT_TLS_MATERIAL' }),
    });
  }

  async send(signal: Signal, body: Uint8Array, options: SendOptions): Promise<SendResult> {
    const deadline = startDeadline(options.timeoutMs, options.abort);
    try {
      const { compression, compressionLevel, readResponse, clock } = this.#settings;
      const [packed, headers] = await Promise.all([compress(compression, body, compressionLevel), this.#headers(options)]);
      const answer = await this.#request(signal, packed, headers, deadline.signal);
      return readAnswer(answer, readResponse, clock.now());
    } catch (error) {
      const cause = deadline.cause();
      if (cause === 'timeout') return timedOut(options.timeoutMs);
      return cause === 'abort' ? ABORTED : unreachable(describe(error));
    } finally {
      deadline.end();
    }
  }

  async close(): Promise<void> {
    this.#endReload();
    if (!this.#pool.closed && !this.#pool.destroyed) await this.#pool.close();
  }

  async #request(signal: Signal, body: Uint8Array, headers: Record<string, string>, abort: AbortSignal): Promise<HttpAnswer> {
    const response = await this.#pool.request({
      method: 'POST',
      path: this.#path(signal),
      headers,
      body: asBuffer(body),
      signal: abort,
      // The whole request has one timeout, kept by `abort`.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const chunks: Buffer[] = [];
    let length = 0;
    // A break ends the connection rather than reading a body of any length.
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) break;
    }
    const head = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES);
    return { status: response.statusCode, headers: response.headers, body: head, complete: length <= MAX_ANSWER_BYTES };
  }

  #path(signal: Signal): string {
    const { endpoint, paths } = this.#settings;
    return paths?.[signal] ?? `${endpoint.pathname.replace(/\/+$/, '')}${HTTP_PATHS[signal]}`;
  }

  async #headers(options: SendOptions): Promise<Record<string, string>> {
    const { encoding, compression, headers, auth, userAgent } = this.#settings;
    const coded = contentEncoding(compression);
    return lowerCased({
      'user-agent': userAgent,
      ...headers,
      ...(await auth?.requestHeaders()),
      ...options.headers,
      'content-type': CONTENT_TYPES[encoding],
      ...(coded === undefined ? {} : { 'content-encoding': coded }),
    });
  }

  #connect(tls: ClientTlsSettings, context: SecureContextOptions): Undici.Pool {
    const { endpoint, maxConnections, idleTimeoutMs } = this.#settings;
    return new (undici().Pool)(endpoint.origin, {
      connections: maxConnections ?? MAX_CONNECTIONS,
      keepAliveTimeout: idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      clientTtl: CONNECTION_TTL_MS,
      allowH2: false,
      connect: {
        ...context,
        rejectUnauthorized: !tls.skipVerify,
        ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
      },
    });
  }
}

/** One spelling of each name, so that a later value replaces an earlier one. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The system's code and words; undici keeps the real cause inside. */
function describe(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const root = (cause instanceof Error ? cause : error) as NodeJS.ErrnoException;
  return root.message || root.code || root.name;
}
