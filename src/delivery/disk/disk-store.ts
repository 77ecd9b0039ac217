import type { Logger } from '../../kernel/host.ts';
import { type Batch, SIGNALS } from '../../otlp/batch.ts';
import { AssayError } from '../../wire/assay-error.ts';
import { errorCode } from '../files.ts';
import {
  type NotStored,
  type Offer,
  type QueueEntry,
  type QueueLoad,
  type QueueStore,
  type StoreEvents,
  type StoreTrouble,
  type Taken,
} from '../store.ts';
import { AckWriter } from './ack-writer.ts';
import { CommitQueue } from './commit-queue.ts';
import { DiskReader } from './disk-reader.ts';
import { Lane } from './lane.ts';
import { type FolderSettings, OpenFolder } from './open-folder.ts';
import { itemsFound, type Recovered } from './recover.ts';
import { eachSignal, type RecordRef, type Segment } from './segment.ts';
import { SegmentList } from './segment-list.ts';
import { type FsyncMode, SegmentWriter } from './segment-writer.ts';
import { Upkeep } from './upkeep.ts';

/** After a failed read the next is tried. */
const RETRY_MS = 1000;
const REOPEN_MS = 5000;
/** Errors of a disk that may pass. Anything else at the start is a mistake that only a person can correct. */
const PASSING: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE', 'ESTALE', 'ETIMEDOUT', 'EBUSY']);

const CLOSED: NotStored = { kind: 'unavailable', code: 'ASSAY_DELIVERY_STOPPING', reason: 'the queue is closed' };

/** Counts of what a disk queue met. */
export interface DiskCounters {
  damaged(records: number): void;
  failed(operation: 'open' | 'read' | 'write' | 'remove'): void;
  /** Records in one write. */
  committed(records: number): void;
}

export interface DiskStoreSettings extends FolderSettings {
  /** Of everything in the folder, to the byte. */
  readonly maxBytes: number;
  readonly segmentBytes: number;
  readonly fsync: FsyncMode;
  readonly onFull: 'refuse' | 'drop_oldest';
  readonly log: Logger;
  readonly events: StoreEvents;
  readonly counters: DiskCounters;
}

/**
 * A queue on disk. Writes and removals happen one after the other in a lane; offers that wait meanwhile share the next write
 * (group commit). Reads and acks go beside it. In memory are the index of the segments written and read, and what is on its way.
 */
export class DiskStore implements QueueStore {
  readonly durable = true;
  readonly capacityBytes: number;
  readonly #s: DiskStoreSettings;
  readonly #folder: OpenFolder;
  readonly #lane: Lane = new Lane();
  readonly #list: SegmentList = new SegmentList();
  readonly #reader: DiskReader;
  readonly #acks: AckWriter;
  readonly #upkeep: Upkeep;
  readonly #out: Map<number, RecordRef> = new Map();
  readonly #commits: CommitQueue;
  readonly #timers: Set<() => void> = new Set();
  #writer: SegmentWriter | undefined;
  #state: 'closed' | 'open' | 'absent' = 'closed';
  #nextSeq = 0;
  #readTrouble: StoreTrouble | undefined;
  #upkeepAsked = false;
  #readPaused = false;

