import { encodeValue } from '../../otlp/views/values.ts';
import type { Period } from './period.ts';
import type { PriceSpec, UnitPrices } from './price-spec.ts';
import { compileRates, type LongCacheRule, type RateCard } from './rate-card.ts';

/** Where a price comes from, for provenance and explanations. */
export interface PriceSource {
  /** `genai-prices`, `assay`, or the file's base name. */
  readonly name: string;
  readonly version: string;
  /** Day of the data, `2026-09-23`, or ''. */
  readonly date: string;
  /** Page, contract or remark that the figures rest on, or ''. */
  readonly evidence: string;
}

/** One price of one model, compiled. Immutable but for its cache of service tiers. */
export class Price {
  /** `openai/gpt-4o-mini`, `assay.cost.price_id`. */
  readonly id: string;
  readonly source: PriceSource;
  readonly spec: PriceSpec;
  readonly base: RateCard;
  /** Ascending; a request with more input tokens than `thresholds[i]` takes `cards[i]`. */
  readonly thresholds: readonly number[];
  readonly cards: readonly RateCard[];
  /** AnyValue messages for the span, encoded once. */
  readonly wireId: Uint8Array;
  readonly wireVersion: Uint8Array;
  readonly #derived: Map<string, Price> = new Map();

  constructor(
    id: string,
    source: PriceSource,
    spec: PriceSpec,
    cards?: { base: RateCard; steps: readonly RateCard[] },
    longCache?: LongCacheRule,
  ) {
    this.id = id;
    this.source = source;
    this.spec = spec;
    const tiers = [...(spec.tiers ?? [])].sort((a, b) => a.above - b.above);
    this.thresholds = tiers.map((tier) => tier.above);
    this.base = cards?.base ?? compileRates(spec.prices, longCache);
    this.cards = cards?.steps ?? stepped(spec.prices, tiers).map((prices) => compileRates(prices, longCache));
    this.wireId = encodeValue(id);
    this.wireVersion = encodeValue(this.version);
  }

  /** `genai-prices@0.1.8`, `assay.cost.price_version`. */
  get version(): string {
    return `${this.source.name}@${this.source.version}`;
  }

  /** The rates of a request with that much input in all; unknown input counts as the lowest step. */
  card(inputTotal: number): RateCard {
    let card = this.base;
    for (let i = 0; i < this.thresholds.length; i++) {
      if (inputTotal <= this.thresholds[i]!) break;
      card = this.cards[i]!;
    }
    return card;
  }

  /** The same price with all token rates times a factor; made once for each `key`. */
  derived(key: string, factor: readonly [number, number]): Price {
    let price = this.#derived.get(key);
    if (price === undefined) {
      const scale = (card: RateCard): RateCard => card.scaled(BigInt(factor[0]), BigInt(factor[1]));
      price = new Price(this.id, this.source, this.spec, { base: scale(this.base), steps: this.cards.map(scale) });
      this.#derived.set(key, price);
    }
    return price;
  }

  /** The same price with other token prices, as a service tier states them; made once for each `key`. */
  replaced(key: string, prices: UnitPrices): Price {
    let price = this.#derived.get(key);
    if (price === undefined) {
      const { tiers: _, serviceTiers: __, ...rest } = this.spec;
      price = new Price(this.id, this.source, { ...rest, prices: { ...this.spec.prices, ...prices } });
      this.#derived.set(key, price);
    }
    return price;
  }
}

/** Each step's prices with those of the steps below filled in. */
function stepped(base: UnitPrices, tiers: readonly { readonly prices: UnitPrices }[]): UnitPrices[] {
  let below = base;
  return tiers.map((tier) => {
    below = { ...below, ...tier.prices };
    return below;
  });
}

/** A price together with the time it is in force. */
export interface DatedPrice {
  readonly period: Period;
  readonly price: Price;
}
