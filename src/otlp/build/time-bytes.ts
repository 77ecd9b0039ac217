import type { Writer } from '../../wire/writer.ts';

/** A `fixed64` time field's eight bytes, little-endian. Encoded once and copied, so that no BigInt is made per point. */
export type TimeBytes = Uint8Array;

/** From nanoseconds since the epoch. */
export function timeFromNs(ns: bigint): TimeBytes {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, ns));
  return bytes;
}

/** From milliseconds since the epoch, as `Clock.now()` gives them; fractions of a millisecond are kept to the microsecond. */
export function timeFromMs(ms: number): TimeBytes {
  const whole = Math.floor(ms);
  return timeFromNs(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1000)) * 1000n);
}

/** Writes a fixed64 field from eight bytes at `from[start]`. Field number below 16. */
export function writeTime(w: Writer, field: number, from: Uint8Array, start: number = 0): void {
  w.byte(field * 8 + 1);
  w.bytes(from, start, start + 8);
}
