/* The resident memory of the process stays under the limit of memory_limiter while nobody takes the data, and comes back to work afterwards. */
import { Agent, request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { metricValue, RunningBinary } from '../support/binary.ts';
import { call, newSpanId, traceRequest } from '../support/call-requests.ts';
import { GrpcClient } from '../support/clients.ts';
import { pause } from '../support/eventually.ts';
import { freePort, ScriptedBackend } from '../support/scripted-backend.ts';

const LIMIT_MIB = 400;
const LOAD_MS = 10_000;
const CONNECTIONS = 1000;

/** A collector with a limit of memory, whose backend does not exist. */
async function start(backendPort: number): Promise<RunningBinary> {
  const running = await RunningBinary.start(`
receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" }, http: { endpoint: "127.0.0.1:0" } } } }
processors: { memory_limiter: { limit_mib: ${LIMIT_MIB} }, genai_cost: {} }
exporters:
  otlp_http:
    endpoint: "http://127.0.0.1:${backendPort}"
    compression: none
    # A queue that alone would fill the memory several times over: the limit is all that holds it.
    sending_queue: { queue_size: 1000000, max_mib: 2000 }
    retry_on_failure: { initial_interval: 500ms, max_interval: 1s }
service:
  telemetry: { metrics: { endpoint: "127.0.0.1:0" } }
  pipelines: { traces: { receivers: [otlp], processors: [memory_limiter, genai_cost], exporters: [otlp_http] } }
`);
  onTestFinished(async () => void (await running.stop('SIGKILL')));
  return running;
}

/** The highest resident memory of a process until `stop`, in MiB; NaN where there is no /proc. */
function peakOf(running: RunningBinary): () => number {
  let peak = running.rssMib();
  const timer = setInterval(() => (peak = Math.max(peak, running.rssMib())), 20);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

interface Answers {
  taken: number;
  refused: number;
  other: number;
}

function post(port: number, agent: Agent, body: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
    const sent = request({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode!));
    });
    sent.on('error', () => resolve(0));
    sent.end(body);
  });
}

/** `workers` senders, half of them over gRPC, that pay no heed to Retry-After. */
async function load(running: RunningBinary, workers: number, body: Buffer, agent: Agent, pauseMs: number): Promise<Answers> {
  const answers: Answers = { taken: 0, refused: 0, other: 0 };
  const end = Date.now() + LOAD_MS;
  const grpc = new GrpcClient(running.port('grpc'));
  const work = async (i: number): Promise<void> => {
    while (Date.now() < end) {
      const overGrpc = i % 2 === 0 && workers < CONNECTIONS;
      const status = overGrpc ? (await grpc.send(body)).code : await post(running.port('http'), agent, body);
      if (status === 0 ? overGrpc : status === 200) answers.taken++;
      else if (status === 503 || status === 14) answers.refused++;
      else answers.other++;
      if (pauseMs > 0) await pause(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, i) => work(i)));
  grpc.close();
  return answers;
}

describe('resident memory with a dead backend', () => {
  it('stays under the limit with spans of 100 KB, and all goes on when the backend is back', async () => {
    const port = await freePort();
    const running = await start(port);
    const body = traceRequest([call({ 'gen_ai.input.messages': 'x'.repeat(100_000) }, { spanId: newSpanId() })]);
    const peak = peakOf(running);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const answers = await load(running, 32, body, agent, 0);
    const peakMib = peak();
    expect(answers.other).toBe(0);
    expect(answers.taken).toBeGreaterThan(500);
    expect(answers.refused).toBeGreaterThan(0);
    if (!Number.isNaN(peakMib)) expect(peakMib).toBeLessThan(LIMIT_MIB);
    const backend = await new ScriptedBackend().listen(port);
    onTestFinished(() => backend.close());
    await expect.poll(() => backend.taken.length, { timeout: 40_000 }).toBe(answers.taken);
    expect(metricValue(await running.metrics(), 'assay_ledger_items', { state: 'in_flight' })).toBe(0);
  });

  it('stays under the limit with a thousand connections', async () => {
    const running = await start(await freePort());
    const body = traceRequest(
      Array.from({ length: 20 }, () => call({ 'gen_ai.input.messages': 'x'.repeat(1000) }, { spanId: newSpanId() })),
    );
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS });
    onTestFinished(() => agent.destroy());
    const peak = peakOf(running);
    const answers = await load(running, CONNECTIONS, body, agent, 100);
    const peakMib = peak();
    expect(Object.values(agent.freeSockets)[0]).toHaveLength(CONNECTIONS);
    expect(answers.other).toBe(0);
    expect(answers.taken + answers.refused).toBeGreaterThan(CONNECTIONS);
    if (!Number.isNaN(peakMib)) expect(peakMib).toBeLessThan(LIMIT_MIB);
  });
});
