import { ByteMap } from '../../wire/byte-map.ts';
import type { TextSlice } from '../../wire/text-slice.ts';
import type { Usage } from '../usage.ts';
import { charge, type ChargeLog } from './arithmetic.ts';
import { Catalog } from './catalog.ts';
import type { Cost } from './cost.ts';
import { discountAt } from './discount.ts';
import { gpuHours } from './gpu-hours.ts';
import { NameMemo, type Remembered } from './name-memo.ts';
import { NO_OVERRIDES, type Overrides } from './override-source.ts';
import { inForce } from './period.ts';
import { providerRow } from './provider-row.ts';
import { type Quote, unpriced } from './quote.ts';
import { MAX_NAME_BYTES, type MatchPolicy, type Resolution, Resolver } from './resolver.ts';
import type { StepLog } from './resolve-steps.ts';
import { isStandardTier, underTier } from './service-tiers.ts';
import { checkUsage } from './usage-check.ts';

export interface PriceBookSettings {
  readonly overrides?: Overrides;
  readonly match?: MatchPolicy;
  readonly catalog?: Catalog;
}

/** What of a call decides its price; `GenAiCall` fits. */
export interface PricedCall {
  readonly provider: string;
  readonly requestModel: TextSlice;
  readonly responseModel: TextSlice;
  readonly usage: Usage;
  readonly usageConsistent: boolean;
  readonly serviceTier: string;
}

/** Names remembered for all providers together, found or not; then it starts again from none. Of 32 bytes each they are some 3 MB. */
const MOST_NAMES = 16_384;

const UNKNOWN_MODEL: Quote = unpriced('unknown_model');

let shared: Catalog | undefined;

/** The catalog of the product, made once. */
export function defaultCatalog(): Catalog {
  shared ??= new Catalog();
  return shared;
}

/**
 * Prices of all models at all times, and what a call costs. One immutable book per table of overrides: a reload makes a
 * new one and swaps the reference, so that no span sees half a table.
 */
export class PriceBook {
  readonly #resolver: Resolver;
  readonly #overrides: Overrides;
  readonly #names: Map<string, ByteMap<Remembered>> = new Map();
  readonly #memo = new NameMemo();
  #misses = 0;
  #lastProvider = '';
  #lastNames: ByteMap<Remembered> | undefined;

  constructor(settings: PriceBookSettings = {}) {
    this.#overrides = settings.overrides ?? NO_OVERRIDES;
    this.#resolver = new Resolver(settings.catalog ?? defaultCatalog(), this.#overrides, settings.match ?? 'any');
  }

