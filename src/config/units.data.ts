/** Milliseconds of one unit of a Go duration. Source: Go's `time.ParseDuration`. */
export const DURATION_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  '\u00b5s': 1e-3, // micro sign
  '\u03bcs': 1e-3, // Greek mu
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Bytes of one unit of a size. Binary units as in IEC 80000-13, decimal ones as in SI; the two-letter forms are those of
 * Kubernetes quantities. A bare K, M or G is left out: tools disagree on what it means.
 */
export const BYTE_UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Go keeps durations as 64-bit nanoseconds: about 292 years. */
export const MAX_DURATION_MS: number = 9_223_372_036_854;
