import type { UnitName } from './units.data.ts';

/** An amount for so many units: 2.5 for 1,000,000 tokens, 10 for 1,000 searches. */
export interface UnitPrice {
  readonly amount: number;
  readonly per: number;
  /** Currency the source states it in, with dollars for one unit of it; absent: dollars. */
  readonly exchange?: Exchange;
}

/** A foreign currency at one time. */
export interface Exchange {
  readonly currency: string;
  readonly usdPerUnit: number;
}

export type UnitPrices = Readonly<Partial<Record<UnitName, UnitPrice>>>;

/** A long-context step: a request with more than `above` input tokens, cached ones included, pays these for all its tokens. */
export interface TierSpec {
  readonly above: number;
  readonly prices: UnitPrices;
}

/** Hire of graphics processors, for models that somebody runs himself: amount for one hour of one processor. */
export interface GpuHourSpec {
  readonly amount: number;
  readonly gpus: number;
  /** Calls that share the processors at a time. */
  readonly concurrency: number;
  readonly exchange?: Exchange;
}

/** What one service tier does to token prices: a factor, or prices of its own. */
export type ServiceTierSpec = { readonly factor: readonly [numerator: number, denominator: number] } | { readonly prices: UnitPrices };

/** What a source says about a model; the common form of bundled data, supplements, overrides and imports. */
export interface PriceSpec {
  readonly prices: UnitPrices;
  readonly tiers?: readonly TierSpec[];
  readonly serviceTiers?: Readonly<Record<string, ServiceTierSpec>>;
  readonly gpuHour?: GpuHourSpec;
  /** Really costs nothing, as stated by the source; an empty `prices` alone is no price. */
  readonly free?: boolean;
  /** The source itself calls its figures an approximation. */
  readonly estimated?: boolean;
  /** Shortest time that is billed, for prices by the second. */
  readonly minimumSeconds?: number;
  /** Priced by something that telemetry does not count: characters, pixels, messages. */
  readonly uncounted?: readonly string[];
}

/** `amount` for a million tokens. */
export function perMtok(amount: number): UnitPrice {
  return { amount, per: 1_000_000 };
}

/** Prices by the million tokens: `mtok({ input: 2.5, output: 10 })`. */
export function mtok(prices: Readonly<Partial<Record<UnitName, number>>>): UnitPrices {
  const result: Partial<Record<UnitName, UnitPrice>> = {};
  for (const [name, amount] of Object.entries(prices)) result[name as UnitName] = perMtok(amount);
  return result;
}
