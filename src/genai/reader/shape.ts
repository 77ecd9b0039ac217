import type { TextSlice } from '../../wire/text-slice.ts';
import type { FinishClass } from '../call.ts';
import type { TableAnswer } from '../usage-rules/resolve.ts';
import type { Decision } from './decisions.ts';
import type { FieldPlan } from './program.ts';
import type { Plan } from './plans.ts';
import { AT_ATTR, AT_JSON, type Source } from './source.ts';

/** How an entry is run: a plain text, a plain count, a remembered word, a remembered list of reasons, or the general way. */
export const RUN_TEXT = 0;
export const RUN_COUNT = 1;
export const RUN_WORD = 2;
export const RUN_FINISH = 3;
export const RUN_GENERAL = 4;

const LONGEST_WORD = 64;

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
  /** The last value, byte for byte, and what came of it: names of operations, providers and reasons hardly ever change. */
  readonly seen: Uint8Array = new Uint8Array(LONGEST_WORD);
  seenLength = -1;
  word = '';
  reasonStart = 0;
  reasonEnd = 0;
  finishClass: FinishClass = '';
  onlyStates = true;

  constructor(run: number, source: Source, field: FieldPlan, row: number, tested: boolean, slice: TextSlice | undefined) {
    this.run = run;
    this.source = source;
    this.field = field;
    this.row = row;
    this.tested = tested;
    this.slice = slice;
  }

  /** Whether `buf[start..end)` is the value seen last. */
  isSeen(buf: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length !== this.seenLength) return false;
    const { seen } = this;
    for (let i = 0; i < length; i++) if (seen[i] !== buf[start + i]) return false;
    return true;
  }

  see(buf: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length > LONGEST_WORD) {
      this.seenLength = -1;
      return;
    }
    for (let i = 0; i < length; i++) this.seen[i] = buf[start + i]!;
    this.seenLength = length;
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
