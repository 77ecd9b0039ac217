import type { Signal } from '../otlp/batch.ts';
import type { Ledger } from './host.ts';

interface Branch {
  readonly account: Ledger;
  readonly signal: Signal;
  outstanding: number;
}

/**
 * The ledger of an exporter that serves several pipelines: what it delivers is put to the account of a pipeline of that
 * signal that still has items with it. Exact when each signal comes from one pipeline; with several, each pipeline's
 * account still balances, and only which of them an item is counted for may be the other one.
 */
export class LedgerRouter implements Ledger {
  readonly #branches: Branch[] = [];

  /** Adds a pipeline; the returned functions tell the router what was handed over, or taken back. */
  branch(account: Ledger, signal: Signal): { taken(items: number): void } {
    const branch: Branch = { account, signal, outstanding: 0 };
    this.#branches.push(branch);
    return {
      taken: (items) => {
        branch.outstanding += items;
      },
    };
  }

  received(items: number, signal?: Signal): void {
    this.#spread(items, signal, (account, n) => account.received(n));
  }

  delivered(items: number, signal?: Signal): void {
    this.#spread(items, signal, (account, n) => account.delivered(n));
  }

  dropped(items: number, reason: string, signal?: Signal): void {
    this.#spread(items, signal, (account, n) => account.dropped(n, reason));
  }

  failed(items: number, reason: string, signal?: Signal): void {
    this.#spread(items, signal, (account, n) => account.failed(n, reason));
  }

  #spread(items: number, signal: Signal | undefined, count: (account: Ledger, items: number) => void): void {
    let left = items;
    for (const branch of this.#branches) {
      if (left === 0) return;
      if (signal !== undefined && branch.signal !== signal) continue;
      const n = Math.min(left, branch.outstanding);
      if (n <= 0) continue;
      branch.outstanding -= n;
      left -= n;
      count(branch.account, n);
    }
    // What was on disk from an earlier life belongs to the first pipeline: received and ended there.
    const first = this.#branches.find((branch) => signal === undefined || branch.signal === signal);
    if (left > 0 && first !== undefined) {
      first.account.received(left);
      count(first.account, left);
    }
  }
}
