import { ACCEPTED, type Outcome } from '../../src/kernel/outcome.ts';
import type { Batch, Signal } from '../../src/otlp/batch.ts';
import { isJsonError, jsonToProto } from '../../src/otlp/json/index.ts';
import { validateRequest } from '../../src/otlp/validate.ts';
import { systemClock } from '../../src/telemetry/clock.ts';
import { SILENT } from '../../src/telemetry/log/silent.ts';
import { GrpcServerTransport } from '../../src/transport/grpc/grpc-server.ts';
import { HttpServerTransport } from '../../src/transport/http/http-server.ts';
import { DEFAULT_SERVER_LIMITS, type RequestHandler, type ServerTransport } from '../../src/transport/server-transport.ts';
import { plain } from './oracle.ts';

/** A backend on loopback that keeps what it takes. `answer` may refuse. */
export class OtlpSink {
  readonly batches: Batch[] = [];
  answer: (batch: Batch) => Outcome | Promise<Outcome> = () => ACCEPTED;
  /** False: what is taken is counted and let go, for tests with a lot of it. */
  keep = true;
  grpcPort = 0;
  httpPort = 0;
  /** Requests that were no valid OTLP: what a collector sends must never be among them. */
  invalid = 0;
  readonly #taken: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
  readonly #servers: ServerTransport[] = [];

  /** On free ports, or on those given. */
  static async start(ports: { grpc?: number; http?: number } = {}): Promise<OtlpSink> {
    const sink = new OtlpSink();
    const handler: RequestHandler = async ({ signal, encoding, body, headers }) => {
      const bytes = encoding === 'json' ? jsonToProto(signal, body) : body;
      const checked = isJsonError(bytes) ? undefined : validateRequest(signal, bytes);
      if (isJsonError(bytes) || checked?.ok !== true) {
        sink.invalid++;
        throw new Error('no valid OTLP');
      }
      const batch: Batch = { signal, bytes, items: checked.items, meta: { receivedAtMs: Date.now(), metadata: headers.toMap() } };
      const outcome = await sink.answer(batch);
      if (outcome.kind === 'accepted') {
        sink.#taken[signal] += batch.items;
        if (sink.keep) sink.batches.push(batch);
      }
      return { outcome, items: batch.items };
    };
    const settings = { limits: DEFAULT_SERVER_LIMITS, clock: systemClock(), log: SILENT, handler };
    const grpc = new GrpcServerTransport({ ...settings, endpoint: { host: '127.0.0.1', port: ports.grpc ?? 0 } });
    const http = new HttpServerTransport({ ...settings, endpoint: { host: '127.0.0.1', port: ports.http ?? 0 } });
    sink.#servers.push(grpc, http);
    sink.grpcPort = (await grpc.listen()).port;
    sink.httpPort = (await http.listen()).port;
    return sink;
  }

  /** Items taken since the start, kept or not. */
  taken(signal: Signal): number {
    return this.#taken[signal];
  }

  /** Items among those kept. */
  items(signal: Signal): number {
    return this.batches.filter((batch) => batch.signal === signal).reduce((sum, batch) => sum + batch.items, 0);
  }

  /** All spans taken, decoded by the oracle, each with its resource and scope. */
  spans(): SinkSpan[] {
    return this.batches.filter(({ signal }) => signal === 'traces').flatMap(({ bytes }) => spansIn(bytes));
  }

  /** Waits until `count` items of a signal arrived. */
  async until(signal: Signal, count: number, timeoutMs: number = 20_000): Promise<void> {
    for (let waited = 0; this.items(signal) < count; waited += 10) {
      if (waited > timeoutMs) throw new Error(`${this.items(signal)} of ${count} ${signal} items arrived in ${timeoutMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close(AbortSignal.timeout(500))));
  }
}

/** A span as the oracle decodes it. */
export interface PlainSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name?: string;
  readonly attributes?: { readonly key?: string; readonly value?: Record<string, unknown> }[];
  readonly [field: string]: unknown;
}

export interface SinkSpan {
  readonly resource: unknown;
  readonly scope: unknown;
  readonly span: PlainSpan;
}

/** The spans of a trace request, each with its resource and scope. */
export function spansIn(bytes: Uint8Array): SinkSpan[] {
  const request = plain('traces', bytes) as {
    resourceSpans?: { resource?: unknown; scopeSpans?: { scope?: unknown; spans?: PlainSpan[] }[] }[];
  };
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) =>
    (scopeSpans ?? []).flatMap(({ scope, spans }) => (spans ?? []).map((span) => ({ resource, scope, span }))),
  );
}

/** Attributes of a span by key. */
export function attributesByKey(span: PlainSpan): Record<string, unknown> {
  return Object.fromEntries((span.attributes ?? []).map(({ key, value }) => [key ?? '', value]));
}