  constructor(settings: DiskStoreSettings) {
    this.#s = settings;
    this.capacityBytes = settings.maxBytes;
    this.#folder = new OpenFolder(settings, () => this.#lockLost());
    this.#reader = new DiskReader(settings.files);
    const writer = (): SegmentWriter | undefined => (this.#state === 'open' ? this.#writer : undefined);
    const { files, counters, clock } = settings;
    this.#acks = new AckWriter({ files, list: this.#list, counters, clock });
    this.#upkeep = new Upkeep({ files, list: this.#list, acks: this.#acks, writer: () => this.#writer, counters });
    this.#commits = new CommitQueue({ settings, folder: this.#folder, lane: this.#lane, list: this.#list, upkeep: this.#upkeep, writer });
  }

  async open(): Promise<void> {
    try {
      this.#begin(await this.#folder.open());
    } catch (error) {
      const code = errorCode(error);
      if (error instanceof AssayError) throw error;
      const { directory } = this.#s;
      if (!PASSING.has(code)) throw new AssayError('ASSAY_STORAGE_DIRECTORY', `cannot use ${directory} (${code})`, { cause: error });
      this.#state = 'absent';
      this.#cannotOpen(code);
    }
  }

  refusal(batch: Batch): NotStored | undefined {
    return this.#state === 'closed' ? CLOSED : this.#commits.refusal(batch);
  }

  offer(batch: Batch): Offer | Promise<Offer> {
    return this.refusal(batch) ?? this.#commits.add(batch);
  }

  async take(): Promise<Taken | undefined> {
    while (this.#state === 'open' && !this.#readPaused) {
      const segment = this.#list.firstUntaken();
      if (segment === undefined) {
        await this.#reader.leave();
        return undefined;
      }
      const step = await this.#reader.next(segment);
      if (step.kind === 'record') {
        this.#readTrouble = undefined;
        const seq = this.#nextSeq++;
        this.#out.set(seq, step.ref);
        const { signal, items, bytes } = step.batch;
        return { entry: { seq, signal, items, bytes: bytes.length, enqueuedAtMs: step.ref.storedAtMs }, batch: step.batch };
      }
      if (step.kind === 'lost') this.#loseRecord(step.ref);
      else if (step.kind === 'gone') this.#loseSegment(segment);
      else this.#pauseReading(step.code);
    }
    return undefined;
  }

  settle(entry: QueueEntry): void {
    const ref = this.#out.get(entry.seq);
    if (ref === undefined) return;
    this.#out.delete(entry.seq);
    this.#settle(ref);
  }

  load(): QueueLoad {
    const { requests, items, bytes } = this.#list.load();
    const pending = this.#commits.batches;
    return {
      requests: requests + pending.length,
      items: pending.reduce((sum, batch) => sum + batch.items, items),
      bytes: pending.reduce((sum, batch) => sum + batch.bytes.length, bytes),
    };
  }

  usedBytes(): number {
    return this.#state === 'open' ? this.#folder.bytes + this.#list.usedBytes() : 0;
  }

  oldestAtMs(): number | undefined {
    for (const ref of this.#out.values()) return ref.storedAtMs;
    return this.#list.firstUntakenAtMs();
  }

  trouble(): StoreTrouble | undefined {
    return this.#commits.trouble ?? this.#readTrouble;
  }

  /** Resolves when writes, acks and removals asked for so far are done. */
  async idle(): Promise<void> {
    await this.#acks.idle();
    await this.#lane.idle();
  }

  async close(): Promise<void> {
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#acks.stop();
    await this.#lane.idle();
    if (wasOpen) {
      await this.#lane.run(async () => {
        await this.#acks.write();
        await this.#writer?.seal();
        await this.#upkeep.sweep(true);
        // On a full disk there may be room for them only now.
        await this.#acks.write();
        for (const segment of this.#list.all) {
          await segment.file?.close().catch(() => undefined);
          await segment.ackFile?.close().catch(() => undefined);
        }
      });
    }
    await this.#folder.close();
  }

