import type { RE2JS } from 're2js';
import type { SpanView } from '../../otlp/views/span.ts';
import { ByteMap } from '../../wire/byte-map.ts';
import type { ConditionContext, Operand } from './operands.ts';
import { BOOL, DOUBLE, equalSlots, INT, orderSlots, type Slot, STRING } from './slot.ts';

/** A part of a compiled condition. */
export interface Node {
  test(span: SpanView, ctx: ConditionContext): boolean;
}

/** An operand with its register; a literal's is filled at load and has no operand. */
export interface Side {
  readonly slot: Slot;
  readonly operand: Operand | undefined;
}

export type OrderOperator = '<' | '<=' | '>' | '>=';

function load(side: Side, span: SpanView, ctx: ConditionContext): Slot {
  if (side.operand !== undefined) side.operand.load(span, ctx, side.slot);
  return side.slot;
}

export class EqualNode implements Node {
  readonly #left: Side;
  readonly #right: Side;
  readonly #negated: boolean;

  constructor(left: Side, right: Side, negated: boolean) {
    this.#left = left;
    this.#right = right;
    this.#negated = negated;
  }

  test(span: SpanView, ctx: ConditionContext): boolean {
    return equalSlots(load(this.#left, span, ctx), load(this.#right, span, ctx)) !== this.#negated;
  }
}

export class OrderNode implements Node {
  readonly #left: Side;
  readonly #right: Side;
  readonly #operator: OrderOperator;

  constructor(left: Side, right: Side, operator: OrderOperator) {
    this.#left = left;
    this.#right = right;
    this.#operator = operator;
  }

  /** What has no order (nil, other kinds, NaN) is neither before nor after. */
  test(span: SpanView, ctx: ConditionContext): boolean {
    const order = orderSlots(load(this.#left, span, ctx), load(this.#right, span, ctx));
    switch (this.#operator) {
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      default:
        return order >= 0;
    }
  }
}

/** Values remembered per pattern, and the longest value worth it: names and models come again, prompts do not. */
const MEMO_ENTRIES = 1024;
const MEMO_BYTES = 256;

/** `IsMatch(path, pattern)`: RE2, found anywhere. Numbers and booleans are matched as their text, as OTTL does; nil never matches. */
export class MatchNode implements Node {
  readonly #side: Side;
  readonly #pattern: RE2JS;
  readonly #memo: ByteMap<boolean> = new ByteMap(MEMO_ENTRIES);

  constructor(side: Side, pattern: RE2JS) {
    this.#side = side;
    this.#pattern = pattern;
  }

  test(span: SpanView, ctx: ConditionContext): boolean {
    const slot = load(this.#side, span, ctx);
    if (slot.kind === STRING) return this.#matchText(slot);
    if (slot.kind === INT || slot.kind === DOUBLE) return this.#pattern.test(String(slot.number));
    return slot.kind === BOOL && this.#pattern.test(slot.number === 1 ? 'true' : 'false');
  }

  #matchText(slot: Slot): boolean {
    const bytes = slot.text === undefined ? slot.buf : slot.bytes();
    const start = slot.text === undefined ? slot.start : 0;
    const end = slot.text === undefined ? slot.end : bytes.length;
    if (end - start > MEMO_BYTES) return this.#pattern.test(bytes.subarray(start, end));
    const known = this.#memo.get(bytes, start, end);
    if (known !== undefined) return known;
    const result = this.#pattern.test(bytes.subarray(start, end));
    this.#memo.set(bytes, start, end, result);
    return result;
  }
}

/** A path of a boolean standing alone: true only when it is there and true. */
export class TruthNode implements Node {
  readonly #side: Side;

  constructor(side: Side) {
    this.#side = side;
  }

  test(span: SpanView, ctx: ConditionContext): boolean {
    const slot = load(this.#side, span, ctx);
    return slot.kind === BOOL && slot.number === 1;
  }
}

export class ConstantNode implements Node {
  readonly #value: boolean;

  constructor(value: boolean) {
    this.#value = value;
  }

  test(): boolean {
    return this.#value;
  }
}

export class NotNode implements Node {
  readonly #inner: Node;

  constructor(inner: Node) {
    this.#inner = inner;
  }

  test(span: SpanView, ctx: ConditionContext): boolean {
    return !this.#inner.test(span, ctx);
  }
}

/** `and` (stops at the first false) or `or` (stops at the first true). */
export class JoinNode implements Node {
  readonly #nodes: readonly Node[];
  readonly #stopAt: boolean;

  constructor(nodes: readonly Node[], operator: 'and' | 'or') {
    this.#nodes = nodes;
    this.#stopAt = operator === 'or';
  }

  test(span: SpanView, ctx: ConditionContext): boolean {
    for (let i = 0; i < this.#nodes.length; i++) if (this.#nodes[i]!.test(span, ctx) === this.#stopAt) return this.#stopAt;
    return !this.#stopAt;
  }
}
