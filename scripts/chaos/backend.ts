import { ACCEPTED, retry } from '../../src/kernel/outcome.ts';
import { OtlpSink, spansIn } from '../../test/support/otlp-sink.ts';
import { ChaosProxy, PROXY_MODES, type ProxyMode } from './proxy.ts';

/** Modes of a backend: those of the way to it, and `storm`, in which it answers with 429 and asks for a second. */
export const BACKEND_MODES: readonly BackendMode[] = [...PROXY_MODES, 'storm'];
export type BackendMode = ProxyMode | 'storm';
/** How an exporter reaches its backend. */
export type Way = 'grpc' | 'http';

/** One backend behind a troubled way; knows how often each span came. */
export class ChaosBackend {
  readonly came: Map<string, number> = new Map();
  readonly way: Way;
  readonly #sink: OtlpSink;
  readonly #proxy: ChaosProxy;
  #storm = false;

  private constructor(way: Way, sink: OtlpSink, proxy: ChaosProxy) {
    this.way = way;
    this.#sink = sink;
    this.#proxy = proxy;
    sink.keep = false;
    sink.answer = (batch) => {
      if (this.#storm) return retry('ASSAY_TRANSPORT_BUSY', 'a storm', 1000);
      for (const { span } of spansIn(batch.bytes)) this.came.set(span.spanId, (this.came.get(span.spanId) ?? 0) + 1);
      return ACCEPTED;
    };
  }

  static async start(way: Way): Promise<ChaosBackend> {
    const sink = await OtlpSink.start();
    return new ChaosBackend(way, sink, await new ChaosProxy(way === 'grpc' ? sink.grpcPort : sink.httpPort).start());
  }

  /** Where the exporter sends. */
  get port(): number {
    return this.#proxy.port;
  }

  get mode(): BackendMode {
    return this.#storm ? 'storm' : this.#proxy.mode;
  }

  async setMode(mode: BackendMode): Promise<void> {
    this.#storm = mode === 'storm';
    await this.#proxy.setMode(mode === 'storm' ? 'pass' : mode);
  }

  /** Spans that came more than once, counted once for each further time. */
  duplicates(): number {
    let count = 0;
    for (const times of this.came.values()) count += times - 1;
    return count;
  }

  async stop(): Promise<void> {
    await this.#proxy.stop();
    await this.#sink.close();
  }
}
