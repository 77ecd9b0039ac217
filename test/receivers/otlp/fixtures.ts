import { onTestFinished } from 'vitest';
import { compileSchema } from '../../../src/config/validator.ts';
import type { Consumer } from '../../../src/kernel/consumer.ts';
import { ACCEPTED, type Outcome } from '../../../src/kernel/outcome.ts';
import { type Batch, type Signal, SIGNALS } from '../../../src/otlp/batch.ts';
import type { OtlpReceiverConfig } from '../../../src/receivers/otlp/config.ts';
import { otlpReceiver } from '../../../src/receivers/otlp/index.ts';
import { type FakeHost, type FakeHostSettings, makeFakeHost } from '../../support/fake-host.ts';
import { ORACLE } from '../../support/oracle.ts';

const traceId = Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex');
const spanId = Buffer.from('b7ad6b7169203331', 'hex');
const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
const time = { timeUnixNano: '1760000000000000000' };

function spans(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, i) => ({
    traceId,
    spanId,
    name: `chat ${i}`,
    kind: 3,
    startTimeUnixNano: '1760000000000000000',
    endTimeUnixNano: '1760000001000000000',
  }));
}

const REQUESTS: Readonly<Record<Signal, (count: number) => Record<string, unknown>>> = {
  traces: (count) => ({ resourceSpans: [{ resource, scopeSpans: [{ spans: spans(count) }] }] }),
  logs: (count) => ({
    resourceLogs: [
      { resource, scopeLogs: [{ logRecords: Array.from({ length: count }, () => ({ ...time, body: { stringValue: 'hello' } })) }] },
    ],
  }),
  metrics: (count) => ({
    resourceMetrics: [
      {
        resource,
        scopeMetrics: [
          { metrics: [{ name: 'm', gauge: { dataPoints: Array.from({ length: count }, () => ({ ...time, asDouble: 1.5 })) } }] },
        ],
      },
    ],
  }),
};

/** A valid request of `count` items, in protobuf. */
export function request(signal: Signal, count: number = 2): Uint8Array {
  const type = ORACLE[signal];
  return type.encode(type.fromObject(REQUESTS[signal](count))).finish();
}

/** The same in OTLP/JSON (hex ids, 64-bit numbers as text). */
export function requestJson(signal: Signal, count: number = 2): string {
  return JSON.stringify(REQUESTS[signal](count), (_, value: unknown) => {
    const bytes = value as { type?: string; data?: number[] } | null;
    return typeof bytes === 'object' && bytes?.type === 'Buffer' ? Buffer.from(bytes.data!).toString('hex') : value;
  });
}

/** A pipeline that remembers what came. */
export class Sink implements Consumer {
  readonly batches: Batch[] = [];
  answer: (batch: Batch) => Outcome | Promise<Outcome> = () => ACCEPTED;

  consume(batch: Batch): Outcome | Promise<Outcome> {
    this.batches.push(batch);
    return this.answer(batch);
  }
}

/** Fills in the schema's defaults and fails on what does not fit. */
export function configOf(given: unknown): OtlpReceiverConfig {
  const config: unknown = JSON.parse(JSON.stringify(given));
  const validate = compileSchema(otlpReceiver.config);
  if (!validate(config)) throw new Error(JSON.stringify(validate.errors?.map((error) => `${error.instancePath} ${error.message}`)));
  return config as OtlpReceiverConfig;
}

export interface Running {
  readonly host: FakeHost;
  readonly sink: Sink;
  readonly grpc: string;
  readonly http: string;
  shutdown(deadline?: AbortSignal): Promise<void>;
}

export interface RunSettings {
  readonly signals?: readonly Signal[];
  readonly host?: FakeHostSettings;
  readonly wrap?: (sink: Sink) => Consumer;
}

const BOTH = { protocols: { grpc: { endpoint: '127.0.0.1:0' }, http: { endpoint: '127.0.0.1:0' } } };

/** A started receiver on free ports; shut down when the test ends. */
export async function run(
  given: unknown = BOTH,
  { signals = SIGNALS, host: settings = {}, wrap = (sink) => sink }: RunSettings = {},
): Promise<Running> {
  const host = makeFakeHost({ id: 'otlp', ...settings });
  const receiver = otlpReceiver.create(configOf(given), host);
  const sink = new Sink();
  const consumer = wrap(sink);
  receiver.connect(new Map(signals.map((signal) => [signal, consumer])));
  const shutdown = async (deadline: AbortSignal = AbortSignal.abort()): Promise<void> => {
    await receiver.shutdown?.(deadline);
  };
  onTestFinished(() => shutdown());
  await receiver.start?.();
  const detail = host.lastHealth()?.detail ?? {};
  return { host, sink, grpc: String(detail['grpc_endpoint']), http: String(detail['http_endpoint']), shutdown };
}
