import type { Batch } from '../../otlp/batch.ts';
import { errorCode } from '../files.ts';
import { type NotStored, type Offer, STORED, type StoreTrouble } from '../store.ts';
import type { DiskStoreSettings } from './disk-store.ts';
import type { Lane } from './lane.ts';
import type { OpenFolder } from './open-folder.ts';
import { eachSignal } from './segment.ts';
import type { SegmentList } from './segment-list.ts';
import { recordCost, SEGMENT_COST, type SegmentWriter } from './segment-writer.ts';
import type { Upkeep } from './upkeep.ts';

const MIB = 1024 * 1024;
/** Bytes of one write and its fdatasync; larger groups only make callers wait. */
const GROUP_BYTES = 8 * MIB;
/** Bytes of offers that may wait for the disk; they are in memory. */
const PENDING_BYTES = 64 * MIB;
/** After a failed write the disk is left alone for this long. */
const REST_MS = 1000;

export interface CommitParts {
  readonly settings: DiskStoreSettings;
  readonly folder: OpenFolder;
  readonly lane: Lane;
  readonly list: SegmentList;
  readonly upkeep: Upkeep;
  /** Undefined while the folder is not open. */
  readonly writer: () => SegmentWriter | undefined;
}

interface Pending {
  readonly batch: Batch;
  readonly answer: (offer: Offer) => void;
}

/**
 * Offers on their way to the disk. Those that come while a write is under way wait and share the next one (group commit);
 * each is answered when it is as safe as `fsync` says, or when it is known that it is not.
 */
export class CommitQueue {
  readonly #p: CommitParts;
  readonly #pending: Pending[] = [];
  #pendingCost = 0;
  #writing = false;
  #restUntilMs = 0;
  /** Undefined while writes succeed. */
  trouble: StoreTrouble | undefined;

  constructor(parts: CommitParts) {
    this.#p = parts;
  }

  get batches(): readonly Batch[] {
    return this.#pending.map(({ batch }) => batch);
  }

  /** Why an offer would not be stored now, if so. */
  refusal(batch: Batch): NotStored | undefined {
    const { folder, list, settings, writer } = this.#p;
    const { maxBytes, onFull, clock } = settings;
    const cost = recordCost(batch) + SEGMENT_COST;
    if (cost + folder.bytes > maxBytes) {
      const reason = `a request of ${batch.bytes.length} bytes can never fit into a disk queue of ${maxBytes} bytes (max_mib)`;
      return { kind: 'never', code: 'ASSAY_STORAGE_RECORD_TOO_LARGE', reason };
    }
    if (writer() === undefined || clock.monotonicMs() < this.#restUntilMs) return this.#unavailable();
    if (this.#pending.length > 0 && this.#pendingCost + cost > PENDING_BYTES) {
      return { kind: 'full', code: 'ASSAY_STORAGE_FULL', reason: 'the disk of the queue cannot keep up' };
    }
    return onFull === 'refuse' && folder.bytes + list.neededBytes() + this.#pendingCost + cost > maxBytes ? this.#full() : undefined;
  }

  /** Stores a batch that was not refused. */
  add(batch: Batch): Promise<Offer> {
    return new Promise((answer) => {
      this.#pending.push({ batch, answer });
      this.#pendingCost += recordCost(batch);
      if (this.#writing) return;
      this.#writing = true;
      void this.#p.lane.run(() => this.#writeAll());
    });
  }

  /** Counts and tells a failure; true when it is a new one. */
  fail(operation: 'open' | 'write', code: string): boolean {
    this.#p.settings.counters.failed(operation);
    const reason = `cannot ${operation} (${code})`;
    const isNew = this.trouble?.reason !== reason;
    this.trouble = { code: 'ASSAY_STORAGE_WRITE', reason };
    return isNew;
  }

  /** Everything that waits, in groups. */
  async #writeAll(): Promise<void> {
    while (this.#pending.length > 0) {
      const count = this.#p.writer()?.groupSize(this.#pending, GROUP_BYTES) ?? this.#pending.length;
      await this.#writeGroup(this.#pending.splice(0, count));
    }
    this.#writing = false;
  }

  async #writeGroup(group: readonly Pending[]): Promise<void> {
    const fitting: Pending[] = [];
    let cost = SEGMENT_COST;
    for (const pending of group) {
      const own = recordCost(pending.batch);
      if (await this.#makeRoom(cost + own)) {
        fitting.push(pending);
        cost += own;
      } else this.#answer(pending, this.#full());
    }
    if (fitting.length === 0) return;
    try {
      const writer = this.#p.writer();
      if (writer === undefined) throw Object.assign(new Error('the queue is closed'), { code: 'EBADF' });
      await writer.append(fitting.map(({ batch }) => batch));
      this.#p.settings.counters.committed(fitting.length);
      this.trouble = undefined;
      for (const pending of fitting) this.#answer(pending, STORED);
    } catch (error) {
      await this.#failed(errorCode(error), fitting);
    }
  }

  async #failed(code: string, group: readonly Pending[]): Promise<void> {
    const { settings, folder, upkeep } = this.#p;
    if (this.fail('write', code))
      settings.log.error('the disk queue cannot write', { code: 'ASSAY_STORAGE_WRITE', error: code, directory: settings.directory });
    this.#restUntilMs = settings.clock.monotonicMs() + REST_MS;
    for (const pending of group) this.#answer(pending, this.#unavailable());
    if (code === 'ENOENT') await folder.revive().catch(() => undefined);
    await upkeep.sweep(false);
  }

  #answer(pending: Pending, offer: Offer): void {
    this.#pendingCost -= recordCost(pending.batch);
    pending.answer(offer);
  }

  #fits(cost: number): boolean {
    return this.#p.folder.bytes + this.#p.list.boundBytes() + cost <= this.#p.settings.maxBytes;
  }

  /** Room for `cost` bytes, by removing what is done with, and with `drop_oldest` whatever is oldest. */
  async #makeRoom(cost: number): Promise<boolean> {
    if (this.#fits(cost)) return true;
    const { upkeep, settings, list, writer } = this.#p;
    await upkeep.sweep(true);
    while (!this.#fits(cost) && settings.onFull === 'drop_oldest') {
      const oldest = list.all.find((segment) => !segment.dropped);
      if (oldest === undefined) break;
      const current = writer();
      if (current !== undefined && oldest === current.active) current.active = undefined;
      const { records, items } = oldest.untaken;
      if (records > 0) {
        settings.log.warn('the disk queue is full; its oldest data was dropped', { code: 'ASSAY_STORAGE_FULL', requests: records });
        eachSignal(items, (count, signal) => settings.events.dropped(count, 'oldest_dropped', signal));
      }
      if (!(await upkeep.drop(oldest))) break;
    }
    return this.#fits(cost);
  }

  #unavailable(): NotStored {
    const { code, reason } = this.trouble ?? { code: 'ASSAY_STORAGE_WRITE', reason: 'is not open' };
    return { kind: 'unavailable', code, reason: `the disk queue ${reason}` };
  }

  #full(): NotStored {
    const used = this.#p.folder.bytes + this.#p.list.usedBytes();
    const reason = `the disk queue holds ${used} of ${this.#p.settings.maxBytes} bytes (max_mib)`;
    return { kind: 'full', code: 'ASSAY_STORAGE_FULL', reason };
  }
}
