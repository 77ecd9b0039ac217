import { type Endpoint, formatEndpoint } from '../transport/endpoint.ts';
import { parseEndpoint } from './endpoint.ts';
import { CONTENT_TYPE, expose, negotiate } from './metrics/exposition.ts';
import type { OwnMetrics } from './metrics/own-metrics.ts';
import { StatusServer } from './status-server.ts';

/** The YAML key of the own metrics' address. */
export const METRICS_ENDPOINT_KEY = 'service.telemetry.metrics.endpoint';

export const DEFAULT_METRICS_ENDPOINT = 'localhost:8888';

/** The listener for own metrics: `/metrics`, classic text or OpenMetrics as the scraper's Accept header prefers. */
export class MetricsServer {
  readonly #server: StatusServer;

  /** `endpoint` as in YAML, `host:port`; throws ASSAY_TELEMETRY_BAD_ENDPOINT. */
  constructor(metrics: OwnMetrics, endpoint: string = DEFAULT_METRICS_ENDPOINT) {
    this.#server = new StatusServer({
      endpoint: parseEndpoint(endpoint, METRICS_ENDPOINT_KEY),
      key: METRICS_ENDPOINT_KEY,
      portTakenCode: 'ASSAY_TELEMETRY_PORT_TAKEN',
      listenFailedCode: 'ASSAY_TELEMETRY_LISTEN_FAILED',
      routes: new Map([
        [
          '/metrics',
          async (request) => {
            const format = negotiate(request.headers.accept);
            return { status: 200, contentType: CONTENT_TYPE[format], body: await expose(metrics.registry, format) };
          },
        ],
      ]),
    });
  }

  get address(): Endpoint | undefined {
    return this.#server.address;
  }

  /** `http://host:port/metrics` while it listens. */
  get url(): string | undefined {
    const address = this.#server.address;
    return address === undefined ? undefined : `http://${formatEndpoint(address)}/metrics`;
  }

  /** Throws ASSAY_TELEMETRY_PORT_TAKEN or ASSAY_TELEMETRY_LISTEN_FAILED. */
  start(): Promise<void> {
    return this.#server.start();
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}
