import { SIGNALS } from '../../otlp/batch.ts';
import type { OpenFile } from '../files.ts';
import { crc32c } from './crc32c.ts';
import { decodeRecordHead, HEAD_BYTES, RECORD_HEAD_BYTES, RECORD_MAGIC } from './record.ts';
import { SegmentIndex, type SignalItems } from './segment-index.ts';

/** Read at a time; a record larger than this is read in a buffer of its own. */
const WINDOW_BYTES = 1024 * 1024;

/** What a scan found. */
export interface ScanResult {
  readonly index: SegmentIndex;
  /** End of the last whole record; what follows is a torn tail. */
  readonly dataEnd: number;
  /** Stretches between whole records that hold none: damage. */
  readonly damaged: number;
  /** Items in them, as far as a record's head could be read. */
  readonly damagedItems: SignalItems;
}

/**
 * Reads a segment without footer from its beginning: the one being written when the process ended, or one whose footer is
 * damaged. Payloads are checked, damage is passed over, whatever follows the last whole record is torn.
 */
export async function scanSegment(file: OpenFile, size: number, salt: number): Promise<ScanResult> {
  const index = new SegmentIndex();
  const window = new Window(file, size);
  let at = HEAD_BYTES;
  let dataEnd = HEAD_BYTES;
  let damaged = 0;
  const damagedItems: SignalItems = [0, 0, 0];
  /** Items of the stretch we are in, or undefined. At the end of the file it is a torn tail, not damage. */
  let stretch: SignalItems | undefined;
  while (at + RECORD_HEAD_BYTES <= size) {
    const headBytes = await window.read(at, RECORD_HEAD_BYTES);
    const head = decodeRecordHead(headBytes, 0, salt);
    const end = head === undefined ? 0 : at + RECORD_HEAD_BYTES + head.length;
    if (head !== undefined && end <= size) {
      const payload = await window.read(at + RECORD_HEAD_BYTES, head.length);
      if (crc32c(payload, 0, payload.length, salt) === head.payloadCrc) {
        if (stretch !== undefined) {
          damaged++;
          for (const signal of [0, 1, 2] as const) damagedItems[signal] += stretch[signal];
          stretch = undefined;
        }
        index.add(at, head);
        dataEnd = end;
        at = end;
        continue;
      }
    }
    stretch ??= [0, 0, 0];
    if (head !== undefined) stretch[SIGNALS.indexOf(head.signal) as 0 | 1 | 2] += head.items;
    at = await window.findMagic(at + 1);
  }
  return { index, dataEnd, damaged, damagedItems };
}

/** A moving window over a file, so that a scan makes few reads and holds little. */
class Window {
  readonly #file: OpenFile;
  readonly #size: number;
  #buf: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(file: OpenFile, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** Bytes at `at`, fewer at the end of the file; valid until the next call. */
  async read(at: number, length: number): Promise<Buffer> {
    if (at < this.#start || at + length > this.#start + this.#buf.length) await this.#load(at, Math.max(length, WINDOW_BYTES));
    return this.#buf.subarray(at - this.#start, at - this.#start + length);
  }

  /** Where the next record could begin, or the end of the file. */
  async findMagic(from: number): Promise<number> {
    for (let at = from; at < this.#size; ) {
      if (at < this.#start || at + RECORD_MAGIC.length > this.#start + this.#buf.length) await this.#load(at, WINDOW_BYTES);
      if (this.#buf.length === 0) break;
      const found = this.#buf.indexOf(RECORD_MAGIC, at - this.#start);
      if (found !== -1) return this.#start + found;
      // A magic across the border of two windows is found by starting the next one a little before.
      at = Math.max(at + 1, this.#start + this.#buf.length - RECORD_MAGIC.length + 1);
    }
    return this.#size;
  }

  async #load(at: number, length: number): Promise<void> {
    const buf = Buffer.allocUnsafe(Math.min(length, this.#size - at));
    const read = await this.#file.read(buf, at);
    this.#buf = buf.subarray(0, read);
    this.#start = at;
  }
}
