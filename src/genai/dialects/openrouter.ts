import type { DialectTable } from './table.ts';

/** OpenRouter's broadcast: counts whose keys nest under each other, costs, the backend's display name as provider. */
export const OPENROUTER: DialectTable = {
  id: 'openrouter',
  title: 'OpenRouter broadcast',
  source: 'openrouter.ai documentation only',
  role: 'gateway',
  detect: {
    resource: { 'service.name': ['openrouter'] },
    attr: ['gen_ai.usage.total_cost'],
    weak_attr: ['gen_ai.usage.input_tokens.cached'],
    attr_prefix: ['openrouter.', 'trace.metadata.openrouter.'],
  },
  usage: [{ id: 'normalised', cache: 'inside', reasoning: 'inside', ev: 'D' }],
  map: {
    'gen_ai.operation.name': [
      { attr: 'gen_ai.operation.name', ev: 'D' },
      { const: 'chat', when: { attr: 'gen_ai.request.model' }, ev: 'D' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [{ attr: 'gen_ai.usage.input_tokens.cached', ev: 'D' }],
    'gen_ai.usage.cache_write.input_tokens': [{ attr: 'gen_ai.usage.input_tokens.cache_write', ev: 'D' }],
    'gen_ai.usage.reasoning.output_tokens': [{ attr: 'gen_ai.usage.output_tokens.reasoning', ev: 'D' }],
    'gen_ai.response.finish_reasons': [{ attr: 'gen_ai.response.finish_reason', ev: 'D' }],
    'x.cost.total_usd': [{ attr: 'gen_ai.usage.total_cost', do: 'ignore_zero', ev: 'D' }],
    'gen_ai.conversation.id': [{ attr: 'session.id', ev: 'D' }],
    'gen_ai.input.messages': [{ attr: 'gen_ai.prompt', do: 'messages:auto', ev: 'D' }],
    'gen_ai.output.messages': [{ attr: 'gen_ai.completion', do: 'messages:auto_output', ev: 'D' }],
  },
};
