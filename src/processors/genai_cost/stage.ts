import type { GenAiCall } from '../../genai/call.ts';
import { Cost } from '../../genai/pricing/cost.ts';
import { UNPRICED_REASONS, type UnpricedReason } from '../../genai/pricing/match.ts';
import type { PriceBook } from '../../genai/pricing/price-book.ts';
import type { Counter, Host } from '../../kernel/host.ts';
import { KEEP, type LogStage, type SpanStage, type Verdict, type WalkContext } from '../../kernel/stage.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';
import type { LogEdit, LogView } from '../../otlp/views/log.ts';
import type { SpanEdit, SpanView } from '../../otlp/views/span.ts';
import type { CostWriter } from './also-write.ts';
import type { UnknownModels } from './unknown-models.ts';
import { isPriced, writeComputed, writeReported } from './write-cost.ts';

const NS_PER_MS = 1e6;

/** Prices billable calls, of spans and of log records that are calls, and writes the cost beside them. */
export class CostStage implements SpanStage, LogStage {
  /** Swapped whole when price files change: no span sees half a table. */
  book: PriceBook;
  readonly #cost = new Cost();
  readonly #computeBeside: boolean;
  readonly #also: readonly CostWriter[];
  readonly #unknown: UnknownModels;
  readonly #host: Host;
  readonly #unpriced: ReadonlyMap<UnpricedReason, Counter>;

  constructor(book: PriceBook, settings: { computeBeside: boolean; also: readonly CostWriter[] }, unknown: UnknownModels, host: Host) {
    this.book = book;
    this.#computeBeside = settings.computeBeside;
    this.#also = settings.also;
    this.#unknown = unknown;
    this.#host = host;
    this.#unpriced = new Map(UNPRICED_REASONS.map((reason) => [reason, host.metrics.counter('assay_unpriced_calls', { reason })]));
  }

  span(span: SpanView, edit: SpanEdit, ctx: WalkContext): Verdict {
    const call = ctx.calls.read(span);
    if (call !== undefined && isPriceable(call) && !isPriced(edit.attributes)) {
      this.#price(call, edit.attributes, this.#timeMs(span.endNs(), span.startNs()), span.durationS());
    }
    return KEEP;
  }

  log(record: LogView, edit: LogEdit, ctx: WalkContext): Verdict {
    const call = ctx.calls.readLog(record);
    if (call !== undefined && isPriceable(call) && !isPriced(edit.attributes)) {
      this.#price(call, edit.attributes, this.#timeMs(record.timeNs(), record.observedTimeNs()), Number.NaN);
    }
    return KEEP;
  }

  #price(call: GenAiCall, attributes: AttributesEdit, atMs: number, durationS: number): void {
    const cost = this.#cost;
    if (isStatement(call)) {
      if (this.#computeBeside) this.book.price(call, atMs, durationS, cost);
      writeReported(attributes, call.reportedCostUsd, this.#computeBeside ? cost : undefined, this.#also);
      return;
    }
    this.book.price(call, atMs, durationS, cost);
    // A failed call that says nothing of its usage was most likely not billed, not even its fees.
    if (call.failed && !call.hasUsage && cost.priced) cost.refuse('no_usage');
    writeComputed(attributes, cost, this.#also);
    if (cost.reason !== '') this.#count(call, cost.reason);
  }

  #count(call: GenAiCall, reason: UnpricedReason): void {
    this.#unpriced.get(reason)?.add(1);
    if (reason === 'unknown_model' || reason === 'unknown_provider') {
      this.#unknown.count(call.provider, call.responseModel.isEmpty ? call.requestModel : call.responseModel);
    }
  }

  /** Prices hold by the end of the call; a span without times is priced as of now. */
  #timeMs(ns: number, otherNs: number): number {
    if (ns > 0) return ns / NS_PER_MS;
    return otherNs > 0 ? otherNs / NS_PER_MS : this.#host.clock.now();
  }
}

/**
 * Paid calls, and model calls of which nothing was counted: those may have a price by the call or by the hour, and otherwise
 * are to be told apart from calls that were free.
 */
function isPriceable(call: GenAiCall): boolean {
  return call.billable || (call.modelCall && !call.hasUsage && !call.cachedAnswer);
}

/**
 * A reported cost counts when it is an amount. Zero beside tokens is how gateways write "no price known" (OpenLIT, LiteLLM;
 * reference: dialects, `cost_zero`), and a negative one is a known fault of theirs.
 */
function isStatement(call: GenAiCall): boolean {
  const usd = call.reportedCostUsd;
  if (usd > 0) return usd < Number.POSITIVE_INFINITY;
  return usd === 0 && !(call.usage.inputTotal > 0 || call.usage.outputTotal > 0);
}
