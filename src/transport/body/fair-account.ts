import type { Admission, Share } from './admission.ts';

/** A connection that holds no more than this part of the limit is never refused for its share. */
const MODEST_PART = 1 / 64;
/** What connections that hold more leave free, so that one who comes with little always finds room. */
const RESERVED_PART = 1 / 4;

/**
 * Bytes of requests under way against a limit, divided fairly between connections without knowing how many there will be:
 *
 *     one with several requests under way    may hold as much as it leaves free: alone 1/2 of the limit, two such 1/3 each ...
 *     one with a single request              may take it to 3/4 of the limit; to all of it where nobody else holds anything,
 *                                            or a large request would never pass
 *     one that holds up to 1/64 of the limit takes of all that is left
 *
 * So whoever holds the most is refused first, and the last quarter is for those that hold little (dynamic thresholds of
 * Choudhury and Hahne, IEEE/ACM Transactions on Networking 6(2), 1998, with factor 1).
 */
export class FairAccount implements Admission {
  readonly #limitBytes: number;
  readonly #shares = new WeakMap<object, Share>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  shareOf(connection: object): Share {
    let share = this.#shares.get(connection);
    if (share === undefined) this.#shares.set(connection, (share = { bytes: 0, exceeded: false }));
    return share;
  }

  tryEnter(bytes: number, share?: Share, own: number = 0): boolean {
    const after = this.#bytes + bytes;
    if (share !== undefined) share.exceeded = this.#exceeds(bytes, share, own);
    if (share?.exceeded === true || (this.#bytes > 0 && after > this.#limitBytes)) return false;
    this.#bytes = after;
    if (share !== undefined) share.bytes += bytes;
    return true;
  }

  leave(bytes: number, share?: Share): void {
    this.#bytes = Math.max(0, this.#bytes - bytes);
    if (share !== undefined) share.bytes = Math.max(0, share.bytes - bytes);
  }

  #exceeds(bytes: number, share: Share, own: number): boolean {
    const held = share.bytes + bytes;
    const free = this.#limitBytes - this.#bytes - bytes;
    if (held <= this.#limitBytes * MODEST_PART) return false;
    if (share.bytes > own) return held > free;
    return this.#bytes > share.bytes && free < this.#limitBytes * RESERVED_PART;
  }
}
