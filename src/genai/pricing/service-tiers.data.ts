/** What a service tier costs at one provider, for some of its models. */
export interface ServiceTierRow {
  /** Price list, by its id in the bundled data. */
  readonly list: string;
  /** As providers spell it, in lower case. */
  readonly tier: string;
  /** Ids of the models, as in the price list; empty: every model without a row of its own. */
  readonly models: readonly string[];
  /** Token prices times numerator / denominator. */
  readonly factor: readonly [numerator: number, denominator: number];
  /** The factor is not exact for this model. */
  readonly estimated: boolean;
  readonly evidence: string;
}

const HALF = [1, 2] as const;
const OPENAI_PAGE = 'OpenAI pricing page';
const GEMINI_PAGE = 'Gemini API optimization guide, service tiers';

const row = (
  list: string,
  tier: string,
  models: readonly string[],
  factor: readonly [number, number],
  evidence: string,
  estimated = false,
): ServiceTierRow => ({
  list,
  tier,
  models,
  factor,
  evidence,
  estimated,
});

/** Tiers that cost what the list says. `scale` and Anthropic's `priority` are bought beforehand: the list price stands, as an estimate. */
export const STANDARD_TIERS: ReadonlySet<string> = new Set([
  '',
  'default',
  'auto',
  'standard',
  'standard_only',
  'on_demand',
  'on-demand',
  'unspecified',
  'none',
  'null',
]);

export const SERVICE_TIERS: readonly ServiceTierRow[] = [
  row('openai', 'batch', [], HALF, `${OPENAI_PAGE}, batch`),
  row('openai', 'flex', [], HALF, `${OPENAI_PAGE}, flex: batch rates`),
  row('openai', 'priority', ['gpt-5.5'], [5, 2], `${OPENAI_PAGE}, priority: 12.50/1.25/75 of June 2026`),
  row('openai', 'priority', ['gpt-5.4'], [2, 1], `${OPENAI_PAGE}, priority: 5/0.50/30 of June 2026`),
  row('openai', 'priority', ['gpt-5', 'gpt-5.1', 'gpt-5.2'], [2, 1], `${OPENAI_PAGE}, priority: gpt-5 2.50/0.25/20; LiteLLM table agrees`),
  row('openai', 'priority', ['gpt-5-mini'], [9, 5], `${OPENAI_PAGE}, priority: 0.45/0.045/3.60`),
  row('openai', 'priority', ['gpt-4.1', 'gpt-4.1-mini'], [7, 4], `${OPENAI_PAGE}, priority: 3.50/0.875/14`),
  row('openai', 'priority', ['gpt-4.1-nano'], [2, 1], `${OPENAI_PAGE}, priority: 0.20/0.05/0.80`),
  row('openai', 'priority', ['gpt-4o'], [17, 10], `${OPENAI_PAGE}, priority: 4.25/2.125/17; LiteLLM table agrees`),
  row('openai', 'priority', ['gpt-4o-2024-05-13'], [7, 4], `${OPENAI_PAGE}, priority: 8.75/26.25`),
  row('openai', 'priority', ['gpt-4o-mini'], [5, 3], `${OPENAI_PAGE}, priority: 0.25/0.125/1`),
  row('openai', 'priority', ['o3'], [7, 4], `${OPENAI_PAGE}, priority: 3.50/0.875/14`),
  row('openai', 'priority', ['o4-mini'], [20, 11], `${OPENAI_PAGE}, priority: 2/0.50/8`),
  row('azure', 'batch', [], HALF, 'Azure OpenAI pricing, global batch: half'),
  row('anthropic', 'batch', [], HALF, 'Anthropic pricing page, Message Batches'),
  row('anthropic', 'fast', ['claude-opus-4-6'], [6, 1], 'Anthropic pricing page, fast mode; OpenRouter claude-opus-4.6-fast agrees'),
  row('anthropic', 'fast', ['claude-opus-4-7'], [6, 1], 'Anthropic pricing page, fast mode; OpenRouter claude-opus-4.7-fast agrees'),
  row('anthropic', 'fast', ['claude-opus-4-8'], [2, 1], 'Anthropic pricing page, fast mode; OpenRouter claude-opus-4.8-fast agrees'),
  row('anthropic', 'fast', ['claude-opus-5'], [2, 1], 'Anthropic pricing page, fast mode; OpenRouter claude-opus-5-fast agrees'),
  row('google', 'batch', [], HALF, `${GEMINI_PAGE}: 50 % discount`),
  row('google', 'flex', [], HALF, `${GEMINI_PAGE}: 50 % discount`),
  row('google', 'priority', ['gemini-3.7-flash'], [9, 5], 'Gemini API pricing page, priority: 1.8 times'),
  row('google', 'priority', ['gemini-3.8-flash'], [9, 5], 'Gemini API pricing page, priority: 1.8 times'),
  row('google', 'priority', [], [9, 5], `${GEMINI_PAGE}: 75 to 100 % more, by model`, true),
  row('aws', 'batch', [], HALF, 'Amazon Bedrock pricing page, batch inference: 50 % lower'),
  row('aws', 'flex', [], HALF, 'Amazon Bedrock service tiers: a discount that differs by model, half for most', true),
  row('aws', 'priority', [], [7, 4], 'Amazon Bedrock service tiers: a premium that differs by model, 75 % for most', true),
  row('groq', 'batch', [], HALF, 'Groq batch guide: 50 % discount'),
  row('groq', 'flex', [], [1, 1], 'Groq flex guide: on-demand rates'),
  row('mistral', 'batch', [], HALF, 'Mistral pricing page, batch: 50 %'),
  row('x-ai', 'batch', [], HALF, 'xAI batch guide: 50 %', true),
  row('voyageai', 'batch', [], [67, 100], 'Voyage AI pricing page, batch: 33 % discount (bundled remark)'),
];
