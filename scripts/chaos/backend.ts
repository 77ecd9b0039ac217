import { spansIn } from '../../test/support/otlp-sink.ts';
import type { Arrival } from './duplicates.ts';
import { ChaosProxy, PROXY_MODES, type ProxiedConnection, type ProxyMode } from './proxy.ts';
import { Taker, type Way } from './taker.ts';

/** Modes of a backend: those of the way to it, and `storm`, in which it answers with 429 and asks for a second. */
export const BACKEND_MODES: readonly BackendMode[] = [...PROXY_MODES, 'storm'];
export type BackendMode = ProxyMode | 'storm';

/** A request that was taken. Its answer, where there is one, ends after `answerBytes` of the connection. */
interface Request {
  readonly atMs: number;
  connection: ProxiedConnection | undefined;
  answerBytes: number;
}

/** One backend behind a troubled way; knows how often each span came, and whether the sender could know. */
export class ChaosBackend {
  readonly way: Way;
  readonly #came: Map<string, Request[]> = new Map();
  readonly #taker: Taker;
  readonly #proxy: ChaosProxy;
  #storm = false;

  private constructor(way: Way, taker: Taker, proxy: ChaosProxy) {
    this.way = way;
    this.#taker = taker;
    this.#proxy = proxy;
  }

  static async start(way: Way): Promise<ChaosBackend> {
    let backend: ChaosBackend | undefined = undefined;
    const taker = await Taker.start(way, (body) => backend?.take(body));
    backend = new ChaosBackend(way, taker, await new ChaosProxy(taker.port).start());
    return backend;
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

  take(body: Buffer): { answered: (end: { port: number; bytes: number }) => void } | undefined {
    if (this.#storm) return undefined;
    const request: Request = { atMs: Date.now(), connection: undefined, answerBytes: 0 };
    for (const { span } of spansIn(body)) {
      const before = this.#came.get(span.spanId);
      if (before === undefined) this.#came.set(span.spanId, [request]);
      else before.push(request);
    }
    return {
      answered: ({ port, bytes }) => {
        request.connection = this.#proxy.connection(port);
        request.answerBytes = bytes;
      },
    };
  }

  has(spanId: string): boolean {
    return this.#came.has(spanId);
  }

  /** Spans that came, each time counted. */
  delivered(): number {
    let count = 0;
    for (const requests of this.#came.values()) count += requests.length;
    return count;
  }

  /** Spans that came more than once, counted once for each further time. */
  duplicates(): number {
    return this.delivered() - this.#came.size;
  }

  /** Every span that came, with each time that it did, in order. */
  *arrivals(): Generator<readonly [spanId: string, arrivals: readonly Arrival[]]> {
    for (const spanId of this.#came.keys()) yield [spanId, this.arrivalsOf(spanId)];
  }

  /** Every time that a span came, in order. */
  arrivalsOf(spanId: string): readonly Arrival[] {
    // What the sender's side has not taken in full is no answer.
    return (this.#came.get(spanId) ?? []).map(({ atMs, connection, answerBytes }) => ({
      atMs,
      answeredAtMs: connection?.passedAtMs(answerBytes) ?? Number.NaN,
    }));
  }

  async stop(): Promise<void> {
    await this.#proxy.stop();
    await this.#taker.stop();
  }
}
