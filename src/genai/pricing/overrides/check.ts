import type { ErrorCode } from '../../../wire/assay-error.ts';
import type { Catalog } from '../catalog.ts';
import { parseDate } from '../period.ts';
import type { MatchContent, PriceFileContent, RuleContent } from './content.ts';
import { findInherited, splitProvider } from './inherits.ts';
import { compileMatch } from './name-match.ts';
import type { RuleProblem } from './problem.ts';
import { MAX_PATTERNS } from './table.ts';

type Path = readonly (string | number)[];

const FIGURES: readonly (keyof RuleContent)[] = ['per_mtok', 'per_request', 'per_1k_web_searches', 'per_audio_hour', 'per_1k_pages'];

/** What the schema cannot say about content that it lets through; every problem, not only the first. */
export function checkContent(content: PriceFileContent, catalog: Catalog): readonly RuleProblem[] {
  const check = new Check(content, catalog);
  return check.run();
}

class Check {
  readonly #content: PriceFileContent;
  readonly #catalog: Catalog;
  readonly #problems: RuleProblem[] = [];
  #patterns = 0;

  constructor(content: PriceFileContent, catalog: Catalog) {
    this.#content = content;
    this.#catalog = catalog;
  }

  run(): readonly RuleProblem[] {
    for (const [currency, rates] of Object.entries(this.#content.fx ?? {})) {
      rates.forEach((rate, i) => this.#date(rate.from, ['fx', currency, i, 'from']));
    }
    (this.#content.prices ?? []).forEach((rule, i) => this.#rule(rule, ['prices', i]));
    (this.#content.discounts ?? []).forEach((discount, i) => {
      this.#period(discount.from, discount.until, ['discounts', i]);
      if (discount.match !== undefined) this.#match(discount.match, ['discounts', i, 'match']);
    });
    this.#aliases();
    return this.#problems;
  }

  #rule(rule: RuleContent, path: Path): void {
    this.#match(rule.match, [...path, 'match']);
    this.#period(rule.from, rule.until, path);
    this.#currency(rule, path);
    const figures = FIGURES.some((key) => rule[key] !== undefined);
    if (rule.inherits !== undefined && findInherited(this.#catalog, rule.inherits).length === 0) {
      this.#add('ASSAY_PRICES_INHERITS', [...path, 'inherits'], 'names no model of the bundled price lists');
    }
    if (!figures && rule.inherits === undefined && rule.gpu_hour === undefined && rule.free !== true) {
      this.#add('ASSAY_PRICES_EMPTY_RULE', path, 'has no price: give figures, inherits, gpu_hour or free: true');
    }
    if (rule.gpu_hour !== undefined && (figures || rule.inherits !== undefined)) {
      this.#add('ASSAY_PRICES_EMPTY_RULE', [...path, 'gpu_hour'], 'stands beside other prices; a call is paid by the hour or by the token');
    }
    if (rule.free === true && (figures || rule.inherits !== undefined || rule.gpu_hour !== undefined)) {
      this.#add('ASSAY_PRICES_EMPTY_RULE', [...path, 'free'], 'stands beside a price');
    }
  }

  #currency(rule: RuleContent, path: Path): void {
    const currency = rule.currency ?? this.#content.currency ?? 'USD';
    if (currency === 'USD') return;
    const starts = (this.#content.fx?.[currency] ?? []).map((rate) => parseDate(rate.from)).filter((ms) => !Number.isNaN(ms));
    const from = rule.from === undefined ? Number.NEGATIVE_INFINITY : parseDate(rule.from);
    const at = rule.currency === undefined ? path : [...path, 'currency'];
    if (starts.length === 0) this.#add('ASSAY_PRICES_CURRENCY', at, `has no rate for ${currency} under fx`);
    else if (rule.from !== undefined && Math.min(...starts) > from)
      this.#add('ASSAY_PRICES_CURRENCY', at, `begins before the first rate for ${currency} under fx`);
  }

  #match(match: MatchContent, path: Path): void {
    try {
      const compiled = compileMatch(match);
      if (compiled.kind === 'equals' || compiled.kind === 'prefix') return;
      this.#countPattern(path);
    } catch (error) {
      this.#add(
        'ASSAY_PRICES_PATTERN',
        [...path, 'regex'],
        `is no RE2 expression: ${error instanceof Error ? error.message : 'not valid'}`,
      );
    }
  }

  #countPattern(path: Path): void {
    if (++this.#patterns !== MAX_PATTERNS + 1) return;
    this.#add(
      'ASSAY_PRICES_PATTERN',
      path,
      `is pattern number ${this.#patterns}; at most ${MAX_PATTERNS} globs and regular expressions are searched`,
    );
  }

  #period(from: string | undefined, until: string | undefined, path: Path): void {
    const begins = this.#date(from, [...path, 'from']);
    const ends = this.#date(until, [...path, 'until']);
    if (begins >= ends) this.#add('ASSAY_PRICES_DATE', [...path, 'until'], 'is not after from');
  }

  #date(text: string | undefined, path: Path): number {
    if (text === undefined) return Number.NaN;
    const ms = parseDate(text);
    if (Number.isNaN(ms)) this.#add('ASSAY_PRICES_DATE', path, 'is no date; write 2026-08-21 or 2026-08-21T16:00Z');
    return ms;
  }

  #aliases(): void {
    const aliases = new Map(Object.entries(this.#content.aliases ?? {}).map(([name, target]) => [name.trim().toLowerCase(), target]));
    for (const [name] of Object.entries(this.#content.aliases ?? {})) {
      if (name.includes('*')) this.#countPattern(['aliases', name]);
      const seen = new Set<string>();
      let at: string | undefined = name.trim().toLowerCase();
      while (at !== undefined && !seen.has(at)) {
        seen.add(at);
        const target: string | undefined = aliases.get(at);
        at = target === undefined ? undefined : splitProvider(target)[1].trim().toLowerCase();
        if (at !== undefined && !aliases.has(at)) at = undefined;
      }
      // A name that is the target of its own alias only changes the provider: `gpt-4o: azure/gpt-4o`.
      if (at !== undefined && seen.size > 1) this.#add('ASSAY_PRICES_ALIAS', ['aliases', name], 'leads back to itself');
    }
  }

  #add(code: ErrorCode, path: Path, message: string): void {
    this.#problems.push({ code, path, message });
  }
}
