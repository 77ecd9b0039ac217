import { KEYS } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { FieldPlan } from './program.ts';
import { AT_ATTR, AT_JSON, AT_SUM, type Source } from './source.ts';

const NONE = -1;

/**
 * A program's sources by attribute key: one pass over the rows of a span marks those sources whose attribute is there,
 * and the run goes over the marked ones only. A dialect has a hundred places to look at; a span has twenty attributes.
 *
 *     first[key id] -> lists: source, source, -1, ...       words: one bit per source, in the order of asking
 */
export class Dispatch {
  readonly sources: readonly Source[];
  readonly words: Int32Array;
  /** Row of each marked source, -1 for those that go by no attribute. */
  readonly rows: Int32Array;
  readonly #always: Int32Array;
  readonly #first: Int32Array;
  readonly #lists: Int32Array;

  constructor(fields: readonly FieldPlan[]) {
    const sources: Source[] = [];
    fields.forEach((field, at) => {
      for (const source of field.sources) {
        source.field = at;
        sources.push(source);
      }
    });
    this.sources = sources;
    this.words = new Int32Array((sources.length >>> 5) + 1);
    this.#always = new Int32Array(this.words.length);
    this.rows = new Int32Array(sources.length).fill(NONE);
    const byKey = new Map<number, number[]>();
    sources.forEach((source, at) => {
      const ids = keysOf(source);
      if (ids === undefined) this.#always[at >>> 5]! |= 1 << (at & 31);
      for (const id of ids ?? []) byKey.set(id, [...(byKey.get(id) ?? []), at]);
    });
    this.#first = new Int32Array(KEYS.size).fill(NONE);
    const lists: number[] = [];
    for (const [id, list] of byKey) {
      this.#first[id] = lists.length;
      lists.push(...list, NONE);
    }
    this.#lists = Int32Array.from(lists);
  }

  /** Marks the sources that this span's attributes have something for. Of a repeated key the first row counts. */
  mark(attributes: AttributesView): void {
    const { words, rows } = this;
    const first = this.#first;
    const lists = this.#lists;
    for (let i = 0; i < words.length; i++) words[i] = this.#always[i]!;
    const size = attributes.size;
    for (let row = 0; row < size; row++) {
      const id = attributes.keyId(row);
      if (id < 0 || id >= first.length) continue;
      let at = first[id]!;
      if (at === NONE) continue;
      for (let source = lists[at]!; source !== NONE; source = lists[++at]!) {
        const bit = 1 << (source & 31);
        const word = source >>> 5;
        if ((words[word]! & bit) !== 0) continue;
        words[word]! |= bit;
        rows[source] = row;
      }
    }
  }
}

/** Keys whose presence makes the source worth asking; undefined: always. */
function keysOf(source: Source): readonly number[] | undefined {
  if (source.kind === AT_ATTR || source.kind === AT_JSON) return [source.key?.id ?? source.document?.key?.id ?? NONE];
  return source.kind === AT_SUM ? source.keys.map((key) => key.id) : undefined;
}
