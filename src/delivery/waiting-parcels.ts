import { compareParcels, type Parcel } from './parcel.ts';

/**
 * Parcels between two attempts, in the order of the queue. Few by construction (delivery takes nothing new from the queue
 * while as many as `num_consumers` wait), so a sorted array does.
 */
export class WaitingParcels {
  readonly #parcels: Parcel[] = [];

  get size(): number {
    return this.#parcels.length;
  }

  add(parcel: Parcel): void {
    const at = this.#parcels.findIndex((other) => compareParcels(parcel, other) < 0);
    this.#parcels.splice(at === -1 ? this.#parcels.length : at, 0, parcel);
  }

  /** How many may not be tried yet. */
  countLater(nowMs: number): number {
    let count = 0;
    for (const parcel of this.#parcels) if (parcel.notBeforeMs > nowMs) count++;
    return count;
  }

  /** The first in order whose delay has passed; removed. */
  takeReady(nowMs: number): Parcel | undefined {
    const at = this.#parcels.findIndex((parcel) => parcel.notBeforeMs <= nowMs);
    return at === -1 ? undefined : this.#parcels.splice(at, 1)[0];
  }

  /** Monotonic milliseconds at which the next becomes ready, or undefined. */
  nextReadyAtMs(): number | undefined {
    let next: number | undefined;
    for (const parcel of this.#parcels) if (next === undefined || parcel.notBeforeMs < next) next = parcel.notBeforeMs;
    return next;
  }

  /** The backend is back, or time is short: only delays that the backend asked for still hold. */
  releaseOwnDelays(): void {
    for (const parcel of this.#parcels) parcel.notBeforeMs = parcel.askedUntilMs;
  }

  /** Those that meet `condition`; removed. */
  removeWhere(condition: (parcel: Parcel) => boolean): Parcel[] {
    const removed = this.#parcels.filter(condition);
    for (const parcel of removed) this.#parcels.splice(this.#parcels.indexOf(parcel), 1);
    return removed;
  }
}
