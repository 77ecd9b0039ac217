/**
 * - `listed`: has price lists of its own in `lists`
 * - `router`: passes calls on to others; the model's name says to whom
 * - `self_hosted`: somebody's own hardware; only an operator's rule can price it
 * - `unlisted`: known, but no source has its prices
 */
export type ProviderKind = 'listed' | 'router' | 'self_hosted' | 'unlisted';

/** What a provider name in telemetry means for prices. */
export interface ProviderRow {
  /** Names as in `gen_ai.provider.name`, canonical first, then older and foreign spellings. Compared in lower case. */
  readonly names: readonly string[];
  readonly kind: ProviderKind;
  /** Price lists asked first, by their id in the bundled data. */
  readonly lists: readonly string[];
  /** Price lists asked when the own ones do not know the model; a hit is a `fallback`. */
  readonly fallback: readonly string[];
}

const listed = (names: readonly string[], lists: readonly string[], fallback: readonly string[] = []): ProviderRow => ({
  names,
  kind: 'listed',
  lists,
  fallback,
});

/**
 * Canonical names are those of the conventions (registry, `gen_ai.provider.name`). Ids on the right are those of the
 * bundled data, where `x_ai`, `gcp.gen_ai` and `azure.ai.inference` would find nothing and `azure.ai.openai` would
 * land on openai (measured with 0.1.8), which is why this table exists.
 *
 * Azure's fallbacks are those of the bundled data without DeepSeek: Azure sells DeepSeek-R1 at 1.35/5.40, DeepSeek itself
 * at 0.55/2.19, so its list would be wrong. Bedrock falls back to the list of the model's maker.
 */
export const PROVIDERS: readonly ProviderRow[] = [
  listed(['openai'], ['openai']),
  listed(
    ['azure.ai.openai', 'az.ai.openai', 'azure', 'azure_openai', 'azure.openai', 'azure-openai'],
    ['azure'],
    ['openai', 'anthropic', 'x-ai', 'moonshotai'],
  ),
  listed(['azure.ai.inference', 'az.ai.inference', 'azure_ai'], ['azure'], ['openai', 'anthropic', 'x-ai', 'moonshotai']),
  listed(['anthropic'], ['anthropic']),
  listed(
    ['aws.bedrock', 'aws_bedrock', 'aws', 'amazon', 'bedrock', 'bedrock_converse', 'amazon-bedrock', 'amazon_bedrock'],
    ['aws'],
    ['anthropic', 'openai', 'cohere', 'mistral', 'deepseek'],
  ),
  listed(['gcp.gemini', 'gemini', 'google', 'google_genai', 'google-gla'], ['google'], ['anthropic']),
  listed(
    ['gcp.vertex_ai', 'vertex_ai', 'vertexai', 'google_vertexai', 'google-vertex', 'gcp.vertex.agent'],
    ['google'],
    ['anthropic', 'mistral'],
  ),
  listed(['gcp.gen_ai', 'gcp'], ['google'], ['anthropic']),
  listed(['x_ai', 'xai', 'x-ai'], ['x-ai']),
  listed(['mistral_ai', 'mistral', 'mistralai'], ['mistral']),
  listed(['moonshot_ai', 'moonshot', 'moonshotai', 'kimi'], ['moonshotai']),
  listed(['cohere'], ['cohere']),
  listed(['deepseek'], ['deepseek']),
  listed(['groq'], ['groq']),
  listed(['perplexity'], ['perplexity']),
  listed(['cerebras'], ['cerebras']),
  listed(['together', 'together_ai', 'together-ai', 'togetherai'], ['together']),
  listed(['fireworks', 'fireworks_ai', 'fireworks-ai'], ['fireworks']),
  listed(['voyage', 'voyageai', 'voyage_ai'], ['voyageai']),
  listed(['arcee', 'arcee_ai'], ['arcee']),
  listed(['avian'], ['avian']),
  listed(['baseten'], ['baseten']),
  listed(['cloudflare', 'workers_ai', 'cloudflare_workers_ai'], ['cloudflare']),
  listed(['cursor'], ['cursor']),
  listed(['doubleword'], ['doubleword']),
  listed(['github-copilot', 'github_copilot', 'copilot'], ['github-copilot']),
  listed(['minimax'], ['minimax']),
  listed(['modal'], ['modal']),
  listed(['novita', 'novita-ai', 'novita_ai'], ['novita']),
  listed(['ovhcloud'], ['ovhcloud']),
  listed(['quicksilverpro'], ['quicksilverpro']),
  listed(['typesafe'], ['typesafe']),
  listed(['zai', 'z.ai', 'z-ai'], ['zai']),
  listed(['zhipuai', 'zhipu', 'bigmodel'], ['zhipuai']),
  listed(['huggingface_cerebras'], ['huggingface_cerebras']),
  listed(['huggingface_fireworks-ai'], ['huggingface_fireworks-ai']),
  listed(['huggingface_groq'], ['huggingface_groq']),
  listed(['huggingface_hyperbolic'], ['huggingface_hyperbolic']),
  listed(['huggingface_nebius'], ['huggingface_nebius']),
  listed(['huggingface_novita'], ['huggingface_novita']),
  listed(['huggingface_nscale'], ['huggingface_nscale']),
  listed(['huggingface_ovhcloud'], ['huggingface_ovhcloud']),
  listed(['huggingface_publicai'], ['huggingface_publicai']),
  listed(['huggingface_sambanova'], ['huggingface_sambanova']),
  listed(['huggingface_together'], ['huggingface_together']),
  // OpenRouter has a list of its own, with its own margins; what it does not list goes by the maker's name in the slug.
  { names: ['openrouter', 'open_router'], kind: 'router', lists: ['openrouter'], fallback: [] },
  {
    // Frameworks, proxies and words for "not known" that emitters write into the provider attribute.
    names: [
      '',
      'unknown',
      'litellm',
      'litellm_proxy',
      'langchain',
      'llama_index',
      'llamaindex',
      'strands-agents',
      'microsoft.agent_framework',
      'spring_ai',
      'gateway',
      'vercel',
      'ai_gateway',
      'portkey',
      'kong',
      'envoy',
      'dspy',
    ],
    kind: 'router',
    lists: [],
    fallback: [],
  },
  {
    names: [
      'vllm',
      'hosted_vllm',
      'ollama',
      'ollama_chat',
      'tgi',
      'sglang',
      'llama.cpp',
      'llamacpp',
      'llamafile',
      'lm_studio',
      'lmstudio',
      'localai',
      'triton',
      'tensorrt',
      'tensorrt-llm',
      'xinference',
      'mlx',
      'transformers',
      'local',
      'self_hosted',
      'self-hosted',
    ],
    kind: 'self_hosted',
    lists: [],
    fallback: [],
  },
  {
    names: [
      'ibm.watsonx.ai',
      'watsonx',
      'ai21',
      'aleph_alpha',
      'replicate',
      'sagemaker',
      'huggingface',
      'nvidia_nim',
      'deepinfra',
      'sambanova',
      'nebius',
      'databricks',
      'snowflake',
      'oci',
      'dashscope',
      'volcengine',
    ],
    kind: 'unlisted',
    lists: [],
    fallback: [],
  },
];

