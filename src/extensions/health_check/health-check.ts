import type { Extension } from '../../kernel/component.ts';
import type { Host } from '../../kernel/host.ts';
import { parseEndpoint } from '../../telemetry/endpoint.ts';
import { type StatusReply, StatusServer } from '../../telemetry/status-server.ts';
import { type Endpoint, formatEndpoint } from '../../transport/endpoint.ts';
import { type HealthCheckConfig, LIVEZ_PATH } from './config.ts';
import { LoopWatch, STUCK_AFTER_MS } from './loop-watch.ts';
import { readiness } from './readiness.ts';

const JSON_TYPE = 'application/json';

/** The probes' listener. It starts first and stops last, so that not ready can be told while the rest starts and stops. */
export class HealthCheck implements Extension {
  readonly #config: HealthCheckConfig;
  readonly #host: Host;
  readonly #watch: LoopWatch;
  readonly #server: StatusServer;
  #readySinceMs: number | undefined;

  constructor(config: HealthCheckConfig, host: Host) {
    this.#config = config;
    this.#host = host;
    this.#watch = new LoopWatch(host.clock);
    const key = `extensions.${host.id}.endpoint`;
    this.#server = new StatusServer({
      endpoint: parseEndpoint(config.endpoint, key),
      key,
      portTakenCode: 'ASSAY_HEALTH_PORT_TAKEN',
      listenFailedCode: 'ASSAY_HEALTH_LISTEN_FAILED',
      routes: new Map([
        [config.path, () => this.#ready()],
        [LIVEZ_PATH, () => this.#live()],
      ]),
    });
  }

  /** Where it listens; for tests and for the demo's list of addresses. */
  get address(): Endpoint | undefined {
    return this.#server.address;
  }

  async start(): Promise<void> {
    await this.#server.start();
    this.#host.log.info(`health_check listens on ${formatEndpoint(this.#server.address!)}`);
    this.#watch.start();
  }

  async shutdown(): Promise<void> {
    this.#watch.stop();
    await this.#server.stop();
  }

  #ready(): StatusReply {
    const now = this.#host.clock.now();
    const { ready, ...rest } = readiness(this.#host.healthOf(), this.#host.stopping(), this.#config.strict);
    this.#readySinceMs = ready ? (this.#readySinceMs ?? now) : undefined;
    const since = this.#readySinceMs;
    const times = since === undefined ? {} : { upSince: new Date(since).toISOString(), uptime: `${(now - since) / 1000}s` };
    return { status: ready ? 200 : 503, contentType: JSON_TYPE, body: `${JSON.stringify({ ...rest, ...times })}\n` };
  }

  #live(): StatusReply {
    const lagMs = Math.round(this.#watch.lagMs());
    const live = lagMs < STUCK_AFTER_MS;
    const body = `${JSON.stringify({ status: live ? 'alive' : 'stuck', event_loop_lag_ms: lagMs })}\n`;
    return { status: live ? 200 : 503, contentType: JSON_TYPE, body };
  }
}
