/** Requests under way on one listener: each costs some 10 to 20 KB before the first byte of its body. */
export const MAX_REQUESTS = 4096;

/**
 * Counts the requests under way of a listener and of each connection. The first of a connection is always let in (their number is
 * bounded by that of connections); of more than one, a connection may have as many as it leaves free: alone half of them,
 * two such a third each.
 */
export class RequestSlots {
  readonly #limit: number;
  readonly #held = new WeakMap<object, number>();
  #total = 0;

  constructor(limit: number = MAX_REQUESTS) {
    this.#limit = limit;
  }

  /** False: the connection has more than its share; nothing is counted then. */
  enter(connection: object): boolean {
    const held = this.#held.get(connection) ?? 0;
    if (held > 0 && held + 1 > this.#limit - this.#total - 1) return false;
    this.#held.set(connection, held + 1);
    this.#total++;
    return true;
  }

  /** Once for each `enter` that said true. */
  leave(connection: object): void {
    this.#held.set(connection, (this.#held.get(connection) ?? 1) - 1);
    this.#total--;
  }
}
