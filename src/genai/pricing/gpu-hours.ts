import type { Cost } from './cost.ts';
import { decimalToPico, roundedQuotient } from './pico.ts';
import type { PriceSpec } from './price-spec.ts';

const MICROSECONDS_PER_HOUR = 3_600_000_000n;
const ONE = 1_000_000_000_000n;

/**
 * The hire of processors for as long as the call took, shared among the calls that run at a time. Always an estimate. A
 * call without a duration has no usage to price.
 */
export function gpuHours(cost: Cost, spec: PriceSpec, durationS: number): void {
  const hire = spec.gpuHour;
  if (hire === undefined || !(durationS >= 0) || durationS > 1e9) {
    cost.refuse('no_usage');
    return;
  }
  const hourly = (decimalToPico(hire.amount) * decimalToPico(hire.exchange?.usdPerUnit ?? 1)) / ONE;
  const micro = BigInt(Math.round(durationS * 1e6));
  // Processors and concurrency may be fractions (a quarter of a card): taken to the millionth.
  const gpus = BigInt(Math.round(hire.gpus * 1e6));
  const concurrency = BigInt(Math.round(hire.concurrency * 1e6));
  cost.other.addBig(roundedQuotient(hourly * micro * gpus, MICROSECONDS_PER_HOUR * concurrency));
  cost.estimated = true;
}
