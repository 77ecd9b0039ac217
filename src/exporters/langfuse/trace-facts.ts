import { internKey, type Key } from '../../otlp/keys.ts';
import type { AttributesEdit, AttributesView } from '../../otlp/views/attributes-view.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import { ARRAY, STRING, ValueView } from '../../otlp/views/values.ts';
import { isScalar } from '../../otlp/build/read-plain.ts';
import { PROPAGATED, type PropagatedName } from './propagated.data.ts';

interface Fact {
  readonly target: Key;
  readonly sources: readonly Key[];
}

const STRIDE = 3;
const START = 0;
const END = 1;
const RANK = 2;
const ABSENT = -1;

const value = new ValueView();

/**
 * What each trace of one batch says of itself on any of its spans: user, session, tags and the like. Values stay in the
 * batch's bytes; per trace and fact a range and how sure its source is. The first of the surest source counts.
 */
export class TraceFacts {
  readonly #facts: readonly Fact[];
  #ranges: Int32Array;
  #traces = 0;

  /** `metadata` are keys that are copied as `langfuse.trace.metadata.<key>`. */
  constructor(names: ReadonlySet<PropagatedName>, metadata: readonly string[]) {
    this.#facts = [
      ...PROPAGATED.filter((row) => names.has(row.name)).map((row) => ({
        target: internKey(row.target),
        sources: row.sources.map(internKey),
      })),
      ...metadata.map((key) => ({
        target: internKey(`langfuse.trace.metadata.${key}`),
        sources: [internKey(`langfuse.trace.metadata.${key}`), internKey(key)],
      })),
    ];
    this.#ranges = new Int32Array(16 * this.#facts.length * STRIDE);
  }

  reset(): void {
    this.#traces = 0;
  }

  collect(span: SpanView, trace: number): void {
    const facts = this.#facts;
    const width = facts.length * STRIDE;
    while (this.#traces <= trace) this.#open(width);
    for (let i = 0; i < facts.length; i++) {
      const at = trace * width + i * STRIDE;
      const rank = this.#ranges[at + RANK]!;
      const { sources } = facts[i]!;
      for (let s = 0; s < sources.length && (rank === ABSENT || s < rank); s++) {
        const row = saysSomething(span.attributes, sources[s]!);
        if (row === ABSENT) continue;
        this.#ranges[at + START] = span.attributes.valueStart(row);
        this.#ranges[at + END] = span.attributes.valueEnd(row);
        this.#ranges[at + RANK] = s;
        break;
      }
    }
  }

  /** Writes onto the span what its trace says and itself does not. `buf` is the batch that was collected from. */
  apply(attributes: AttributesEdit, trace: number, buf: Uint8Array): void {
    const facts = this.#facts;
    for (let i = 0; i < facts.length; i++) {
      const at = (trace * facts.length + i) * STRIDE;
      if (this.#ranges[at + RANK] === ABSENT) continue;
      const { target, sources } = facts[i]!;
      if (!sources.some((source) => saysSomething(attributes, source) !== ABSENT)) {
        attributes.setValue(target, buf, this.#ranges[at + START]!, this.#ranges[at + END]!);
      }
    }
  }

  #open(width: number): void {
    const from = this.#traces * width;
    if (from + width > this.#ranges.length) {
      const larger = new Int32Array(this.#ranges.length * 2 + width);
      larger.set(this.#ranges);
      this.#ranges = larger;
    }
    this.#ranges.fill(ABSENT, from, from + width);
    this.#traces++;
  }
}

/** The row of a key whose value is a scalar, or a list with elements; -1 otherwise. */
function saysSomething(attributes: AttributesView, key: Key): number {
  const row = attributes.find(key);
  if (row === -1) return ABSENT;
  attributes.value(row, value);
  if (value.kind === STRING || value.kind === ARRAY) return value.start === value.end ? ABSENT : row;
  return isScalar(value) ? row : ABSENT;
}
