import type { AttributesView } from '../../otlp/views/attributes-view.ts';
import type { ResourceView } from '../../otlp/views/resource.ts';
import { type Context, Contexts } from './contexts.ts';
import { Decision, Decisions } from './decisions.ts';
import { LLM_KEY, MarkTable } from './marks.ts';
import type { Plan, PlanMaker } from './plans.ts';
import { ShapeKey } from './shape-key.ts';

/** Scope and resource of an item, as its view has them. */
interface Surroundings {
  readonly scope: ResourceView;
  readonly resource: ResourceView;
  readonly attributes: AttributesView;
}

/**
 * Finds what dialect an item speaks: the marks of its keys are collected as bits, and what was decided for that set of
 * bits in this scope is looked up. An item without LLM attributes, in a scope that says nothing, costs two comparisons.
 */
export class Detector {
  readonly marks: MarkTable;
  readonly key: ShapeKey;
  readonly #plans: PlanMaker;
  readonly #contexts: Contexts;
  readonly #decisions = new Decisions();
  #scope: ResourceView | undefined;
  #scopeSerial = -1;
  #resourceSerial = -1;
  #context: Context | undefined;
  /** Raised when ids of contexts start again. */
  generation = 0;

  constructor(plans: PlanMaker) {
    this.#plans = plans;
    this.marks = new MarkTable(plans.tables);
    this.key = new ShapeKey(this.marks);
    this.#contexts = new Contexts(plans.tables);
  }

  /** Reads the key of an item; false when it can be no LLM item. `extra` is a mark found elsewhere (an event's name). */
  look(item: Surroundings, extra: number): boolean {
    const context = this.contextOf(item);
    if (context.silent && extra === 0 && (item.attributes.mask & LLM_KEY) === 0 && !item.attributes.changed) return false;
    this.key.read(item.attributes);
    return true;
  }

  /** The decision for the item looked at; undefined when it is no LLM item. */
  decide(item: Surroundings, extra: number): Decision | undefined {
    const context = this.contextOf(item);
    if (!this.key.collectMarks(extra) && context.silent) return undefined;
    const { a, b, c, d } = this.key;
    return this.#decisions.find(context.id, a, b, c, d) ?? this.#newDecision(context, a, b, c, d);
  }

  /** The plan for an item that names its dialect itself (`assay.dialect`), made on first use. */
  again(decision: Decision, dialect: string): Plan | undefined {
    const known = decision.again.get(dialect);
    if (known !== undefined) return known;
    const base = this.#plans.indexOf(dialect);
    if (base === -1 || decision.detected === undefined) return undefined;
    const others = [decision.detected.base, ...decision.detected.layers];
    const plan = this.#plans.plan({ base, layers: others.filter((other) => other !== base) }, decision.context, true);
    decision.again.set(dialect, plan);
    return plan;
  }

  contextOf(item: Surroundings): Context {
    const { scope, resource } = item;
    if (
      this.#context !== undefined &&
      scope === this.#scope &&
      scope.serial === this.#scopeSerial &&
      resource.serial === this.#resourceSerial
    ) {
      return this.#context;
    }
    this.#scope = scope;
    this.#scopeSerial = scope.serial;
    this.#resourceSerial = resource.serial;
    this.#context = this.#contexts.read(scope, resource);
    if (this.#contexts.generation !== this.generation) {
      this.generation = this.#contexts.generation;
      this.#decisions.clear();
    }
    return this.#context;
  }

  #newDecision(context: Context, a: number, b: number, c: number, d: number): Decision {
    const words = [a, b, c, d];
    const marks = this.marks.marks.filter((_mark, i) => i !== 0 && (words[i >>> 5]! & (1 << (i & 31))) !== 0);
    const detected = this.#plans.detect(context, marks);
    const plan = detected === undefined ? undefined : this.#plans.plan(detected, context, false);
    const decision = new Decision(context, a, b, c, d, detected, plan);
    this.#decisions.add(decision);
    return decision;
  }
}
