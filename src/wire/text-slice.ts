import { equalBytes, hashBytes } from './bytes.ts';

const EMPTY: Uint8Array = new Uint8Array(0);

/**
 * A text that stays where it is: a range of UTF-8 bytes. Mutable on purpose: one instance is moved from span to span,
 * so a reader keeps no slice beyond the call it was given in. A string is made only by `toString`.
 */
export class TextSlice {
  buf: Uint8Array = EMPTY;
  start = 0;
  end = 0;

  set(buf: Uint8Array, start: number, end: number): void {
    this.buf = buf;
    this.start = start;
    this.end = end;
  }

  clear(): void {
    this.buf = EMPTY;
    this.start = 0;
    this.end = 0;
  }

  get length(): number {
    return this.end - this.start;
  }

  get isEmpty(): boolean {
    return this.end === this.start;
  }

  equals(other: Uint8Array): boolean {
    return this.end - this.start === other.length && equalBytes(this.buf, this.start, other, 0, other.length);
  }

  /** 32-bit FNV-1a; equal bytes give equal hashes. */
  hash(): number {
    return hashBytes(this.buf, this.start, this.end);
  }

  toString(): string {
    return this.end === this.start
      ? ''
      : Buffer.from(this.buf.buffer, this.buf.byteOffset + this.start, this.end - this.start).toString('utf8');
  }
}
