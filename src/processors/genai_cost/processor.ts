import { BUNDLED_DATE } from '../../genai/pricing/bundled.data.ts';
import { hashOf } from './load-price-file.ts';
import { type OverridePart, OverrideTable } from '../../genai/pricing/overrides/table.ts';
import { defaultCatalog, PriceBook } from '../../genai/pricing/price-book.ts';
import type { MetricSpec, StageProcessor } from '../../kernel/component.ts';
import type { Host } from '../../kernel/host.ts';
import { COST_WRITERS } from './also-write.ts';
import { type GenAiCostConfig, inlineContent, intervalMs } from './config.ts';
import { PriceFiles } from './price-files.ts';
import { CostStage } from './stage.ts';
import { UnknownModels } from './unknown-models.ts';

export const GENAI_COST_TELEMETRY: readonly MetricSpec[] = [
  {
    name: 'assay_unknown_models',
    kind: 'counter',
    help: 'Calls of models without a price, by name as far as the bound goes.',
    labels: ['provider', 'model'],
  },
  { name: 'assay_unpriced_calls', kind: 'counter', help: 'Calls without a price, by reason.', labels: ['reason'] },
  {
    name: 'assay_price_table_age_seconds',
    kind: 'gauge',
    help: 'Age of the price data in force: of the bundled data, and of each price file.',
    labels: ['source'],
  },
  { name: 'assay_price_reloads', kind: 'counter', help: 'Reloads of price files by result.', labels: ['result'] },
];

/** The book that a config describes: inline rules first, then `files` in order. Also for commands that explain prices. */
export function bookOf(
  config: Pick<GenAiCostConfig, 'overrides' | 'aliases' | 'discounts' | 'match'>,
  files: readonly OverridePart[],
): PriceBook {
  const content = inlineContent(config);
  const inline: OverridePart = { content, source: { name: 'config', version: hashOf(JSON.stringify(content)), date: '', evidence: '' } };
  return new PriceBook({ overrides: new OverrideTable([inline, ...files], defaultCatalog()), match: config.match });
}

/** The processor: one stage for spans and log records, and the files behind its prices. */
export function createGenAiCost(config: GenAiCostConfig, host: Host): StageProcessor {
  const unknown = new UnknownModels(host);
  const files = new PriceFiles(config.prices, defaultCatalog(), host, () => {
    stage.book = bookOf(config, files.parts);
    unknown.forget();
  });
  const stage = new CostStage(
    bookOf(config, files.parts),
    { computeBeside: config.on_reported_cost === 'compute_beside', also: config.also_write.map((name) => COST_WRITERS[name]) },
    unknown,
    host,
  );
  const bundledMs = Date.parse(BUNDLED_DATE);
  const age = (sinceMs: number): number => Math.max(0, (host.clock.now() - sinceMs) / 1000);
  host.metrics.observe('assay_price_table_age_seconds', { source: 'bundled' }, () => age(bundledMs));
  for (const { name, mtimeMs } of files.ages) host.metrics.observe('assay_price_table_age_seconds', { source: name }, () => age(mtimeMs()));

  let stopReports: (() => void) | undefined;
  return {
    kind: 'stages',
    stages: { id: host.id, span: stage, log: stage },
    start: () => {
      files.watch(intervalMs(config.reload_interval));
      const everyMs = intervalMs(config.report_interval);
      if (everyMs > 0) stopReports ??= host.clock.every(everyMs, () => unknown.report());
    },
    shutdown: () => {
      files.stop();
      stopReports?.();
      stopReports = undefined;
      unknown.report();
    },
  };
}
