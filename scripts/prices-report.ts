// State of the price data, offline: its age, names without a price, differences to tables of other projects.
//   npm run prices:report -- [--names FILE]... [--prices FILE]... [--litellm FILE] [--models-dev FILE] [--tolerance PERCENT] [--json]
// A names file is JSON (a list of {provider, model}) or text with `provider model` on each line. Exit 2: bad usage or file.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareTables } from '../src/genai/pricing/import/compare.ts';
import { readLiteLlm } from '../src/genai/pricing/import/litellm.ts';
import { readModelsDev } from '../src/genai/pricing/import/models-dev.ts';
import { loadPriceFile } from '../src/processors/genai_cost/load-price-file.ts';
import { formatPriceFileProblem } from '../src/genai/pricing/overrides/problem.ts';
import { OverrideTable } from '../src/genai/pricing/overrides/table.ts';
import { defaultCatalog, PriceBook } from '../src/genai/pricing/price-book.ts';
import { formatPricesReport, type NamedModel, pricesReport } from '../src/genai/pricing/report.ts';
import { AssayError } from '../src/wire/assay-error.ts';

const DEFAULT_NAMES = new URL('../test/fixtures/pricing/names.json', import.meta.url);

function readNames(source: string | URL): NamedModel[] {
  const text = readFileSync(source, 'utf8');
  if (text.trimStart().startsWith('[')) return (JSON.parse(text) as NamedModel[]).map(({ provider, model }) => ({ provider, model }));
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [first = '', second] = line.split(/\s+/);
      return second === undefined ? { provider: '', model: first } : { provider: first, model: second };
    });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function run(): void {
  const { values } = parseArgs({
    options: {
      names: { type: 'string', multiple: true },
      prices: { type: 'string', multiple: true },
      litellm: { type: 'string' },
      'models-dev': { type: 'string' },
      tolerance: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const files = (values.prices ?? []).map((path) => loadPriceFile(path, defaultCatalog()));
  const problems = files.flatMap((file) => file.problems);
  if (problems.length > 0) throw new AssayError('ASSAY_PRICES_SCHEMA', problems.map(formatPriceFileProblem).join('\n'));
  const parts = files.flatMap((file) => (file.part === undefined ? [] : [file.part]));
  const book = new PriceBook({ overrides: new OverrideTable(parts, defaultCatalog()) });
  const names = values.names === undefined ? readNames(DEFAULT_NAMES) : values.names.flatMap(readNames);
  const nowMs = Date.now();
  const tolerance = Number(values.tolerance);
  const tables = [
    ...(values.litellm === undefined ? [] : [{ table: 'LiteLLM', prices: readLiteLlm(readJson(values.litellm)) }]),
    ...(values['models-dev'] === undefined ? [] : [{ table: 'models.dev', prices: readModelsDev(readJson(values['models-dev'])) }]),
  ];
  const comparisons = tables.map(({ table, prices }) => ({ table, ...compareTables(book, prices, nowMs, tolerance) }));
  const report = pricesReport(book, names, comparisons, nowMs);
  process.stdout.write(`${values.json ? JSON.stringify(report, null, 2) : formatPricesReport(report)}\n`);
}

try {
  run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
