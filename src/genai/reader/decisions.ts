import type { Context } from './contexts.ts';
import type { Detected } from './detect.ts';
import type { Plan } from './plans.ts';

/** What was decided for one combination of context and marks; `detected` undefined: no LLM item. */
export class Decision {
  readonly context: Context;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly detected: Detected | undefined;
  readonly plan: Plan | undefined;
  /** Plans for items that Assay normalised before, by the dialect they name. */
  readonly again: Map<string, Plan> = new Map();

  constructor(context: Context, a: number, b: number, c: number, d: number, detected: Detected | undefined, plan: Plan | undefined) {
    this.context = context;
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    this.detected = detected;
    this.plan = plan;
  }
}

const SLOTS = 1024;

/** Remembers decisions by context and the set of marks (four words of bits). When half full it starts again empty. */
export class Decisions {
  readonly #slots: (Decision | undefined)[] = new Array(SLOTS).fill(undefined);
  #size = 0;

  find(context: number, a: number, b: number, c: number, d: number): Decision | undefined {
    let slot = place(context, a, b, c, d);
    for (;;) {
      const found = this.#slots[slot];
      if (found === undefined) return undefined;
      if (found.context.id === context && found.a === a && found.b === b && found.c === c && found.d === d) return found;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  add(decision: Decision): void {
    if (this.#size > SLOTS / 2) this.clear();
    let slot = place(decision.context.id, decision.a, decision.b, decision.c, decision.d);
    while (this.#slots[slot] !== undefined) slot = (slot + 1) & (SLOTS - 1);
    this.#slots[slot] = decision;
    this.#size++;
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.#size = 0;
  }
}

function place(context: number, a: number, b: number, c: number, d: number): number {
  let h =
    Math.imul(context + 1, 0x9e37_79b1) ^
    Math.imul(a, 0x85eb_ca6b) ^
    Math.imul(b, 0xc2b2_ae35) ^
    Math.imul(c, 0x27d4_eb2f) ^
    Math.imul(d, 0x1656_67b1);
  h ^= h >>> 15;
  return h & (SLOTS - 1);
}
