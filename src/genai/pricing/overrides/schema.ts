import { TOKEN_UNITS, UNITS } from '../units.data.ts';

/** JSON Schema 2020-12 as plain data. */
type Schema = { readonly [keyword: string]: unknown };

const PRICE: Schema = { type: 'number', minimum: 0, maximum: 1_000_000 };
const DATE: Schema = { type: 'string', description: '2026-08-21, or 2026-08-21T16:00Z; midnight and times are UTC.' };
const NAME: Schema = { type: 'string', minLength: 1, maxLength: 512 };

const TOKEN_NAMES = UNITS.slice(0, TOKEN_UNITS).map((unit) => unit.name);

/** One schema for all places; a map, so that tables of options show it in one row. */
const PER_MTOK: Schema = {
  type: 'object',
  minProperties: 1,
  propertyNames: { enum: TOKEN_NAMES },
  additionalProperties: PRICE,
  description: `Prices for 1,000,000 tokens, by kind: ${TOKEN_NAMES.join(', ')}.`,
};

const MATCH: Schema = {
  description: 'The name itself, or one way to match names. The whole name must match; case does not count.',
  anyOf: [
    NAME,
    {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      properties: {
        equals: { ...NAME, description: 'The name itself.' },
        prefix: { ...NAME, description: 'How names begin.' },
        glob: { ...NAME, description: '* stands for any text, ? for one character.' },
        regex: { ...NAME, description: 'RE2; the whole name must match.' },
      },
    },
  ],
};

/** One price of `prices` in a file, or of `genai_cost.overrides`. */
export const RULE_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['match'],
  properties: {
    id: { ...NAME, description: 'Shown as assay.cost.price_id; by default provider/match.' },
    provider: { ...NAME, description: "The conventions' provider name or the id of a price list; absent: any." },
    match: MATCH,
    from: { ...DATE, description: 'First moment at which the price holds.' },
    until: { ...DATE, description: 'First moment at which it no longer holds.' },
    inherits: { ...NAME, description: 'list/model of the bundled data whose price this is, but for what is written beside it.' },
    currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217; needs a rate under fx unless it is USD.' },
    per_mtok: PER_MTOK,
    per_request: { ...PRICE, description: 'Price of each call.' },
    per_1k_web_searches: { ...PRICE, description: 'Price of 1,000 web searches.' },
    per_audio_hour: { ...PRICE, description: 'Price of an hour of audio.' },
    per_1k_pages: { ...PRICE, description: 'Price of 1,000 pages.' },
    tiers: {
      type: 'array',
      maxItems: 16,
      description:
        'Long-context steps: a request with more input tokens than this, cached ones included, pays these prices for all its tokens.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['above_input_tokens', 'per_mtok'],
        properties: {
          above_input_tokens: {
            type: 'integer',
            minimum: 1,
            description: 'Threshold; input of exactly so many tokens still takes the lower prices.',
          },
          per_mtok: PER_MTOK,
        },
      },
    },
    service_tiers: {
      type: 'object',
      maxProperties: 16,
      description: 'By service tier (batch, flex, priority ...): a factor on token prices, or prices.',
      additionalProperties: { anyOf: [{ type: 'number', minimum: 0, maximum: 1000 }, PER_MTOK] },
    },
    gpu_hour: {
      type: 'object',
      additionalProperties: false,
      required: ['price'],
      description: 'For own hardware: the price of one processor for an hour, shared by the calls that run at a time.',
      properties: {
        price: { ...PRICE, description: 'Of one processor for one hour.' },
        gpus: { type: 'number', exclusiveMinimum: 0, maximum: 10_000, description: 'Processors that serve the model; 1 by default.' },
        concurrency: { type: 'number', exclusiveMinimum: 0, maximum: 1_000_000, description: 'Calls that run at a time; 1 by default.' },
      },
    },
    free: { type: 'boolean', description: 'Costs nothing, really.' },
    estimated: { type: 'boolean', description: 'The figures are an approximation; costs are marked so.' },
    source: { type: 'string', maxLength: 512, description: 'Contract, page or ticket the figures rest on.' },
  },
};

/** One reduction of `discounts`. */
export const DISCOUNT_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['percent'],
  properties: {
    id: { ...NAME, description: 'Shown where a cost is explained.' },
    provider: { ...NAME, description: "The conventions' provider name or the id of a price list; absent: any." },
    match: MATCH,
    from: { ...DATE, description: 'First moment at which it holds.' },
    until: { ...DATE, description: 'First moment at which it no longer holds.' },
    percent: { type: 'number', minimum: 0, maximum: 100, description: 'Taken from list prices, last.' },
    source: { type: 'string', maxLength: 512, description: 'Contract, page or ticket it rests on.' },
  },
};

/** Names (or globs, with *) to models, with or without `provider/`. */
export const ALIASES_SCHEMA: Schema = { type: 'object', additionalProperties: NAME };

/** A price file, for editors and for the check at load; published as config/prices/schema.json. */
export const PRICE_FILE_SCHEMA: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    version: { const: 1 },
    currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'Of prices that name none; USD by default.' },
    fx: {
      type: 'object',
      description: 'Dollars for one unit of a currency, by date. Rates are never fetched.',
      additionalProperties: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['from', 'usd'],
          properties: { from: DATE, usd: { type: 'number', exclusiveMinimum: 0, maximum: 1_000_000 } },
        },
      },
    },
    prices: { type: 'array', items: RULE_SCHEMA },
    aliases: ALIASES_SCHEMA,
    discounts: { type: 'array', items: DISCOUNT_SCHEMA },
  },
};
