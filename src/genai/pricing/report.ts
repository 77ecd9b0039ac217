import { BUNDLED_DATE, BUNDLED_VERSION } from './bundled.data.ts';
import { explainPrice } from './explain-price.ts';
import type { Comparison } from './import/compare.ts';
import type { PriceBook } from './price-book.ts';
import { SUPPLEMENT_VERSION } from './supplement.data.ts';

/** A name to look for, with the provider that telemetry gives it. */
export interface NamedModel {
  readonly provider: string;
  readonly model: string;
}

/** State of the price data, for `npm run prices:report`. */
export interface PricesReport {
  readonly data: { readonly name: string; readonly version: string; readonly date: string; readonly ageDays: number }[];
  readonly asked: number;
  readonly unpriced: readonly (NamedModel & { readonly reason: string })[];
  /** Names that found a price other than by their own name in their own list. */
  readonly unsure: readonly (NamedModel & { readonly match: string; readonly id: string })[];
  readonly comparisons: readonly ({ readonly table: string } & Comparison)[];
}

const DAY_MS = 86_400_000;

/** Makes the report; pure. */
export function pricesReport(
  book: PriceBook,
  names: readonly NamedModel[],
  comparisons: PricesReport['comparisons'],
  nowMs: number,
): PricesReport {
  const age = (date: string): number => Math.floor((nowMs - Date.parse(date)) / DAY_MS);
  const unpriced: (NamedModel & { reason: string })[] = [];
  const unsure: (NamedModel & { match: string; id: string })[] = [];
  for (const { provider, model } of names) {
    const { found, reason } = explainPrice(book, { provider, model, atMs: nowMs });
    if (found === undefined) unpriced.push({ provider, model, reason: reason ?? 'unknown_model' });
    else if (found.match === 'prefix' || found.match === 'fallback') unsure.push({ provider, model, match: found.match, id: found.id });
  }
  return {
    data: [
      { name: 'genai-prices', version: BUNDLED_VERSION, date: BUNDLED_DATE, ageDays: age(BUNDLED_DATE) },
      { name: 'assay supplement', version: SUPPLEMENT_VERSION, date: SUPPLEMENT_VERSION, ageDays: age(SUPPLEMENT_VERSION) },
    ],
    asked: names.length,
    unpriced,
    unsure,
    comparisons,
  };
}

/** Rows of each list that are shown to people; `--json` has all. */
const SHOWN = 40;

export function formatPricesReport(report: PricesReport): string {
  const lines = ['price data'];
  for (const { name, version, date, ageDays } of report.data) lines.push(`  ${name} ${version}, ${date}, ${ageDays} days old`);
  lines.push(
    '',
    `${report.asked} names asked: ${report.unpriced.length} without a price, ${report.unsure.length} priced by a broad rule or another list`,
  );
  for (const { provider, model, reason } of report.unpriced.slice(0, SHOWN)) lines.push(`  ${reason.padEnd(17)} ${provider} ${model}`);
  for (const { provider, model, match, id } of report.unsure.slice(0, SHOWN))
    lines.push(`  ${match.padEnd(17)} ${provider} ${model}: ${id}`);
  for (const comparison of report.comparisons) {
    lines.push(
      '',
      `${comparison.table}: ${comparison.compared} models compared, ${comparison.differences.length} differences, ${comparison.missing.length} models that we do not price`,
    );
    for (const { provider, model, ourId, unit, above, ours, theirs, percent } of comparison.differences.slice(0, SHOWN)) {
      const step = above === 0 ? '' : ` above ${above}`;
      lines.push(
        `  ${percent > 0 ? '+' : ''}${percent.toFixed(1)} %  ${provider} ${model} (${ourId}) ${unit}${step}: ${ours} here, ${theirs} there`,
      );
    }
  }
  return lines.join('\n');
}
