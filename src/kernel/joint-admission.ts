import type { Admission, Share } from './consumer.ts';

/** The shares of one connection in each of several admissions, in their order. */
class JointShare implements Share {
  bytes = 0;
  exceeded = false;
  readonly parts: readonly (Share | undefined)[];

  constructor(parts: readonly (Share | undefined)[]) {
    this.parts = parts;
  }
}

/** Several admissions as one: what enters must have room in each of them. */
export class JointAdmission implements Admission {
  readonly #all: readonly Admission[];
  readonly #shares = new WeakMap<object, JointShare>();

  constructor(all: readonly Admission[]) {
    this.#all = all;
  }

  shareOf(connection: object): Share {
    let share = this.#shares.get(connection);
    if (share === undefined) {
      share = new JointShare(this.#all.map((admission) => admission.shareOf?.(connection)));
      this.#shares.set(connection, share);
    }
    return share;
  }

  tryEnter(bytes: number, share?: Share, own?: number): boolean {
    for (const [i, admission] of this.#all.entries()) {
      const part = partOf(share, i);
      if (admission.tryEnter(bytes, part, own)) continue;
      if (share !== undefined) share.exceeded = part?.exceeded === true;
      for (let entered = 0; entered < i; entered++) this.#all[entered]!.leave(bytes, partOf(share, entered));
      return false;
    }
    if (share !== undefined) share.bytes += bytes;
    return true;
  }

  leave(bytes: number, share?: Share): void {
    for (const [i, admission] of this.#all.entries()) admission.leave(bytes, partOf(share, i));
    if (share !== undefined) share.bytes -= bytes;
  }
}

function partOf(share: Share | undefined, i: number): Share | undefined {
  return share instanceof JointShare ? share.parts[i] : undefined;
}
