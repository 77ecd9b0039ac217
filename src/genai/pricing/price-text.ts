import type { RateCard } from './rate-card.ts';
import type { PriceSpec, UnitPrice, UnitPrices } from './price-spec.ts';
import { UNITS, type UnitName, unitIndex } from './units.data.ts';

/** One unit price as shown: `input tokens`, `2.5 USD for 1,000,000`. */
export interface ShownPrice {
  readonly unit: UnitName;
  readonly label: string;
  readonly amount: number;
  readonly per: number;
  readonly currency: string;
  /** Dollars for one unit of the currency; 1 for dollars. */
  readonly usdPerUnit: number;
}

/** A price list entry's prices in the order of units. */
export function shownPrices(prices: UnitPrices): readonly ShownPrice[] {
  const result: ShownPrice[] = [];
  for (const row of UNITS) {
    const price = prices[row.name];
    if (price !== undefined) result.push(shown(row.name, row.label, price));
  }
  return result;
}

function shown(unit: UnitName, label: string, price: UnitPrice): ShownPrice {
  return {
    unit,
    label,
    amount: price.amount,
    per: price.per,
    currency: price.exchange?.currency ?? 'USD',
    usdPerUnit: price.exchange?.usdPerUnit ?? 1,
  };
}

/** Dollars for a million units (tokens) or one unit (fees) of a compiled rate, exact decimal. */
export function rateText(card: RateCard, unit: number): string {
  const { numerator, denominator } = card.fraction(unit);
  const million = unit < 12;
  const scale = million ? 1_000_000n : 1n;
  return `${decimalText(numerator * scale, denominator)}${million ? ' per 1M' : ' each'}`;
}

/** `numerator / denominator` pico-dollars as decimal dollars, to twelve decimals. */
export function decimalText(numerator: bigint, denominator: bigint): string {
  const pico = (numerator * 2n + denominator) / (denominator * 2n);
  const whole = pico / 1_000_000_000_000n;
  const fraction = String(pico % 1_000_000_000_000n)
    .padStart(12, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(whole) : `${whole}.${fraction}`;
}

/** What a spec says besides unit prices, in words. */
export function specRemarks(spec: PriceSpec): readonly string[] {
  const remarks: string[] = [];
  if (spec.free === true) remarks.push('free of charge');
  if (spec.gpuHour !== undefined) {
    const { amount, gpus, concurrency, exchange } = spec.gpuHour;
    remarks.push(
      `${amount} ${exchange?.currency ?? 'USD'} for a processor and hour, ${gpus} of them, ${concurrency} calls at a time; an estimate`,
    );
  }
  if (spec.minimumSeconds !== undefined) remarks.push(`at least ${spec.minimumSeconds} seconds are billed`);
  if (spec.estimated === true) remarks.push('the source calls its figures an approximation');
  if (spec.uncounted !== undefined) remarks.push(`also priced by what telemetry does not count: ${spec.uncounted.join(', ')}`);
  return remarks;
}

/** The stand-in of a unit that the source does not state, or ''. */
export function standInText(card: RateCard, unit: number): string {
  const row = UNITS[unit];
  if (row === undefined || card.states(unit) || row.standsIn === undefined) return '';
  const standIn = UNITS[unitIndex(row.standsIn)];
  return `no price of its own: that of ${standIn?.label ?? row.standsIn}`;
}
