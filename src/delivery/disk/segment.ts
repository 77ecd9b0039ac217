import { SIGNALS } from '../../otlp/batch.ts';
import type { OpenFile } from '../files.ts';
import { ACK_BYTES } from './acks.ts';
import { footerBytes, type SegmentSums, sumsOf } from './footer.ts';
import type { SegmentIndex, SignalItems } from './segment-index.ts';

/** A record on its way: all that is needed to settle it. */
export interface RecordRef {
  readonly segment: Segment;
  readonly ordinal: number;
  readonly items: number;
  readonly bytes: number;
  readonly signal: number;
  readonly storedAtMs: number;
}

/** What a segment still holds, in counts. */
interface Held {
  records: number;
  bytes: number;
  items: SignalItems;
}

/**
 * One segment file and its ack file as known in memory. `unsettled` is what must still be delivered, `untaken` the part of
 * it that was not handed out yet. The index is there for the segment being written, the one being read, and those that were
 * opened with acks.
 */
export class Segment {
  readonly number: number;
  readonly salt: number;
  readonly path: string;
  readonly ackPath: string;
  index: SegmentIndex | undefined;
  sums: SegmentSums;
  /** Open while it is written or read. */
  file: OpenFile | undefined;
  ackFile: OpenFile | undefined;
  fileBytes: number;
  ackFileBytes = 0;
  acksWritten = 0;
  /** The footer is in the file, or will not be written. */
  sealed: boolean;
  dropped = false;
  readonly acked: Set<number> = new Set();
  /** Ordinals whose acks are not in the file yet. */
  readonly owedAcks: number[] = [];
  readonly unsettled: Held = { records: 0, bytes: 0, items: [0, 0, 0] };
  readonly untaken: Held = { records: 0, bytes: 0, items: [0, 0, 0] };
  /** Place in the index of the next record to hand out. */
  next = 0;

  constructor(
    identity: { number: number; salt: number; path: string; ackPath: string },
    sums: SegmentSums,
    fileBytes: number,
    sealed: boolean,
  ) {
    this.number = identity.number;
    this.salt = identity.salt;
    this.path = identity.path;
    this.ackPath = identity.ackPath;
    this.sums = sums;
    this.fileBytes = fileBytes;
    this.sealed = sealed;
  }

  /** All records are to be delivered; for a segment found without acks. */
  holdAll(): void {
    const { records, payloadBytes, items } = this.sums;
    for (const held of [this.unsettled, this.untaken]) Object.assign(held, { records, bytes: payloadBytes, items: [...items] });
  }

  /** The records of `index` but those acked are to be delivered. */
  holdUnacked(index: SegmentIndex): void {
    this.index = index;
    while (this.next < index.count && this.acked.has(index.ordinals[this.next]!)) this.next++;
    for (let at = 0; at < index.count; at++) if (!this.acked.has(index.ordinals[at]!)) this.hold(index, at);
  }

  /** One more record, at `at` in the index, is to be delivered. */
  hold(index: SegmentIndex, at: number): void {
    for (const held of [this.unsettled, this.untaken]) change(held, 1, index.items[at]!, index.lengths[at]!, index.signals[at]!);
  }

  /** The record at `at` is handed out. */
  take(index: SegmentIndex, at: number): RecordRef {
    const ref: RecordRef = {
      segment: this,
      ordinal: index.ordinals[at]!,
      items: index.items[at]!,
      bytes: index.lengths[at]!,
      signal: index.signals[at]!,
      storedAtMs: index.storedAtMs[at]!,
    };
    change(this.untaken, -1, ref.items, ref.bytes, ref.signal);
    return ref;
  }

  settle(ref: RecordRef): void {
    change(this.unsettled, -1, ref.items, ref.bytes, ref.signal);
    this.acked.add(ref.ordinal);
    this.owedAcks.push(ref.ordinal);
  }

  /** Sums of what the index holds now; for a segment that grows. */
  updateSums(index: SegmentIndex, dataEnd: number): void {
    this.sums = sumsOf(index, dataEnd);
  }

  /** Bytes on disk, and those that are certain to follow: acks, and the footer of one that is not sealed. */
  get boundBytes(): number {
    const footer = this.sealed ? 0 : footerBytes(this.sums.records);
    return this.fileBytes + this.ackFileBytes + (this.sums.records - this.acksWritten) * ACK_BYTES + footer;
  }
}

function change(held: Held, records: 1 | -1, items: number, bytes: number, signal: number): void {
  held.records += records;
  held.bytes += records * bytes;
  held.items[signal as 0 | 1 | 2] += records * items;
}

/** Calls `report` for each signal with items. */
export function eachSignal(items: SignalItems, report: (items: number, signal: (typeof SIGNALS)[number]) => void): void {
  SIGNALS.forEach((signal, i) => {
    const count = items[i as 0 | 1 | 2];
    if (count > 0) report(count, signal);
  });
}
