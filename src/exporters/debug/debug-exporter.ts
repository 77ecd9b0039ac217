import type { Exporter } from '../../kernel/component.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { ACCEPTED, type Outcome } from '../../kernel/outcome.ts';
import { type Batch, ITEM_NAMES, type Signal, SIGNALS } from '../../otlp/batch.ts';
import { Cursor } from '../../wire/cursor.ts';
import type { DebugConfig } from './config.ts';
import { type LineSink, stdoutSink } from './line-sink.ts';
import { Renderer } from './renderer.ts';

/** The Collector's words for verbosity `basic`: message, field for the resources, field for the items. */
const WORDS: Readonly<Record<Signal, readonly [string, string, string]>> = {
  traces: ['Traces', 'resource spans', 'spans'],
  metrics: ['Metrics', 'resource metrics', 'data points'],
  logs: ['Logs', 'resource logs', 'log records'],
};

/** Shows what arrives: `basic` in the log, the other verbosities on standard output. Always accepts. */
export class DebugExporter implements Exporter {
  readonly #config: DebugConfig;
  readonly #host: Host;
  readonly #sink: LineSink;
  readonly #renderer: Renderer;
  readonly #sent: ReadonlyMap<Signal, Counter>;

  constructor(config: DebugConfig, host: Host, sink: LineSink = stdoutSink()) {
    this.#config = config;
    this.#host = host;
    this.#sink = sink;
    this.#renderer = new Renderer(config);
    this.#sent = new Map(
      SIGNALS.map((signal) => [signal, host.metrics.counter(`otelcol_exporter_sent_${ITEM_NAMES[signal]}`, { exporter: host.id })]),
    );
  }

  consume(batch: Batch): Outcome | Promise<Outcome> {
    this.#sent.get(batch.signal)?.add(batch.items);
    this.#host.ledger.delivered(batch.items, batch.signal);
    if (this.#config.verbosity === 'basic') {
      const [title, resources, items] = WORDS[batch.signal];
      this.#host.log.info(title, { [resources]: countResources(batch.bytes), [items]: batch.items });
      return ACCEPTED;
    }
    const text = this.#renderer.render(batch);
    return text === '' ? ACCEPTED : this.#sink.write(text).then(() => ACCEPTED);
  }
}

/** How many ResourceSpans (ResourceMetrics, ResourceLogs) a request has. */
function countResources(bytes: Uint8Array): number {
  const c = new Cursor(bytes, 0);
  let count = 0;
  while (c.pos < bytes.length) {
    const tag = c.varint();
    if (tag === 0x0a) count++;
    c.skip(tag & 7);
  }
  return count;
}
