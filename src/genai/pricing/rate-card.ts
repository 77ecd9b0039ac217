import { decimalToPico, type Pico, roundedQuotient } from './pico.ts';
import type { UnitPrice, UnitPrices } from './price-spec.ts';
import { CACHE_WRITE_1H, INPUT, TOKEN_UNITS, UNITS, unitIndex } from './units.data.ts';

const ONE = 1_000_000_000_000n;

/** A price that is no whole number of pico-dollars a unit: `numerator / denominator` pico-dollars. */
interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Prices of all units in pico-dollars, every gap filled by the stand-in of its unit, so that the arithmetic has no
 * branches. Bit `i` of `stated` is set when the source states unit `i`; of `guessed` when using unit `i` is an assumption.
 */
export class RateCard {
  /** Whole pico-dollars for one unit; -1 where `fractions` holds the price. */
  readonly whole: Float64Array = new Float64Array(UNITS.length);
  readonly fractions: (Fraction | undefined)[] = new Array<Fraction | undefined>(UNITS.length).fill(undefined);
  stated = 0;
  guessed = 0;

  /** Adds `count` units, a whole number, to `into`. */
  charge(into: Pico, unit: number, count: number): void {
    const rate = this.whole[unit]!;
    if (rate >= 0) into.addProduct(count, rate);
    else this.chargeFraction(into, unit, count);
  }

  /** As `charge` for counts that need not be whole, such as seconds; they are taken to the microsecond. */
  chargeFraction(into: Pico, unit: number, count: number): void {
    const { numerator, denominator } = this.fraction(unit);
    const micro = Number.isInteger(count) ? BigInt(count) * 1_000_000n : BigInt(Math.round(count * 1e6));
    into.addBig(roundedQuotient(micro * numerator, denominator * 1_000_000n));
  }

  /** True when the source states a price by the token. */
  get tokenPriced(): boolean {
    return (this.stated & 0b11) !== 0;
  }

  states(unit: number): boolean {
    return (this.stated & (1 << unit)) !== 0;
  }

  guesses(unit: number): boolean {
    return (this.guessed & (1 << unit)) !== 0;
  }

  set(unit: number, numerator: bigint, denominator: bigint): void {
    const exact = numerator % denominator === 0n ? numerator / denominator : -1n;
    if (exact >= 0n && exact <= BigInt(Number.MAX_SAFE_INTEGER)) {
      this.whole[unit] = Number(exact);
      this.fractions[unit] = undefined;
    } else {
      this.whole[unit] = -1;
      this.fractions[unit] = { numerator, denominator };
    }
  }

  /** The price of one unit as a fraction of pico-dollars. */
  fraction(unit: number): Fraction {
    return this.fractions[unit] ?? { numerator: BigInt(this.whole[unit]!), denominator: 1n };
  }

  /** A card with all token prices times `numerator / denominator`. */
  scaled(numerator: bigint, denominator: bigint): RateCard {
    const card = this.#copy();
    for (let unit = 0; unit < TOKEN_UNITS; unit++) {
      const rate = this.fraction(unit);
      card.set(unit, rate.numerator * numerator, rate.denominator * denominator);
    }
    return card;
  }

  #copy(): RateCard {
    const card = new RateCard();
    card.whole.set(this.whole);
    for (let i = 0; i < this.fractions.length; i++) card.fractions[i] = this.fractions[i];
    card.stated = this.stated;
    card.guessed = this.guessed;
    return card;
  }
}

/** How far beyond the 5 minute price a missing 1 hour cache write lies, by the family it belongs to. */
export interface LongCacheRule {
  readonly timesInput: readonly [numerator: bigint, denominator: bigint];
}

/** Makes the card of one set of prices; `longCache` fills a missing 1 hour price. */
export function compileRates(prices: UnitPrices, longCache?: LongCacheRule): RateCard {
  const card = new RateCard();
  for (const [name, price] of Object.entries(prices)) {
    const unit = unitIndex(name as keyof UnitPrices);
    card.set(unit, ...inPico(price));
    card.stated |= 1 << unit;
  }
  for (let unit = 0; unit < UNITS.length; unit++) if (!card.states(unit)) fillGap(card, unit, longCache);
  return card;
}

function inPico(price: UnitPrice): [bigint, bigint] {
  const amount = decimalToPico(price.amount);
  if (price.exchange === undefined) return [amount, BigInt(price.per)];
  return [amount * decimalToPico(price.exchange.usdPerUnit), BigInt(price.per) * ONE];
}

function fillGap(card: RateCard, unit: number, longCache: LongCacheRule | undefined): void {
  const row = UNITS[unit]!;
  if (row.guessed) card.guessed |= 1 << unit;
  if (unit === CACHE_WRITE_1H && longCache !== undefined) {
    const input = card.fraction(INPUT);
    card.set(unit, input.numerator * longCache.timesInput[0], input.denominator * longCache.timesInput[1]);
    return;
  }
  if (row.standsIn === undefined) return;
  const source = card.fraction(unitIndex(row.standsIn));
  card.set(unit, source.numerator, source.denominator);
}
