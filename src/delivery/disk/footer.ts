import { SIGNALS } from '../../otlp/batch.ts';
import { crc32c } from './crc32c.ts';
import { HEAD_BYTES, RECORD_HEAD_BYTES } from './record.ts';
import { SegmentIndex, type SignalItems } from './segment-index.ts';

/*
 * The footer of a sealed segment: the index of its records, then a trailer at the very end. A start reads the trailers only;
 * the index is read when the segment's turn comes. Both are checked with the salt as seed.
 *
 *   index entry   0  4  offset of the record
 *                 4  4  length of its payload
 *                 8  4  items
 *                12  4  ordinal
 *                16  4  signal
 *                20  8  when it was stored
 *
 *   trailer       0  4  records
 *                 4  4  where the index begins
 *                 8 12  items: traces, metrics, logs
 *                20  8  when the first record was stored
 *                28  8  bytes of all payloads
 *                36  4  CRC-32C of the index
 *                40  4  CRC-32C of the 40 bytes before
 *                44  4  "QEnd"
 */

export const INDEX_ENTRY_BYTES = 28;
export const TRAILER_BYTES = 48;
const TRAILER_MAGIC: Buffer = Buffer.from('QEnd', 'latin1');

/** Sums over the records of a segment. */
export interface SegmentSums {
  readonly records: number;
  /** End of the records, where the index begins. */
  readonly dataEnd: number;
  readonly items: SignalItems;
  /** NaN without records. */
  readonly firstStoredAtMs: number;
  readonly payloadBytes: number;
}

export interface Trailer extends SegmentSums {
  readonly indexCrc: number;
}

export function footerBytes(records: number): number {
  return records * INDEX_ENTRY_BYTES + TRAILER_BYTES;
}

export function sumsOf(index: SegmentIndex, dataEnd: number): SegmentSums {
  const payloadBytes = index.lengths.reduce((sum, length) => sum + length, 0);
  return { records: index.count, dataEnd, items: index.itemsBySignal(), firstStoredAtMs: index.storedAtMs[0] ?? Number.NaN, payloadBytes };
}

export function encodeFooter(index: SegmentIndex, dataEnd: number, salt: number): Buffer {
  const footer = Buffer.alloc(footerBytes(index.count));
  let at = 0;
  for (let i = 0; i < index.count; i++, at += INDEX_ENTRY_BYTES) {
    footer.writeUInt32LE(index.offsets[i]!, at);
    footer.writeUInt32LE(index.lengths[i]!, at + 4);
    footer.writeUInt32LE(index.items[i]!, at + 8);
    footer.writeUInt32LE(index.ordinals[i]!, at + 12);
    footer.writeUInt32LE(index.signals[i]!, at + 16);
    footer.writeDoubleLE(index.storedAtMs[i]!, at + 20);
  }
  const sums = sumsOf(index, dataEnd);
  footer.writeUInt32LE(sums.records, at);
  footer.writeUInt32LE(dataEnd, at + 4);
  for (let signal = 0; signal < 3; signal++) footer.writeUInt32LE(sums.items[signal as 0 | 1 | 2], at + 8 + signal * 4);
  footer.writeDoubleLE(sums.firstStoredAtMs, at + 20);
  footer.writeDoubleLE(sums.payloadBytes, at + 28);
  footer.writeUInt32LE(crc32c(footer, 0, at, salt), at + 36);
  footer.writeUInt32LE(crc32c(footer, at, at + 40, salt), at + 40);
  TRAILER_MAGIC.copy(footer, at + 44);
  return footer;
}

/** The trailer in the last 48 bytes of a file of `fileBytes`, or undefined when the segment is not sealed or damaged there. */
export function decodeTrailer(tail: Buffer, fileBytes: number, salt: number): Trailer | undefined {
  if (tail.length !== TRAILER_BYTES || !tail.subarray(44).equals(TRAILER_MAGIC)) return undefined;
  if (crc32c(tail, 0, 40, salt) !== tail.readUInt32LE(40)) return undefined;
  const records = tail.readUInt32LE(0);
  const dataEnd = tail.readUInt32LE(4);
  if (dataEnd < HEAD_BYTES || dataEnd + footerBytes(records) !== fileBytes) return undefined;
  return {
    records,
    dataEnd,
    items: [tail.readUInt32LE(8), tail.readUInt32LE(12), tail.readUInt32LE(16)],
    firstStoredAtMs: tail.readDoubleLE(20),
    payloadBytes: tail.readDoubleLE(28),
    indexCrc: tail.readUInt32LE(36),
  };
}

/** The index of a sealed segment, or undefined when it is damaged. */
export function decodeIndex(bytes: Buffer, trailer: Trailer, salt: number): SegmentIndex | undefined {
  if (bytes.length !== trailer.records * INDEX_ENTRY_BYTES || crc32c(bytes, 0, bytes.length, salt) !== trailer.indexCrc) return undefined;
  const index = new SegmentIndex();
  for (let at = 0; at < bytes.length; at += INDEX_ENTRY_BYTES) {
    const offset = bytes.readUInt32LE(at);
    const length = bytes.readUInt32LE(at + 4);
    const signal = SIGNALS[bytes.readUInt32LE(at + 16)];
    if (signal === undefined || offset + RECORD_HEAD_BYTES + length > trailer.dataEnd) return undefined;
    index.add(offset, {
      length,
      items: bytes.readUInt32LE(at + 8),
      ordinal: bytes.readUInt32LE(at + 12),
      signal,
      storedAtMs: bytes.readDoubleLE(at + 20),
    });
  }
  return index;
}
