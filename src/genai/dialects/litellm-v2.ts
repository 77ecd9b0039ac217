import type { DialectTable } from './table.ts';

/** LiteLLM's second otel integration: a CLIENT span per call; its mappers lay other dialects over the same span. */
export const LITELLM_V2: DialectTable = {
  id: 'litellm_v2',
  title: 'LiteLLM otel v2 (LITELLM_OTEL_V2)',
  source: 'BerriAI/litellm integrations/otel read',
  role: 'gateway',
  nests: true,
  detect: {
    weak_scope: ['litellm'],
    attr: ['litellm.cost.total', 'litellm.request.streaming', 'litellm.end_user.id', 'litellm.api_key.hash', 'litellm.team.id'],
    attr_prefix: ['litellm.cost.', 'litellm.request.', 'litellm.team.', 'litellm.metadata.', 'litellm.api_key.', 'litellm.end_user.'],
  },
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'S' }],
  map: {
    'x.cost.total_usd': [{ attr: 'litellm.cost.total', do: 'ignore_zero', ev: 'S' }],
    'gen_ai.request.stream': [
      { attr: 'gen_ai.request.stream', ev: 'S' },
      { attr: 'litellm.request.streaming', ev: 'S' },
    ],
    'x.cached_answer': [{ attr: 'litellm.cache.hit', ev: 'S' }],
    'user.id': [
      { attr: 'user.id', ev: 'S' },
      { attr: 'litellm.end_user.id', ev: 'S' },
    ],
  },
};
