import type { Clock } from '../../kernel/host.ts';
import type { FileLayer } from '../files.ts';
import { encodeAcks } from './acks.ts';
import type { DiskCounters } from './disk-store.ts';
import { Lane } from './lane.ts';
import type { Segment } from './segment.ts';
import type { SegmentList } from './segment-list.ts';

export interface AckWriterParts {
  readonly files: FileLayer;
  readonly list: SegmentList;
  readonly counters: DiskCounters;
  readonly clock: Clock;
}

/** After a failed write the disk is left alone for this long. */
const REST_MS = 1000;

/**
 * Notes in the ack files which records are done with. In a lane of its own: what is not noted yet is sent once more after a
 * kill, so a note must not wait until the disk has synced new data, which on a slow one takes seconds.
 */
export class AckWriter {
  readonly #p: AckWriterParts;
  readonly #lane: Lane = new Lane();
  #asked = false;
  #cancelRest: (() => void) | undefined;

  constructor(parts: AckWriterParts) {
    this.#p = parts;
  }

  /** Writes what is owed as soon as the write under way is done, with what is settled until then; tries again when it fails. */
  soon(): void {
    if (this.#asked) return;
    this.#asked = true;
    void this.#lane.run(async () => {
      this.#asked = false;
      if (await this.#writeAll()) return;
      this.#asked = true;
      this.#cancelRest = this.#p.clock.after(REST_MS, () => {
        this.#asked = false;
        this.soon();
      });
    });
  }

  /** No attempt is made any more but those asked for with `write`. */
  stop(): void {
    this.#cancelRest?.();
    this.#asked = true;
  }

  /** Everything owed so far; false when some could not be written and is still owed. Failures are counted. */
  write(): Promise<boolean> {
    return this.#lane.run(() => this.#writeAll());
  }

  /** Resolves when no write that was asked for is under way. */
  idle(): Promise<void> {
    return this.#lane.idle();
  }

  async #writeAll(): Promise<boolean> {
    let whole = true;
    // Segments that come meanwhile owe nothing yet; those that go owe nothing any more.
    for (const segment of this.#p.list.all.slice()) whole = (await this.#writeAcksOf(segment)) && whole;
    return whole;
  }

  async #writeAcksOf(segment: Segment): Promise<boolean> {
    if (segment.owedAcks.length === 0 || segment.dropped) return true;
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