/** How a slug or gateway names a provider in front of a model: `openai/gpt-4o`, `bedrock/...`, `openai:gpt-4o`. */
export interface SlugRow {
  /** In lower case, without the separator. */
  readonly slug: string;
  /** Provider name of the table above; '' for a proxy that names nobody. */
  readonly provider: string;
}

const slugs = (provider: string, ...names: readonly string[]): SlugRow[] => names.map((slug) => ({ slug, provider }));

/** LiteLLM's provider prefixes, OpenRouter's makers, Vercel AI Gateway's and Pydantic AI's provider ids. */
export const SLUGS: readonly SlugRow[] = [
  ...slugs('openai', 'openai', 'openai-chat', 'openai-responses', 'text-completion-openai', 'responses'),
  ...slugs('azure.ai.openai', 'azure', 'azure_openai', 'azure-openai', 'azure_text'),
  ...slugs('azure.ai.inference', 'azure_ai', 'azure-ai', 'azureml'),
  ...slugs('anthropic', 'anthropic'),
  ...slugs('aws.bedrock', 'bedrock', 'bedrock_converse', 'amazon-bedrock', 'amazon_bedrock', 'converse', 'invoke', 'amazon'),
  ...slugs('gcp.vertex_ai', 'vertex_ai', 'vertex_ai_beta', 'vertex', 'vertexai', 'google-vertex', 'google_vertexai'),
  ...slugs('gcp.gemini', 'gemini', 'google', 'google-gla', 'google_genai'),
  ...slugs('x_ai', 'xai', 'x-ai', 'x_ai', 'grok'),
  ...slugs('mistral_ai', 'mistral', 'mistralai'),
  ...slugs('moonshot_ai', 'moonshot', 'moonshotai'),
  ...slugs('cohere', 'cohere', 'cohere_chat'),
  ...slugs('deepseek', 'deepseek'),
  ...slugs('groq', 'groq'),
  ...slugs('perplexity', 'perplexity'),
  ...slugs('cerebras', 'cerebras'),
  ...slugs('together', 'together_ai', 'together', 'togetherai'),
  ...slugs('fireworks', 'fireworks_ai', 'fireworks', 'fireworks-ai'),
  ...slugs('voyage', 'voyage', 'voyageai'),
  ...slugs('openrouter', 'openrouter'),
  ...slugs('github-copilot', 'github_copilot', 'github-copilot'),
  ...slugs('zai', 'zai', 'z-ai'),
  ...slugs('minimax', 'minimax'),
  ...slugs('novita', 'novita'),
  ...slugs('cloudflare', 'cloudflare', 'workers-ai'),
  ...slugs('vllm', 'ollama', 'ollama_chat', 'hosted_vllm', 'vllm', 'lm_studio', 'llamafile', 'xinference', 'local'),
  ...slugs('', 'litellm_proxy', 'litellm', 'gateway', 'vercel_ai_gateway', 'portkey', 'kong', 'proxy'),
];

/** Makers as Bedrock writes them in front of a model, and the list that has the maker's own price. */
export const BEDROCK_MAKERS: readonly { readonly maker: string; readonly list: string }[] = [
  { maker: 'anthropic', list: 'anthropic' },
  { maker: 'openai', list: 'openai' },
  { maker: 'cohere', list: 'cohere' },
  { maker: 'mistral', list: 'mistral' },
  { maker: 'deepseek', list: 'deepseek' },
  { maker: 'amazon', list: 'aws' },
  { maker: 'meta', list: 'aws' },
  { maker: 'ai21', list: 'aws' },
  { maker: 'stability', list: 'aws' },
  { maker: 'writer', list: 'aws' },
  { maker: 'qwen', list: 'aws' },
  { maker: 'google', list: 'aws' },
  { maker: 'nvidia', list: 'aws' },
];
