/** One way in which a gateway or SDK wraps a model's name. Names are in lower case. */
export interface NameStep {
  readonly id: string;
  /** What the step did, for explanations. */
  readonly does: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** Wrappings in front, taken off from the outside in. */
export const FRONT_STEPS: readonly NameStep[] = [
  // arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0
  { id: 'arn_tail', does: 'took the last part of an ARN', pattern: /^arn:[^/]*\/(?:.*\/)?([^/]+)$/, replacement: '$1' },
  // projects/p/locations/l/publishers/google/models/gemini-2.5-pro, publishers/..., models/gemini-2.5-flash
  {
    id: 'resource_path',
    does: 'took the model out of a resource path',
    pattern: /^(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:publishers\/[^/]+\/)?models\/(.+)$/,
    replacement: '$1',
  },
  // accounts/fireworks/models/llama-v3p1-8b-instruct
  {
    id: 'account_path',
    does: 'took the model out of an account path',
    pattern: /^accounts\/[^/]+\/(?:models|routers)\/(.+)$/,
    replacement: '$1',
  },
  // bedrock/us-east-1/anthropic.claude-v2, as LiteLLM writes it; the slug before is taken off first
  { id: 'region_path', does: 'took off a region', pattern: /^[a-z]{2}(?:-gov)?-[a-z]+-\d\/(.+)$/, replacement: '$1' },
];

/** Bedrock's geography, and the maker behind it. */
export const GEO_STEP: NameStep = {
  id: 'geography',
  does: 'took off the geography',
  pattern: /^(us-gov|us|eu|apac|jp|au|in|ca|sa|global)\.(?=[a-z0-9]+\.)/,
  replacement: '',
};

/** Marks at the end, taken off one after the other. */
export const BACK_STEPS: readonly NameStep[] = [
  // ft:gpt-4o-mini-2024-07-18:acme-corp::Id (OpenAI, fine-tuning guide); the base of a tuned model has another price, so `ft:` stays
  { id: 'fine_tune', does: 'took organisation, suffix and id off a fine-tuned model', pattern: /^(ft:[^:]+):.*$/, replacement: '$1' },
  // gpt-4o-mini-2024-07-18.ft-<id>, Azure's spelling
  { id: 'azure_fine_tune', does: 'took the id off a fine-tuned model', pattern: /^(.+?)\.ft-[^/]*$/, replacement: 'ft:$1' },
  // claude-sonnet-4-5-20250929[1m], Claude Code's mark for the long context
  { id: 'context_mark', does: 'took off a context mark', pattern: /\[\d+[mk]\]$/, replacement: '' },
  // OpenRouter's routing variants; `:free` is priced apart
  {
    id: 'routing',
    does: 'took off a routing variant',
    pattern: /:(?:nitro|floor|thinking|beta|extended|online|exacto|free)$/,
    replacement: '',
  },
  { id: 'context_size', does: 'took off a context size', pattern: /:\d+k$/, replacement: '' },
  { id: 'bedrock_version', does: 'took off the Bedrock version', pattern: /(?:-v1)?:\d+$/, replacement: '' },
  { id: 'at_latest', does: 'took off @latest', pattern: /@(?:latest|default)$/, replacement: '' },
  // claude-sonnet-4@20250514, as Vertex AI writes it
  { id: 'at_date', does: 'wrote @date as -date', pattern: /@(20\d{6})$/, replacement: '-$1' },
  {
    id: 'preview_date',
    does: 'took off the preview date',
    pattern: /-preview-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|1[0-2])-20\d{2})$/,
    replacement: '-preview',
  },
  { id: 'date', does: 'took off the date', pattern: /-20\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])$/, replacement: '' },
  { id: 'month', does: 'took off the month', pattern: /-(?:0[1-9]|1[0-2])-20\d{2}$/, replacement: '' },
  { id: 'latest', does: 'took off -latest', pattern: /-latest$/, replacement: '' },
];

/** Variants whose surcharge or price telemetry does not show; a price found without them is marked `estimated`. */
export const ESTIMATING_VARIANT: RegExp = /:(?:online|nitro|floor|exacto|extended)$/;

/** OpenRouter: "the :free variant is always provided for free" (docs, model variants). */
export const FREE_VARIANT: RegExp = /:free$/;
