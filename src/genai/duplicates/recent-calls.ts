import type { CallFacts } from './call-facts.ts';
import { RecentTable } from './recent-table.ts';

/** Bounds of the memory of calls seen: how many response ids are kept, and for how long by the spans' own time. */
export interface DuplicateSettings {
  readonly entries: number;
  readonly windowS: number;
}

export const DEFAULT_DUPLICATES: DuplicateSettings = Object.freeze({ entries: 32_768, windowS: 900 });

/**
 * Which span owns the call of a response id within a trace: the first that claims it. A span that comes again (OTLP is
 * at-least-once) keeps the answer it got.
 *
 * What it cannot see: calls without a response id that arrive in different batches, duplicates in another trace (a
 * gateway that does not take over the trace context), ids that a gateway replaced, and what came before the memory's
 * size or time allows.
 */
export class RecentCalls {
  readonly #table: RecentTable;
  /** Duplicates found, also those within one batch. */
  found = 0;

  constructor(settings: DuplicateSettings) {
    this.#table = new RecentTable(settings.entries, settings.windowS);
  }

  /** Entries pushed out while their time was not over. */
  get forgotten(): number {
    return this.#table.forgotten;
  }

  /** True when another span owns this call; else the span owns it from now on, unless it does not say what was used (`claims` false). */
  isTaken(facts: CallFacts, claims: boolean): boolean {
    const { response, spanHi, spanLo, endS } = facts;
    if (response === 0) return false;
    const hi = facts.traceHi ^ Math.imul(response, 0xc2b2_ae35);
    const lo = facts.traceLo ^ Math.imul(response, 0x27d4_eb2f);
    const at = this.#table.find(hi, lo, endS);
    if (at !== -1) return !this.#table.ownedBy(at, spanHi, spanLo);
    if (claims) this.#table.put(hi, lo, spanHi, spanLo, endS);
    return false;
  }
}
