import type { DialectTable, SourceRow } from './table.ts';

const subtype = (...types: readonly string[]): NonNullable<SourceRow['when']> => ({ attr: 'genkit:metadata:subtype', is: types });

/** Firebase Genkit: everything in the JSON of input and output; the model's name carries its plugin. */
export const GENKIT: DialectTable = {
  id: 'genkit',
  title: 'Firebase Genkit',
  source: 'indexed excerpts of firebase/genkit',
  role: 'framework',
  detect: { scope: ['genkit-tracer'], attr: ['genkit:name', 'genkit:type', 'genkit:metadata:subtype'], attr_prefix: ['genkit:'] },
  usage: [{ id: 'documented', cache: 'inside', reasoning: 'inside', ev: 'X', note: 'output includes thoughts' }],
  values: {
    subtype: {
      model: 'chat',
      'background-model': 'chat',
      tool: 'execute_tool',
      'tool.v2': 'execute_tool',
      embedder: 'embeddings',
      retriever: 'retrieval',
      reranker: 'rerank',
      agent: 'invoke_agent',
      flow: null,
      prompt: null,
      executablePrompt: null,
      util: null,
      helper: null,
    },
  },
  map: {
    'gen_ai.operation.name': [{ attr: 'genkit:metadata:subtype', do: 'map:subtype', ev: 'X' }],
    'gen_ai.request.model': [
      { attr: 'genkit:name', when: subtype('model', 'background-model', 'embedder'), ev: 'X', note: 'googleai/gemini-2.5-flash' },
    ],
    'gen_ai.usage.input_tokens': [{ json: 'genkit:output', path: 'usage.inputTokens', ev: 'X' }],
    'gen_ai.usage.output_tokens': [{ json: 'genkit:output', path: 'usage.outputTokens', ev: 'X' }],
    'gen_ai.usage.reasoning.output_tokens': [{ json: 'genkit:output', path: 'usage.thoughtsTokens', ev: 'X' }],
    'gen_ai.usage.cache_read.input_tokens': [{ json: 'genkit:output', path: 'usage.cachedContentTokens', ev: 'X' }],
    'x.usage.total_tokens': [{ json: 'genkit:output', path: 'usage.totalTokens', ev: 'X' }],
    'gen_ai.response.finish_reasons': [{ json: 'genkit:output', path: 'finishReason', ev: 'X' }],
    'x.tool_calls': [{ json: 'genkit:output', path: 'message.content.*.toolRequest', do: 'count', ev: 'X' }],
    'gen_ai.request.max_tokens': [{ json: 'genkit:input', path: 'config.maxOutputTokens', ev: 'X' }],
    'gen_ai.conversation.id': [{ attr: 'genkit:sessionId', ev: 'X' }],
    'gen_ai.tool.name': [{ attr: 'genkit:name', when: subtype('tool', 'tool.v2'), ev: 'X' }],
    'gen_ai.agent.name': [{ attr: 'genkit:name', when: subtype('agent'), ev: 'X' }],
    'error.type': [{ const: '_OTHER', when: { attr: 'genkit:state', is: ['error'] }, ev: 'X' }],
    'gen_ai.tool.call.arguments': [{ attr: 'genkit:input', when: subtype('tool', 'tool.v2'), ev: 'X' }],
    'gen_ai.tool.call.result': [{ attr: 'genkit:output', when: subtype('tool', 'tool.v2'), ev: 'X' }],
    'gen_ai.input.messages': [{ attr: 'genkit:input', do: 'messages:auto', when: subtype('model'), ev: 'X' }],
    'gen_ai.output.messages': [{ attr: 'genkit:output', do: 'messages:auto_output', when: subtype('model'), ev: 'X' }],
  },
};
