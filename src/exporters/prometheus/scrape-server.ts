import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { bindAll, type Bound, closeNow, SCRAPE_LIMITS, SCRAPE_MAX_CONNECTIONS } from '../../transport/listen.ts';
import { type Endpoint, formatEndpoint } from '../../transport/endpoint.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { CONTENT_TYPE, negotiate } from '../../telemetry/metrics/exposition.ts';

export interface ScrapeServerSettings {
  readonly endpoint: Endpoint;
  /** YAML key named when the port is taken. */
  readonly key: string;
  /** Whether OpenMetrics is offered to scrapers that prefer it. */
  readonly openMetrics: boolean;
  readonly render: (open: boolean) => Iterable<string>;
  /** Told after each scrape. */
  readonly onScrape: (result: 'ok' | 'aborted') => void;
}

export const METRICS_PATH = '/metrics';

const RESPONSE_TIMEOUT_MS = 30_000;
/** Pages are text that repeats itself; level 1 is within a few percent of level 6 at a fifth of its time. */
const GZIP_LEVEL = constants.Z_BEST_SPEED;

/** `GET /metrics`. Pages are streamed: a scraper that does not read costs one piece of memory and one connection. */
export class ScrapeServer {
  readonly #settings: ScrapeServerSettings;
  #bound: Bound | undefined;

  constructor(settings: ScrapeServerSettings) {
    this.#settings = settings;
  }

  /** Where it listens; the port is the real one when 0 was asked for. */
  get address(): Endpoint | undefined {
    return this.#bound?.endpoint;
  }

  /** Binds; a second call does nothing. Throws ASSAY_PROMETHEUS_PORT_TAKEN or ASSAY_PROMETHEUS_LISTEN_FAILED. */
  async start(): Promise<void> {
    if (this.#bound !== undefined) return;
    const { endpoint, key } = this.#settings;
    try {
      this.#bound = await bindAll(endpoint, () => this.#makeServer());
    } catch (cause) {
      const where = formatEndpoint(endpoint);
      if (cause instanceof AssayError && cause.code === 'ASSAY_TRANSPORT_PORT_TAKEN') {
        throw new AssayError('ASSAY_PROMETHEUS_PORT_TAKEN', `port ${endpoint.port} is taken (${where}); set ${key} to a free address`, {
          cause,
        });
      }
      throw new AssayError('ASSAY_PROMETHEUS_LISTEN_FAILED', `cannot listen on ${where}; check ${key}`, { cause });
    }
  }

  /** Ends every connection: a scraper comes again. Safe to call twice. */
  async stop(): Promise<void> {
    const servers = (this.#bound?.servers ?? []) as readonly Server[];
    this.#bound = undefined;
    await closeNow(servers);
  }

  #makeServer(): Server {
    const server = createHttpServer(SCRAPE_LIMITS, (request, response) => void this.#answer(request, response));
    server.maxConnections = SCRAPE_MAX_CONNECTIONS;
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path !== METRICS_PATH) return plainReply(request, response, 404, `not found; metrics are at ${METRICS_PATH}\n`);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plainReply(request, response, 405, 'only GET and HEAD\n');
    const format = this.#settings.openMetrics ? negotiate(request.headers.accept) : 'classic';
    const gzip = acceptsGzip(request.headers['accept-encoding']);
    response.setHeader('content-type', CONTENT_TYPE[format]);
    response.setHeader('vary', 'accept, accept-encoding');
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    if (gzip) response.setHeader('content-encoding', 'gzip');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.setTimeout(RESPONSE_TIMEOUT_MS, () => response.destroy());
    const page = Readable.from(this.#settings.render(format === 'openmetrics'), { objectMode: true, highWaterMark: 1 });
    try {
      if (gzip) await pipeline(page, createGzip({ level: GZIP_LEVEL }), response);
      else await pipeline(page, response);
      this.#settings.onScrape('ok');
    } catch {
      response.destroy();
      this.#settings.onScrape('aborted');
    }
  }
}

function plainReply(request: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...(status === 405 ? { allow: 'GET, HEAD' } : {}) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** `gzip` or `*` with a weight above 0 (RFC 9110, 12.5.3). */
function acceptsGzip(header: string | string[] | undefined): boolean {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  for (const part of text.split(',', 32)) {
    const [coding = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    if (coding !== 'gzip' && coding !== '*') continue;
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    if (weight === undefined || Number(weight.slice(2)) > 0) return true;
  }
  return false;
}
