import type { DialectTable } from './table.ts';

/** Cloudflare AI Gateway: request and response as JSON, no operation name. */
export const CLOUDFLARE_AI_GATEWAY: DialectTable = {
  id: 'cloudflare_ai_gateway',
  title: 'Cloudflare AI Gateway',
  source: 'developers.cloudflare.com/ai-gateway, documentation only',
  role: 'gateway',
  detect: { attr: ['gen_ai.prompt_json', 'gen_ai.completion_json', 'gen_ai.model.provider'] },
  map: {
    'gen_ai.operation.name': [
      { attr: 'gen_ai.operation.name', ev: 'D' },
      { const: 'chat', ev: 'D' },
    ],
    'gen_ai.request.model': [
      { attr: 'gen_ai.request.model', ev: 'D' },
      { json: 'gen_ai.prompt_json', path: 'model', ev: 'D' },
    ],
    'gen_ai.response.model': [
      { attr: 'gen_ai.response.model', ev: 'D' },
      { json: 'gen_ai.completion_json', path: 'model', ev: 'D' },
    ],
    'gen_ai.response.id': [
      { attr: 'gen_ai.response.id', ev: 'D' },
      { json: 'gen_ai.completion_json', path: 'id', ev: 'D' },
    ],
    'gen_ai.provider.name': [{ attr: 'gen_ai.model.provider', ev: 'D' }],
    'gen_ai.usage.cache_read.input_tokens': [
      { json: 'gen_ai.completion_json', path: 'usage.prompt_tokens_details.cached_tokens', ev: 'D' },
    ],
    'gen_ai.usage.reasoning.output_tokens': [
      { json: 'gen_ai.completion_json', path: 'usage.completion_tokens_details.reasoning_tokens', ev: 'D' },
    ],
    'gen_ai.response.finish_reasons': [
      { json: 'gen_ai.completion_json', path: 'choices.*.finish_reason', ev: 'D' },
      { json: 'gen_ai.completion_json', path: 'stop_reason', ev: 'D' },
    ],
    'x.tool_calls': [{ json: 'gen_ai.completion_json', path: 'choices.*.message.tool_calls.*', do: 'count', ev: 'D' }],
    'gen_ai.input.messages': [{ attr: 'gen_ai.prompt_json', do: 'messages:auto', ev: 'D' }],
    'gen_ai.output.messages': [{ attr: 'gen_ai.completion_json', do: 'messages:auto_output', ev: 'D' }],
  },
};
