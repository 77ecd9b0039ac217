import { isUtf8 } from 'node:buffer';

/** The same memory as a Buffer, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The string of valid UTF-8 at `buf[start..end)`. */
export function decodeText(buf: Uint8Array, start: number, end: number): string {
  return end <= start ? '' : asBuffer(buf).toString('utf8', start, end);
}

/**
 * Whether `buf[start..end)` is UTF-8. Short and ASCII texts, nearly all of them, are decided by a loop; the native call
 * with its view costs more than 64 such bytes (bench: validate).
 */
export function validUtf8(buf: Uint8Array, start: number, end: number): boolean {
  if (end - start <= 64) {
    let high = 0;
    for (let i = start; i < end; i++) high |= buf[i]!;
    if (high < 0x80) return true;
  }
  return isUtf8(buf.subarray(start, end));
}

/**
 * Tells short ASCII texts four bytes at a time. It looks at whole words, so a neighbouring byte of 0x80 or more makes it
 * say false; the caller then looks closer. Measured: half the cost of a byte loop on attribute texts (bench: validate).
 */
export class AsciiSweep {
  /** The bytes as words, from the last multiple of four at or before their start. */
  words: Int32Array = new Int32Array(0);
  /** Distance of the bytes from the first word. */
  shift = 0;

  load(bytes: Uint8Array): void {
    const base = bytes.byteOffset & ~3;
    this.shift = bytes.byteOffset - base;
    this.words = new Int32Array(bytes.buffer, base, (bytes.buffer.byteLength - base) >> 2);
  }

  /** True: `[start..end)` is ASCII. False: unknown. */
  ascii(start: number, end: number): boolean {
    const words = this.words;
    const last = (end + this.shift + 3) >> 2;
    if (last > words.length) return false;
    let any = 0;
    for (let i = (start + this.shift) >> 2; i < last; i++) any |= words[i]!;
    return (any & 0x8080_8080) === 0;
  }
}
