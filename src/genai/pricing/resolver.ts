import type { Catalog, CatalogHit } from './catalog.ts';
import type { Discount } from './discount.ts';
import { familyOf } from './family.ts';
import type { PriceMatch, UnpricedReason } from './match.ts';
import { type Candidate, candidatesOf, unwrapped } from './name-candidates.ts';
import { ESTIMATING_VARIANT, FREE_VARIANT } from './name-steps.data.ts';
import { type OverrideRule, type Overrides, withoutAliases } from './override-source.ts';
import { ALWAYS, isAlways } from './period.ts';
import { type DatedPrice, Price } from './price.ts';
import { providerKeys, providerRow } from './provider-row.ts';
import { BEDROCK_MAKERS, type ProviderRow } from './providers.data.ts';
import { type Quote, unpriced } from './quote.ts';
import type { ResolveStep, StepLog } from './resolve-steps.ts';

/** How far a price may be from the name: `exact` takes only operators' rules and names that a list has as they are. */
export type MatchPolicy = 'any' | 'exact';

/** All that is known of a name: quotes in the order in which they are tried, and what to say when none is in force. */
export interface Resolution {
  readonly quotes: readonly Quote[];
  readonly miss: Quote;
}

/** Longest name that is looked up, in bytes; a longer one is nobody's model. */
export const MAX_NAME_BYTES = 512;

const MAX_ALIAS_DEPTH = 8;
const MAKER_LIST: ReadonlyMap<string, string> = new Map(BEDROCK_MAKERS.map((row) => [row.maker, row.list]));
const UNKNOWN: ProviderRow = { names: [], kind: 'unlisted', lists: [], fallback: [] };

/** Finds prices for names, in visible steps. Pure but for what the catalog compiles on first use. */
export class Resolver {
  readonly #catalog: Catalog;
  readonly #overrides: Overrides;
  readonly #policy: MatchPolicy;

  constructor(catalog: Catalog, overrides: Overrides, policy: MatchPolicy) {
    this.#catalog = catalog;
    this.#overrides = overrides;
    this.#policy = policy;
  }

  /** Resolves one name of one provider. Cold: about 50 us; callers keep the result. */
  resolve(provider: string, model: string, log?: StepLog): Resolution {
    return new Search(this.#catalog, this.#overrides, this.#policy, provider, log).run(model.trim().toLowerCase());
  }
}

/** One search. Quotes pile up in order of trust until one is in force at all times. */
class Search {
  readonly #catalog: Catalog;
  readonly #overrides: Overrides;
  readonly #policy: MatchPolicy;
  readonly #provider: string;
  readonly #keys: readonly string[];
  readonly #log: StepLog | undefined;
  readonly #quotes: Quote[] = [];
  #sent = '';
  /** The own list knows the model and says no price: another list's price would be a guess. */
  #blocked = false;

  constructor(catalog: Catalog, overrides: Overrides, policy: MatchPolicy, provider: string, log: StepLog | undefined) {
    this.#catalog = catalog;
    this.#overrides = overrides;
    this.#policy = policy;
    this.#provider = provider.trim().toLowerCase();
    this.#keys = providerKeys(this.#provider);
    this.#log = log;
  }

