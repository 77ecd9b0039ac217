import type { Batch } from '../../otlp/batch.ts';
import { errorCode, type FileLayer, type OpenFile } from '../files.ts';
import { decodeRecord } from './record.ts';
import { loadIndex } from './recover.ts';
import type { RecordRef, Segment } from './segment.ts';
import type { SegmentIndex } from './segment-index.ts';

/** Attempts at a read that fails, before what was to be read is given up. */
const MAX_ATTEMPTS = 5;

/** Small records are read together, this many bytes at a time: one read each costs more than all the rest (bench: disk queue). */
const WINDOW_BYTES = 256 * 1024;
const SMALL_BYTES = 32 * 1024;

/** What a read gave. `lost`: the record at its place cannot be read; `gone`: nothing of the segment can; `later`: try again. */
export type ReadStep =
  | { readonly kind: 'record'; readonly ref: RecordRef; readonly batch: Batch }
  | { readonly kind: 'lost'; readonly ref: RecordRef }
  | { readonly kind: 'gone' }
  | { readonly kind: 'later'; readonly code: string };

/** Reads segments from front to back, one record at a time; keeps one file open, and one index besides that being written. */
export class DiskReader {
  readonly #files: FileLayer;
  #current: Segment | undefined;
  #attempts = 0;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  constructor(files: FileLayer) {
    this.#files = files;
  }

  isReading(segment: Segment): boolean {
    return this.#current === segment;
  }

  /** The next record of `segment`, which has some that were not taken. */
  async next(segment: Segment): Promise<ReadStep> {
    if (this.#current !== segment) await this.#moveTo(segment);
    try {
      const index = await this.#indexOf(segment);
      while (segment.next < index.count && segment.acked.has(index.ordinals[segment.next]!)) segment.next++;
      if (segment.next >= index.count) return { kind: 'gone' };
      const step = await this.#read(segment, index, segment.next);
      this.#attempts = 0;
      return step;
    } catch (error) {
      return this.#failed(segment, errorCode(error));
    }
  }

  /** Lets go of what is open. */
  async leave(): Promise<void> {
    const segment = this.#current;
    this.#current = undefined;
    if (segment === undefined || !segment.sealed) return;
    const { file } = segment;
    segment.file = undefined;
    segment.index = undefined;
    await file?.close().catch(() => undefined);
  }

  async #moveTo(segment: Segment): Promise<void> {
    await this.leave();
    this.#window = Buffer.alloc(0);
    this.#current = segment;
    this.#attempts = 0;
  }

  async #indexOf(segment: Segment): Promise<SegmentIndex> {
    segment.file ??= await this.#files.open(segment.path, 'read');
    segment.index ??= await loadIndex(segment.file, segment);
    return segment.index;
  }

  async #read(segment: Segment, index: SegmentIndex, at: number): Promise<ReadStep> {
    const { file } = segment;
    if (file === undefined) throw new Error('the segment was closed');
    const record = await this.#recordBytes(segment, file, index.offsets[at]!, index.recordBytes(at));
    const batch = decodeRecord(record, segment.salt);
    if (segment.dropped) return { kind: 'gone' };
    segment.next = at + 1;
    const ref = segment.take(index, at);
    return batch === undefined ? { kind: 'lost', ref } : { kind: 'record', ref, batch };
  }

  /** Bytes of a record, in memory of their own. Fewer than asked for when the file ends before. */
  async #recordBytes(segment: Segment, file: OpenFile, offset: number, bytes: number): Promise<Buffer> {
    if (bytes > SMALL_BYTES) {
      const record = Buffer.allocUnsafe(bytes);
      return record.subarray(0, await file.read(record, offset));
    }
    if (offset < this.#windowAt || offset + bytes > this.#windowAt + this.#window.length) {
      // Not beyond what is committed: bytes behind it may still change.
      const window = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, segment.sums.dataEnd - offset));
      this.#window = window.subarray(0, await file.read(window, offset));
      this.#windowAt = offset;
    }
    return Buffer.from(this.#window.subarray(offset - this.#windowAt, offset - this.#windowAt + bytes));
  }

  async #failed(segment: Segment, code: string): Promise<ReadStep> {
    if (segment.dropped || code === 'ENOENT') return { kind: 'gone' };
    this.#attempts++;
    if (this.#attempts < MAX_ATTEMPTS) return { kind: 'later', code };
    this.#attempts = 0;
    const { index } = segment;
    if (index === undefined || segment.next >= index.count) return { kind: 'gone' };
    segment.next++;
    return { kind: 'lost', ref: segment.take(index, segment.next - 1) };
  }
}
