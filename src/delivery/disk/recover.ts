import { join } from 'node:path';
import { type Signal, SIGNALS } from '../../otlp/batch.ts';
import { errorCode, type FileLayer, type OpenFile } from '../files.ts';
import { ACK_BYTES, decodeAcks } from './acks.ts';
import { decodeIndex, decodeTrailer, encodeFooter, footerBytes, sumsOf, TRAILER_BYTES } from './footer.ts';
import { LOCK_NAME, otherFormat, type SegmentName, segmentNames } from './folder.ts';
import { FORMAT_VERSION, HEAD_BYTES, headVersion } from './record.ts';
import { scanSegment } from './scan.ts';
import { Segment } from './segment.ts';
import type { SegmentIndex, SignalItems } from './segment-index.ts';

/** What an earlier process left. */
export interface Recovered {
  /** In order, each with something to deliver. */
  readonly segments: Segment[];
  /** Number for the next segment: above any there was. */
  readonly nextNumber: number;
  /** Stretches of damage passed over, and the items known to have been in them. */
  readonly damaged: number;
  readonly damagedItems: SignalItems;
}

/** Items that were owed when the folder was left, the damaged ones among them. */
export function itemsFound({ segments, damagedItems }: Recovered): ReadonlyMap<Signal, number> {
  return new Map(
    SIGNALS.map((signal, i) => [signal, segments.reduce((sum, { unsettled }) => sum + unsettled.items[i]!, damagedItems[i]!)]),
  );
}

/**
 * Reads the folder: of sealed segments the last 48 bytes and the acks, of one that is not sealed everything. Torn tails are
 * cut, damage is counted and passed over, segments that are done with are removed. Throws only ASSAY_STORAGE_FORMAT and what
 * the file system throws.
 */
export async function recoverFolder(files: FileLayer, directory: string): Promise<Recovered> {
  const names = await files.list(directory);
  const found = segmentNames(directory, names);
  await refuseOtherFormats(files, directory, found);
  const segments: Segment[] = [];
  const damagedItems: SignalItems = [0, 0, 0];
  let damaged = 0;
  for (const name of found) {
    const { segment, damage } = await recoverSegment(files, name);
    damaged += damage.stretches;
    for (const signal of [0, 1, 2] as const) damagedItems[signal] += damage.items[signal];
    if (segment.unsettled.records > 0) segments.push(segment);
    else await removeSegment(files, segment);
  }
  await removeLeftovers(files, directory, names, found);
  return { segments, nextNumber: (found.at(-1)?.number ?? 0) + 1, damaged, damagedItems };
}

/** Looked at before anything is changed. */
async function refuseOtherFormats(files: FileLayer, directory: string, found: readonly SegmentName[]): Promise<void> {
  for (const name of found) {
    const file = await files.open(name.path, 'read');
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const version = headVersion(head.subarray(0, await file.read(head, 0)));
      if (version !== undefined && version !== FORMAT_VERSION) throw otherFormat(directory, version);
    } finally {
      await file.close();
    }
  }
}

interface Damage {
  readonly stretches: number;
  readonly items: SignalItems;
}

const NO_DAMAGE: Damage = { stretches: 0, items: [0, 0, 0] };

async function recoverSegment(files: FileLayer, name: SegmentName): Promise<{ segment: Segment; damage: Damage }> {
  const file = await files.open(name.path, 'write');
  try {
    const { size } = await file.state();
    const acks = await readAcks(files, name);
    const trailer = await readTrailer(file, size, name.salt);
    if (trailer !== undefined) {
      const segment = withAcks(new Segment(name, trailer, size, true), acks);
      if (acks.ordinals.size === 0) {
        segment.holdAll();
        return { segment, damage: NO_DAMAGE };
      }
      const index = await readIndex(file, segment);
      if (index !== undefined) {
        segment.holdUnacked(index);
        return { segment, damage: NO_DAMAGE };
      }
    }
    const scan = await scanSegment(file, size, name.salt);
    const segment = withAcks(new Segment(name, sumsOf(scan.index, scan.dataEnd), size, true), acks);
    segment.holdUnacked(scan.index);
    if (segment.unsettled.records > 0) await seal(file, segment, scan.index, size);
    return { segment, damage: { stretches: scan.damaged, items: scan.damagedItems } };
  } finally {
    await file.close();
  }
}

