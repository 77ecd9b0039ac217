/** A line of models that share a name. A price is never taken from another family than the name's own. */
export interface FamilyRow {
  readonly family: string;
  /** How names of the family start, in lower case. The longest start wins over all rows. */
  readonly starts: readonly string[];
  /** Provider that prices the family when telemetry names none; '' when many hosts sell it at their own prices. */
  readonly provider: string;
}

/**
 * Makers' model lists; a family may have several rows. `provider` is set only for models that one company sells (and its resellers at its price);
 * open weights (Llama, Qwen, Gemma, gpt-oss ...) cost something else at each host.
 */
export const FAMILIES: readonly FamilyRow[] = [
  { family: 'gpt', starts: ['gpt-', 'gpt3', 'gpt4', 'gpt5', 'chatgpt-'], provider: 'openai' },
  { family: 'gpt-oss', starts: ['gpt-oss'], provider: '' },
  { family: 'gpt-image', starts: ['gpt-image', 'dall-e', 'chatgpt-image'], provider: 'openai' },
  { family: 'gpt-realtime', starts: ['gpt-realtime', 'gpt-audio', 'gpt-transcribe'], provider: 'openai' },
  { family: 'o1', starts: ['o1'], provider: 'openai' },
  { family: 'o3', starts: ['o3'], provider: 'openai' },
  { family: 'o4', starts: ['o4'], provider: 'openai' },
  { family: 'text-embedding', starts: ['text-embedding-3', 'text-embedding-ada'], provider: 'openai' },
  {
    family: 'google-embedding',
    starts: ['text-embedding-00', 'text-multilingual-embedding', 'textembedding-gecko'],
    provider: 'gcp.vertex_ai',
  },
  { family: 'whisper', starts: ['whisper'], provider: '' },
  { family: 'whisper', starts: ['whisper-1'], provider: 'openai' },
  { family: 'tts', starts: ['tts-'], provider: 'openai' },
  { family: 'moderation', starts: ['omni-moderation', 'text-moderation', 'moderation'], provider: 'openai' },
  { family: 'claude', starts: ['claude'], provider: 'anthropic' },
  { family: 'gemini', starts: ['gemini'], provider: 'gcp.gen_ai' },
  { family: 'gemma', starts: ['gemma'], provider: '' },
  { family: 'llama', starts: ['llama', 'meta-llama', 'codellama'], provider: '' },
  { family: 'mistral', starts: ['mistral-large'], provider: 'mistral_ai' },
  { family: 'mistral', starts: ['mistral-medium'], provider: 'mistral_ai' },
  { family: 'mistral', starts: ['mistral-small'], provider: 'mistral_ai' },
  { family: 'mistral', starts: ['mistral', 'open-mistral'], provider: '' },
  { family: 'mistral-embed', starts: ['mistral-embed'], provider: 'mistral_ai' },
  { family: 'mistral-ocr', starts: ['mistral-ocr'], provider: 'mistral_ai' },
  { family: 'mixtral', starts: ['mixtral', 'open-mixtral'], provider: '' },
  { family: 'ministral', starts: ['ministral'], provider: 'mistral_ai' },
  { family: 'magistral', starts: ['magistral'], provider: 'mistral_ai' },
  { family: 'codestral', starts: ['codestral'], provider: 'mistral_ai' },
  { family: 'devstral', starts: ['devstral'], provider: '' },
  { family: 'pixtral', starts: ['pixtral'], provider: 'mistral_ai' },
  { family: 'voxtral', starts: ['voxtral'], provider: '' },
  { family: 'command', starts: ['command'], provider: 'cohere' },
  { family: 'cohere-embed', starts: ['embed-'], provider: 'cohere' },
  { family: 'cohere-rerank', starts: ['rerank-'], provider: 'cohere' },
  { family: 'deepseek', starts: ['deepseek-chat'], provider: 'deepseek' },
  { family: 'deepseek', starts: ['deepseek-reasoner'], provider: 'deepseek' },
  { family: 'deepseek', starts: ['deepseek'], provider: '' },
  { family: 'grok', starts: ['grok'], provider: 'x_ai' },
  { family: 'qwen', starts: ['qwen', 'qwq'], provider: '' },
  { family: 'nova', starts: ['nova-', 'amazon.nova'], provider: 'aws.bedrock' },
  { family: 'titan', starts: ['titan-', 'amazon.titan'], provider: 'aws.bedrock' },
  { family: 'kimi', starts: ['kimi', 'moonshot'], provider: '' },
  { family: 'glm', starts: ['glm'], provider: '' },
  { family: 'phi', starts: ['phi-'], provider: '' },
  { family: 'sonar', starts: ['sonar'], provider: 'perplexity' },
  { family: 'voyage', starts: ['voyage'], provider: 'voyage' },
  { family: 'minimax', starts: ['minimax'], provider: '' },
  { family: 'jamba', starts: ['jamba'], provider: '' },
];
