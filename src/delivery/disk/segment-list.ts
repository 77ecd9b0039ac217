import type { QueueLoad } from '../store.ts';
import type { Segment } from './segment.ts';

/** The segments of one queue in order, and sums over them. A queue has at most a few hundred. */
export class SegmentList {
  readonly #segments: Segment[] = [];

  get all(): readonly Segment[] {
    return this.#segments;
  }

  add(segment: Segment): void {
    this.#segments.push(segment);
  }

  remove(segment: Segment): void {
    const at = this.#segments.indexOf(segment);
    if (at !== -1) this.#segments.splice(at, 1);
  }

  /** The first that still has something to hand out. */
  firstUntaken(): Segment | undefined {
    return this.#segments.find((segment) => segment.untaken.records > 0);
  }

  /** Bytes in the files now. */
  usedBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.fileBytes + segment.ackFileBytes, 0);
  }

  /** Bytes in the files, and those certain to follow (footers, acks). */
  boundBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.boundBytes, 0);
  }

  /** The part of `boundBytes` that removing what is done with would not give back. */
  neededBytes(): number {
    return this.#segments.reduce((sum, segment) => sum + (segment.unsettled.records > 0 ? segment.boundBytes : 0), 0);
  }

  load(): QueueLoad {
    let requests = 0;
    let items = 0;
    let bytes = 0;
    for (const { unsettled } of this.#segments) {
      requests += unsettled.records;
      items += unsettled.items[0] + unsettled.items[1] + unsettled.items[2];
      bytes += unsettled.bytes;
    }
    return { requests, items, bytes };
  }

  /** When the first record that was not handed out was stored; roughly so for a segment that was not read yet. */
  firstUntakenAtMs(): number | undefined {
    const segment = this.firstUntaken();
    return segment === undefined ? undefined : (segment.index?.storedAtMs[segment.next] ?? segment.sums.firstStoredAtMs);
  }
}
