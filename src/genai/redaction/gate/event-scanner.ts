import { CLASS, DIGIT, RUN } from '../text/byte-class.ts';
import { DIGIT_EVENT, EVENT_CLASS, TOKEN_RUN_BYTES } from './event-bytes.ts';
import { makeSimdScan, type SimdScan } from './simd.ts';
import { SIMD_BLOCK, SIMD_CHUNK } from './simd-layout.ts';

/** Bytes looked at before the events found are judged: bounds the lists. */
const CHUNK = 4096;
/** From this length on the SIMD module is worth its call (bench: redaction). */
const SIMD_FROM = 80;

/**
 * Finds event bytes (of a row of digits only the first) and runs of key bytes. Short texts by a loop, longer ones by the
 * SIMD module, which finds the same; a test holds one against the other.
 */
export class EventScanner {
  count = 0;
  at: Int32Array = new Int32Array(SIMD_CHUNK);
  runs = 0;
  runAt: Int32Array = new Int32Array(SIMD_CHUNK / TOKEN_RUN_BYTES + 2);
  readonly #simd: SimdScan | undefined;
  readonly #simdFrom: number;
  #run = 0;

  /** `simdFrom` is for tests: 0 uses the module for everything, infinity never. */
  constructor(simdFrom: number = SIMD_FROM) {
    this.#simd = makeSimdScan();
    this.#simdFrom = simdFrom;
  }

  /** Scans a chunk from `from` on; returns where the next begins. `lo` and `hi` bound the text; `from` is `lo` at first. */
  scan(bytes: Uint8Array, from: number, lo: number, hi: number): number {
    return this.#simd !== undefined && hi - lo >= this.#simdFrom
      ? this.#vectors(this.#simd, bytes, from, lo, hi)
      : this.#bytes(bytes, from, lo, hi);
  }

  #vectors(simd: SimdScan, bytes: Uint8Array, from: number, lo: number, hi: number): number {
    const to = Math.min(hi, from + SIMD_CHUNK);
    if (from === lo) {
      simd.begin();
      this.#run = lo;
    }
    simd.chunk(bytes, from, to);
    const { events, runs } = simd;
    const { at } = this;
    const count = simd.eventCount;
    for (let i = 0; i < count; i++) at[i] = from + events[i]!;
    this.count = count;
    this.runs = 0;
    const runCount = simd.runCount;
    for (let i = 0; i < runCount; i++) this.#refine(bytes, from + runs[i]!, lo, hi);
    return to;
  }

  /** Adds the runs of key bytes that are in the block at `block`, begin before it or go beyond it. */
  #refine(bytes: Uint8Array, block: number, lo: number, hi: number): void {
    const end = Math.min(hi, block + SIMD_BLOCK);
    let i = Math.max(block, this.#run);
    while (i > this.#run && i > lo && RUN[bytes[i - 1]!] === 1) i--;
    while (i < end) {
      const first = i;
      while (i < hi && RUN[bytes[i]!] === 1) i++;
      if (i - first >= TOKEN_RUN_BYTES) {
        if (this.runs === this.runAt.length) this.#growRuns();
        this.runAt[this.runs++] = first;
      }
      i++;
    }
    this.#run = Math.min(i, hi);
  }

  #growRuns(): void {
    const grown = new Int32Array(this.runAt.length * 2);
    grown.set(this.runAt);
    this.runAt = grown;
  }

  #bytes(bytes: Uint8Array, from: number, lo: number, hi: number): number {
    const to = Math.min(hi, from + CHUNK);
    if (from === lo) this.#run = lo;
    const { at } = this;
    let n = 0;
    let digit = from > lo && (CLASS[bytes[from - 1]!]! & DIGIT) !== 0;
    for (let i = from; i < to; i++) {
      const kind = EVENT_CLASS[bytes[i]!]!;
      if (kind === 0) digit = false;
      else if (kind === DIGIT_EVENT) {
        if (!digit) at[n++] = i;
        digit = true;
      } else {
        at[n++] = i;
        digit = false;
      }
    }
    this.count = n;
    this.#findRuns(bytes, hi, to);
    return to;
  }

  /** Looks at every sixteenth byte and backwards from it: prose is skipped by whole words. */
  #findRuns(bytes: Uint8Array, hi: number, to: number): void {
    const { runAt } = this;
    let n = 0;
    let i = this.#run;
    while (i < to && i + TOKEN_RUN_BYTES <= hi) {
      let j = i + TOKEN_RUN_BYTES - 1;
      while (j >= i && RUN[bytes[j]!] === 1) j--;
      if (j >= i) {
        i = j + 1;
        continue;
      }
      runAt[n++] = i;
      i += TOKEN_RUN_BYTES;
      while (i < hi && RUN[bytes[i]!] === 1) i++;
      i++;
    }
    this.#run = i;
    this.runs = n;
  }
}
