import type { Signal } from '../otlp/batch.ts';
import type { Ledger } from './host.ts';

interface Branch {
  readonly account: Ledger;
  readonly signal: Signal;
  outstanding: number;
}

/** What a pipeline tells the router. Negative `items` take back what was not accepted after all. */
export interface LedgerBranch {
  taken(items: number): void;
}

/** Reason of items that were given up because time was over at the end. */
const SHUTDOWN = 'shutdown';

/**
 * The ledger of an exporter that serves several pipelines: what it delivers is put to the account of a pipeline of that
 * signal that still has items with it. Exact when each signal comes from one pipeline; with several, each pipeline's
 * account still balances, and only which of them an item is counted for may be the other one. It belongs to the exporter's
 * place in the graph and outlives a reload: an exporter and the one that replaces it write into the same router.
 */
export class LedgerRouter implements Ledger {
  readonly #branches: Map<string, Branch> = new Map();
  #leftAtEnd = 0;

  /** The branch of a pipeline, made at the first call; after a reload a pipeline of the same name goes on with it. */
  branch(pipeline: string, account: Ledger, signal: Signal): LedgerBranch {
    let branch = this.#branches.get(pipeline);
    if (branch === undefined) {
      branch = { account, signal, outstanding: 0 };
      this.#branches.set(pipeline, branch);
    }
    const known = branch;
    return {
      taken: (items) => {
        known.outstanding += items;
      },
    };
  }

  /** Items handed to the exporter whose end it has not told. */
  get outstanding(): number {
    let sum = 0;
    for (const branch of this.#branches.values()) sum += branch.outstanding;
    return sum;
  }

  /** Items given up for want of time at a shutdown. */
  get leftAtEnd(): number {
    return this.#leftAtEnd;
  }

  /** Items that the exporter has from an earlier life of the collector: the first pipeline of that signal received them. */
  received(items: number, signal?: Signal): void {
    for (const branch of this.#branches.values()) {
      if (signal !== undefined && branch.signal !== signal) continue;
      branch.outstanding += items;
      branch.account.received(items);
      return;
    }
  }

  delivered(items: number, signal?: Signal): void {
    this.#spread(items, signal, (account, n) => account.delivered(n));
  }

  dropped(items: number, reason: string, signal?: Signal): void {
    this.#spread(items, signal, (account, n) => account.dropped(n, reason));
  }

  failed(items: number, reason: string, signal?: Signal): void {
    if (reason === SHUTDOWN) this.#leftAtEnd += items;
    this.#spread(items, signal, (account, n) => account.failed(n, reason));
  }

  #spread(items: number, signal: Signal | undefined, count: (account: Ledger, items: number) => void): void {
    let left = items;
    let first: Branch | undefined;
    for (const branch of this.#branches.values()) {
      if (signal !== undefined && branch.signal !== signal) continue;
      first ??= branch;
      const n = Math.min(left, branch.outstanding);
      if (n <= 0) continue;
      branch.outstanding -= n;
      left -= n;
      count(branch.account, n);
    }
    // What no pipeline handed over (its own is gone since a reload) belongs to the first one: received and ended there.
    if (left > 0 && first !== undefined) {
      first.account.received(left);
      count(first.account, left);
    }
  }
}
