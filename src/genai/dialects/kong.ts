import type { DialectTable } from './table.ts';

/** Kong AI Gateway: a span beneath the proxy's, with the provider's raw response as output and tools on the chat span. */
export const KONG: DialectTable = {
  id: 'kong',
  title: 'Kong AI Gateway (Enterprise >= 3.13)',
  source: 'Kong/developer.konghq.com bc1cd74, documentation only',
  role: 'gateway',
  detect: {
    span_name: ['kong.gen_ai'],
    attr: ['kong.gen_ai.cache.status', 'kong.gen_ai.request.mode'],
    attr_prefix: ['kong.gen_ai.', 'kong.a2a.'],
  },
  map: {
    'gen_ai.response.finish_reasons': [
      { attr: 'gen_ai.response.finish_reasons', ev: 'D' },
      { json: 'gen_ai.output.messages', path: 'choices.*.finish_reason', ev: 'D' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [
      { attr: 'gen_ai.usage.cache_read.input_tokens', ev: 'D' },
      {
        json: 'gen_ai.output.messages',
        path: 'usage.prompt_tokens_details.cached_tokens',
        ev: 'D',
        note: 'the value is the whole response',
      },
    ],
    'gen_ai.usage.reasoning.output_tokens': [
      { attr: 'gen_ai.usage.reasoning.output_tokens', ev: 'D' },
      { json: 'gen_ai.output.messages', path: 'usage.completion_tokens_details.reasoning_tokens', ev: 'D' },
    ],
    'x.tool_calls': [{ json: 'gen_ai.output.messages', path: 'choices.*.message.tool_calls.*', do: 'count', ev: 'D' }],
    'x.cached_answer': [{ attr: 'kong.gen_ai.cache.status', ev: 'D', note: 'Hit or Miss' }],
    'gen_ai.input.messages': [{ attr: 'gen_ai.input.messages', do: 'messages:auto', ev: 'D' }],
    'gen_ai.output.messages': [{ attr: 'gen_ai.output.messages', do: 'messages:auto_output', ev: 'D' }],
  },
};
