import { parseDurationMs } from '../../config/units.ts';
import { createDelivery } from '../../delivery/delivery.ts';
import { deliverySettings } from '../../delivery/settings.ts';
import { TransportSender } from '../../delivery/transport-sender.ts';
import type { Exporter } from '../../kernel/component.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { ACCEPTED, type Outcome, type Retry, refused } from '../../kernel/outcome.ts';
import type { Batch } from '../../otlp/batch.ts';
import { protoToJson } from '../../otlp/json/index.ts';
import type { Config } from './config.ts';
import { connectLangfuse } from './connect.ts';
import { PROPAGATED } from './propagated.data.ts';
import { Rewriter } from './rewriter.ts';
import { LangfuseSender } from './sender.ts';

/** Why spans are left out by `spans: genai`. */
export const NOT_GENAI = 'not_genai';

/** Rewrites batches for Langfuse, then queues and delivers them as any exporter does. */
export class LangfuseExporter implements Exporter {
  readonly #host: Host;
  readonly #rewriter: Rewriter;
  readonly #delivery: Exporter;
  readonly #environments: Counter;
  readonly #reparented: Counter;

  constructor(config: Config, host: Host) {
    this.#host = host;
    this.#rewriter = new Rewriter({
      allSpans: config.spans === 'all',
      propagate: new Set(PROPAGATED.map((row) => row.name).filter((name) => config.propagate[name])),
      metadata: config.propagate.metadata,
      seed: Math.floor(host.clock.random() * 2 ** 32),
    });
    const inner = new TransportSender({
      connect: () => connectLangfuse(config, host),
      timeoutMs: parseDurationMs(config.timeout),
      ...(config.encoding === 'json' ? { encode: (batch: Batch) => protoToJson(batch.signal, batch.bytes) } : {}),
    });
    const sender = new LangfuseSender({ inner, pauseMs: parseDurationMs(config.unauthorized_pause), log: host.log });
    this.#delivery = createDelivery({ sender, settings: deliverySettings(config), host });
    const rewritten = (what: string): Counter => host.metrics.counter('assay_langfuse_rewrites', { exporter: host.id, what });
    this.#environments = rewritten('environment');
    this.#reparented = rewritten('parent');
  }

  async start(): Promise<void> {
    await this.#delivery.start?.();
  }

  async shutdown(deadline: AbortSignal): Promise<void> {
    await this.#delivery.shutdown?.(deadline);
  }

  kept(): number {
    return this.#delivery.kept?.() ?? 0;
  }

  /** Asked before a batch is worked on; a full queue costs no rewriting. */
  precheck(batch: Batch): Retry | undefined {
    return this.#delivery.precheck?.(batch);
  }

  async consume(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    if (batch.signal !== 'traces') return refused('ASSAY_LANGFUSE_TRACES_ONLY', 'Langfuse takes traces only');
    const { batch: fit, leftOut, environments, reparented } = this.#rewriter.rewrite(batch);
    const outcome = fit.items === 0 ? ACCEPTED : await this.#delivery.consume(fit, signal);
    // What was not taken comes again whole and is counted then.
    if (outcome.kind !== 'accepted') return outcome;
    this.#host.ledger.dropped(leftOut, NOT_GENAI, batch.signal);
    this.#environments.add(environments);
    this.#reparented.add(reparented);
    return outcome;
  }
}
