import { Agent, request } from 'node:http';
import { call, newSpanId, traceRequest } from '../../test/support/call-requests.ts';
import { GrpcClient } from '../../test/support/clients.ts';
import { pause } from '../../test/support/eventually.ts';
import type { Random } from '../support/random.ts';

/** What the clients of a load saw. */
export interface LoadReport {
  /** Spans that were acknowledged, and when. */
  readonly acknowledged: Map<string, number>;
  /** Requests that were told to come back, and those that failed otherwise. */
  refused: number;
  failed: number;
}

export interface LoadSettings {
  readonly grpcPort: number;
  readonly httpPort: number;
  /** Half of the clients speak gRPC, half HTTP. */
  readonly clients: number;
  /** Between the requests of one client. */
  readonly pauseMs: number;
  readonly random: Random;
}

/** Clients that send calls one request after the other until stopped, and remember what was acknowledged. */
export class Load {
  readonly report: LoadReport = { acknowledged: new Map(), refused: 0, failed: 0 };
  readonly #settings: LoadSettings;
  readonly #running: Promise<void>[];
  #over = false;

  constructor(settings: LoadSettings) {
    this.#settings = settings;
    this.#running = Array.from({ length: settings.clients }, (_, i) => this.#client(i % 2 === 0));
  }

  async stop(): Promise<LoadReport> {
    this.#over = true;
    await Promise.all(this.#running);
    return this.report;
  }

  async #client(overGrpc: boolean): Promise<void> {
    const { grpcPort, httpPort, pauseMs, random } = this.#settings;
    const grpc = overGrpc ? new GrpcClient(grpcPort) : undefined;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!this.#over) {
      const ids = Array.from({ length: random.between(1, 20) }, newSpanId);
      const filler = 'x'.repeat(random.between(0, 3000));
      const body = traceRequest(ids.map((spanId) => call({ filler }, { spanId })));
      const verdict = grpc === undefined ? await overHttp(httpPort, agent, body) : await overGrpcCall(grpc, body);
      if (verdict === 'taken') for (const id of ids) this.report.acknowledged.set(id, Date.now());
      else this.report[verdict]++;
      await pause(verdict === 'taken' ? pauseMs : pauseMs * 4);
    }
    grpc?.close();
    agent.destroy();
  }
}

type Verdict = 'taken' | 'refused' | 'failed';

async function overGrpcCall(client: GrpcClient, body: Buffer): Promise<Verdict> {
  const { code, rpc } = await client.send(body, { deadlineMs: 10_000 });
  if (code === 0) return 'taken';
  return rpc === undefined ? 'failed' : 'refused';
}

function overHttp(port: number, agent: Agent, body: Buffer): Promise<Verdict> {
  const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', headers, agent, timeout: 10_000 }, (response) => {
      response.on('error', () => resolve('failed'));
      // An acknowledgement counts when it is complete.
      response.on('end', () => resolve(response.statusCode === 200 ? 'taken' : 'refused'));
      response.resume();
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve('failed'));
    sent.end(body);
  });
}
