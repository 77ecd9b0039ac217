import { SIGNALS, type Signal } from '../../otlp/batch.ts';
import type { ErrorCode } from '../../wire/assay-error.ts';
import { crc32c } from '../disk/crc32c.ts';

/*
 * A dead letter file is a sequence of frames, appended and never changed. Integers are unsigned, little-endian.
 *
 *   offset  bytes  content
 *        0      4  "ADL1": magic and version of the format
 *        4      4  H, length of the header
 *        8      4  P, length of the payload
 *       12      4  CRC-32C of header and payload
 *       16      H  header: JSON in UTF-8, the fields of `LetterHeader`
 *     16+H      P  payload: the OTLP Export*ServiceRequest in protobuf, as it would have been sent
 *
 * A reader that finds no valid frame looks for the next magic.
 */

/** Bytes before the header. */
export const FRAME_HEAD_BYTES = 16;
export const FRAME_MAGIC: Buffer = Buffer.from('ADL1', 'latin1');
/** A header is a few hundred bytes; what claims more is damage. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Why and when data became a dead letter. No field has telemetry content, but `message` may quote the backend. */
export interface LetterHeader {
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Id of the exporter. */
  readonly exporter: string;
  readonly signal: Signal;
  readonly items: number;
  readonly reason: string;
  readonly code: ErrorCode;
  readonly message: string;
  /** gRPC status of the backend, where it gave one. */
  readonly status?: number;
  /** What to look at. */
  readonly hint?: string;
}

/** The frame of one letter, without its payload, which is written behind it. */
export function encodeFrame(header: LetterHeader, payload: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const frame = Buffer.alloc(FRAME_HEAD_BYTES + text.length);
  FRAME_MAGIC.copy(frame, 0);
  frame.writeUInt32LE(text.length, 4);
  frame.writeUInt32LE(payload.length, 8);
  frame.writeUInt32LE(crc32c(payload, 0, payload.length, crc32c(text)), 12);
  text.copy(frame, FRAME_HEAD_BYTES);
  return frame;
}

/** Lengths in a frame's first 16 bytes, or undefined when they are none. */
export function frameLengths(buf: Buffer, at: number): { readonly header: number; readonly payload: number } | undefined {
  if (at + FRAME_HEAD_BYTES > buf.length || buf.compare(FRAME_MAGIC, 0, 4, at, at + 4) !== 0) return undefined;
  const header = buf.readUInt32LE(at + 4);
  return header > MAX_HEADER_BYTES ? undefined : { header, payload: buf.readUInt32LE(at + 8) };
}

/** The header of a frame whose bytes are all in `frame` and match the checksum, or undefined. */
export function decodeFrame(frame: Buffer): { readonly header: LetterHeader; readonly payload: Buffer } | undefined {
  const lengths = frameLengths(frame, 0);
  if (lengths === undefined || frame.length !== FRAME_HEAD_BYTES + lengths.header + lengths.payload) return undefined;
  if (crc32c(frame, FRAME_HEAD_BYTES) !== frame.readUInt32LE(12)) return undefined;
  const payloadAt = FRAME_HEAD_BYTES + lengths.header;
  const header = readHeader(frame.toString('utf8', FRAME_HEAD_BYTES, payloadAt));
  return header === undefined ? undefined : { header, payload: frame.subarray(payloadAt) };
}

function readHeader(text: string): LetterHeader | undefined {
  try {
    const header = JSON.parse(text) as Partial<LetterHeader>;
    const whole = typeof header.reason === 'string' && Number.isSafeInteger(header.items) && SIGNALS.includes(header.signal as Signal);
    return whole ? (header as LetterHeader) : undefined;
  } catch {
    return undefined;
  }
}
