import { bytesOf } from '../../../wire/bytes.ts';
import { TextSlice } from '../../../wire/text-slice.ts';
import type { PriceBook } from '../price-book.ts';
import { compileRates, type RateCard } from '../rate-card.ts';
import type { PriceSpec } from '../price-spec.ts';
import { TOKEN_UNITS, UNITS, type UnitName } from '../units.data.ts';
import type { ImportedPrice } from './imported.ts';

/** Two tables say different things of one unit of one model. Amounts are dollars for a million tokens. */
export interface Difference {
  readonly provider: string;
  readonly model: string;
  readonly ourId: string;
  readonly unit: UnitName;
  /** Input tokens above which it holds, 0 for the base price. */
  readonly above: number;
  readonly ours: number;
  readonly theirs: number;
  /** theirs / ours - 1, in percent; infinite when ours is 0. */
  readonly percent: number;
}

export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
  /** Models they price and we do not, with our reason. */
  readonly missing: readonly { readonly provider: string; readonly model: string; readonly reason: string }[];
}

/** Compares a book with an imported table at a time. Differences up to `tolerancePercent` are left out; the largest come first. */
export function compareTables(book: PriceBook, imported: readonly ImportedPrice[], atMs: number, tolerancePercent: number): Comparison {
  const differences: Difference[] = [];
  const missing: { provider: string; model: string; reason: string }[] = [];
  let compared = 0;
  for (const theirs of imported) {
    const quote = book.lookup(theirs.provider, sliceOf(theirs.model), atMs);
    if (quote.price === undefined) {
      if (Object.keys(theirs.spec.prices).length > 0)
        missing.push({ provider: theirs.provider, model: theirs.model, reason: quote.reason ?? 'unknown_model' });
      continue;
    }
    compared++;
    const steps = [0, ...(theirs.spec.tiers ?? []).map((tier) => tier.above)];
    for (const above of steps) {
      const card = cardAbove(theirs.spec, above);
      for (const found of unitDifferences(quote.price.card(above + 1), card, tolerancePercent)) {
        differences.push({ provider: theirs.provider, model: theirs.model, ourId: quote.price.id, above, ...found });
      }
    }
  }
  return { compared, differences: differences.sort((a, b) => Math.abs(b.percent) - Math.abs(a.percent)), missing };
}

function* unitDifferences(
  ours: RateCard,
  theirs: RateCard,
  tolerancePercent: number,
): Generator<Pick<Difference, 'unit' | 'ours' | 'theirs' | 'percent'>> {
  for (let unit = 0; unit < TOKEN_UNITS; unit++) {
    if (!ours.states(unit) || !theirs.states(unit)) continue;
    const a = millionOf(ours, unit);
    const b = millionOf(theirs, unit);
    const percent = a === b ? 0 : a === 0 ? Number.POSITIVE_INFINITY : (b / a - 1) * 100;
    if (Math.abs(percent) > tolerancePercent) yield { unit: UNITS[unit]!.name, ours: a, theirs: b, percent };
  }
}

function cardAbove(spec: PriceSpec, above: number): RateCard {
  const tier = (spec.tiers ?? []).find((step) => step.above === above);
  return compileRates({ ...spec.prices, ...tier?.prices });
}

/** Dollars for a million units, as a double. */
function millionOf(card: RateCard, unit: number): number {
  const { numerator, denominator } = card.fraction(unit);
  return Number(numerator) / Number(denominator) / 1e6;
}

function sliceOf(text: string): TextSlice {
  const bytes = bytesOf(text);
  const slice = new TextSlice();
  slice.set(bytes, 0, bytes.length);
  return slice;
}
