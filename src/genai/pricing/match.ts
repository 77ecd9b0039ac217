/** Which step of the resolver found the price, `assay.cost.match`. */
export type PriceMatch = 'override' | 'exact' | 'normalized' | 'prefix' | 'fallback';

/** Why a call has no price, `assay.cost.unpriced_reason`. */
export type UnpricedReason = 'unknown_model' | 'unknown_provider' | 'no_usage' | 'inconsistent_usage' | 'not_token_priced';

export const PRICE_MATCHES: readonly PriceMatch[] = ['override', 'exact', 'normalized', 'prefix', 'fallback'];

export const UNPRICED_REASONS: readonly UnpricedReason[] = [
  'unknown_model',
  'unknown_provider',
  'no_usage',
  'inconsistent_usage',
  'not_token_priced',
];
