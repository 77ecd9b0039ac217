import { duration, list, object, oneOf, text } from '../../config/schema-kit.ts';
import { parseDurationMs } from '../../config/units.ts';
import { checkContent } from '../../genai/pricing/overrides/check.ts';
import type { DiscountContent, PriceFileContent, RuleContent } from '../../genai/pricing/overrides/content.ts';
import { loadPriceFile } from './load-price-file.ts';
import { formatPriceFileProblem } from '../../genai/pricing/overrides/problem.ts';
import { ALIASES_SCHEMA, DISCOUNT_SCHEMA, RULE_SCHEMA } from '../../genai/pricing/overrides/schema.ts';
import { defaultCatalog } from '../../genai/pricing/price-book.ts';
import type { MatchPolicy } from '../../genai/pricing/resolver.ts';
import type { ConfigProblem, JsonSchema } from '../../kernel/component.ts';
import { ALSO_WRITE, type AlsoWrite } from './also-write.ts';

/** `genai_cost` after defaults. */
export interface GenAiCostConfig {
  readonly prices: readonly string[];
  readonly overrides: readonly RuleContent[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly discounts: readonly DiscountContent[];
  readonly match: MatchPolicy;
  readonly on_reported_cost: 'keep' | 'compute_beside';
  readonly also_write: readonly AlsoWrite[];
  readonly reload_interval: string;
  readonly report_interval: string;
}

export const GENAI_COST_SCHEMA: JsonSchema = object({
  prices: list(
    text(undefined, 'Path of a YAML or JSON file.'),
    'Price files, watched and reloaded; a bad file leaves the old table in force. Earlier files win.',
  ),
  overrides: list(RULE_SCHEMA, 'The same rules inline; they win over files.'),
  aliases: {
    ...ALIASES_SCHEMA,
    default: {},
    description: 'Deployment, gateway or profile name (or glob) to model, `provider/model` or `model`.',
  },
  discounts: list(DISCOUNT_SCHEMA, 'Reductions taken last; the list price is written beside.'),
  match: oneOf(['any', 'exact'], 'any', 'exact: only rules of your own and names that a price list has as they are.'),
  on_reported_cost: oneOf(
    ['keep', 'compute_beside'],
    'keep',
    'What to do with a cost that the emitter or gateway reports: keep it as the cost, or also write ours as assay.cost.computed.',
  ),
  also_write: list(oneOf(ALSO_WRITE), 'Other spellings of the cost, written where they are absent.', { uniqueItems: true }),
  reload_interval: duration('5s', 'How often price files are looked at; 0s: never.'),
  report_interval: duration('5m', 'How often models without a price are listed in the log; 0s: never.'),
});

/** Checks of inline rules, and of the price files as they are now. */
export function checkGenAiCost(config: GenAiCostConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = checkContent(inlineContent(config), defaultCatalog()).map((problem) => ({
    ...problem,
    path: problem.path.map((part, i) => (i === 0 && part === 'prices' ? 'overrides' : part)),
  }));
  config.prices.forEach((path, i) => {
    for (const problem of loadPriceFile(path, defaultCatalog()).problems) {
      problems.push({ path: ['prices', i], message: formatPriceFileProblem(problem), code: problem.code });
    }
  });
  return problems;
}

/** Inline rules in the form of a file. */
export function inlineContent(config: Pick<GenAiCostConfig, 'overrides' | 'aliases' | 'discounts'>): PriceFileContent {
  return { prices: config.overrides, aliases: config.aliases, discounts: config.discounts };
}

export function intervalMs(text: string): number {
  return parseDurationMs(text);
}
