import type { PriceMatch, UnpricedReason } from './match.ts';
import { describePeriod } from './period.ts';
import type { PriceBook } from './price-book.ts';
import { type ShownPrice, shownPrices, specRemarks } from './price-text.ts';
import type { ResolveStep } from './resolve-steps.ts';

/** What is asked: a model as telemetry names it, under the conventions' provider name ('' when unknown), at a time. */
export interface PriceQuestion {
  readonly provider: string;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** The price that was found, as its source states it. */
export interface ExplainedPrice {
  readonly id: string;
  readonly version: string;
  readonly match: PriceMatch;
  readonly estimated: boolean;
  readonly source: { readonly name: string; readonly version: string; readonly date: string; readonly evidence: string };
  /** When this price holds, '' for always. */
  readonly inForce: string;
  readonly prices: readonly ShownPrice[];
  readonly tiers: readonly { readonly aboveInputTokens: number; readonly prices: readonly ShownPrice[] }[];
  readonly serviceTiers: readonly string[];
  readonly discounts: readonly string[];
  readonly remarks: readonly string[];
}

/** How a name came to its price: every step tried, in order, and what was found. `reason` is set when nothing was. */
export interface PriceExplanation {
  readonly question: { readonly provider: string; readonly model: string; readonly at: string };
  readonly steps: readonly ResolveStep[];
  readonly found: ExplainedPrice | undefined;
  readonly reason: UnpricedReason | undefined;
}

/** Longest model name repeated in an explanation. */
const SHOWN_NAME = 200;

/** Explains the price of a model; pure. Feeds `assay price`. */
export function explainPrice(book: PriceBook, question: PriceQuestion): PriceExplanation {
  const steps: ResolveStep[] = [];
  const quote = book.trace(question.provider, question.model, question.atMs, (step) => void steps.push(step));
  const model =
    question.model.length > SHOWN_NAME ? `${question.model.slice(0, SHOWN_NAME)}... (${question.model.length} characters)` : question.model;
  const shown = { provider: question.provider, model, at: new Date(question.atMs).toISOString() };
  const { price, match } = quote;
  if (price === undefined || match === undefined) {
    if (steps.some((step) => step.outcome === 'match')) {
      steps.push({ step: 'unpriced', tried: model, outcome: 'refused', detail: `what was found is not in force at ${shown.at}` });
    }
    return { question: shown, steps, found: undefined, reason: quote.reason ?? 'unknown_model' };
  }
  const { spec } = price;
  const found: ExplainedPrice = {
    id: price.id,
    version: price.version,
    match,
    estimated: quote.estimated || spec.gpuHour !== undefined,
    source: price.source,
    inForce: describePeriod(quote.period),
    prices: shownPrices(spec.prices),
    tiers: [...(spec.tiers ?? [])]
      .sort((a, b) => a.above - b.above)
      .map((tier) => ({ aboveInputTokens: tier.above, prices: shownPrices({ ...spec.prices, ...tier.prices }) })),
    serviceTiers: Object.entries(spec.serviceTiers ?? {}).map(([tier, what]) =>
      'factor' in what ? `${tier}: ${what.factor[0] / what.factor[1]} times` : `${tier}: own prices`,
    ),
    discounts: quote.discounts.map((discount) => discount.id),
    remarks: specRemarks(spec),
  };
  return { question: shown, steps, found, reason: undefined };
}
