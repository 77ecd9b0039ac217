const WAYS = 4;

const STRIDE = 5;
const KEY_HI = 0;
const KEY_LO = 1;
const OWNER_HI = 2;
const OWNER_LO = 3;
const SEEN = 4;

/**
 * A bounded memory of keys with an owner each, in one typed array: 20 bytes an entry, nothing to collect.
 * Four places per bucket; the oldest of a full bucket makes room. Time is the spans' own (seconds of their end), so a
 * replay behaves as the original did.
 *
 *     key hi, key lo | owner hi, owner lo | seen (0: empty)
 */
export class RecentTable {
  readonly capacity: number;
  readonly #windowS: number;
  readonly #cells: Int32Array;
  readonly #mask: number;
  /** Entries that had to make room before their time was over: duplicates of those can no longer be seen. */
  forgotten = 0;

  constructor(entries: number, windowS: number) {
    let capacity = 64;
    while (capacity < entries) capacity *= 2;
    this.capacity = capacity;
    this.#windowS = windowS;
    this.#cells = new Int32Array(capacity * STRIDE);
    this.#mask = capacity / WAYS - 1;
  }

  /** The place of a key that is still within its time, or -1. */
  find(hi: number, lo: number, nowS: number): number {
    const cells = this.#cells;
    const first = (lo & this.#mask) * WAYS * STRIDE;
    for (let at = first; at < first + WAYS * STRIDE; at += STRIDE) {
      if (cells[at] === hi && cells[at + KEY_LO] === lo && cells[at + SEEN] !== 0) return this.#live(at, nowS) ? at : -1;
    }
    return -1;
  }

  /** Puts a key, in the place of itself, of an empty entry, or of the oldest. */
  put(hi: number, lo: number, ownerHi: number, ownerLo: number, nowS: number): void {
    const cells = this.#cells;
    const first = (lo & this.#mask) * WAYS * STRIDE;
    let place = first;
    let known = false;
    for (let at = first; at < first + WAYS * STRIDE; at += STRIDE) {
      known = cells[at] === hi && cells[at + KEY_LO] === lo;
      if (known || cells[at + SEEN] === 0) {
        place = at;
        break;
      }
      if (cells[at + SEEN]! < cells[place + SEEN]!) place = at;
    }
    if (!known && cells[place + SEEN] !== 0 && this.#live(place, nowS)) this.forgotten++;
    cells[place + KEY_HI] = hi;
    cells[place + KEY_LO] = lo;
    cells[place + OWNER_HI] = ownerHi;
    cells[place + OWNER_LO] = ownerLo;
    cells[place + SEEN] = nowS <= 0 ? 1 : nowS;
  }

  ownedBy(at: number, hi: number, lo: number): boolean {
    return this.#cells[at + OWNER_HI] === hi && this.#cells[at + OWNER_LO] === lo;
  }

  #live(at: number, nowS: number): boolean {
    const age = nowS - this.#cells[at + SEEN]!;
    return age <= this.#windowS && -age <= this.#windowS;
  }
}
