import type { Catalog } from '../catalog.ts';
import { longCacheOf } from '../bundled.ts';
import type { OverrideRule } from '../override-source.ts';
import { ALWAYS, overlap, type Period, parseDate } from '../period.ts';
import { type DatedPrice, Price, type PriceSource } from '../price.ts';
import type { Exchange, PriceSpec, ServiceTierSpec, TierSpec, UnitPrice, UnitPrices } from '../price-spec.ts';
import type { UnitName } from '../units.data.ts';
import type { RuleContent } from './content.ts';
import { findInherited } from './inherits.ts';
import { compileMatch, type NameMatch } from './name-match.ts';

/** Rates of one currency, in order of their start. */
export type Rates = readonly { readonly fromMs: number; readonly usd: number }[];

/** What a file says for all its rules. */
export interface FileContext {
  readonly source: PriceSource;
  /** Of rules that name none. */
  readonly currency: string;
  readonly fx: ReadonlyMap<string, Rates>;
}

/** A rule of an operator. Prices are compiled when a call first needs them: a table of 100,000 rules costs little until then. */
export class CompiledRule implements OverrideRule {
  readonly id: string;
  readonly order: number;
  /** In lower case; '' for any. */
  readonly provider: string;
  readonly match: NameMatch;
  readonly source: PriceSource;
  readonly #content: RuleContent;
  readonly #file: FileContext;
  readonly #catalog: Catalog;
  #prices: readonly DatedPrice[] | undefined;

  constructor(content: RuleContent, order: number, file: FileContext, catalog: Catalog) {
    this.order = order;
    this.provider = (content.provider ?? '').trim().toLowerCase();
    this.match = compileMatch(content.match);
    this.id = content.id ?? `${this.provider === '' ? 'any' : this.provider}/${this.match.text}`;
    this.source = content.source === undefined ? file.source : { ...file.source, evidence: content.source };
    this.#content = content;
    this.#file = file;
    this.#catalog = catalog;
  }

  get describe(): string {
    return `${this.match.kind} ${this.match.text}`;
  }

  get prices(): readonly DatedPrice[] {
    this.#prices ??= this.#compile();
    return this.#prices;
  }

  #compile(): readonly DatedPrice[] {
    const content = this.#content;
    const period = periodOf(content.from, content.until);
    const bases: readonly { period: Period; spec: PriceSpec }[] =
      content.inherits === undefined
        ? [{ period: ALWAYS, spec: { prices: {} } }]
        : findInherited(this.#catalog, content.inherits).map((dated) => ({ period: dated.period, spec: dated.price.spec }));
    const result: DatedPrice[] = [];
    for (const base of bases) {
      for (const rate of this.#exchanges()) {
        const inBoth = overlap(period, base.period);
        const inAll = inBoth === undefined ? undefined : overlap(rate.period, inBoth);
        if (inAll === undefined) continue;
        result.push({
          period: inAll,
          price: new Price(this.id, this.source, merged(base.spec, content, rate.exchange), undefined, longCacheOf(this.match.text)),
        });
      }
    }
    return result;
  }

  #exchanges(): readonly { period: Period; exchange: Exchange | undefined }[] {
    const currency = this.#content.currency ?? this.#file.currency;
    if (currency === 'USD') return [{ period: ALWAYS, exchange: undefined }];
    const rates = this.#file.fx.get(currency) ?? [];
    return rates.map((rate, i) => ({
      period: { ...ALWAYS, fromMs: rate.fromMs, untilMs: rates[i + 1]?.fromMs ?? Number.POSITIVE_INFINITY },
      exchange: { currency, usdPerUnit: rate.usd },
    }));
  }
}

/** The period of `from` and `until`; NaN stands for a text that is no date. */
export function periodOf(from: string | undefined, until: string | undefined): Period {
  return {
    ...ALWAYS,
    fromMs: from === undefined ? Number.NEGATIVE_INFINITY : parseDate(from),
    untilMs: until === undefined ? Number.POSITIVE_INFINITY : parseDate(until),
  };
}

/**
 * What is inherited, with what the rule says on top. A price the rule states without `tiers` holds at every length: it is
 * taken out of the inherited steps, which would else win above their thresholds.
 */
function merged(base: PriceSpec, content: RuleContent, exchange: Exchange | undefined): PriceSpec {
  const own = ownPrices(content, exchange);
  const tiers: readonly TierSpec[] =
    content.tiers?.map((tier) => ({ above: tier.above_input_tokens, prices: tokens(tier.per_mtok, exchange) })) ??
    (base.tiers ?? [])
      .map((tier) => ({ above: tier.above, prices: without(tier.prices, own) }))
      .filter((tier) => Object.keys(tier.prices).length > 0);
  const serviceTiers = { ...base.serviceTiers, ...ownServiceTiers(content, exchange) };
  const hire = content.gpu_hour;
  return {
    ...base,
    prices: { ...base.prices, ...own },
    tiers,
    serviceTiers,
    ...(content.free === true ? { free: true } : {}),
    ...(content.estimated === undefined ? {} : { estimated: content.estimated }),
    ...(hire === undefined
      ? {}
      : {
          gpuHour: {
            amount: hire.price,
            gpus: hire.gpus ?? 1,
            concurrency: hire.concurrency ?? 1,
            ...(exchange === undefined ? {} : { exchange }),
          },
        }),
  };
}

function ownPrices(content: RuleContent, exchange: Exchange | undefined): UnitPrices {
  const result: Partial<Record<UnitName, UnitPrice>> = { ...tokens(content.per_mtok ?? {}, exchange) };
  const fees: readonly (readonly [UnitName, number | undefined, number])[] = [
    ['request', content.per_request, 1],
    ['web_search', content.per_1k_web_searches, 1000],
    ['second', content.per_audio_hour, 3600],
    ['page', content.per_1k_pages, 1000],
  ];
  for (const [unit, amount, per] of fees) if (amount !== undefined) result[unit] = priced(amount, per, exchange);
  return result;
}

function ownServiceTiers(content: RuleContent, exchange: Exchange | undefined): Readonly<Record<string, ServiceTierSpec>> {
  const result: Record<string, ServiceTierSpec> = {};
  for (const [tier, what] of Object.entries(content.service_tiers ?? {})) {
    // Six decimals of a factor are kept: 1.0825 is 1082500/1000000.
    result[tier.toLowerCase()] =
      typeof what === 'number' ? { factor: [Math.round(what * 1e6), 1_000_000] } : { prices: tokens(what, exchange) };
  }
  return result;
}

function tokens(perMtok: Readonly<Partial<Record<UnitName, number>>>, exchange: Exchange | undefined): UnitPrices {
  const result: Partial<Record<UnitName, UnitPrice>> = {};
  for (const [name, amount] of Object.entries(perMtok)) result[name as UnitName] = priced(amount, 1_000_000, exchange);
  return result;
}

function priced(amount: number, per: number, exchange: Exchange | undefined): UnitPrice {
  return exchange === undefined ? { amount, per } : { amount, per, exchange };
}

function without(prices: UnitPrices, taken: UnitPrices): UnitPrices {
  return Object.fromEntries(Object.entries(prices).filter(([name]) => !(name in taken)));
}
