import type { BundledModel, ModelRule } from './bundled.ts';
import { type Judgement, judge } from './judge.ts';

/** A rule of the list took the name: what it names, and how sure that is. */
export interface ListHit {
  readonly model: BundledModel;
  readonly rule: ModelRule;
  readonly judgement: Judgement;
}

interface Entry {
  readonly model: BundledModel;
  readonly rule: ModelRule;
}

/**
 * The models of one price list, found by name. Equality goes by a hash; prefixes by one look-up for each length that
 * occurs; the rest (containing, patterns) one by one. Where several rules take a name the longest literal decides,
 * not the order of the list, so that `gpt-4o-mini` never meets a rule for `gpt-4o`.
 */
export class PriceList {
  readonly #exact: Map<string, Entry> = new Map();
  readonly #prefixes: Map<string, Entry> = new Map();
  readonly #lengths: readonly number[];
  readonly #others: readonly Entry[];

  constructor(models: readonly BundledModel[]) {
    const others: Entry[] = [];
    const lengths = new Set<number>();
    for (const model of models) {
      for (const rule of model.rules) {
        const entry = { model, rule };
        if (rule.accepts !== undefined) others.push(entry);
        else if (rule.kind === 'exact') keepFirst(this.#exact, rule.literal, entry);
        else if (rule.kind === 'prefix') {
          keepFirst(this.#prefixes, rule.literal, entry);
          lengths.add(rule.literal.length);
        } else others.push(entry);
      }
    }
    // A model's own id names it, too, unless a rule uses the same text for another one.
    for (const model of models) {
      keepFirst(this.#exact, model.id.toLowerCase(), {
        model,
        rule: { kind: 'exact', literal: model.id.toLowerCase(), accepts: undefined },
      });
    }
    this.#lengths = [...lengths].sort((a, b) => b - a);
    this.#others = others;
  }

  /** The model named exactly so, in lower case. */
  exact(name: string): ListHit | undefined {
    const entry = this.#exact.get(name);
    return entry === undefined ? undefined : { ...entry, judgement: 'same' };
  }

  /** The best hit for the name, or the hit that was refused; undefined when no rule takes it. */
  find(name: string): ListHit | undefined {
    const exact = this.exact(name);
    if (exact !== undefined) return exact;
    let best: ListHit | undefined;
    for (const length of this.#lengths) {
      const entry = length <= name.length ? this.#prefixes.get(name.slice(0, length)) : undefined;
      if (entry !== undefined) best = better(best, judged(entry, name));
    }
    for (const entry of this.#others) if (takes(entry.rule, name)) best = better(best, judged(entry, name));
    return best;
  }
}

function judged(entry: Entry, name: string): ListHit {
  return { ...entry, judgement: judge(name, entry.rule.kind, entry.rule.literal, entry.model.id.toLowerCase()) };
}

function takes(rule: ModelRule, name: string): boolean {
  if (rule.accepts !== undefined) return rule.accepts(name);
  return rule.kind === 'suffix' ? name.endsWith(rule.literal) : name.includes(rule.literal);
}

/** The same model before anything else, then the longer literal. */
function better(best: ListHit | undefined, hit: ListHit): ListHit {
  if (best === undefined) return hit;
  const sure = Number(hit.judgement === 'same') - Number(best.judgement === 'same');
  if (sure !== 0) return sure > 0 ? hit : best;
  return hit.rule.literal.length > best.rule.literal.length ? hit : best;
}

function keepFirst(map: Map<string, Entry>, key: string, entry: Entry): void {
  if (!map.has(key)) map.set(key, entry);
}