/** Cuts what is torn and writes the footer. A disk that refuses leaves the segment as it is: it is scanned again next time. */
async function seal(file: OpenFile, segment: Segment, index: SegmentIndex, size: number): Promise<void> {
  const { dataEnd } = segment.sums;
  try {
    if (dataEnd < size) await file.truncate(dataEnd);
    segment.fileBytes = dataEnd;
    const footer = encodeFooter(index, dataEnd, segment.salt);
    await file.write([footer], dataEnd);
    await file.sync();
    segment.fileBytes = dataEnd + footer.length;
  } catch {
    segment.fileBytes = Math.max(segment.fileBytes, (await file.state()).size);
  }
}

async function readTrailer(file: OpenFile, size: number, salt: number): Promise<ReturnType<typeof decodeTrailer>> {
  if (size < HEAD_BYTES + TRAILER_BYTES) return undefined;
  const tail = Buffer.alloc(TRAILER_BYTES);
  await file.read(tail, size - TRAILER_BYTES);
  return decodeTrailer(tail, size, salt);
}

/** The index of a segment, from its footer, or by a scan where that is damaged. */
export async function loadIndex(file: OpenFile, segment: Segment): Promise<SegmentIndex> {
  return (await readIndex(file, segment)) ?? (await scanSegment(file, segment.fileBytes, segment.salt)).index;
}

async function readIndex(file: OpenFile, segment: Segment): Promise<SegmentIndex | undefined> {
  const { size } = await file.state();
  const trailer = await readTrailer(file, size, segment.salt);
  if (trailer === undefined) return undefined;
  const bytes = Buffer.alloc(footerBytes(trailer.records) - TRAILER_BYTES);
  await file.read(bytes, trailer.dataEnd);
  return decodeIndex(bytes, trailer, segment.salt);
}

interface FoundAcks {
  readonly ordinals: Set<number>;
  readonly bytes: number;
}

async function readAcks(files: FileLayer, name: SegmentName): Promise<FoundAcks> {
  try {
    const file = await files.open(name.ackPath, 'read');
    try {
      const bytes = Buffer.alloc((await file.state()).size);
      const read = await file.read(bytes, 0);
      // A torn entry at the end is written over, so that entries stay aligned.
      return { ordinals: decodeAcks(bytes.subarray(0, read), name.salt), bytes: read - (read % ACK_BYTES) };
    } finally {
      await file.close();
    }
  } catch (error) {
    // An ack file that cannot be read makes duplicates; the data itself is not in it.
    if (errorCode(error) === 'ENOENT') return { ordinals: new Set(), bytes: 0 };
    return { ordinals: new Set(), bytes: (await files.info(name.ackPath))?.size ?? 0 };
  }
}

function withAcks(segment: Segment, acks: FoundAcks): Segment {
  for (const ordinal of acks.ordinals) segment.acked.add(ordinal);
  segment.ackFileBytes = acks.bytes;
  segment.acksWritten = acks.ordinals.size;
  return segment;
}

/** The segment's file first: acks without a segment are rubbish, a segment without its acks would be sent again. */
export async function removeSegment(files: FileLayer, segment: Segment): Promise<void> {
  await files.remove(segment.path);
  await files.remove(segment.ackPath);
}

/** Acks whose segment is gone, and locks of processes that died while taking over. */
async function removeLeftovers(
  files: FileLayer,
  directory: string,
  names: readonly string[],
  found: readonly SegmentName[],
): Promise<void> {
  const known = new Set(found.map((name) => name.ackPath));
  for (const name of names) {
    const path = join(directory, name);
    const orphan = /^\d{8,}-[0-9a-f]{8}\.ack$/.test(name) && !known.has(path);
    if (orphan || name.startsWith(`${LOCK_NAME}.`)) await files.remove(path);
  }
}
