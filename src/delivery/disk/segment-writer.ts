import type { Clock } from '../../kernel/host.ts';
import type { Batch } from '../../otlp/batch.ts';
import type { FileLayer, OpenFile } from '../files.ts';
import { encodeFooter, footerBytes, INDEX_ENTRY_BYTES, sumsOf } from './footer.ts';
import { segmentName } from './folder.ts';
import { encodeHead, encodeRecordHead, HEAD_BYTES, RECORD_HEAD_BYTES } from './record.ts';
import { Segment } from './segment.ts';
import { SegmentIndex } from './segment-index.ts';
import { ACK_BYTES } from './acks.ts';

/** When a record counts as stored: with others in one fdatasync, each with its own, or once the system has it. */
export type FsyncMode = 'batch' | 'always' | 'never';

export interface SegmentWriterSettings {
  readonly directory: string;
  readonly files: FileLayer;
  readonly clock: Clock;
  readonly segmentBytes: number;
  readonly fsync: FsyncMode;
  readonly nextNumber: number;
  /** A segment was made; it is in the queue from now on. */
  readonly onSegment: (segment: Segment) => void;
  /** A segment is closed for writing; true when it is being read, so that its file stays open. */
  readonly isRead: (segment: Segment) => boolean;
}

/** Bytes a record takes in the end: itself, its entry in the index, its ack. */
export function recordCost(batch: Batch): number {
  return RECORD_HEAD_BYTES + batch.bytes.length + INDEX_ENTRY_BYTES + ACK_BYTES;
}

/** Bytes that a new segment takes before its first record. */
export const SEGMENT_COST: number = HEAD_BYTES + footerBytes(0);

/** Appends groups of records to the segment being written. Not reentrant: the queue's lane calls it. */
export class SegmentWriter {
  readonly #s: SegmentWriterSettings;
  #number: number;
  active: Segment | undefined;

  constructor(settings: SegmentWriterSettings) {
    this.#s = settings;
    this.#number = settings.nextNumber;
  }

  /** How many of `batches` go into one write: no more than fit into the segment, at least one. */
  groupSize(batches: readonly { readonly batch: Batch }[], maxBytes: number): number {
    if (this.#s.fsync === 'always') return Math.min(1, batches.length);
    let bytes = 0;
    let count = 0;
    for (const { batch } of batches) {
      bytes += RECORD_HEAD_BYTES + batch.bytes.length;
      if (count > 0 && bytes > Math.min(maxBytes, this.#s.segmentBytes)) break;
      count++;
    }
    return count;
  }

  /** Stores a group; when it resolves, the records are as safe as `fsync` says. When it throws, none of them counts. */
  async append(batches: readonly Batch[]): Promise<void> {
    const bytes = batches.reduce((sum, batch) => sum + RECORD_HEAD_BYTES + batch.bytes.length, 0);
    const segment = await this.#room(bytes);
    const { index, file, salt } = segment;
    if (index === undefined || file === undefined) throw new Error('the segment being written has no file');
    const start = segment.sums.dataEnd;
    const firstOrdinal = index.ordinalEnd();
    const nowMs = this.#s.clock.now();
    const parts = batches.flatMap((batch, i) => [encodeRecordHead(batch, firstOrdinal + i, nowMs, salt), batch.bytes]);
    await this.#commit(segment, file, parts, start + bytes);
    let at = start;
    batches.forEach((batch, i) => {
      index.add(at, { length: batch.bytes.length, items: batch.items, ordinal: firstOrdinal + i, signal: batch.signal, storedAtMs: nowMs });
      at += RECORD_HEAD_BYTES + batch.bytes.length;
      segment.hold(index, index.count - 1);
    });
    segment.fileBytes = at;
    segment.updateSums(index, at);
  }

  /** Closes the segment being written, so that the next record begins a new one. A footer that cannot be written is done without. */
  async seal(): Promise<void> {
    const segment = this.active;
    this.active = undefined;
    if (segment === undefined || segment.index === undefined || segment.file === undefined) return;
    const { dataEnd } = segment.sums;
    try {
      const footer = encodeFooter(segment.index, dataEnd, segment.salt);
      await segment.file.write([footer], dataEnd);
      if (this.#s.fsync !== 'never') await segment.file.sync();
      segment.fileBytes = dataEnd + footer.length;
    } catch {
      await segment.file.truncate(dataEnd).catch(() => undefined);
    }
    segment.sealed = true;
    if (this.#s.isRead(segment)) return;
    await segment.file.close().catch(() => undefined);
    segment.file = undefined;
    segment.index = undefined;
  }

  /** The segment that takes `bytes` more. */
  async #room(bytes: number): Promise<Segment> {
    const { active } = this;
    if (active !== undefined && (active.sums.records === 0 || active.sums.dataEnd + bytes <= this.#s.segmentBytes)) return active;
    if (active !== undefined) await this.seal();
    return this.#begin();
  }

  async #begin(): Promise<Segment> {
    const { directory, files, clock, fsync, onSegment } = this.#s;
    const name = segmentName(directory, this.#number++, Math.floor(clock.random() * 2 ** 32));
    const file = await files.open(name.path, 'create');
    try {
      await file.write([encodeHead(name.number)], 0);
      if (fsync !== 'never') await files.syncDirectory(directory);
    } catch (error) {
      await file.close().catch(() => undefined);
      await files.remove(name.path).catch(() => undefined);
      throw error;
    }
    const index = new SegmentIndex();
    const segment = new Segment(name, sumsOf(index, HEAD_BYTES), HEAD_BYTES, false);
    segment.index = index;
    segment.file = file;
    this.active = segment;
    onSegment(segment);
    return segment;
  }

  /** Writes and makes safe, or takes back what was written and throws. */
  async #commit(segment: Segment, file: OpenFile, parts: readonly Uint8Array[], end: number): Promise<void> {
    const { dataEnd } = segment.sums;
    let written = false;
    try {
      await file.write(parts, dataEnd);
      written = true;
      if (this.#s.fsync !== 'never') await file.sync();
      if (!(await file.state()).linked) throw Object.assign(new Error('the folder is gone'), { code: 'ENOENT' });
    } catch (error) {
      const cut = await file.truncate(dataEnd).then(
        () => true,
        () => false,
      );
      segment.fileBytes = cut ? dataEnd : Math.max(segment.fileBytes, end);
      // After a failed fdatasync the system may have thrown away pages that it calls clean, so nothing is added to them. What
      // is in the segment stays readable.
      if (written || !cut) this.#abandon(segment);
      throw error;
    }
  }

  #abandon(segment: Segment): void {
    this.active = undefined;
    segment.sealed = true;
  }
}
