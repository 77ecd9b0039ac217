import type { Batch, Signal } from '../otlp/batch.ts';
import type { Exporter } from './component.ts';
import type { Consumer } from './consumer.ts';
import type { Ledger } from './host.ts';
import { LedgerRouter } from './ledger-router.ts';
import { type Outcome, type Retry, retry } from './outcome.ts';

/** Requests that may wait while an exporter is replaced in its place; their bodies are in memory. */
const MAX_HELD = 1000;

const BUSY: Retry = retry('ASSAY_KERNEL_RELOADING', 'an exporter is being replaced', 1000);

/**
 * The place of one exporter in the graph. Pipelines hand their batches to the place, so a reload can put another exporter
 * there without touching the pipelines; the ledger belongs to the place too. While it is paused, requests wait (until their
 * own signal aborts) and none is refused.
 */
export class ExporterSlot {
  readonly ledger: LedgerRouter = new LedgerRouter();
  #exporter: Exporter | undefined;
  #opened: Promise<void> | undefined;
  #open: () => void = () => undefined;
  #held = 0;

  /** What stands in the place now. */
  get exporter(): Exporter | undefined {
    return this.#exporter;
  }

  /** Requests that wait for the end of a pause. */
  get held(): number {
    return this.#held;
  }

  /** From the next batch on `exporter` gets everything; ends a pause. */
  put(exporter: Exporter): void {
    this.#exporter = exporter;
    this.#opened = undefined;
    this.#open();
  }

  /** Makes batches wait until `put`. A second pause within a pause changes nothing. */
  pause(): void {
    if (this.#opened !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#opened = promise;
    this.#open = resolve;
  }

  /** The end of a pipeline that hands its batches to this place. */
  sink(pipeline: string, account: Ledger, signal: Signal): Consumer {
    const branch = this.ledger.branch(pipeline, account, signal);
    const settle = (outcome: Outcome, batch: Batch): Outcome => {
      if (outcome.kind !== 'accepted') branch.taken(-batch.items);
      return outcome;
    };
    const broken = (batch: Batch, error: unknown): never => {
      branch.taken(-batch.items);
      throw error;
    };
    return {
      consume: (batch, abort) => {
        branch.taken(batch.items);
        let outcome: Outcome | Promise<Outcome>;
        try {
          outcome = this.#opened === undefined ? this.#exporter!.consume(batch, abort) : this.#hold(batch, abort);
        } catch (error) {
          return broken(batch, error);
        }
        if (!(outcome instanceof Promise)) return settle(outcome, batch);
        return outcome.then(
          (known) => settle(known, batch),
          (error: unknown) => broken(batch, error),
        );
      },
      precheck: (batch) => (this.#opened === undefined ? this.#exporter!.precheck?.(batch) : undefined),
    };
  }

  async #hold(batch: Batch, abort: AbortSignal): Promise<Outcome> {
    if (this.#held >= MAX_HELD) return BUSY;
    this.#held++;
    try {
      while (this.#opened !== undefined && !abort.aborted) await openedOrGone(this.#opened, abort);
    } finally {
      this.#held--;
    }
    return abort.aborted ? BUSY : this.#exporter!.consume(batch, abort);
  }
}

function openedOrGone(opened: Promise<void>, abort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      abort.removeEventListener('abort', done);
      resolve();
    };
    abort.addEventListener('abort', done);
    void opened.then(done);
  });
}
