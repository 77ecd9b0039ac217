import type { Counter, Ledger, MetricSink } from '../kernel/host.ts';

/** What one pipeline has seen so far; counts of items (spans, data points or log records). */
export interface LedgerSnapshot {
  readonly pipeline: string;
  readonly received: number;
  /** Copies made at a fan-out: a batch that goes to n exporters must be accounted for n times. */
  readonly copied: number;
  readonly delivered: number;
  readonly dropped: ReadonlyMap<string, number>;
  readonly failed: ReadonlyMap<string, number>;
  /** received + copied - delivered - dropped - failed. */
  readonly inFlight: number;
}

/** Different reasons one pipeline keeps apart; reasons are words of our own source, so this is never met by accident. */
const MAX_REASONS = 64;
const OTHER = 'other';

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

/** A reason as a label value: a short lower-case word. Anything else could be content, so it becomes `other`. */
function reasonLabel(reason: string): string {
  return /^[a-z][a-z0-9_]{0,63}$/.test(reason) ? reason : OTHER;
}

/**
 * The account of one pipeline (contract section 7): received = delivered + dropped + failed + in flight. In flight is
 * computed, so the equation can only break by being negative, which a test can see. Each component writes through its
 * own `forComponent`, which also feeds `assay_dropped_items_total{component,reason}`: whatever ended without reaching
 * a backend, dropped on purpose or failed for good, under one name.
 */
export class PipelineLedger implements Ledger {
  readonly pipeline: string;
  readonly #metrics: MetricSink;
  readonly #dropped: Map<string, number> = new Map();
  readonly #failed: Map<string, number> = new Map();
  readonly #lost: Map<string, Counter> = new Map();
  #received = 0;
  #copied = 0;
  #delivered = 0;

  constructor(pipeline: string, metrics: MetricSink) {
    this.pipeline = pipeline;
    this.#metrics = metrics;
    this.#expose('received', '', () => this.#received);
    this.#expose('delivered', '', () => this.#delivered);
    this.#expose('in_flight', '', () => this.inFlight);
  }

  get inFlight(): number {
    return this.#received + this.#copied - this.#delivered - sum(this.#dropped) - sum(this.#failed);
  }

  /** Negative takes back what was counted before its outcome was known. */
  received(items: number): void {
    this.#received += items;
  }

  /** A fan-out to n consumers calls this with items x (n - 1). Exposed as state `copied` once it happens. */
  copied(items: number): void {
    if (items === 0) return;
    if (this.#copied === 0) this.#expose('copied', '', () => this.#copied);
    this.#copied += items;
  }

  delivered(items: number): void {
    this.#delivered += items;
  }

  dropped(items: number, reason: string): void {
    this.#lose('dropped', this.#dropped, '', items, reason);
  }

  failed(items: number, reason: string): void {
    this.#lose('failed', this.#failed, '', items, reason);
  }

  /** The same account, with losses counted under the component's id. */
  forComponent(component: string): Ledger {
    return {
      received: (items) => this.received(items),
      delivered: (items) => this.delivered(items),
      dropped: (items, reason) => this.#lose('dropped', this.#dropped, component, items, reason),
      failed: (items, reason) => this.#lose('failed', this.#failed, component, items, reason),
    };
  }

  snapshot(): LedgerSnapshot {
    return {
      pipeline: this.pipeline,
      received: this.#received,
      copied: this.#copied,
      delivered: this.#delivered,
      dropped: new Map(this.#dropped),
      failed: new Map(this.#failed),
      inFlight: this.inFlight,
    };
  }

  #lose(state: 'dropped' | 'failed', counts: Map<string, number>, component: string, items: number, reason: string): void {
    if (items <= 0) return;
    let label = reasonLabel(reason);
    if (!counts.has(label) && counts.size >= MAX_REASONS) label = OTHER;
    if (!counts.has(label)) this.#expose(state, label, () => counts.get(label) ?? 0);
    counts.set(label, (counts.get(label) ?? 0) + items);
    const key = `${component}\n${label}`;
    let counter = this.#lost.get(key);
    if (counter === undefined) {
      counter = this.#metrics.counter('assay_dropped_items', { component, reason: label });
      this.#lost.set(key, counter);
    }
    counter.add(items);
  }

  #expose(state: string, reason: string, read: () => number): void {
    this.#metrics.observe('assay_ledger_items', { pipeline: this.pipeline, state, reason }, read);
  }
}

function formatReasons(counts: ReadonlyMap<string, number>): string {
  const total = sum(counts);
  if (total === 0) return '0';
  return `${total} (${[...counts].map(([reason, count]) => `${reason} ${count}`).join(', ')})`;
}

/** One pipeline of the final log line: `traces/main: received 12, delivered 10, dropped 2 (filtered 2), failed 0, in flight 0`. */
export function formatLedger(snapshot: LedgerSnapshot): string {
  const copied = snapshot.copied === 0 ? '' : `, copied ${snapshot.copied}`;
  const dropped = formatReasons(snapshot.dropped);
  const failed = formatReasons(snapshot.failed);
  return `${snapshot.pipeline}: received ${snapshot.received}${copied}, delivered ${snapshot.delivered}, dropped ${dropped}, failed ${failed}, in flight ${snapshot.inFlight}`;
}

/** The final log line over all pipelines. */
export function formatLedgers(snapshots: readonly LedgerSnapshot[]): string {
  return snapshots.length === 0 ? 'no pipelines' : snapshots.map(formatLedger).join('; ');
}
