import type { DialectTable } from './table.ts';

/** Sentry's AI monitoring: counts whose keys nest under each other; dollars under keys named tokens. */
export const SENTRY: DialectTable = {
  id: 'sentry',
  title: 'Sentry AI monitoring',
  source: 'docs.sentry.io, documentation only',
  role: 'sdk',
  detect: { attr_value: { 'sentry.origin': ['auto.ai.*'], 'sentry.op': ['gen_ai.*'] } },
  usage: [{ id: 'documented', cache: 'inside', reasoning: 'inside', ev: 'D' }],
  map: {
    'gen_ai.operation.name': [
      { attr: 'gen_ai.operation.name', ev: 'D' },
      { attr: 'gen_ai.operation.type', ev: 'D' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [{ attr: 'gen_ai.usage.input_tokens.cached', ev: 'D' }],
    'gen_ai.usage.cache_write.input_tokens': [{ attr: 'gen_ai.usage.input_tokens.cache_write', ev: 'D' }],
    'gen_ai.usage.reasoning.output_tokens': [{ attr: 'gen_ai.usage.output_tokens.reasoning', ev: 'D' }],
    'x.cost.total_usd': [{ attr: 'gen_ai.cost.total_tokens', do: 'ignore_zero', ev: 'D', note: 'dollars in spite of the name' }],
    'x.tool_calls': [{ json: 'gen_ai.response.tool_calls', path: '*', do: 'count', ev: 'D' }],
    'gen_ai.tool.call.arguments': [{ attr: 'gen_ai.tool.input', when: { operation: ['execute_tool'] }, ev: 'D' }],
    'gen_ai.tool.call.result': [{ attr: 'gen_ai.tool.output', when: { operation: ['execute_tool'] }, ev: 'D' }],
    'gen_ai.input.messages': [
      { attr: 'gen_ai.input.messages', do: 'messages:auto', ev: 'D' },
      { attr: 'gen_ai.request.messages', do: 'messages:auto', ev: 'D' },
    ],
    'gen_ai.output.messages': [
      { attr: 'gen_ai.output.messages', do: 'messages:auto', ev: 'D' },
      { attr: 'gen_ai.response.text', do: 'messages:auto_output', when: { lacks: 'gen_ai.response.tool_calls' }, ev: 'D' },
    ],
  },
};
