import type { DialectTable } from './table.ts';

/** Python scopes of OpenLLMetry's instrumentations; some are used by OpenTelemetry contrib as well, so they are weak. */
export const TRACELOOP_SCOPES: readonly string[] = [
  'agno',
  'alephalpha',
  'anthropic',
  'bedrock',
  'chromadb',
  'cohere',
  'crewai',
  'google_generativeai',
  'groq',
  'haystack',
  'lancedb',
  'langchain',
  'litellm',
  'llamaindex',
  'marqo',
  'mcp',
  'milvus',
  'mistralai',
  'ollama',
  'openai.v0',
  'openai.v1',
  'openai_agents',
  'pinecone',
  'qdrant',
  'replicate',
  'sagemaker',
  'together',
  'transformers',
  'vertexai',
  'voyageai',
  'watsonx',
  'weaviate',
  'writer',
].map((library) => `opentelemetry.instrumentation.${library}`);

export const TRACELOOP_VALUES: NonNullable<DialectTable['values']> = {
  request_type: { chat: 'chat', completion: 'text_completion', embedding: 'embeddings', rerank: 'rerank', unknown: null },
  span_kind: {
    workflow: 'invoke_workflow',
    task: null,
    agent: 'invoke_agent',
    tool: 'execute_tool',
    session: null,
    handoff: null,
    unknown: null,
  },
};

/** Places that both styles share: workflow spans, association properties, the prompt registry, vector databases. */
export const TRACELOOP_COMMON: DialectTable['map'] = {
  'user.id': [
    { attr: 'llm.user', ev: 'S' },
    { attr: 'gen_ai.user', ev: 'S' },
    { attr: 'traceloop.association.properties.user_id', ev: 'S' },
  ],
  'gen_ai.conversation.id': [
    { attr: 'traceloop.association.properties.session_id', ev: 'S' },
    { attr: 'traceloop.association.properties.conversation_id', ev: 'S' },
  ],
  'gen_ai.prompt.name': [{ attr: 'traceloop.prompt.key', ev: 'S' }],
  'gen_ai.prompt.version': [
    { attr: 'traceloop.prompt.version_name', ev: 'S' },
    { attr: 'traceloop.prompt.version', ev: 'S' },
    { attr: 'traceloop.prompt.version_hash', ev: 'S' },
  ],
  'gen_ai.tool.name': [{ attr: 'traceloop.entity.name', when: { attr: 'traceloop.span.kind', is: ['tool'] }, ev: 'S' }],
  'gen_ai.agent.name': [{ attr: 'traceloop.entity.name', when: { attr: 'traceloop.span.kind', is: ['agent'] }, ev: 'S' }],
  'gen_ai.tool.call.arguments': [{ attr: 'traceloop.entity.input', when: { attr: 'traceloop.span.kind', is: ['tool'] }, ev: 'R' }],
  'gen_ai.tool.call.result': [{ attr: 'traceloop.entity.output', when: { attr: 'traceloop.span.kind', is: ['tool'] }, ev: 'R' }],
  'gen_ai.retrieval.top_k': [{ attr: 'db.vector.query.top_k', ev: 'S' }],
  'error.type': [{ event: 'exception', key: 'exception.type', when: { failed: true, lacks: 'error.type' }, ev: 'R' }],
};
