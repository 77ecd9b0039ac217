import type { CallReader } from '../../genai/call-reader.ts';
import type { Counter } from '../../kernel/host.ts';

/** Carries what a reader counted of duplicates into own metrics, by the difference since the last look. */
export class DuplicateTally {
  readonly #found: Counter;
  readonly #forgotten: Counter;
  #reader: CallReader | undefined;
  #seenFound = 0;
  #seenForgotten = 0;

  constructor(counters: { readonly found: Counter; readonly forgotten: Counter }) {
    this.#found = counters.found;
    this.#forgotten = counters.forgotten;
  }

  look(reader: CallReader): void {
    const { duplicates } = reader;
    if (duplicates === undefined) return;
    if (reader !== this.#reader) {
      this.#reader = reader;
      this.#seenFound = 0;
      this.#seenForgotten = 0;
    }
    if (duplicates.found !== this.#seenFound) {
      this.#found.add(duplicates.found - this.#seenFound);
      this.#seenFound = duplicates.found;
    }
    if (duplicates.forgotten === this.#seenForgotten) return;
    this.#forgotten.add(duplicates.forgotten - this.#seenForgotten);
    this.#seenForgotten = duplicates.forgotten;
  }
}
