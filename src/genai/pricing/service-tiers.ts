import { ownValue } from '../../wire/own-value.ts';
import type { Price } from './price.ts';
import { SERVICE_TIERS, type ServiceTierRow, STANDARD_TIERS } from './service-tiers.data.ts';

/** How a call's service tier changed its price. */
export interface TierEffect {
  readonly price: Price;
  readonly estimated: boolean;
  /** Row that decided, for explanations; undefined: the tier costs what the list says, or nothing is known of it. */
  readonly row: ServiceTierRow | undefined;
}

/** `SERVICE_TIER_PRIORITY` and `Priority` are `priority`. */
export function canonicalTier(tier: string): string {
  return tier.toLowerCase().replace(/^service_tier_/, '');
}

export function isStandardTier(tier: string): boolean {
  return STANDARD_TIERS.has(tier);
}

/**
 * The price under a service tier: what the price's own source says, else the table, else the list price marked
 * estimated. Prices are derived once for each tier and kept with the price; the set of tiers is the table's, never the
 * sender's.
 */
export function underTier(price: Price, list: string, modelId: string, rawTier: string): TierEffect {
  const tier = canonicalTier(rawTier);
  if (STANDARD_TIERS.has(tier)) return { price, estimated: false, row: undefined };
  const own = ownValue(price.spec.serviceTiers ?? {}, tier);
  if (own !== undefined) {
    const changed = 'factor' in own ? price.derived(tier, own.factor) : price.replaced(tier, own.prices);
    return { price: changed, estimated: false, row: undefined };
  }
  const row = tierRow(list, modelId, tier);
  if (row === undefined) return { price, estimated: true, row };
  return { price: price.derived(tier, row.factor), estimated: row.estimated, row };
}

function tierRow(list: string, modelId: string, tier: string): ServiceTierRow | undefined {
  let general: ServiceTierRow | undefined;
  for (const row of SERVICE_TIERS) {
    if (row.list !== list || row.tier !== tier) continue;
    if (row.models.includes(modelId)) return row;
    if (row.models.length === 0) general = row;
  }
  return general;
}
