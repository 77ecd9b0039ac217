/** Bad items looked for in one refused request, before the rest of it is refused whole. */
const MAX_BAD_ITEMS = 16;

/**
 * The search for the bad items of one refused request, shared by all the parts it was cut into. Each bad item costs about
 * log2 n refused requests; the halves without one are deliveries that had to be made anyway.
 */
export interface Isolation {
  /** Refused requests this search may still cause. */
  refusalsLeft: number;
  badLeft: number;
  deliveredItems: number;
  /** Parcels of this search not settled yet. */
  open: number;
}

/**
 * Decides how far to search. A backend that refuses everything (a wrong schema, a wrong tenant) would make each request cost
 * dozens; so after a search that delivered nothing the next ones look for one bad item only, until one of them helps.
 */
export class IsolationPolicy {
  #fruitless = false;

  begin(items: number): Isolation {
    const bad = this.#fruitless ? 1 : MAX_BAD_ITEMS;
    const depth = Math.ceil(Math.log2(Math.max(2, items)));
    return { refusalsLeft: bad * (depth + 1), badLeft: bad, deliveredItems: 0, open: 1 };
  }

  /** Called when the last parcel of a search is settled. */
  finished(isolation: Isolation): void {
    this.#fruitless = isolation.deliveredItems === 0;
  }
}

/** Whether a refused parcel of the search may be cut further; counts the refusal. */
export function mayCut(isolation: Isolation, items: number): boolean {
  isolation.refusalsLeft--;
  if (items === 1) isolation.badLeft--;
  return items > 1 && isolation.refusalsLeft > 0 && isolation.badLeft > 0;
}
