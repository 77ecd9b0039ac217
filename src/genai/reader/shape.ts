import { ByteMap } from '../../wire/byte-map.ts';
import { equalBytes } from '../../wire/bytes.ts';
import type { TextSlice } from '../../wire/text-slice.ts';
import type { Key } from '../../otlp/keys.ts';
import type { FinishClass } from '../call.ts';
import type { TableAnswer } from '../usage-rules/resolve.ts';
import type { Decision } from './decisions.ts';
import type { FieldPlan } from './program.ts';
import type { Plan } from './plans.ts';
import { AT_ATTR, AT_JSON, type Source } from './source.ts';

/** How an entry is run: a plain text, a plain count, the most tokens asked for, a remembered word or list of reasons, or the general way. */
export const RUN_TEXT = 0;
export const RUN_COUNT = 1;
export const RUN_MOST_TOKENS = 2;
export const RUN_WORD = 3;
export const RUN_FINISH = 4;
export const RUN_GENERAL = 5;

const LONGEST_WORD = 64;
const WORDS_PER_ENTRY = 32;

/** A value of a small vocabulary, byte for byte, and what came of it. */
export class SeenValue {
  readonly bytes: Uint8Array;
  readonly word: string;
  /** Where the only reason stands in the value. */
  reasonStart = 0;
  reasonEnd = 0;
  finishClass: FinishClass = '';
  onlyStates = true;
  /** Who has found out that this value, in its shape, needs no change. */
  settledBy: object | undefined = undefined;

  constructor(buf: Uint8Array, start: number, end: number, word: string) {
    this.bytes = Uint8Array.prototype.slice.call(buf, start, end);
    this.word = word;
  }
}

/** A source that has something in spans of one shape, and where: `row` counts the rows with known keys. */
export class ShapeEntry {
  readonly run: number;
  readonly source: Source;
  readonly field: FieldPlan;
  /** Among the rows with known keys; -1 for sources that go by no attribute. */
  readonly row: number;
  /** First entry of the next field. */
  next = 0;
  /** The condition still has to be asked (its texts, the operation, the status). */
  readonly tested: boolean;
  readonly slice: TextSlice | undefined;
  /** The value of the span at hand, when it is remembered: names of operations, providers and reasons are few. */
  last: SeenValue | undefined = undefined;
  #seen: ByteMap<SeenValue> | undefined;

  constructor(run: number, source: Source, field: FieldPlan, row: number, tested: boolean, slice: TextSlice | undefined) {
    this.run = run;
    this.source = source;
    this.field = field;
    this.row = row;
    this.tested = tested;
    this.slice = slice;
  }

  /** What came of the value `buf[start..end)` before; from now on the `last` one. */
  recall(buf: Uint8Array, start: number, end: number): SeenValue | undefined {
    const { last } = this;
    const length = end - start;
    if (last !== undefined && last.bytes.length === length && equalBytes(last.bytes, 0, buf, start, length)) return last;
    this.last = length > LONGEST_WORD ? undefined : this.#seen?.get(buf, start, end);
    return this.last;
  }

  remember(buf: Uint8Array, start: number, end: number, word: string): SeenValue | undefined {
    if (end - start > LONGEST_WORD) return undefined;
    this.#seen ??= new ByteMap<SeenValue>(WORDS_PER_ENTRY);
    this.last = new SeenValue(buf, start, end, word);
    this.#seen.set(buf, start, end, this.last);
    return this.last;
  }
}

/**
 * Spans with the same known keys in the same order, in the same context: what is there to read is known, without looking
 * for it. Emitters write few shapes (a streamed call, a failed one, ...), so nearly every span meets one seen before.
 */
export class Shape {
  readonly context: number;
  readonly codes: Int32Array;
  readonly decision: Decision;
  readonly plan: Plan;
  readonly entries: readonly ShapeEntry[];
  /** Sources of the tool-call count that may have something. */
  readonly toolCalls: readonly ShapeEntry[];
  /** Answer of the usage table for the provider asked last. */
  provider: string | undefined = undefined;
  answer: TableAnswer | undefined = undefined;

  constructor(
    context: number,
    codes: Int32Array,
    decision: Decision,
    plan: Plan,
    entries: readonly ShapeEntry[],
    toolCalls: readonly ShapeEntry[],
  ) {
    this.context = context;
    this.codes = codes;
    this.decision = decision;
    this.plan = plan;
    this.entries = entries;
    this.toolCalls = toolCalls;
  }

  /** The one entry of a field that reads the attribute `key` as it is; undefined when the field has others, or none. */
  onlyFrom(fieldIndex: number, key: Key): ShapeEntry | undefined {
    const all = this.entriesOf(fieldIndex);
    const entry = all.length === 1 ? all[0] : undefined;
    return entry === undefined || entry.tested || entry.run === RUN_GENERAL || entry.source.key?.id !== key.id ? undefined : entry;
  }

  entriesOf(fieldIndex: number): readonly ShapeEntry[] {
    return this.entries.filter((entry) => entry.field.index === fieldIndex);
  }

  /** Whether a key is there, by its id. */
  has(id: number): boolean {
    return this.codes.includes(id);
  }

  /** Whether the source can have something; sources that go by no attribute always can. */
  mayHave(source: Source): boolean {
    if (source.kind !== AT_ATTR && source.kind !== AT_JSON) return true;
    return this.has(source.key?.id ?? source.document?.key?.id ?? -1);
  }
}
