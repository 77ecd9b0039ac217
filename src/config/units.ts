import { AssayError } from '../wire/assay-error.ts';
import { BYTE_UNITS, DURATION_UNITS, MAX_DURATION_MS } from './units.data.ts';

const DURATION_PART = /(\d+(?:\.\d*)?|\.\d+)([a-zA-Z\u00b5\u03bc]+)/y;
const SIZE = /^(\d+(?:\.\d+)?|\.\d+)\s*([A-Za-z]+)?$/;

/**
 * Milliseconds of a Go-style duration (`200ms`, `1h30m`, `0s`, `0`), fractions kept (`100us` is 0.1); undefined when `text` is
 * none. Negative durations are none: no setting of Assay has a use for them. At most 292 years, as in Go.
 */
export function durationMs(text: string): number | undefined {
  if (text === '0') return 0;
  if (text === '') return undefined;
  let total = 0;
  DURATION_PART.lastIndex = 0;
  while (DURATION_PART.lastIndex < text.length) {
    const part = DURATION_PART.exec(text);
    if (part === null) return undefined;
    const unit = Object.hasOwn(DURATION_UNITS, part[2]!) ? DURATION_UNITS[part[2]!] : undefined;
    if (unit === undefined) return undefined;
    total += Number(part[1]) * unit;
  }
  return total <= MAX_DURATION_MS ? total : undefined;
}

/**
 * As `durationMs`, for texts that the schema has already checked; throws ASSAY_CONFIG_DURATION otherwise.
 * A timer of Node holds at most 2^31-1 ms (24.8 days): who arms one clamps.
 */
export function parseDurationMs(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined)
    throw new AssayError('ASSAY_CONFIG_DURATION', 'not a duration: write a number with a unit, for example 200ms, 5s or 1h30m');
  return ms;
}

/** Whole bytes of a size (`64KiB`, `1.5 MB`, `32Mi`, `4096`), or undefined when `text` is none or is not a whole number of bytes. */
export function byteSizeOf(text: string): number | undefined {
  const match = SIZE.exec(text);
  if (match === null) return undefined;
  const unitName = match[2] ?? 'B';
  const unit = Object.hasOwn(BYTE_UNITS, unitName) ? BYTE_UNITS[unitName] : undefined;
  if (unit === undefined) return undefined;
  const bytes = Number(match[1]) * unit;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Bytes of a value of a `byteSize` schema: a plain number is bytes. Throws ASSAY_CONFIG_BYTE_SIZE when it is none. */
export function parseByteSize(value: string | number): number {
  const bytes = typeof value === 'number' ? value : byteSizeOf(value);
  if (bytes === undefined || !Number.isSafeInteger(bytes) || bytes < 0) {
    throw new AssayError(
      'ASSAY_CONFIG_BYTE_SIZE',
      'not a byte size: write bytes as a number, or a number with a unit, for example 4MiB or 500kB',
    );
  }
  return bytes;
}
