import type { Catalog } from '../catalog.ts';
import type { Discount } from '../discount.ts';
import { type AliasTarget, type Overrides } from '../override-source.ts';
import { decimalToPico } from '../pico.ts';
import { parseDate } from '../period.ts';
import type { PriceSource } from '../price.ts';
import { CompiledRule, type FileContext, periodOf, type Rates } from './compile-rule.ts';
import type { DiscountContent, PriceFileContent } from './content.ts';
import { splitProvider } from './inherits.ts';
import { compileMatch, type NameMatch } from './name-match.ts';

/** Content that passed all checks, and where it comes from. */
export interface OverridePart {
  readonly content: PriceFileContent;
  readonly source: PriceSource;
}

/** Globs and regular expressions are asked one by one for each new name; `equals` and `prefix` go by hash and have no limit. */
export const MAX_PATTERNS = 1000;

const HUNDRED_PERCENT = 100_000_000_000_000n;

interface CompiledDiscount extends Discount {
  readonly provider: string;
  readonly match: NameMatch | undefined;
}

interface PatternAlias {
  readonly match: NameMatch;
  readonly target: AliasTarget;
}

/**
 * All rules of an operator, indexed. Parts come in order of precedence (inline rules, then files as listed); within a part
 * the first rule wins. Cost of a new name: some hashes, and at most `MAX_PATTERNS` tests.
 */
export class OverrideTable implements Overrides {
  readonly empty: boolean;
  readonly #exact: Map<string, CompiledRule[]> = new Map();
  readonly #prefixes: Map<string, CompiledRule[]> = new Map();
  #lengths: readonly number[] = [];
  readonly #patterns: CompiledRule[] = [];
  readonly #aliases: Map<string, AliasTarget> = new Map();
  readonly #patternAliases: PatternAlias[] = [];
  readonly #discounts: CompiledDiscount[] = [];
  readonly #providers: Set<string> = new Set();

  constructor(parts: readonly OverridePart[], catalog: Catalog) {
    let order = 0;
    for (const part of parts) {
      const file = contextOf(part);
      for (const content of part.content.prices ?? []) this.#addRule(new CompiledRule(content, order++, file, catalog));
      for (const [name, target] of Object.entries(part.content.aliases ?? {})) this.#addAlias(name, target, part.source);
      for (const discount of part.content.discounts ?? []) this.#addDiscount(discount, part.source);
    }
    this.#lengths = [...new Set([...this.#prefixes.keys()].map((prefix) => prefix.length))];
    this.empty = order === 0 && this.#aliases.size === 0 && this.#patternAliases.length === 0 && this.#discounts.length === 0;
  }

  mentions(provider: string): boolean {
    return this.#providers.has(provider);
  }

  exact(name: string, providers: readonly string[]): readonly CompiledRule[] {
    const found: CompiledRule[] = [];
    for (const provider of providers) found.push(...(this.#exact.get(keyOf(provider, name)) ?? []));
    // A rule for this provider stands before one for any.
    if (!providers.includes('')) found.push(...(this.#exact.get(keyOf('', name)) ?? []));
    return found;
  }

  patterns(name: string, providers: readonly string[]): readonly CompiledRule[] {
    const found: CompiledRule[] = [];
    for (const length of this.#lengths) if (length <= name.length) found.push(...(this.#prefixes.get(name.slice(0, length)) ?? []));
    for (const rule of this.#patterns) if (rule.match.test(name)) found.push(rule);
    return found.filter((rule) => rule.provider === '' || providers.includes(rule.provider)).sort((a, b) => a.order - b.order);
  }

  alias(name: string): AliasTarget | undefined {
    return this.#aliases.get(name) ?? this.#patternAliases.find((alias) => alias.match.test(name))?.target;
  }

  discounts(name: string, modelId: string, providers: readonly string[]): readonly Discount[] {
    return this.#discounts.filter(
      (discount) =>
        (discount.provider === '' || providers.includes(discount.provider)) &&
        (discount.match === undefined || discount.match.test(name) || discount.match.test(modelId)),
    );
  }

  #addRule(rule: CompiledRule): void {
    if (rule.provider !== '') this.#providers.add(rule.provider);
    if (rule.match.kind === 'equals') push(this.#exact, keyOf(rule.provider, rule.match.text.trim().toLowerCase()), rule);
    else if (rule.match.kind === 'prefix') push(this.#prefixes, rule.match.text.toLowerCase(), rule);
    else this.#patterns.push(rule);
  }

  #addAlias(name: string, target: string, source: PriceSource): void {
    const [provider, model] = splitProvider(target);
    const folded = name.trim().toLowerCase();
    const alias: AliasTarget = { provider, model, source };
    if (folded.includes('*')) this.#patternAliases.push({ match: compileMatch({ glob: folded }), target: alias });
    else if (!this.#aliases.has(folded)) this.#aliases.set(folded, alias);
  }

  #addDiscount(content: DiscountContent, source: PriceSource): void {
    const provider = (content.provider ?? '').trim().toLowerCase();
    if (provider !== '') this.#providers.add(provider);
    this.#discounts.push({
      id: content.id ?? `${content.percent} % of ${source.name}`,
      provider,
      match: content.match === undefined ? undefined : compileMatch(content.match),
      period: periodOf(content.from, content.until),
      numerator: HUNDRED_PERCENT - decimalToPico(content.percent),
      denominator: HUNDRED_PERCENT,
    });
  }
}

function contextOf(part: OverridePart): FileContext {
  const fx = new Map<string, Rates>();
  for (const [currency, rates] of Object.entries(part.content.fx ?? {})) {
    fx.set(
      currency,
      rates.map((rate) => ({ fromMs: parseDate(rate.from), usd: rate.usd })).sort((a, b) => a.fromMs - b.fromMs),
    );
  }
  return { source: part.source, currency: part.content.currency ?? 'USD', fx };
}

function keyOf(provider: string, name: string): string {
  return `${provider}\0${name}`;
}

function push(map: Map<string, CompiledRule[]>, key: string, rule: CompiledRule): void {
  const rules = map.get(key);
  if (rules === undefined) map.set(key, [rule]);
  else rules.push(rule);
}
