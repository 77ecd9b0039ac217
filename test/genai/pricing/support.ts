import { Cost } from '../../../src/genai/pricing/cost.ts';
import type { PriceFileContent } from '../../../src/genai/pricing/overrides/content.ts';
import { OverrideTable } from '../../../src/genai/pricing/overrides/table.ts';
import type { PriceSource } from '../../../src/genai/pricing/price.ts';
import { defaultCatalog, PriceBook, type PricedCall } from '../../../src/genai/pricing/price-book.ts';
import type { MatchPolicy } from '../../../src/genai/pricing/resolver.ts';
import { emptyUsage, type Usage } from '../../../src/genai/usage.ts';
import { TextSlice } from '../../../src/wire/text-slice.ts';

export const SOURCE: PriceSource = { name: 'test.yaml', version: '1', date: '', evidence: '' };

/** Noon UTC of a day after all dated prices of the bundled data but those of 2027. */
export const AT: number = Date.parse('2026-10-01T12:00Z');

export function textSlice(text: string): TextSlice {
  // Not at the start of its buffer, so that offsets matter.
  const bytes = Buffer.from(`<${text}>`);
  const slice = new TextSlice();
  slice.set(bytes, 1, bytes.length - 1);
  return slice;
}

export function usageOf(counts: Partial<Usage>): Usage {
  return { ...emptyUsage(), ...counts };
}

export function callOf(provider: string, model: string, counts: Partial<Usage>, more: Partial<PricedCall> = {}): PricedCall {
  return {
    provider,
    requestModel: textSlice(''),
    responseModel: textSlice(model),
    usage: usageOf(counts),
    usageConsistent: true,
    serviceTier: '',
    ...more,
  };
}

export function bookWith(content: PriceFileContent, match: MatchPolicy = 'any'): PriceBook {
  return new PriceBook({ overrides: new OverrideTable([{ content, source: SOURCE }], defaultCatalog()), match });
}

/** The cost of one call, in a Cost of its own. */
export function costOf(book: PriceBook, call: PricedCall, atMs: number = AT, durationS: number = 1): Cost {
  const cost = new Cost();
  book.price(call, atMs, durationS, cost);
  return cost;
}

/** Exact decimal dollars of the total, or the reason why there is none. */
export function total(book: PriceBook, call: PricedCall, atMs: number = AT): string {
  const cost = costOf(book, call, atMs);
  return cost.reason === '' ? cost.total.toString() : cost.reason;
}