  /**
   * The price of a model at a time (epoch ms), or why there is none. A name seen before costs one hash over its bytes and
   * no string (bench: price look-up). `provider` is the conventions' name, '' when unknown.
   */
  lookup(provider: string, model: TextSlice, atMs: number): Quote {
    const { buf, start, end } = model;
    if (end === start || end - start > MAX_NAME_BYTES) return UNKNOWN_MODEL;
    let known = this.#memo.get(provider, buf, start, end);
    if (known === undefined) {
      known = this.#recall(provider, model);
      // Not each time: with thousands of names the memo would only be written, never read.
      if ((++this.#misses & 7) === 0) this.#memo.set(known);
    }
    return quoteAt(known.resolution, atMs);
  }

  /** As `lookup` for cold paths, with the steps taken down. */
  trace(provider: string, model: string, atMs: number, log: StepLog): Quote {
    if (Buffer.byteLength(model) > MAX_NAME_BYTES) {
      log({
        step: 'unpriced',
        tried: `a name of ${Buffer.byteLength(model)} bytes`,
        outcome: 'refused',
        detail: `longer than ${MAX_NAME_BYTES} bytes`,
      });
      return UNKNOWN_MODEL;
    }
    return quoteAt(this.#resolver.resolve(provider, model, log), atMs);
  }

  /**
   * Which price a call takes. An operator's rule for either name comes first; then the model that answered, then the one
   * that was asked for.
   */
  quote(call: PricedCall, atMs: number): Quote {
    const { provider, requestModel, responseModel } = call;
    const answered = this.lookup(provider, responseModel, atMs);
    if (answered.fromRule || requestModel.isEmpty) return answered;
    if (responseModel.isEmpty) return this.lookup(provider, requestModel, atMs);
    if (answered.price !== undefined && this.#overrides.empty) return answered;
    const asked = this.lookup(provider, requestModel, atMs);
    if (asked.fromRule) return asked;
    return answered.price === undefined && asked.price !== undefined ? asked : answered;
  }

  /** Fills `cost` with what the call costs. `atMs` is the end of the call; `durationS` only matters for hired processors. */
  price(call: PricedCall, atMs: number, durationS: number, cost: Cost, log?: ChargeLog): void {
    this.priceAt(this.quote(call, atMs), call, atMs, durationS, cost, log);
  }

  /** As `price` with the quote already at hand. */
  priceAt(quote: Quote, call: PricedCall, atMs: number, durationS: number, cost: Cost, log?: ChargeLog): void {
    cost.clear();
    cost.quote = quote;
    if (quote.price === undefined) {
      cost.refuse(quote.reason ?? 'unknown_model');
      return;
    }
    const usage = call.usageConsistent ? checkUsage(call.usage) : 'inconsistent';
    if (usage === 'inconsistent') {
      cost.refuse('inconsistent_usage');
      return;
    }
    let { price } = quote;
    if (call.serviceTier !== '' && !isStandardTier(call.serviceTier)) {
      const tier = underTier(price, quote.providerId, quote.modelId, call.serviceTier);
      price = tier.price;
      if (tier.estimated) cost.estimated = true;
    }
    if (quote.estimated) cost.estimated = true;
    cost.price = price;
    if (price.spec.gpuHour !== undefined) gpuHours(cost, price.spec, durationS);
    else if (usage === 'none' && price.base.tokenPriced) cost.refuse('no_usage');
    else charge(cost, price, call.usage, log);
    if (cost.reason !== '') return;
    cost.close();
    if (quote.discounts.length > 0) discounted(cost, quote, atMs);
  }

  /** Entries held. */
  get remembered(): number {
    let sum = 0;
    for (const names of this.#names.values()) sum += names.size;
    return sum;
  }

  /** The memory's entry for a name, made when it is new. */
  #recall(provider: string, model: TextSlice): Remembered {
    const { buf, start, end } = model;
    let names = this.#namesOf(provider);
    let known = names.get(buf, start, end);
    if (known === undefined) {
      if (this.remembered >= MOST_NAMES) {
        this.#names.clear();
        this.#lastNames = undefined;
        names = this.#namesOf(provider);
      }
      known = {
        provider,
        name: Uint8Array.prototype.slice.call(buf, start, end),
        resolution: this.#resolver.resolve(provider, model.toString()),
      };
      names.set(buf, start, end, known);
    }
    return known;
  }

  /**
   * The memory of a provider. Spellings of one provider share it; so do all that neither the table nor any rule knows,
   * because they get the same answers. Hence the sender cannot make memories grow without end.
   */
  #namesOf(provider: string): ByteMap<Remembered> {
    if (provider === this.#lastProvider && this.#lastNames !== undefined) return this.#lastNames;
    const own = provider.trim().toLowerCase();
    const key = this.#overrides.mentions(own) ? own : (providerRow(own)?.names[0] ?? OTHERS);
    let names = this.#names.get(key);
    if (names === undefined) {
      names = new ByteMap(MOST_NAMES);
      this.#names.set(key, names);
    }
    this.#lastProvider = provider;
    this.#lastNames = names;
    return names;
  }
}

/** No provider is named so. */
const OTHERS = '\0';

function quoteAt(resolution: Resolution, atMs: number): Quote {
  const { quotes } = resolution;
  for (let i = 0; i < quotes.length; i++) if (inForce(quotes[i]!.period, atMs)) return quotes[i]!;
  return resolution.miss;
}

function discounted(cost: Cost, quote: Quote, atMs: number): void {
  const discount = discountAt(quote.discounts, atMs);
  if (discount === undefined) return;
  for (const part of [cost.input, cost.output, cost.cacheRead, cost.cacheWrite, cost.other])
    part.scale(discount.numerator, discount.denominator);
  const { list } = cost;
  const usd = list.usd;
  const pico = list.pico;
  cost.close();
  list.usd = usd;
  list.pico = pico;
  cost.discounted = true;
}
