/** One look at the process. */
export interface Sample {
  readonly atS: number;
  readonly openFiles: number;
}

/** One look at what a process holds after a full collection. */
export interface Look {
  readonly atS: number;
  readonly liveMib: number;
  readonly rssMib: number;
}

/** A straight line through the samples by least squares, and how far they lie from it. */
export interface Slope {
  /** Per hour. */
  readonly perHour: number;
  /** Standard error of `perHour`. */
  readonly error: number;
}

/** The slope of `value` over time; both 0 for fewer than three samples. */
export function slopeOf<T extends { readonly atS: number }>(samples: readonly T[], value: (sample: T) => number): Slope {
  const n = samples.length;
  if (n < 3) return { perHour: 0, error: 0 };
  const meanT = samples.reduce((sum, { atS }) => sum + atS, 0) / n;
  const meanV = samples.reduce((sum, sample) => sum + value(sample), 0) / n;
  let tt = 0;
  let tv = 0;
  for (const sample of samples) {
    tt += (sample.atS - meanT) ** 2;
    tv += (sample.atS - meanT) * (value(sample) - meanV);
  }
  const slope = tv / tt;
  let rest = 0;
  for (const sample of samples) rest += (value(sample) - meanV - slope * (sample.atS - meanT)) ** 2;
  return { perHour: slope * 3600, error: Math.sqrt(rest / (n - 2) / tt) * 3600 };
}
