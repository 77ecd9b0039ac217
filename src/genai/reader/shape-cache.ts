import type { Shape } from './shape.ts';
import type { ShapeKey } from './shape-key.ts';

const SLOTS = 4096;
const SEEN = 8192;

/**
 * Shapes by their key, at most 2048, then again from none. A shape is built when its key comes for the second time, so
 * that items which never repeat cost no building.
 */
export class ShapeCache {
  readonly #slots: (Shape | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #seen = new Int32Array(SEEN);
  #size = 0;

  find(context: number, key: ShapeKey): Shape | undefined {
    let slot = (key.hash ^ Math.imul(context, 0x9e37_79b1)) & (SLOTS - 1);
    for (;;) {
      const shape = this.#slots[slot];
      if (shape === undefined) return undefined;
      if (shape.context === context && key.equals(shape.codes)) return shape;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  /** Whether a shape should be built now: its key was seen before. */
  isDue(context: number, key: ShapeKey): boolean {
    const mixed = key.hash ^ Math.imul(context, 0x9e37_79b1);
    const at = (mixed >>> 3) & (SEEN - 1);
    if (this.#seen[at] === mixed) return true;
    this.#seen[at] = mixed;
    return false;
  }

  add(shape: Shape, hash: number): void {
    if (this.#size >= SLOTS / 2) this.clear();
    let slot = (hash ^ Math.imul(shape.context, 0x9e37_79b1)) & (SLOTS - 1);
    while (this.#slots[slot] !== undefined) slot = (slot + 1) & (SLOTS - 1);
    this.#slots[slot] = shape;
    this.#size++;
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.#size = 0;
  }
}
