import type { Discount } from './discount.ts';
import type { DatedPrice, PriceSource } from './price.ts';

/** An operator's rule as the resolver sees it. */
export interface OverrideRule {
  readonly id: string;
  /** How it names models, for explanations: `equals my-deployment`. */
  readonly describe: string;
  readonly source: PriceSource;
  /** Compiled when first asked for. */
  readonly prices: readonly DatedPrice[];
}

/** Where an alias leads. */
export interface AliasTarget {
  /** Provider name or price list; '' keeps the call's own. */
  readonly provider: string;
  readonly model: string;
  /** File the alias stands in. */
  readonly source: PriceSource;
}

/** What operators said, asked by the resolver. Names are in lower case; `providers` are the keys of `providerKeys`. */
export interface Overrides {
  /** Nobody said anything. */
  readonly empty: boolean;
  /** Some rule or discount is for this provider alone, in lower case. */
  mentions(provider: string): boolean;
  /** Rules that name the model by equality. */
  exact(name: string, providers: readonly string[]): readonly OverrideRule[];
  /** Rules by prefix, glob or regular expression. */
  patterns(name: string, providers: readonly string[]): readonly OverrideRule[];
  alias(name: string): AliasTarget | undefined;
  discounts(name: string, modelId: string, providers: readonly string[]): readonly Discount[];
}

const NOTHING: readonly never[] = [];

/** No rules at all. */
export const NO_OVERRIDES: Overrides = Object.freeze({
  empty: true,
  mentions: () => false,
  exact: () => NOTHING,
  patterns: () => NOTHING,
  alias: () => undefined,
  discounts: () => NOTHING,
});

/** The same rules without the aliases, for a name that an alias led to. */
export function withoutAliases(overrides: Overrides): Overrides {
  return {
    empty: overrides.empty,
    mentions: (provider) => overrides.mentions(provider),
    exact: (name, providers) => overrides.exact(name, providers),
    patterns: (name, providers) => overrides.patterns(name, providers),
    alias: () => undefined,
    discounts: (name, modelId, providers) => overrides.discounts(name, modelId, providers),
  };
}
