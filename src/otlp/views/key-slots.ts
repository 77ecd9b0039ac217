import { KEYS } from '../keys.ts';

/**
 * A number for each attribute key, of one message at a time: an entry counts only while its stamp is current, so nothing
 * is cleared between messages.
 */
export class KeySlots {
  #slots: Int32Array = new Int32Array(64);
  #stamps: Int32Array = new Int32Array(64);
  #stamp = 0;

  /** Forgets everything, and makes room for all keys there are. */
  begin(): void {
    this.#stamp++;
    if (this.#stamps.length < KEYS.size) this.#grow();
  }

  /** -1 for a key that has none. */
  get(id: number): number {
    return this.#stamps[id] === this.#stamp ? this.#slots[id]! : -1;
  }

  set(id: number, slot: number): void {
    if (id >= this.#stamps.length) this.#grow();
    this.#stamps[id] = this.#stamp;
    this.#slots[id] = slot;
  }

  delete(id: number): void {
    this.#stamps[id] = this.#stamp - 1;
  }

  #grow(): void {
    const slots = new Int32Array(KEYS.size * 2);
    const stamps = new Int32Array(KEYS.size * 2);
    slots.set(this.#slots);
    stamps.set(this.#stamps);
    this.#slots = slots;
    this.#stamps = stamps;
  }
}
