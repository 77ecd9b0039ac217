import { type Batch, SIGNALS, type Signal } from '../../otlp/batch.ts';
import { crc32c } from './crc32c.ts';

/*
 * A segment file holds, one after the other: a head of 16 bytes, records, and once it is sealed a footer (footer.ts).
 * Integers are unsigned, little-endian; times are epoch milliseconds as doubles. `salt` is the hexadecimal part of the
 * file's name: it seeds every checksum, so that telemetry which happens to hold a copy of a record is no record.
 *
 *   head       0  4  "ASQ1"
 *              4  4  version of the format
 *              8  4  number of the segment
 *             12  4  CRC-32C of the 12 bytes before
 *
 *   record     0  4  "QRec"
 *              4  4  CRC-32C of the 36 bytes behind, seeded with the salt
 *              8  4  L, length of the payload
 *             12  4  CRC-32C of the payload, seeded with the salt
 *             16  4  items
 *             20  4  ordinal: 0, 1, 2 ... within the segment
 *             24  8  when it was stored
 *             32  8  when it was received
 *             40  1  signal: 0 traces, 1 metrics, 2 logs
 *             41  3  zero
 *             44  L  payload: an OTLP Export*ServiceRequest in protobuf
 */

/** Version of everything in a queue's folder. Another one is refused, not guessed at. */
export const FORMAT_VERSION = 1;
export const HEAD_BYTES = 16;
export const RECORD_HEAD_BYTES = 44;
export const RECORD_MAGIC: Buffer = Buffer.from('QRec', 'latin1');
const HEAD_MAGIC: Buffer = Buffer.from('ASQ1', 'latin1');

/** What the head of a record says. */
export interface RecordHead {
  readonly length: number;
  readonly payloadCrc: number;
  readonly items: number;
  readonly ordinal: number;
  readonly storedAtMs: number;
  readonly receivedAtMs: number;
  readonly signal: Signal;
}

export function encodeHead(number: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  HEAD_MAGIC.copy(head, 0);
  head.writeUInt32LE(FORMAT_VERSION, 4);
  head.writeUInt32LE(number, 8);
  head.writeUInt32LE(crc32c(head, 0, 12), 12);
  return head;
}

/** The version that a head names, or undefined when the bytes are no head. */
export function headVersion(head: Buffer): number | undefined {
  if (head.length < HEAD_BYTES || !head.subarray(0, 4).equals(HEAD_MAGIC)) return undefined;
  return crc32c(head, 0, 12) === head.readUInt32LE(12) ? head.readUInt32LE(4) : undefined;
}

export function encodeRecordHead(batch: Batch, ordinal: number, storedAtMs: number, salt: number): Buffer {
  const head = Buffer.alloc(RECORD_HEAD_BYTES);
  RECORD_MAGIC.copy(head, 0);
  head.writeUInt32LE(batch.bytes.length, 8);
  head.writeUInt32LE(crc32c(batch.bytes, 0, batch.bytes.length, salt), 12);
  head.writeUInt32LE(batch.items, 16);
  head.writeUInt32LE(ordinal, 20);
  head.writeDoubleLE(storedAtMs, 24);
  head.writeDoubleLE(batch.meta.receivedAtMs, 32);
  head.writeUInt8(SIGNALS.indexOf(batch.signal), 40);
  head.writeUInt32LE(crc32c(head, 8, RECORD_HEAD_BYTES, salt), 4);
  return head;
}

/** The head at `buf[at..]`, or undefined when there is none or it is damaged. */
export function decodeRecordHead(buf: Buffer, at: number, salt: number): RecordHead | undefined {
  if (at + RECORD_HEAD_BYTES > buf.length || buf.compare(RECORD_MAGIC, 0, 4, at, at + 4) !== 0) return undefined;
  if (crc32c(buf, at + 8, at + RECORD_HEAD_BYTES, salt) !== buf.readUInt32LE(at + 4)) return undefined;
  const signal = SIGNALS[buf.readUInt8(at + 40)];
  if (signal === undefined) return undefined;
  return {
    length: buf.readUInt32LE(at + 8),
    payloadCrc: buf.readUInt32LE(at + 12),
    items: buf.readUInt32LE(at + 16),
    ordinal: buf.readUInt32LE(at + 20),
    storedAtMs: buf.readDoubleLE(at + 24),
    receivedAtMs: buf.readDoubleLE(at + 32),
    signal,
  };
}

/** The batch of a whole record, or undefined when any byte of it is damaged. The payload is a view of `record`. */
export function decodeRecord(record: Buffer, salt: number): Batch | undefined {
  const head = decodeRecordHead(record, 0, salt);
  if (head === undefined || record.length !== RECORD_HEAD_BYTES + head.length) return undefined;
  if (crc32c(record, RECORD_HEAD_BYTES, record.length, salt) !== head.payloadCrc) return undefined;
  return { signal: head.signal, bytes: record.subarray(RECORD_HEAD_BYTES), items: head.items, meta: { receivedAtMs: head.receivedAtMs } };
}
