import { ABSENT, type Usage, USAGE_FIELDS } from '../usage.ts';
import { TextSlice } from '../../wire/text-slice.ts';
import { bytesOf } from '../../wire/bytes.ts';
import { Cost } from './cost.ts';
import { discountAt } from './discount.ts';
import { explainPrice, type PriceExplanation } from './explain-price.ts';
import type { UnpricedReason } from './match.ts';
import { Pico } from './pico.ts';
import type { PriceBook } from './price-book.ts';
import { rateText, standInText } from './price-text.ts';
import { underTier } from './service-tiers.ts';
import { type CostPart, UNITS, type UnitName } from './units.data.ts';
import { whatWouldChange } from './what-would-change.ts';

/** A call as it is to be explained. Texts are strings: this is no hot path. */
export interface CostQuestion {
  readonly provider: string;
  readonly requestModel: string;
  readonly responseModel: string;
  readonly usage: Usage;
  /** Rule that decided what the emitter's counts include. */
  readonly usageRule: string;
  readonly usageConsistent: boolean;
  readonly serviceTier: string;
  /** End of the call, epoch milliseconds. */
  readonly endMs: number;
  readonly durationS: number;
  /** USD, NaN when the emitter reported none. */
  readonly reportedCostUsd: number;
}

/** One multiplication. `amountUsd` is exact decimal dollars. */
export interface CostLine {
  readonly part: CostPart;
  readonly unit: UnitName;
  readonly label: string;
  readonly count: number;
  /** `2.5 per 1M`. */
  readonly rateUsd: string;
  readonly amountUsd: string;
  readonly note: string;
}

/** A cost taken apart: usage, price, arithmetic, and what would change it. */
export interface CostExplanation {
  readonly usage: Readonly<Partial<Record<keyof Usage, number>>>;
  readonly usageRule: string;
  readonly pricedBy: 'response model' | 'request model' | '';
  readonly price: PriceExplanation;
  readonly lines: readonly CostLine[];
  /** Exact decimal dollars, by part; undefined when unpriced. */
  readonly parts: Readonly<Record<CostPart, string>> | undefined;
  readonly totalUsd: string | undefined;
  readonly listUsd: string | undefined;
  readonly discount: string;
  readonly serviceTier: string;
  readonly estimated: boolean;
  readonly reason: UnpricedReason | undefined;
  readonly reportedUsd: number | undefined;
  readonly wouldChange: readonly string[];
}

/** Explains what a call costs; pure. Feeds `assay cost explain`. */
export function explainCost(book: PriceBook, question: CostQuestion): CostExplanation {
  const cost = new Cost();
  const lines: CostLine[] = [];
  const call = { ...question, requestModel: slice(question.requestModel), responseModel: slice(question.responseModel) };
  const quote = book.quote(call, question.endMs);
  book.priceAt(quote, call, question.endMs, question.durationS, cost, (unit, count, card) => {
    const amount = new Pico();
    card.chargeFraction(amount, unit, count);
    const row = UNITS[unit]!;
    lines.push({
      part: row.part,
      unit: row.name,
      label: row.label,
      count,
      rateUsd: rateText(card, unit),
      amountUsd: amount.toString(),
      note: standInText(card, unit),
    });
  });
  const byResponse = !call.responseModel.isEmpty && book.lookup(question.provider, call.responseModel, question.endMs) === quote;
  const model = byResponse || question.requestModel === '' ? question.responseModel : question.requestModel;
  const reported = Number.isNaN(question.reportedCostUsd) ? undefined : question.reportedCostUsd;
  return {
    usage: knownCounts(question.usage),
    usageRule: question.usageRule,
    pricedBy: quote.price === undefined ? '' : byResponse ? 'response model' : 'request model',
    price: explainPrice(book, { provider: question.provider, model, atMs: question.endMs }),
    lines: cost.priced ? lines : [],
    parts: cost.priced ? partsOf(cost) : undefined,
    totalUsd: cost.priced ? cost.total.toString() : undefined,
    listUsd: cost.priced && cost.discounted ? cost.list.toString() : undefined,
    discount: cost.discounted ? (discountAt(quote.discounts, question.endMs)?.id ?? '') : '',
    serviceTier: tierText(cost, question.serviceTier),
    estimated: cost.estimated,
    reason: cost.reason === '' ? undefined : cost.reason,
    reportedUsd: reported,
    wouldChange: whatWouldChange(cost, question),
  };
}

function tierText(cost: Cost, tier: string): string {
  const { quote } = cost;
  if (tier === '' || quote?.price === undefined) return tier;
  const effect = underTier(quote.price, quote.providerId, quote.modelId, tier);
  if (effect.row !== undefined)
    return `${tier}: token prices times ${effect.row.factor[0]}/${effect.row.factor[1]} (${effect.row.evidence})`;
  return effect.price === quote.price
    ? `${tier}: list price${effect.estimated ? ', an estimate' : ''}`
    : `${tier}: as the price's source says`;
}

function partsOf(cost: Cost): Record<CostPart, string> {
  return {
    input: cost.input.toString(),
    output: cost.output.toString(),
    cache_read: cost.cacheRead.toString(),
    cache_write: cost.cacheWrite.toString(),
    other: cost.other.toString(),
  };
}

function knownCounts(usage: Usage): Partial<Record<keyof Usage, number>> {
  const result: Partial<Record<keyof Usage, number>> = {};
  for (const field of USAGE_FIELDS) if (usage[field] !== ABSENT) result[field] = usage[field];
  return result;
}

function slice(text: string): TextSlice {
  const bytes = bytesOf(text);
  const result = new TextSlice();
  result.set(bytes, 0, bytes.length);
  return result;
}
