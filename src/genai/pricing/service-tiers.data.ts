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
  /** The factor is not exact for this model, or no page of the vendor's own says it: `assay.cost.estimated`. */
  readonly estimated: boolean;
  /** The vendor's own page, without scheme, and what stands there; of an estimate whatever it rests on. */
  readonly evidence: string;
}

const HALF = [1, 2] as const;
/** Read 2026-11-25. Prices of priority without long context, in dollars for a million tokens: input, cached input, output. */
const PRIORITY_PAGE = 'openai.com/api-priority-processing';
const GEMINI_PAGE = 'ai.google.dev/gemini-api/docs/optimization';
const CLAUDE_FAST = 'platform.claude.com/docs/en/build-with-claude/fast-mode';

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
  row('openai', 'batch', [], HALF, 'platform.openai.com/docs/api-reference/batch: 50 % discount'),
  row('openai', 'flex', [], HALF, 'developers.openai.com/api/docs/guides/flex-processing: priced at batch rates'),
  row('openai', 'priority', ['gpt-5.5'], [5, 2], `${PRIORITY_PAGE}: 12.50/1.25/75`),
  row('openai', 'priority', ['gpt-5.4'], [2, 1], `${PRIORITY_PAGE}: 5/0.50/30`),
  row('openai', 'priority', ['gpt-5.4-mini'], [2, 1], `${PRIORITY_PAGE}: 1.50/0.15/9`),
  row('openai', 'priority', ['gpt-5', 'gpt-5.1'], [2, 1], `${PRIORITY_PAGE}: 2.50/0.25/20`),
  row('openai', 'priority', ['gpt-5.2'], [2, 1], `${PRIORITY_PAGE}: 3.50/0.35/28`),
  row('openai', 'priority', ['gpt-5-mini'], [9, 5], `${PRIORITY_PAGE}: 0.45/0.045/3.60`),
  row('openai', 'priority', ['gpt-4.1', 'gpt-4.1-mini'], [7, 4], `${PRIORITY_PAGE}: 3.50/0.875/14`),
  row('openai', 'priority', ['gpt-4.1-nano'], [2, 1], 'as of 2026-06, 0.20/0.05/0.80; the page was not seen for this model', true),
  row(
    'openai',
    'priority',
    ['gpt-4o'],
    [17, 10],
    'as of 2026-06, 4.25/2.125/17, as LiteLLM has it; the page was not seen for this model',
    true,
  ),
  row('openai', 'priority', ['gpt-4o-2024-05-13'], [7, 4], 'as of 2026-06, 8.75/26.25; the page was not seen for this model', true),
  row('openai', 'priority', ['gpt-4o-mini'], [5, 3], 'as of 2026-06, 0.25/0.125/1; the page was not seen for this model', true),
  row('openai', 'priority', ['o3'], [7, 4], 'as of 2026-06, 3.50/0.875/14; the page was not seen for this model', true),
  row('openai', 'priority', ['o4-mini'], [20, 11], 'as of 2026-06, 2/0.50/8; the page was not seen for this model', true),
  row('azure', 'batch', [], HALF, 'learn.microsoft.com/azure/ai-foundry/openai/how-to/batch: 50 % less than global standard'),
  row('anthropic', 'batch', [], HALF, 'claude.com/blog/message-batches-api and the model pages of platform.claude.com: 50 % less'),
  row(
    'anthropic',
    'fast',
    ['claude-opus-4-6'],
    [6, 1],
    `${CLAUDE_FAST}: 6 times up to 200,000 tokens of input; later without that limit`,
    true,
  ),
  row('anthropic', 'fast', ['claude-opus-4-7'], [6, 1], "OpenRouter's claude-opus-4.7-fast: 30/150; the vendor's table was not seen", true),
  row('anthropic', 'fast', ['claude-opus-4-8'], [2, 1], "OpenRouter's claude-opus-4.8-fast: twice; the vendor's table was not seen", true),
  row(
    'anthropic',
    'fast',
    ['claude-opus-5'],
    [2, 1],
    "OpenRouter's and Vercel's claude-opus-5-fast: 10/50; the vendor's table was not seen",
    true,
  ),
  row('google', 'batch', [], HALF, `${GEMINI_PAGE}: 50 % discount`),
  row('google', 'flex', [], HALF, `${GEMINI_PAGE}: 50 % discount`),
  row('google', 'priority', [], [9, 5], `${GEMINI_PAGE}: 75 to 100 % more than standard, by model`, true),
  row('aws', 'batch', [], HALF, 'docs.aws.amazon.com/bedrock/latest/userguide/capacity-limits-cost-optimization.html: 50 % cost savings'),
  row('aws', 'flex', [], HALF, 'docs.aws.amazon.com/bedrock: a discount; half in a talk at re:Invent 2025', true),
  row('aws', 'priority', [], [7, 4], 'docs.aws.amazon.com/bedrock: a premium that differs by model', true),
  row('groq', 'batch', [], HALF, 'console.groq.com/docs/batch said 25 % in 2025, later reports say 50 %', true),
  row('groq', 'flex', [], [1, 1], 'console.groq.com/docs/flex-processing: pricing matches the on-demand tier'),
  row('mistral', 'batch', [], HALF, "50 % by several guides; the vendor's page was not seen", true),
  row('x-ai', 'batch', [], HALF, '20 to 50 % less by reports; docs.x.ai names no figure', true),
  row('voyageai', 'batch', [], [67, 100], 'blog.voyageai.com/2025/12/04/batch-api: 33 % cost savings'),
  row('together', 'batch', [], HALF, 'docs.together.ai/docs/inference/batch/overview: up to 50 % off, by model', true),
];
