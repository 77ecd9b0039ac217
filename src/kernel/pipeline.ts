import type { Batch } from '../otlp/batch.ts';
import type { Consumer } from './consumer.ts';
import { fanOut } from './fan-out.ts';
import type { DropCount, FusedWalk } from './fused-walk.ts';
import type { Counter, Ledger, Logger } from './host.ts';
import { ACCEPTED, acceptedItems, type Outcome, retry } from './outcome.ts';

/** Counts of what enters and leaves a walk's processors: `otelcol_processor_{incoming,outgoing}_items`. */
export interface WalkCounters {
  readonly incoming: readonly Counter[];
  readonly outgoing: readonly Counter[];
}

/** The ledger of a pipeline, with losses counted under a component's id. */
export interface PipelineAccount extends Ledger {
  copied(items: number): void;
  forComponent(component: string): Ledger;
}

/**
 * A fused walk as a consumer. Items taken out are put into the ledger only when the rest of the batch was accepted, if only in
 * part: a batch that is turned away comes again and is walked again, one refused as a whole is the sender's.
 */
export function walkConsumer(walk: FusedWalk, next: Consumer, account: PipelineAccount, counters: WalkCounters): Consumer {
  const settle = (outcome: Outcome, before: number, after: number, drops: readonly DropCount[]): Outcome => {
    if (acceptedItems(outcome, before) === 0) return outcome;
    for (const counter of counters.incoming) counter.add(before);
    for (const counter of counters.outgoing) counter.add(after);
    for (const { component, reason, items } of drops) {
      account.received(items);
      account.forComponent(component).dropped(items, reason);
    }
    return outcome;
  };
  return {
    consume(batch, signal) {
      const walked = walk.run(batch);
      const { items } = walked.batch;
      if (walked.dropped === 0) {
        const outcome = next.consume(walked.batch, signal);
        return outcome instanceof Promise
          ? outcome.then((o) => settle(o, batch.items, items, NO_DROPS))
          : settle(outcome, batch.items, items, NO_DROPS);
      }
      const drops = walk.drops.map((count) => ({ ...count }));
      if (items === 0) return settle(ACCEPTED, batch.items, 0, drops);
      const outcome = next.consume(walked.batch, signal);
      return outcome instanceof Promise
        ? outcome.then((o) => settle(o, batch.items, items, drops))
        : settle(outcome, batch.items, items, drops);
    },
    precheck: (batch) => next.precheck?.(batch),
    admission: next.admission,
  };
}

const NO_DROPS: readonly DropCount[] = [];

/** The start of a pipeline, which knows how much is under way behind it. */
export interface PipelineEntry extends Consumer {
  /** Resolves when every batch handed in has its outcome, or when `deadline` aborts. */
  idle(deadline: AbortSignal): Promise<void>;
}

/**
 * The start of a pipeline: asks the sinks before the work, and turns whatever a component throws into an outcome. A batch
 * without items is accepted at once.
 */
export function pipelineEntry(first: Consumer, log: Logger): PipelineEntry {
  const failed = (): Outcome => {
    log.error('a component threw instead of answering; the sender was told to come back', { code: 'ASSAY_KERNEL_COMPONENT_FAILED' });
    return retry('ASSAY_KERNEL_COMPONENT_FAILED', 'a component failed');
  };
  let underWay = 0;
  const waiting = new Set<() => void>();
  const ended = (): void => {
    underWay--;
    if (underWay === 0) for (const resolve of waiting) resolve();
  };
  return {
    consume(batch, signal) {
      if (batch.items === 0) return ACCEPTED;
      try {
        const full = first.precheck?.(batch);
        if (full !== undefined) return full;
        const outcome = first.consume(batch, signal);
        if (!(outcome instanceof Promise)) return outcome;
        underWay++;
        return outcome.catch(failed).finally(ended);
      } catch {
        return failed();
      }
    },
    precheck: (batch) => first.precheck?.(batch),
    admission: first.admission,
    idle(deadline) {
      if (underWay === 0 || deadline.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          waiting.delete(done);
          deadline.removeEventListener('abort', done);
          resolve();
        };
        waiting.add(done);
        deadline.addEventListener('abort', done);
      });
    },
  };
}

/** A sink of a pipeline; an exporter counts what became of the items itself, a connector's items are delivered once taken. */
export interface Sink {
  readonly consumer: Consumer;
  readonly countsItself: boolean;
}

/** The end of a pipeline: hands the same bytes to all sinks and counts what they took over, as copies from the second on. */
export function pipelineSinks(sinks: readonly Sink[], account: PipelineAccount): Consumer {
  if (sinks.length === 0) return { consume: (batch) => endHere(batch, account) };
  return fanOut(sinks.map((sink, i) => countTaken(sink, account, i === 0)));
}

/** A pipeline that only feeds connectors which look on: its items have arrived. */
function endHere(batch: Batch, account: PipelineAccount): Outcome {
  account.received(batch.items);
  account.delivered(batch.items);
  return ACCEPTED;
}

function countTaken(sink: Sink, account: PipelineAccount, first: boolean): Consumer {
  const { consumer, countsItself } = sink;
  const take = (items: number): void => (first ? account.received(items) : account.copied(items));
  const settle = (outcome: Outcome, batch: Batch): Outcome => {
    const taken = acceptedItems(outcome, batch.items);
    if (taken < batch.items) take(taken - batch.items);
    if (!countsItself && taken > 0) account.delivered(taken);
    return outcome;
  };
  // A sink that throws has taken nothing over; the entry makes an outcome of it.
  const broken = (batch: Batch, error: unknown): never => {
    take(-batch.items);
    throw error;
  };
  return {
    consume(batch, signal) {
      take(batch.items);
      let outcome: Outcome | Promise<Outcome>;
      try {
        outcome = consumer.consume(batch, signal);
      } catch (error) {
        return broken(batch, error);
      }
      if (!(outcome instanceof Promise)) return settle(outcome, batch);
      return outcome.then(
        (o) => settle(o, batch),
        (error: unknown) => broken(batch, error),
      );
    },
    precheck: (batch) => consumer.precheck?.(batch),
  };
}
