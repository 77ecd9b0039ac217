import type { DialectTable } from './table.ts';

/** Vercel AI SDK v7 through `@ai-sdk/otel`: the names of the conventions, with sums on the agent span. */
export const VERCEL_AI_V7: DialectTable = {
  id: 'vercel_ai_v7',
  title: 'Vercel AI SDK v7 (@ai-sdk/otel)',
  source: 'vercel/ai ed857f5 (ai 7.0.173, @ai-sdk/otel run)',
  role: 'framework',
  detect: { scope: ['gen_ai'] },
  usage: [{ id: 'v7', cache: 'inside', reasoning: 'inside', ev: 'R', note: '1136 with 432 read and 228 written' }],
  map: {
    'gen_ai.usage.cache_write.input_tokens': [{ attr: 'gen_ai.usage.cache_creation.input_tokens', ev: 'R' }],
    'gen_ai.usage.reasoning.output_tokens': [
      { attr: 'ai.usage.outputTokenDetails.reasoningTokens', ev: 'S', note: 'only with the usage option' },
    ],
    'gen_ai.response.time_to_first_chunk': [{ attr: 'gen_ai.client.operation.time_to_first_chunk', ev: 'R' }],
    'gen_ai.request.stream': [{ const: true, when: { attr: 'gen_ai.client.operation.time_to_first_chunk' }, ev: 'R' }],
    'error.type': [{ event: 'exception', key: 'exception.type', when: { failed: true }, ev: 'R' }],
  },
};
