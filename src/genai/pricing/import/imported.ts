import type { PriceSpec } from '../price-spec.ts';

/** A price of another project's table, in our form. */
export interface ImportedPrice {
  /** The conventions' provider name where it is known, else theirs in lower case. */
  readonly provider: string;
  readonly model: string;
  readonly spec: PriceSpec;
}

/** Thrown texts hold no content of the table. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

/** A finite number of at least 0, else undefined: tables carry texts and nulls in places. */
export function amount(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY ? value : undefined;
}