  #begin(found: Recovered): void {
    const { events, counters, log, directory } = this.#s;
    for (const segment of found.segments) this.#list.add(segment);
    this.#writer = new SegmentWriter({
      ...this.#s,
      nextNumber: found.nextNumber,
      onSegment: (segment) => this.#list.add(segment),
      isRead: (segment) => this.#reader.isReading(segment),
    });
    this.#state = 'open';
    this.#commits.trouble = undefined;
    events.recovered(itemsFound(found));
    if (found.damaged > 0) {
      counters.damaged(found.damaged);
      log.error('parts of the disk queue are damaged and were passed over', {
        code: 'ASSAY_STORAGE_DAMAGED',
        directory,
        records: found.damaged,
      });
      eachSignal(found.damagedItems, (items, signal) => events.lost(items, 'damaged', signal));
    }
    const { requests, items, bytes } = this.#list.load();
    if (requests > 0) log.info('the disk queue holds data of an earlier run', { directory, requests, items, bytes });
  }

  async #reopen(): Promise<void> {
    if (this.#state !== 'absent') return;
    try {
      const found = await this.#folder.open();
      if (this.#state !== 'absent') return await this.#folder.close();
      this.#begin(found);
      this.#s.events.available();
    } catch (error) {
      this.#cannotOpen(errorCode(error));
    }
  }

  #settle(ref: RecordRef): void {
    const { segment } = ref;
    if (segment.dropped) return;
    segment.settle(ref);
    this.#acks.soon();
    if (segment.unsettled.records === 0) this.#askUpkeep();
  }

  #askUpkeep(): void {
    if (this.#upkeepAsked) return;
    this.#upkeepAsked = true;
    void this.#lane.run(async () => {
      this.#upkeepAsked = false;
      if (this.#state !== 'open') return;
      if (!(await this.#upkeep.sweep(false))) this.#after(REOPEN_MS, () => this.#askUpkeep());
      await this.#folder.keepReserve();
    });
  }

  #loseRecord(ref: RecordRef): void {
    this.#s.counters.damaged(1);
    this.#s.log.error('a record of the disk queue is damaged and was passed over', {
      code: 'ASSAY_STORAGE_DAMAGED',
      items: ref.items,
      bytes: ref.bytes,
    });
    this.#s.events.lost(ref.items, 'damaged', SIGNALS[ref.signal]!);
    this.#settle(ref);
  }

  /** Nothing more of the segment can be read: its file is gone, or its index does not have what it should. */
  #loseSegment(segment: Segment): void {
    if (segment.dropped) return;
    const { records, items, bytes } = segment.untaken;
    this.#s.counters.damaged(records);
    this.#s.log.error('a file of the disk queue is gone or damaged', { code: 'ASSAY_STORAGE_DAMAGED', requests: records, bytes });
    eachSignal(items, (count, signal) => this.#s.events.lost(count, 'storage_lost', signal));
    for (const signal of [0, 1, 2] as const) segment.unsettled.items[signal] -= items[signal];
    segment.unsettled.records -= records;
    segment.unsettled.bytes -= bytes;
    Object.assign(segment.untaken, { records: 0, bytes: 0, items: [0, 0, 0] });
    this.#askUpkeep();
  }

  #pauseReading(code: string): void {
    const { counters, log, directory } = this.#s;
    counters.failed('read');
    const reason = `cannot read (${code})`;
    if (this.#readTrouble?.reason !== reason)
      log.error('the disk queue cannot be read', { code: 'ASSAY_STORAGE_WRITE', error: code, directory });
    this.#readTrouble = { code: 'ASSAY_STORAGE_WRITE', reason };
    this.#readPaused = true;
    this.#after(RETRY_MS, () => {
      this.#readPaused = false;
      this.#s.events.available();
    });
  }

  #lockLost(): void {
    this.#state = 'closed';
    this.#commits.trouble = { code: 'ASSAY_STORAGE_IN_USE', reason: 'another process took the folder over' };
    this.#s.log.error('another process took the folder of the disk queue over', {
      code: 'ASSAY_STORAGE_IN_USE',
      directory: this.#s.directory,
    });
  }

  #cannotOpen(code: string): void {
    const { log, directory } = this.#s;
    if (this.#commits.fail('open', code))
      log.error('the disk queue cannot be opened', { code: 'ASSAY_STORAGE_WRITE', error: code, directory });
    this.#after(REOPEN_MS, () => void this.#reopen());
  }

  #after(ms: number, fn: () => void): void {
    const cancel = this.#s.clock.after(ms, () => {
      this.#timers.delete(cancel);
      fn();
    });
    this.#timers.add(cancel);
  }
}
