import { SIGNALS, type Signal } from '../../otlp/batch.ts';
import { RECORD_HEAD_BYTES, type RecordHead } from './record.ts';

/** Items by signal, in the order of `SIGNALS`. */
export type SignalItems = [number, number, number];

/**
 * Where the records of one segment are, and what they hold; about 40 bytes a record. Kept for the segment that is written
 * and for those that are read; of the others only their sums are in memory. A damaged record leaves a hole in the ordinals.
 */
export class SegmentIndex {
  readonly offsets: number[] = [];
  readonly lengths: number[] = [];
  readonly items: number[] = [];
  readonly ordinals: number[] = [];
  readonly signals: number[] = [];
  readonly storedAtMs: number[] = [];

  get count(): number {
    return this.offsets.length;
  }

  add(offset: number, head: Pick<RecordHead, 'length' | 'items' | 'ordinal' | 'signal' | 'storedAtMs'>): void {
    this.offsets.push(offset);
    this.lengths.push(head.length);
    this.items.push(head.items);
    this.ordinals.push(head.ordinal);
    this.signals.push(SIGNALS.indexOf(head.signal));
    this.storedAtMs.push(head.storedAtMs);
  }

  signalAt(at: number): Signal {
    return SIGNALS[this.signals[at]!]!;
  }

  /** Bytes of the record in the file. */
  recordBytes(at: number): number {
    return RECORD_HEAD_BYTES + this.lengths[at]!;
  }

  itemsBySignal(): SignalItems {
    const sums: SignalItems = [0, 0, 0];
    for (let at = 0; at < this.count; at++) sums[this.signals[at] as 0 | 1 | 2] += this.items[at]!;
    return sums;
  }

  /** The highest ordinal plus one. */
  ordinalEnd(): number {
    return this.count === 0 ? 0 : this.ordinals[this.count - 1]! + 1;
  }
}
