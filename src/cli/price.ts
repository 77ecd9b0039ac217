import { explainPrice } from '../genai/pricing/explain-price.ts';
import { formatPriceExplanation } from '../genai/pricing/format-price.ts';
import { type Command, EXIT_FAILED, EXIT_OK, EXIT_USAGE, OUTPUT_OPTION, textOf } from './command.ts';
import { bookFromOptions, PRICES_OPTION } from './prices.ts';

export const priceCommand: Command = {
  name: 'price',
  usage: 'MODEL [--provider P] [--at DATE]',
  summary: 'tells which price a model name gets, by which rule and from which source',
  options: {
    provider: { type: 'string', value: 'P', help: 'gen_ai.provider.name, for example openai or aws.bedrock' },
    at: { type: 'string', value: 'DATE', help: 'the price at that time (ISO 8601; default now)' },
    prices: PRICES_OPTION,
    output: OUTPUT_OPTION,
  },
  details: `Exit 0 when there is a price, 1 when there is none; the steps that were tried are shown either way.

  assay price us.anthropic.claude-sonnet-4-20250514-v1:0 --provider aws.bedrock`,
  async run(options, words, io) {
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
  },
};