  run(name: string): Resolution {
    const row = providerRow(this.#provider) ?? UNKNOWN;
    this.#sent = name;
    if (name !== '' && !this.#rules(name)) this.#listed(name, row);
    const reason: UnpricedReason = row.kind === 'unlisted' ? 'unknown_provider' : 'unknown_model';
    if (this.#quotes.length === 0) this.#say('unpriced', name, 'no match', reason);
    return { quotes: this.#quotes, miss: unpriced(reason) };
  }

  /** Operators' rules, then aliases. True when something of theirs is in force at all times, or an alias took over. */
  #rules(name: string): boolean {
    const fronts = unwrapped(name);
    for (const step of ['override_exact', 'override_pattern'] as const) {
      let found = false;
      for (const front of fronts) {
        const rules =
          step === 'override_exact' ? this.#overrides.exact(front.name, this.#keys) : this.#overrides.patterns(front.name, this.#keys);
        for (const rule of rules) {
          found = true;
          this.#say(step, front.name, 'match', `rule ${rule.id} (${rule.describe}) of ${rule.source.name}`);
          if (this.#take(rule.prices, 'override', { name, fromRule: true, list: this.#listOf(rule), modelId: name })) return true;
        }
      }
      if (!found) this.#say(step, name, 'no match', '');
    }
    return this.#alias(fronts);
  }

  #alias(fronts: readonly Candidate[]): boolean {
    for (const front of fronts) {
      const target = this.#overrides.alias(front.name);
      if (target === undefined) continue;
      this.#say(
        'alias',
        front.name,
        'match',
        `${target.source.name} says it is ${target.provider === '' ? '' : `${target.provider}/`}${target.model}`,
      );
      this.#follow(front.name, target.provider === '' ? this.#provider : target.provider, target.model.toLowerCase());
      return true;
    }
    return false;
  }

  /** Resolves an alias's target as if it had been sent, but reports it as the operator's word. */
  #follow(alias: string, provider: string, model: string, depth: number = 0): void {
    const next = depth < MAX_ALIAS_DEPTH ? this.#overrides.alias(model) : undefined;
    if (next !== undefined) {
      this.#follow(alias, next.provider === '' ? provider : next.provider, next.model.toLowerCase(), depth + 1);
      return;
    }
    const search = new Search(this.#catalog, withoutAliases(this.#overrides), 'any', provider, this.#log);
    const target = search.run(model);
    const discounts = this.#overrides.discounts(alias, model, [...this.#keys, ...providerKeys(provider)]);
    for (const quote of target.quotes)
      this.#quotes.push({ ...quote, match: 'override', fromRule: false, discounts: [...quote.discounts, ...discounts] });
  }

  /** Price lists, from the name as sent to the least of it. */
  #listed(name: string, row: ProviderRow): void {
    if (FREE_VARIANT.test(name)) return this.#free(name, row);
    const candidates = candidatesOf(name);
    if (this.#inLists(candidates, row.lists, row, undefined) || this.#blocked) return;
    if (this.#inFallback(candidates, row)) return;
    if (this.#bySlug(candidates, row)) return;
    if (row.kind === 'router') this.#byFamily(candidates);
  }

  /** Own lists: the model itself in any spelling first, a broad rule last. */
  #inLists(candidates: readonly Candidate[], lists: readonly string[], row: ProviderRow, as: PriceMatch | undefined): boolean {
    let broad: { candidate: Candidate; hit: CatalogHit } | undefined;
    for (const candidate of candidates) {
      for (const list of lists) {
        const hit = this.#catalog.find(list, candidate.name);
        const step = candidate.steps.length === 0 ? 'bundled' : 'normalized';
        const why = hit === undefined ? '' : this.#objection(hit, candidate, row);
        if (hit === undefined) this.#say(step, `${list}: ${candidate.name}`, 'no match', candidate.steps.join(', '));
        else if (why !== '') {
          this.#say(step, `${list}: ${candidate.name}`, 'refused', `${hit.list}/${hit.modelId}: ${why}`);
          if (hit.judgement === 'same' && hit.prices.length === 0) this.#blocked = true;
        } else if (hit.judgement === 'variant') broad ??= { candidate, hit };
        else {
          const match = as ?? (candidate.steps.length === 0 ? 'exact' : 'normalized');
          this.#say(step, `${list}: ${candidate.name}`, 'match', `${hit.list}/${hit.modelId}`);
          return this.#accept(hit, match, candidate, false);
        }
      }
    }
    if (broad === undefined || as !== undefined) return false;
    this.#say('prefix', broad.candidate.name, 'match', `a broad rule of ${broad.hit.list}/${broad.hit.modelId}`);
    return this.#accept(broad.hit, 'prefix', broad.candidate, true);
  }

  #inFallback(candidates: readonly Candidate[], row: ProviderRow): boolean {
    for (const candidate of candidates) {
      // Bedrock sells many makers: only the maker's own list may answer.
      const lists = row.lists[0] === 'aws' ? row.fallback.filter((list) => list === MAKER_LIST.get(candidate.maker)) : row.fallback;
      for (const list of lists) {
        const hit = this.#catalog.find(list, candidate.name);
        if (hit?.judgement !== 'same' || this.#objection(hit, candidate, row) !== '') continue;
        this.#say('fallback', `${list}: ${candidate.name}`, 'match', `${hit.list}/${hit.modelId}, the maker's list price`);
        return this.#accept(hit, 'fallback', candidate, candidate.geo === 'regional');
      }
    }
    if (row.fallback.length > 0) this.#say('fallback', row.fallback.join(', '), 'no match', '');
    return false;
  }

  /** `openai/gpt-4o` under a router's or another's name: the slug says who is asked in the end. */
  #bySlug(candidates: readonly Candidate[], row: ProviderRow): boolean {
    if (row.kind === 'self_hosted') return false;
    for (const candidate of candidates) {
      const bedrock = candidate.slugProvider === undefined && (candidate.maker !== '' || candidate.geo !== '');
      const named = bedrock ? 'aws.bedrock' : candidate.slugProvider;
      if (named === undefined || named === '') continue;
      const target = providerRow(named);
      if (target === undefined || target === row || target.kind === 'self_hosted') continue;
      // Whoever wrote an unknown provider name may host open weights himself.
      if (row.kind === 'unlisted' && (familyOf(candidate.name)?.provider ?? '') === '') continue;
      const as = row.kind === 'router' ? 'normalized' : 'fallback';
      const same = candidates.filter((other) => bedrock || other.slugProvider === named);
      if (this.#inLists(same, target.lists, target, as) || this.#inFallback(same, target)) return true;
    }
    return false;
  }

  /** No provider at all: models that only one company sells are priced by its list. */
  #byFamily(candidates: readonly Candidate[]): boolean {
    for (const candidate of candidates) {
      const target = providerRow(familyOf(candidate.name)?.provider || 'unknown');
      if (target === undefined || target.kind !== 'listed') continue;
      if (this.#inLists([candidate], target.lists, target, 'fallback')) return true;
    }
    this.#say('fallback', 'by the family of the name', 'no match', '');
    return false;
  }

  /** `:free` is a price of zero where the name is a router's slug; never the paid model's. */
  #free(name: string, row: ProviderRow): void {
    for (const list of row.lists) {
      const hit = this.#catalog.find(list, name);
      if (hit?.judgement === 'same' && hit.prices.length > 0) {
        this.#say('bundled', `${list}: ${name}`, 'match', `${hit.list}/${hit.modelId}`);
        this.#take(hit.prices, 'exact', { name, fromRule: false, list, modelId: hit.modelId });
        return;
      }
    }
    if (row.kind === 'self_hosted' || !(row.kind === 'router' || name.includes('/'))) return;
    this.#say('normalized', name, 'match', 'a :free variant costs nothing');
    const price = new Price(
      `openrouter/${name}`,
      { name: 'assay', version: '1', date: '', evidence: 'OpenRouter, model variants: :free is free of charge' },
      { prices: {}, free: true },
    );
    this.#take([{ period: ALWAYS, price }], 'normalized', { name, fromRule: false, list: 'openrouter', modelId: name });
  }

  /** Why a hit is not taken, '' when it may be. */
  #objection(hit: CatalogHit, candidate: Candidate, row: ProviderRow): string {
    if (hit.judgement !== 'same' && hit.judgement !== 'variant') return hit.judgement;
    if (hit.prices.length === 0) return 'the list has no price for it';
    if (candidate.geo === 'global' && hit.modelId.startsWith('regional.')) return 'a regional price for a global name';
    if (candidate.geo === 'regional' && hit.modelId.startsWith('global.')) return 'a global price for a regional name';
    if (hit.freeFor.length > 0 && !hit.freeFor.some((name) => row.names.includes(name))) return 'free elsewhere only';
    return '';
  }

  #accept(hit: CatalogHit, match: PriceMatch, candidate: Candidate, assumed: boolean): boolean {
    const estimated = assumed || ESTIMATING_VARIANT.test(this.#sent);
    this.#take(hit.prices, match, { name: candidate.name, fromRule: false, list: hit.list, modelId: hit.modelId, estimated });
    return true;
  }

  /** Adds quotes; true when one of them is in force at all times. */
  #take(
    prices: readonly DatedPrice[],
    match: PriceMatch,
    from: { name: string; fromRule: boolean; list: string; modelId: string; estimated?: boolean },
  ): boolean {
    if (this.#policy === 'exact' && match !== 'override' && match !== 'exact') {
      this.#say('unpriced', from.name, 'refused', `match: exact does not take a ${match} match`);
      return false;
    }
    const discounts: readonly Discount[] = this.#overrides.discounts(this.#sent, from.modelId.toLowerCase(), this.#keys);
    for (const { period, price } of prices) {
      this.#quotes.push({
        price,
        period,
        match,
        reason: undefined,
        fromRule: from.fromRule,
        estimated: (from.estimated ?? false) || (price.spec.estimated ?? false),
        discounts,
        providerId: from.list,
        modelId: from.modelId,
      });
      if (isAlways(period)) return true;
    }
    return false;
  }

  #listOf(rule: OverrideRule): string {
    return providerRow(this.#provider)?.lists[0] ?? rule.id;
  }

  #say(step: ResolveStep['step'], tried: string, outcome: ResolveStep['outcome'], detail: string): void {
    this.#log?.({ step, tried, outcome, detail });
  }
}
