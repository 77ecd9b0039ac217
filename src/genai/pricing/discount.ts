import { inForce, type Period } from './period.ts';

/** A reduction that is taken last, from list prices. */
export interface Discount {
  readonly id: string;
  readonly period: Period;
  /** What is still paid, as a fraction: 12.5 % off is 8750/10000. */
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The first discount in force, or undefined: discounts do not add up. */
export function discountAt(discounts: readonly Discount[], atMs: number): Discount | undefined {
  for (let i = 0; i < discounts.length; i++) if (inForce(discounts[i]!.period, atMs)) return discounts[i];
  return undefined;
}
