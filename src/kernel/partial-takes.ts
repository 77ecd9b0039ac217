import { createHash } from 'node:crypto';
import type { Batch } from '../otlp/batch.ts';

/** Batches remembered at a time; beyond it the oldest is forgotten, and its second attempt may be a duplicate. */
const MAX_REMEMBERED = 1000;

/**
 * Who has taken a batch that others could not take yet. A sender that is told to come back sends the same bytes again (OTLP
 * clients and queues keep the encoded request), so a batch is known by its bytes; the digest is computed only after a
 * partial failure, and for batches of a length that is remembered. Each entry serves one attempt.
 */
export class PartialTakes {
  readonly #taken: Map<string, readonly boolean[]> = new Map();
  /** How many entries there are of each length. */
  readonly #lengths: Map<number, number> = new Map();

  get size(): number {
    return this.#taken.size;
  }

  /** `taken[i]` says whether consumer i has the batch. */
  remember(batch: Batch, taken: readonly boolean[]): void {
    if (this.#taken.size >= MAX_REMEMBERED) this.#forget(this.#taken.keys().next().value!);
    const key = keyOf(batch);
    if (!this.#taken.has(key)) this.#count(batch.bytes.length, 1);
    this.#taken.set(key, taken);
  }

  /** Who has the batch already, or undefined when it was not seen before. The answer is given once. */
  recall(batch: Batch): readonly boolean[] | undefined {
    if (!this.#lengths.has(batch.bytes.length)) return undefined;
    const key = keyOf(batch);
    const taken = this.#taken.get(key);
    if (taken !== undefined) this.#forget(key);
    return taken;
  }

  #forget(key: string): void {
    this.#taken.delete(key);
    this.#count(Number(key.slice(0, key.indexOf(':'))), -1);
  }

  #count(length: number, change: number): void {
    const count = (this.#lengths.get(length) ?? 0) + change;
    if (count > 0) this.#lengths.set(length, count);
    else this.#lengths.delete(length);
  }
}

function keyOf({ signal, bytes }: Batch): string {
  return `${bytes.length}:${signal}:${createHash('sha256').update(bytes).digest('base64')}`;
}
