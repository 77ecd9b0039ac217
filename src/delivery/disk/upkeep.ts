import type { FileLayer } from '../files.ts';
import { encodeAcks } from './acks.ts';
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
  readonly writer: () => SegmentWriter | undefined;
  readonly counters: DiskCounters;
}

/** Writes acks and gives space back. Called in the queue's lane; failures are counted, and what failed is tried again later. */
export class Upkeep {
  readonly #p: UpkeepParts;

  constructor(parts: UpkeepParts) {
    this.#p = parts;
  }

  /** Puts into the files which records are done with. Without it they would only be sent once more after a crash. */
  async writeAcks(): Promise<boolean> {
    let whole = true;
    const active = this.#p.writer()?.active;
    for (const segment of this.#p.list.all) {
      // One that is done with is about to be removed, unless it is still being written.
      if (segment.owedAcks.length === 0 || (segment.unsettled.records === 0 && segment !== active)) continue;
      whole = (await this.#writeAcksOf(segment)) && whole;
    }
    return whole;
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

  async #writeAcksOf(segment: Segment): Promise<boolean> {
    const acks = segment.owedAcks.splice(0);
    const bytes = encodeAcks(acks, segment.salt);
    try {
      segment.ackFile ??= await this.#p.files.open(segment.ackPath, 'append');
      await segment.ackFile.write([bytes], segment.ackFileBytes);
      segment.ackFileBytes += bytes.length;
      segment.acksWritten += acks.length;
      return true;
    } catch {
      this.#p.counters.failed('write');
      segment.owedAcks.unshift(...acks);
      return false;
    }
  }
}
