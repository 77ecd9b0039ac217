import { type BundledModel, bundledLists, longCacheOf } from './bundled.ts';
import type { Judgement } from './judge.ts';
import { ALWAYS, overlap, type Period, parseDate } from './period.ts';
import { type DatedPrice, Price, type PriceSource } from './price.ts';
import { PriceList } from './price-list.ts';
import { SUPPLEMENT, SUPPLEMENT_VERSION, type SupplementRow } from './supplement.data.ts';

/** A model that a price list knows under a name. */
export interface CatalogHit {
  readonly list: string;
  readonly modelId: string;
  readonly judgement: Judgement;
  /** Prices by time, the ones to try first in front. */
  readonly prices: readonly DatedPrice[];
  /** Telemetry provider names for which a free model is free; empty: all. */
  readonly freeFor: readonly string[];
}

/** The price lists that come with the product: bundled data, corrected by the supplement. Immutable, shared by all books. */
export class Catalog {
  readonly #models: ReadonlyMap<string, readonly BundledModel[]>;
  readonly #lists: Map<string, PriceList> = new Map();
  readonly #supplement: Map<string, readonly DatedPrice[]> = new Map();
  readonly #supplementId: Map<string, string> = new Map();

  constructor(models: ReadonlyMap<string, readonly BundledModel[]> = bundledLists(), supplement: readonly SupplementRow[] = SUPPLEMENT) {
    this.#models = models;
    // Later starts first, so that the row in force is met before the ones it replaced.
    const ordered = [...supplement].sort((a, b) => startOf(b) - startOf(a));
    for (const row of ordered) {
      const prices = this.#supplementPrices(row);
      for (const name of row.names) {
        const key = `${row.list}\0${name}`;
        this.#supplement.set(key, [...(this.#supplement.get(key) ?? []), ...prices]);
        this.#supplementId.set(key, row.names[0] ?? name);
      }
    }
  }

  /** What the list calls `name` (lower case): by equality, or by a rule, judged; undefined when no rule takes it. */
  find(list: string, name: string): CatalogHit | undefined {
    const key = `${list}\0${name}`;
    const ours = this.#supplement.get(key);
    const hit = this.#list(list)?.find(name);
    if (ours !== undefined) {
      const before = hit?.judgement === 'same' ? hit.model.prices : [];
      return { list, modelId: this.#supplementId.get(key) ?? name, judgement: 'same', prices: [...ours, ...before], freeFor: [] };
    }
    if (hit === undefined) return undefined;
    return { list, modelId: hit.model.id, judgement: hit.judgement, prices: hit.model.prices, freeFor: hit.model.free?.providers ?? [] };
  }

  /** Every model of every list, for reports. */
  *models(): Generator<BundledModel> {
    for (const models of this.#models.values()) yield* models;
  }

  get listIds(): readonly string[] {
    return [...this.#models.keys()];
  }

  #list(id: string): PriceList | undefined {
    let list = this.#lists.get(id);
    const models = this.#models.get(id);
    if (list === undefined && models !== undefined) {
      list = new PriceList(models);
      this.#lists.set(id, list);
    }
    return list;
  }

  #supplementPrices(row: SupplementRow): readonly DatedPrice[] {
    const period: Period = { ...ALWAYS, fromMs: startOf(row) };
    const source: PriceSource = { name: 'assay', version: SUPPLEMENT_VERSION, date: SUPPLEMENT_VERSION, evidence: row.evidence };
    const id = `${row.list}/${row.names[0]}`;
    if (typeof row.price !== 'string') return [{ period, price: new Price(id, source, row.price, undefined, longCacheOf(id)) }];
    const [list, name] = splitTarget(row.price);
    return (this.#list(list)?.find(name)?.model.prices ?? []).flatMap((dated) => {
      const both = overlap(period, dated.period);
      return both === undefined ? [] : [{ period: both, price: new Price(id, source, dated.price.spec, undefined, longCacheOf(id)) }];
    });
  }
}

/** `openai/gpt-4.1` as list and model; the model keeps further slashes. */
function splitTarget(target: string): [string, string] {
  const slash = target.indexOf('/');
  return slash === -1 ? ['', target.toLowerCase()] : [target.slice(0, slash).toLowerCase(), target.slice(slash + 1).toLowerCase()];
}

function startOf(row: SupplementRow): number {
  return row.from === '' ? Number.NEGATIVE_INFINITY : parseDate(row.from);
}
