import type { FileLayer } from '../files.ts';
import type { AckWriter } from './ack-writer.ts';
import type { DiskCounters } from './disk-store.ts';
import { removeSegment } from './recover.ts';
import type { Segment } from './segment.ts';
import type { SegmentList } from './segment-list.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** A segment that is done with is dropped while it is written only from this size on; a small one goes on being used. */
const RETIRE_BYTES = 1024 * 1024;

export interface UpkeepParts {
  readonly files: FileLayer;
  readonly list: SegmentList;
  readonly acks: AckWriter;
  readonly writer: () => SegmentWriter | undefined;
  readonly counters: DiskCounters;
}

/** Gives space back. Called in the queue's lane; failures are counted, and what failed is tried again later. */
export class Upkeep {
  readonly #p: UpkeepParts;

  constructor(parts: UpkeepParts) {
    this.#p = parts;
  }

  /** Removes segments of which nothing is left to deliver; with `pressed` also the one being written. */
  async sweep(pressed: boolean): Promise<boolean> {
    let whole = true;
    const writer = this.#p.writer();
    const done = this.#p.list.all.filter((segment) => segment.unsettled.records === 0);
    for (const segment of done) {
      if (segment === writer?.active) {
        if (segment.sums.records === 0 || (!pressed && segment.fileBytes < RETIRE_BYTES)) continue;
        writer.active = undefined;
      }
      whole = (await this.drop(segment)) && whole;
    }
    return whole;
  }

  /** Removes a segment whatever is in it; false when the files could not be removed, then it stays in the list, empty. */
  async drop(segment: Segment): Promise<boolean> {
    segment.dropped = true;
    segment.sealed = true;
    await this.#p.acks.idle();
    const { file, ackFile } = segment;
    segment.file = undefined;
    segment.ackFile = undefined;
    segment.index = undefined;
    await file?.close().catch(() => undefined);
    await ackFile?.close().catch(() => undefined);
    for (const held of [segment.unsettled, segment.untaken]) Object.assign(held, { records: 0, bytes: 0, items: [0, 0, 0] });
    try {
      await removeSegment(this.#p.files, segment);
    } catch {
      this.#p.counters.failed('remove');
      return false;
    }
    this.#p.list.remove(segment);
    return true;
  }
}
