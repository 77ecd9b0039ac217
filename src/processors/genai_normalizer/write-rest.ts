import type { CallDetails } from '../../genai/call-reader.ts';
import { NOTHING, NUMBER, numberOf, TEXT, TRUE } from '../../genai/json-paths/hits.ts';
import { COMPOUND, FALSE } from '../../genai/json-paths/hits.ts';
import { DECIDED, type Fetcher, type Found, LISTED } from '../../genai/reader/fetcher.ts';
import type { FieldPlan, Program } from '../../genai/reader/program.ts';
import type { Plan } from '../../genai/reader/plans.ts';
import type { Shape } from '../../genai/reader/shape.ts';
import type { Source } from '../../genai/reader/source.ts';
import { AT_ATTR } from '../../genai/reader/source.ts';
import { attributeOf, type Generation } from '../../genai/semconv/generations.data.ts';
import { shapeOf } from './message-source.ts';
import { type Put, type Target, targetOf } from './put.ts';
import { retype, type Typed, typedTargets } from './retype.ts';

/** A field that is only carried over, with the sources that are not the target itself. */
interface Carried {
  readonly field: FieldPlan;
  readonly target: Target;
  readonly sources: readonly Source[];
}

/**
 * Carries over what a span says beyond the call: request parameters, tool arguments and results, retrieval. A field that
 * is there in the target's spelling stays as it is, unless its type is wrong.
 */
export class RestWriter {
  readonly #generation: Generation;
  readonly #byPlan = new Map<Plan, readonly Carried[]>();
  readonly #byShape = new Map<Shape, readonly Carried[]>();
  readonly #typed: readonly Typed[];
  readonly #typedByShape = new Map<Shape, readonly Typed[]>();

  constructor(generation: Generation) {
    this.#generation = generation;
    this.#typed = typedTargets(generation);
  }

  /** `fresh`: the attributes are as they were when the call was read, so that its shape says what is there. */
  write(details: CallDetails, put: Put, fresh: boolean): void {
    const { plan, fetcher, shape } = details;
    const typed = fresh && shape !== undefined ? this.#typedOf(shape) : this.#typed;
    for (let i = 0; i < typed.length; i++) retype(typed[i]!, put);
    const carried = fresh && shape !== undefined ? this.#ofShape(shape) : this.#carried(plan);
    if (carried.length === 0) return;
    const program: Program = plan.rest();
    fetcher.begin(fetcher.item, fetcher.call, program, plan.absent);
    for (let i = 0; i < carried.length; i++) {
      const { field, target, sources } = carried[i]!;
      if (put.attributes.find(target.key) !== -1) continue;
      for (let s = 0; s < sources.length; s++) {
        const found = fetcher.fetch(sources[s]!);
        if (found === NOTHING) continue;
        if (found === DECIDED || carry(field, target, found, fetcher, put)) break;
      }
    }
  }

  #typedOf(shape: Shape): readonly Typed[] {
    const known = this.#typedByShape.get(shape);
    if (known !== undefined) return known;
    if (this.#typedByShape.size > 4096) this.#typedByShape.clear();
    const typed = this.#typed.filter(({ target }) => shape.has(target.key.id));
    this.#typedByShape.set(shape, typed);
    return typed;
  }

  #ofShape(shape: Shape): readonly Carried[] {
    const known = this.#byShape.get(shape);
    if (known !== undefined) return known;
    if (this.#byShape.size > 4096) this.#byShape.clear();
    const carried = this.#carried(shape.plan)
      .filter(({ target }) => !shape.has(target.key.id))
      .map((one) => ({ ...one, sources: one.sources.filter((source) => shape.mayHave(source)) }))
      .filter(({ sources }) => sources.length > 0);
    this.#byShape.set(shape, carried);
    return carried;
  }

  #carried(plan: Plan): readonly Carried[] {
    const known = this.#byPlan.get(plan);
    if (known !== undefined) return known;
    if (this.#byPlan.size > 512) this.#byPlan.clear();
    const carried: Carried[] = [];
    for (const field of plan.rest().fields) {
      const name = attributeOf(field.name, this.#generation);
      if (name === undefined || field.kind === 'messages') continue;
      const target = targetOf(name);
      const sources = field.sources.filter(
        (source) => (source.key?.id !== target.key.id || source.kind !== AT_ATTR) && shapeOf(source) === undefined,
      );
      if (sources.length > 0) carried.push({ field, target, sources });
    }
    this.#byPlan.set(plan, carried);
    return carried;
  }
}

/** Writes what was found in the type that the field has; false when it cannot be that. */
function carry(field: FieldPlan, target: Target, found: Found, fetcher: Fetcher, put: Put): boolean {
  const { text, number, value, row, item } = fetcher;
  switch (field.kind) {
    case 'count': {
      const count = found === NUMBER ? number : found === TEXT ? numberOf(text.buf, text.start, text.end) : Number.NaN;
      if (!Number.isSafeInteger(count)) return false;
      put.count(target, count, false);
      return true;
    }
    case 'number': {
      const amount = found === NUMBER ? number : found === TEXT ? numberOf(text.buf, text.start, text.end) : Number.NaN;
      if (!Number.isFinite(amount)) return false;
      put.amount(target, amount);
      return true;
    }
    case 'text':
      if (found !== TEXT) return false;
      put.text(target, text);
      return true;
    case 'bool':
      put.flag(target, found === TRUE);
      return true;
    default:
      if (row === -1) {
        if (found !== TEXT) return false;
        put.text(target, text);
        return true;
      }
      if (found !== TEXT && found !== LISTED && found !== COMPOUND && found !== NUMBER && found !== TRUE && found !== FALSE) return false;
      if (value.buf !== item.attributes.source(row)) return false;
      put.copy(target, item.attributes.source(row), item.attributes.valueStart(row), item.attributes.valueEnd(row));
      return true;
  }
}
