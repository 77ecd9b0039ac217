import type { Consumer } from '../../kernel/consumer.ts';
import type { Counter, Histogram, Host } from '../../kernel/host.ts';
import { ACCEPTED, type Outcome, type Refused, type Retry, retry } from '../../kernel/outcome.ts';
import type { Batch } from '../../otlp/batch.ts';
import { mergeBatches, splitBatch } from '../../otlp/split.ts';
import type { BatchSettings } from './config.ts';
import { ABORTED, Group, Waiting } from './group.ts';
import { joinRefusals, shareOutcome } from './shares.ts';

/** Own metrics of one batch processor. */
interface BatchMetrics {
  readonly items: Histogram;
  readonly bytes: Histogram;
  readonly bySize: Counter;
  readonly byTimeout: Counter;
}

/**
 * Gathers batches of one connection until they are many enough, large enough or old enough, and sends them joined. Unlike
 * the Collector's batch processor it swallows nothing: `consume` resolves with the outcome of the batch its data went into.
 */
export class Batcher implements Consumer {
  readonly #settings: BatchSettings;
  readonly #next: Consumer;
  readonly #host: Host;
  readonly #metrics: BatchMetrics;
  readonly #groups: Map<Group, Promise<void>> = new Map();
  readonly #groupOf: WeakMap<Waiting, Group> = new WeakMap();
  #pending: Waiting[] = [];
  #items = 0;
  #bytes = 0;
  #stopTimer: (() => void) | undefined;
  #draining = false;

  constructor(settings: BatchSettings, next: Consumer, host: Host) {
    this.#settings = settings;
    this.#next = next;
    this.#host = host;
    const labels = { processor: host.id };
    this.#metrics = {
      items: host.metrics.histogram('otelcol_processor_batch_batch_send_size', labels),
      bytes: host.metrics.histogram('otelcol_processor_batch_batch_send_size_bytes', labels),
      bySize: host.metrics.counter('otelcol_processor_batch_batch_size_trigger_send', labels),
      byTimeout: host.metrics.counter('otelcol_processor_batch_timeout_trigger_send', labels),
    };
  }

  consume(batch: Batch, abort: AbortSignal): Promise<Outcome> {
    if (abort.aborted) return Promise.resolve(ABORTED);
    if (!this.#fits(batch)) this.#flush(this.#metrics.bySize);
    const waiting = new Waiting(batch, abort, (left) => this.#left(left));
    this.#pending.push(waiting);
    this.#items += batch.items;
    this.#bytes += batch.bytes.length;
    const { sendItems, maxItems, maxBytes, timeoutMs } = this.#settings;
    if (this.#items >= Math.min(sendItems, maxItems) || this.#bytes >= maxBytes) this.#flush(this.#metrics.bySize);
    else if (timeoutMs === 0 || this.#draining) this.#flush(this.#metrics.byTimeout);
    else this.#stopTimer ??= this.#host.clock.after(timeoutMs, () => this.#flush(this.#metrics.byTimeout));
    return waiting.outcome;
  }

  /** What follows may already know that it has no room. */
  precheck(batch: Batch): Retry | undefined {
    return this.#next.precheck?.(batch);
  }

  /** Sends what waits and from now on everything at once; resolves when all outcomes are known, or after `deadline` aborted. */
  async drain(deadline: AbortSignal): Promise<void> {
    this.#draining = true;
    this.#flush(this.#metrics.byTimeout);
    const giveUp = (): void => {
      for (const group of this.#groups.keys()) group.abort();
    };
    if (deadline.aborted) giveUp();
    deadline.addEventListener('abort', giveUp, { once: true });
    await Promise.all(this.#groups.values());
    deadline.removeEventListener('abort', giveUp);
  }

  /** Whether the batch may join those that wait: limits, and the same request metadata (which joined batches share). */
  #fits(batch: Batch): boolean {
    const first = this.#pending[0];
    if (first === undefined) return true;
    if (this.#items + batch.items > this.#settings.maxItems) return false;
    if (this.#bytes + batch.bytes.length > this.#settings.maxBytes) return false;
    return sameMetadata(first.batch.meta.metadata, batch.meta.metadata);
  }

  /** A caller went away: what still waits is taken back (it will be sent again), what is under way goes on for the others. */
  #left(waiting: Waiting): void {
    const group = this.#groupOf.get(waiting);
    if (group !== undefined) {
      group.memberLeft();
      return;
    }
    this.#pending = this.#pending.filter((other) => other !== waiting);
    this.#items -= waiting.batch.items;
    this.#bytes -= waiting.batch.bytes.length;
    waiting.settle(ABORTED);
  }

  #flush(trigger: Counter): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#pending.length === 0) return;
    const group = new Group(this.#pending);
    for (const member of group.members) this.#groupOf.set(member, group);
    this.#pending = [];
    this.#items = 0;
    this.#bytes = 0;
    trigger.add(1);
    this.#groups.set(
      group,
      this.#send(group).finally(() => this.#groups.delete(group)),
    );
  }

  async #send(group: Group): Promise<void> {
    const { members } = group;
    const outcome = await this.#sendPieces(mergeBatches(members.map((member) => member.batch)), group.signal);
    const shares = shareOutcome(
      outcome,
      members.map((member) => member.batch.items),
    );
    for (const [i, member] of members.entries()) member.settle(shares[i] ?? outcome);
  }

  /**
   * One after the other, so that memory and order stay what they are. A retry ends it: the callers send everything again,
   * pieces that were accepted before included (at least once; only a single batch above the limits is ever cut).
   */
  async #sendPieces(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const { maxItems, maxBytes } = this.#settings;
    const finite = (limit: number): number => (Number.isFinite(limit) ? limit : 0);
    const pieces = splitBatch(batch, { maxItems: finite(maxItems), maxBytes: finite(maxBytes) });
    if (pieces.length === 1) return this.#sendPiece(pieces[0] ?? batch, signal);
    let rejected: Refused | undefined;
    for (const piece of pieces) {
      const outcome = await this.#sendPiece(piece, signal);
      if (outcome.kind === 'retry') return outcome;
      if (outcome.kind === 'refused') rejected = joinRefusals(rejected, outcome, piece.items);
    }
    return rejected ?? ACCEPTED;
  }

  async #sendPiece(piece: Batch, signal: AbortSignal): Promise<Outcome> {
    this.#metrics.items.observe(piece.items);
    this.#metrics.bytes.observe(piece.bytes.length);
    try {
      return await this.#next.consume(piece, signal);
    } catch (error) {
      this.#host.log.error('a consumer threw instead of giving an outcome', { error });
      return retry('ASSAY_BATCH_DOWNSTREAM', 'internal error behind the batch processor');
    }
  }
}

function sameMetadata(a: Batch['meta']['metadata'], b: Batch['meta']['metadata']): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.size !== b.size) return false;
  for (const [name, values] of a) if (b.get(name)?.join('\n') !== values.join('\n')) return false;
  return true;
}
