import { loadPriceFile } from '../processors/genai_cost/load-price-file.ts';
import { formatPriceFileProblem } from '../genai/pricing/overrides/problem.ts';
import { OverrideTable } from '../genai/pricing/overrides/table.ts';
import { defaultCatalog, PriceBook } from '../genai/pricing/price-book.ts';
import { type CommandIo, type OptionValues, listOf } from './command.ts';

/** The bundled prices with the override files named; undefined when a file has problems, which are printed. */
export function bookFromOptions(values: OptionValues, io: CommandIo): PriceBook | undefined {
  const paths = listOf(values, 'prices');
  if (paths.length === 0) return new PriceBook();
  const files = paths.map((path) => loadPriceFile(path, defaultCatalog()));
  const problems = files.flatMap((file) => file.problems);
  if (problems.length > 0) {
    for (const problem of problems) io.stderr.write(`${formatPriceFileProblem(problem)}\n`);
    return undefined;
  }
  return new PriceBook({
    overrides: new OverrideTable(
      files.flatMap((file) => (file.part === undefined ? [] : [file.part])),
      defaultCatalog(),
    ),
  });
}
