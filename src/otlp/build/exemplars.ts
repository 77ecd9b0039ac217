import type { Writer } from '../../wire/writer.ts';
import { EXEMPLAR } from '../fields.ts';
import { writeTime } from './time-bytes.ts';

/** Bytes of one slot: trace id 16, span id 8, time 8. */
const SLOT = 32;

/**
 * The newest exemplar of each bucket of one series (a counter has one bucket), as flat bytes: no object per exemplar.
 * An exemplar is given out once, with the flush after it was seen, as the OpenTelemetry SDKs do.
 */
export class Exemplars {
  readonly #values: Float64Array;
  readonly #ids: Uint8Array;
  readonly #filled: Uint8Array;

  constructor(buckets: number) {
    this.#values = new Float64Array(buckets);
    this.#ids = new Uint8Array(buckets * SLOT);
    this.#filled = new Uint8Array(buckets);
  }

  /** Copies the ids and the eight time bytes out of `buf`. */
  offer(bucket: number, value: number, buf: Uint8Array, traceIdAt: number, spanIdAt: number, timeAt: number): void {
    const ids = this.#ids;
    const at = bucket * SLOT;
    for (let i = 0; i < 16; i++) ids[at + i] = buf[traceIdAt + i]!;
    for (let i = 0; i < 8; i++) ids[at + 16 + i] = buf[spanIdAt + i]!;
    for (let i = 0; i < 8; i++) ids[at + 24 + i] = buf[timeAt + i]!;
    this.#values[bucket] = value;
    this.#filled[bucket] = 1;
  }

  /** Writes what was seen since the last `clear` as Exemplar messages in `field`. */
  write(w: Writer, field: number): void {
    for (let bucket = 0; bucket < this.#filled.length; bucket++) {
      if (this.#filled[bucket] === 0) continue;
      const at = bucket * SLOT;
      const mark = w.begin(field);
      writeTime(w, EXEMPLAR.timeUnixNano, this.#ids, at + 24);
      w.byte(EXEMPLAR.asDouble * 8 + 1);
      w.double(this.#values[bucket]!);
      w.lenField(EXEMPLAR.spanId, this.#ids, at + 16, at + 24);
      w.lenField(EXEMPLAR.traceId, this.#ids, at, at + 16);
      w.end(mark);
    }
  }

  clear(): void {
    this.#filled.fill(0);
  }
}
