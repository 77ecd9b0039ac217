/**
 * OpenTelemetry samples by 56-bit numbers (spec: TraceState, Probability Sampling). A double holds 53 bits, so they are kept
 * as two halves of 28 bits, seven hex digits each; both fit a small integer and compare without BigInt:
 *
 *     value = hi * 2^28 + lo      0 <= lo < 2^28      0 <= hi <= 2^28 (2^28 only for the threshold that keeps nothing)
 */
export const HALF: number = 2 ** 28;

/** Thresholds and random values below 2^56; 2^56 itself is the threshold that nothing reaches. */
export interface Halves {
  hi: number;
  lo: number;
}

/**
 * The rejection threshold of a probability, T = (1 - p) * 2^56, rounded to the nearest number a double can hold: p in
 * [0, 1]; 1 gives 0 (keep all), 0 gives 2^56 (keep nothing).
 */
export function thresholdOf(probability: number): Readonly<Halves> {
  const scaled = Math.round((1 - probability) * 2 ** 56);
  const hi = Math.floor(scaled / HALF);
  return { hi, lo: scaled - hi * HALF };
}

/** The probability that a threshold stands for: (2^56 - T) / 2^56. */
export function probabilityOf(hi: number, lo: number): number {
  // 2^56 - T is computed in halves, so that nothing is lost where T is near 2^56.
  return ((HALF - hi) * HALF - lo) / 2 ** 56;
}

/** Keep: R >= T. */
export function reaches(randomHi: number, randomLo: number, thresholdHi: number, thresholdLo: number): boolean {
  return randomHi > thresholdHi || (randomHi === thresholdHi && randomLo >= thresholdLo);
}
