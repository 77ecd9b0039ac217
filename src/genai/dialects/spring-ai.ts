import type { DialectTable } from './table.ts';

/** Spring AI through Micrometer: every value is a text. Counts are the provider's own, so Anthropic's stand beside the cache. */
export const SPRING_AI: DialectTable = {
  id: 'spring_ai',
  title: 'Spring AI (Micrometer observations)',
  source: 'spring-projects/spring-ai fd3fd6e (2.0.1) read',
  role: 'framework',
  detect: { attr: ['spring.ai.kind'], attr_prefix: ['spring.ai.'], weak_scope: ['org.springframework.boot'] },
  usage: [
    { id: 'anthropic-raw', cache: 'beside', provider: ['anthropic', 'aws.bedrock'], ev: 'S' },
    { id: 'openai-raw', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'S' },
  ],
  values: { operation: { embedding: 'embeddings', image: 'image_generation', framework: null } },
  map: {
    'gen_ai.operation.name': [
      { const: 'execute_tool', when: { attr: 'spring.ai.kind', is: ['tool_call'] }, ev: 'S' },
      { attr: 'gen_ai.operation.name', do: 'map:operation', ev: 'S', note: 'framework on chat client and advisor spans' },
    ],
    'gen_ai.response.finish_reasons': [{ attr: 'gen_ai.response.finish_reasons', ev: 'S', note: 'the text ["STOP"]' }],
    'gen_ai.request.stream': [{ attr: 'spring.ai.chat.client.stream', ev: 'S' }],
    'gen_ai.conversation.id': [{ attr: 'spring.ai.chat.client.conversation.id', ev: 'S' }],
    'gen_ai.tool.name': [{ attr: 'spring.ai.tool.definition.name', ev: 'S' }],
    'gen_ai.tool.call.id': [{ attr: 'spring.ai.tool.call.id', ev: 'S' }],
    'error.type': [{ attr: 'error', ev: 'S' }],
    'gen_ai.tool.description': [{ attr: 'spring.ai.tool.definition.description', ev: 'S' }],
    'gen_ai.tool.call.arguments': [{ attr: 'spring.ai.tool.call.arguments', ev: 'S' }],
    'gen_ai.tool.call.result': [{ attr: 'spring.ai.tool.call.result', ev: 'S' }],
    'gen_ai.retrieval.query.text': [{ attr: 'db.vector.query.content', ev: 'S' }],
    'gen_ai.retrieval.top_k': [{ attr: 'db.vector.query.top_k', ev: 'S' }],
    'gen_ai.retrieval.documents': [{ attr: 'db.vector.query.response.documents', ev: 'S' }],
    'gen_ai.input.messages': [{ event: 'gen_ai.content.prompt', key: 'gen_ai.prompt', do: 'messages:auto', ev: 'S' }],
    'gen_ai.output.messages': [{ event: 'gen_ai.content.completion', key: 'gen_ai.completion', do: 'messages:auto_output', ev: 'S' }],
  },
};
