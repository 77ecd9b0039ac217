import { explainPrice } from '../genai/pricing/explain-price.ts';
import { formatPriceExplanation } from '../genai/pricing/format-price.ts';
import { type CommandIo, type OptionValues, EXIT_FAILED, EXIT_OK, EXIT_USAGE, textOf } from './command.ts';
import { bookFromOptions } from './prices.ts';

/** `assay price`; returns the exit code. */
export async function run(options: OptionValues, words: readonly string[], io: CommandIo): Promise<number> {
  const [model, ...rest] = words;
  if (model === undefined || rest.length > 0) {
    io.stderr.write('assay price: name one model, for example: assay price gpt-4o-mini\n');
    return EXIT_USAGE;
  }
  const at = textOf(options, 'at');
  const atMs = at === undefined ? Date.now() : Date.parse(at);
  if (Number.isNaN(atMs)) {
    io.stderr.write(`assay price: --at wants a date such as 2026-07-01 or 2026-07-01T12:00:00Z\n`);
    return EXIT_USAGE;
  }
  const book = bookFromOptions(options, io);
  if (book === undefined) return EXIT_USAGE;
  const explanation = explainPrice(book, { provider: textOf(options, 'provider') ?? '', model, atMs });
  io.stdout.write(
    textOf(options, 'output') === 'json'
      ? `${JSON.stringify(explanation, null, 2)}\n`
      : `${formatPriceExplanation(explanation).trimEnd()}\n`,
  );
  return explanation.found === undefined ? EXIT_FAILED : EXIT_OK;
}
