import { createRequire } from 'node:module';
import type { ConditionalPrice, findProvider, MatchLogic, ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import {
  BUNDLED_DATE,
  BUNDLED_UNCOUNTED,
  BUNDLED_UNITS,
  BUNDLED_VERSION,
  FREE,
  type FreeRow,
  LONG_CACHE,
  MINIMUM_SECONDS,
} from './bundled.data.ts';
import { familyOf } from './family.ts';
import type { RuleKind } from './judge.ts';
import { ALWAYS, DAY_MS, type Period, parseDate } from './period.ts';
import { type DatedPrice, Price, type PriceSource } from './price.ts';
import type { PriceSpec, TierSpec, UnitPrice } from './price-spec.ts';
import { PROVIDERS } from './providers.data.ts';
import type { LongCacheRule } from './rate-card.ts';
import type { UnitName } from './units.data.ts';

/** One rule by which the bundled data names a model. `accepts` is the whole rule, `literal` the text that judging looks at. */
export interface ModelRule {
  readonly kind: RuleKind;
  /** In lower case. */
  readonly literal: string;
  readonly accepts: ((name: string) => boolean) | undefined;
}

/** One model of the bundled data, its prices compiled when first asked for. */
export class BundledModel {
  readonly list: string;
  readonly id: string;
  readonly rules: readonly ModelRule[];
  readonly #info: ModelInfo;
  readonly #page: string;
  #prices: readonly DatedPrice[] | undefined;

  constructor(list: string, page: string, info: ModelInfo) {
    this.list = list;
    this.id = info.id;
    this.#info = info;
    this.#page = page;
    this.rules = rulesOf(info.match);
  }

  /** For explanations: what the data says about its own figures. */
  get remark(): string {
    return (this.#info.price_comments ?? '').trim();
  }

  /** Free of charge, and for which telemetry provider names that holds (empty: all); undefined when it has a price. */
  get free(): FreeRow | undefined {
    if (!this.#empty) return undefined;
    if (this.id.endsWith(':free')) return { list: this.list, start: this.id, providers: [], evidence: 'a :free variant' };
    return FREE.find((row) => row.list === this.list && this.id.startsWith(row.start));
  }

  /** Prices by the time they are in force, the ones to be tried first in front. Empty when the data has none. */
  get prices(): readonly DatedPrice[] {
    this.#prices ??= this.#compile();
    return this.#prices;
  }

  get #empty(): boolean {
    return !Array.isArray(this.#info.prices) && Object.keys(this.#info.prices).length === 0;
  }

  #compile(): readonly DatedPrice[] {
    if (this.#empty) return this.free === undefined ? [] : [{ period: ALWAYS, price: this.#price({ prices: {}, free: true }) }];
    const { prices } = this.#info;
    const conditional: readonly ConditionalPrice[] = Array.isArray(prices) ? prices : [{ prices }];
    // The library asks from the last to the first and falls back to the first.
    return conditional.map((entry) => ({ period: periodOf(entry), price: this.#price(this.#spec(entry.prices)) })).reverse();
  }

  #price(spec: PriceSpec): Price {
    const source: PriceSource = {
      name: 'genai-prices',
      version: BUNDLED_VERSION,
      date: BUNDLED_DATE,
      evidence: this.remark === '' ? this.#page : this.remark,
    };
    return new Price(`${this.list}/${this.id}`, source, spec, undefined, longCacheOf(this.id));
  }

  #spec(prices: ModelPrice): PriceSpec {
    const minimum = MINIMUM_SECONDS[`${this.list}/${this.id}`];
    return { ...specOf(prices), ...(minimum === undefined ? {} : { minimumSeconds: minimum }) };
  }
}

/** Bundled price objects in our form. Keys for things telemetry does not count are named, never priced. */
export function specOf(prices: ModelPrice): PriceSpec {
  const base: Partial<Record<UnitName, UnitPrice>> = {};
  const steps = new Map<number, Partial<Record<UnitName, UnitPrice>>>();
  const uncounted: string[] = [];
  for (const [key, value] of Object.entries(prices)) {
    const row = BUNDLED_UNITS[key];
    if (row === undefined) uncounted.push(BUNDLED_UNCOUNTED[key] ?? key);
    else if (typeof value === 'number') base[row.unit] = { amount: value, per: row.per };
    else if (value !== undefined) {
      base[row.unit] = { amount: value.base, per: row.per };
      for (const tier of value.tiers) {
        const step = steps.get(tier.start) ?? {};
        step[row.unit] = { amount: tier.price, per: row.per };
        steps.set(tier.start, step);
      }
    }
  }
  const tiers: TierSpec[] = [...steps].map(([above, step]) => ({ above, prices: step }));
  return { prices: base, ...(tiers.length === 0 ? {} : { tiers }), ...(uncounted.length === 0 ? {} : { uncounted }) };
}

export function longCacheOf(modelId: string): LongCacheRule | undefined {
  const family = familyOf(modelId.toLowerCase())?.family;
  return LONG_CACHE.find((row) => row.family === family);
}

function periodOf(entry: ConditionalPrice): Period {
  const { constraint } = entry;
  if (constraint === undefined) return ALWAYS;
  if (constraint.type === 'start_date') return { ...ALWAYS, fromMs: parseDate(constraint.start_date) };
  return { ...ALWAYS, dayFromMs: ofDay(constraint.start_time), dayUntilMs: ofDay(constraint.end_time) };
}

function ofDay(time: string): number {
  return Date.parse(`1970-01-01T${time}`) % DAY_MS;
}

/** Rules of a match expression. `or` gives several; `and` keeps its first literal and asks the whole expression. */
function rulesOf(match: MatchLogic): ModelRule[] {
  if ('or' in match) return match.or.flatMap(rulesOf);
  if ('and' in match) {
    const [first] = match.and.flatMap(rulesOf).filter((rule) => rule.kind !== 'pattern');
    return [{ kind: first?.kind ?? 'pattern', literal: first?.literal ?? '', accepts: (name) => accepts(match, name) }];
  }
  if ('equals' in match) return [{ kind: 'exact', literal: match.equals.toLowerCase(), accepts: undefined }];
  if ('starts_with' in match) return [{ kind: 'prefix', literal: match.starts_with.toLowerCase(), accepts: undefined }];
  if ('ends_with' in match) return [{ kind: 'suffix', literal: match.ends_with.toLowerCase(), accepts: undefined }];
  if ('contains' in match) return [{ kind: 'contains', literal: match.contains.toLowerCase(), accepts: undefined }];
  const pattern = new RegExp(match.regex);
  const anchored = match.regex.startsWith('^') && match.regex.endsWith('$');
  return [{ kind: anchored ? 'exact' : 'pattern', literal: '', accepts: (name) => pattern.test(name) }];
}

function accepts(match: MatchLogic, name: string): boolean {
  if ('or' in match) return match.or.some((part) => accepts(part, name));
  if ('and' in match) return match.and.every((part) => accepts(part, name));
  if ('equals' in match) return name === match.equals.toLowerCase();
  if ('starts_with' in match) return name.startsWith(match.starts_with.toLowerCase());
  if ('ends_with' in match) return name.endsWith(match.ends_with.toLowerCase());
  if ('contains' in match) return name.includes(match.contains.toLowerCase());
  return new RegExp(match.regex).test(name);
}

/** What of the library is called. */
interface Library {
  readonly findProvider: typeof findProvider;
}

/**
 * The bundled price lists by id. Only the library's data is taken: its arithmetic throws on odd usage, warns on the
 * console, matches broadly and costs 20 us a call. Nothing here reaches the network, since no update function is ever
 * set. Loaded when first asked for: it takes some 40 ms, which commands without prices need not spend.
 */
export function bundledLists(): ReadonlyMap<string, readonly BundledModel[]> {
  lists ??= load();
  return lists;
}

let lists: ReadonlyMap<string, readonly BundledModel[]> | undefined;

function load(): ReadonlyMap<string, readonly BundledModel[]> {
  const library = createRequire(import.meta.url)('@pydantic/genai-prices') as Library;
  const result = new Map<string, readonly BundledModel[]>();
  for (const id of new Set(PROVIDERS.flatMap((row) => row.lists))) {
    const provider = library.findProvider({ providerId: id });
    if (provider?.id === id)
      result.set(
        id,
        provider.models.map((model) => new BundledModel(id, provider.pricing_urls?.[0] ?? '', model)),
      );
  }
  return result;
}
