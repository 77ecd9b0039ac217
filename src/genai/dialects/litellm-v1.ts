import type { DialectTable, SourceRow } from './table.ts';

const usage = (path: string): SourceRow => ({ json: 'metadata.usage_object', path, ev: 'R', note: "Python's repr" });

/** LiteLLM's otel callback. The request span has the figures; `raw_gen_ai_request` beneath it repeats the payload. */
export const LITELLM_V1: DialectTable = {
  id: 'litellm_v1',
  title: 'LiteLLM proxy and SDK, otel callback',
  source: 'BerriAI/litellm 00145a6 read, SDK 1.106.2 run',
  role: 'gateway',
  nests: true,
  detect: {
    weak_scope: ['litellm'],
    attr: ['hidden_params', 'metadata.usage_object', 'metadata.user_api_key_hash'],
    attr_prefix: ['metadata.user_api_key'],
    span_name: ['litellm_request', 'raw_gen_ai_request', 'Received Proxy Server Request'],
  },
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'R', note: 'Anthropic 1517 with 525 read and 279 written' }],
  billable: { unless: [{ span_name: ['raw_gen_ai_request'] }] },
  values: {
    call_type: {
      completion: 'chat',
      acompletion: 'chat',
      text_completion: 'text_completion',
      atext_completion: 'text_completion',
      embedding: 'embeddings',
      aembedding: 'embeddings',
      rerank: 'rerank',
      arerank: 'rerank',
      responses: 'chat',
      aresponses: 'chat',
      anthropic_messages: 'chat',
      image_generation: 'image_generation',
      aimage_generation: 'image_generation',
      speech: 'speech',
      aspeech: 'speech',
      transcription: 'transcription',
      atranscription: 'transcription',
      generate_content: 'generate_content',
      agenerate_content: 'generate_content',
    },
  },
  map: {
    'gen_ai.operation.name': [
      { attr: 'gen_ai.operation.name', ev: 'R', note: 'only when messages are logged' },
      { attr: 'llm.request.type', do: 'map:call_type', ev: 'R' },
    ],
    'gen_ai.provider.name': [
      { attr: 'gen_ai.provider.name', ev: 'S' },
      { attr: 'gen_ai.system', ev: 'R', note: 'empty for some calls' },
      { attr: 'litellm.provider.model', ev: 'R', do: 'provider_of_model', note: 'openai/gpt-4o-mini' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [usage('prompt_tokens_details.cached_tokens'), usage('cache_read_input_tokens')],
    'gen_ai.usage.cache_write.input_tokens': [
      usage('prompt_tokens_details.cache_creation_tokens'),
      usage('cache_creation_input_tokens'),
      usage('prompt_tokens_details.cache_write_tokens'),
    ],
    'x.cache_write_5m': [usage('prompt_tokens_details.cache_creation_token_details.ephemeral_5m_input_tokens')],
    'x.cache_write_1h': [usage('prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens')],
    'gen_ai.usage.reasoning.output_tokens': [usage('completion_tokens_details.reasoning_tokens')],
    'gen_ai.usage.audio.input_tokens': [usage('prompt_tokens_details.audio_tokens')],
    'gen_ai.usage.audio.output_tokens': [usage('completion_tokens_details.audio_tokens')],
    'x.cost.total_usd': [{ attr: 'gen_ai.cost.total_cost', do: 'ignore_zero', ev: 'R' }],
    'gen_ai.response.finish_reasons': [
      { attr: 'gen_ai.response.finish_reasons', ev: 'R', note: 'the text ["stop"]' },
      { indexed: 'gen_ai.completion.*.finish_reason', ev: 'S' },
    ],
    'gen_ai.request.stream': [{ attr: 'llm.is_streaming', ev: 'R', note: 'the text True or False' }],
    'x.cached_answer': [
      { attr: 'metadata.cache_hit', ev: 'S' },
      { json: 'hidden_params', path: 'cache_hit', ev: 'S' },
    ],
    'x.service_tier': [{ attr: 'gen_ai.openai.response.service_tier', ev: 'R' }],
    'user.id': [
      { attr: 'llm.user', ev: 'S' },
      { attr: 'metadata.user_api_key_end_user_id', ev: 'R' },
      { attr: 'metadata.user_api_key_user_id', ev: 'R' },
    ],
    'error.type': [
      { attr: 'error.type', ev: 'R' },
      { attr: 'error.code', ev: 'R' },
    ],
    'gen_ai.input.messages': [
      { attr: 'gen_ai.input.messages', do: 'messages:auto', ev: 'R' },
      { indexed: 'gen_ai.prompt.*', do: 'messages:traceloop_indexed', ev: 'S' },
    ],
    'gen_ai.output.messages': [
      { attr: 'gen_ai.output.messages', do: 'messages:auto', ev: 'R' },
      { indexed: 'gen_ai.completion.*', do: 'messages:traceloop_indexed', ev: 'S' },
    ],
  },
};
