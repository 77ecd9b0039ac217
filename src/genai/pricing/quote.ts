import type { Discount } from './discount.ts';
import type { PriceMatch, UnpricedReason } from './match.ts';
import { ALWAYS, type Period } from './period.ts';
import type { Price } from './price.ts';

/** The answer of the resolver for one name at one time: a price and how it was found, or the reason why there is none. Immutable, shared by all calls of the name. */
export interface Quote {
  readonly price: Price | undefined;
  readonly period: Period;
  readonly match: PriceMatch | undefined;
  /** Set when `price` is undefined. */
  readonly reason: UnpricedReason | undefined;
  /** An operator's rule for this very name: outranks bundled prices of the call's other name. */
  readonly fromRule: boolean;
  /** Something in the way to this price was assumed. */
  readonly estimated: boolean;
  readonly discounts: readonly Discount[];
  /** Where the service tier's factors are looked up: the price provider's id. */
  readonly providerId: string;
  /** The model's own name in its price list. */
  readonly modelId: string;
}

/** A quote that says why there is no price. */
export function unpriced(reason: UnpricedReason): Quote {
  return {
    price: undefined,
    period: ALWAYS,
    match: undefined,
    reason,
    fromRule: false,
    estimated: false,
    discounts: [],
    providerId: '',
    modelId: '',
  };
}
