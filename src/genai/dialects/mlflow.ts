import type { DialectTable, SourceRow } from './table.ts';

const type = (...types: readonly string[]): NonNullable<SourceRow['when']> => ({ attr: 'mlflow.spanType', is: types.flatMap((name) => [name, `"${name}"`]) });

/** MLflow Tracing. Every value is encoded as JSON once more, plain texts as well. */
export const MLFLOW: DialectTable = {
  id: 'mlflow',
  title: 'MLflow Tracing',
  source: 'mlflow/mlflow 0044946 read',
  role: 'framework',
  nests: true,
  detect: { attr: ['mlflow.spanType', 'mlflow.traceRequestId', 'mlflow.spanInputs'], attr_prefix: ['mlflow.'] },
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'S' }],
  values: {
    span_type: {
      CHAT_MODEL: 'chat', LLM: 'chat', EMBEDDING: 'embeddings', RETRIEVER: 'retrieval', RERANKER: 'rerank', TOOL: 'execute_tool', AGENT: 'invoke_agent',
      CHAIN: null, PARSER: null, WORKFLOW: null, TASK: null, GUARDRAIL: null, EVALUATOR: null, MEMORY: null, UNKNOWN: null,
    },
    message_format: { openai: 'openai', anthropic: 'anthropic', gemini: 'gcp.gemini', bedrock: 'aws.bedrock', mistral: 'mistral_ai', groq: 'groq', langchain: null, dspy: null },
  },
  map: {
    'gen_ai.operation.name': [{ attr: 'mlflow.spanType', do: ['json_unquote', 'map:span_type'], ev: 'S' }],
    'gen_ai.provider.name': [
      { attr: 'mlflow.llm.provider', do: 'json_unquote', ev: 'S' },
      { attr: 'mlflow.message.format', do: ['json_unquote', 'map:message_format'], ev: 'S' },
    ],
    'gen_ai.request.model': [
      { attr: 'mlflow.llm.model', do: 'json_unquote', ev: 'S' },
      { json: 'mlflow.spanInputs', path: 'model', ev: 'S' },
    ],
    'gen_ai.response.model': [{ json: 'mlflow.spanOutputs', path: 'model', ev: 'S' }],
    'gen_ai.response.id': [{ json: 'mlflow.spanOutputs', path: 'id', when: type('CHAT_MODEL', 'LLM'), ev: 'S' }],
    'gen_ai.usage.input_tokens': [{ json: 'mlflow.chat.tokenUsage', path: 'input_tokens', ev: 'S' }],
    'gen_ai.usage.output_tokens': [{ json: 'mlflow.chat.tokenUsage', path: 'output_tokens', ev: 'S' }],
    'x.usage.total_tokens': [{ json: 'mlflow.chat.tokenUsage', path: 'total_tokens', ev: 'S' }],
    'gen_ai.usage.cache_read.input_tokens': [{ json: 'mlflow.chat.tokenUsage', path: 'cache_read_input_tokens', ev: 'S' }],
    'gen_ai.usage.cache_write.input_tokens': [{ json: 'mlflow.chat.tokenUsage', path: 'cache_creation_input_tokens', ev: 'S' }],
    'x.cost.total_usd': [{ json: 'mlflow.llm.cost', path: 'total_cost', do: 'ignore_zero', ev: 'S' }],
    'gen_ai.response.finish_reasons': [
      { json: 'mlflow.spanOutputs', path: 'choices.*.finish_reason', when: type('CHAT_MODEL', 'LLM'), ev: 'S' },
      { json: 'mlflow.spanOutputs', path: 'stop_reason', when: type('CHAT_MODEL', 'LLM'), ev: 'S' },
      { json: 'mlflow.spanOutputs', path: 'incomplete_details.reason', when: type('CHAT_MODEL', 'LLM'), ev: 'S' },
      { json: 'mlflow.spanOutputs', path: 'status', when: type('CHAT_MODEL', 'LLM'), ev: 'S' },
    ],
    'x.tool_calls': [
      { json: 'mlflow.spanOutputs', path: 'choices.*.message.tool_calls.*', do: 'count', ev: 'S' },
      { json: 'mlflow.spanOutputs', paths: ['content.*.type', 'output.*.type'], equals: ['tool_use', 'function_call'], do: 'count', ev: 'S' },
    ],
    'gen_ai.request.max_tokens': [
      { json: 'mlflow.spanInputs', path: 'max_tokens', ev: 'S' },
      { json: 'mlflow.spanInputs', path: 'max_completion_tokens', ev: 'S' },
      { json: 'mlflow.spanInputs', path: 'max_output_tokens', ev: 'S' },
    ],
    'gen_ai.request.stream': [{ json: 'mlflow.spanInputs', path: 'stream', ev: 'S' }],
    'gen_ai.response.time_to_first_chunk': [{ event: 'mlflow.chunk.item.0', do: 'event_minus_start', ev: 'S' }],
    'user.id': [
      { attr: 'user.id', do: 'json_unquote', ev: 'S' },
      { attr: 'mlflow.trace.user', do: 'json_unquote', ev: 'S' },
    ],
    'gen_ai.conversation.id': [
      { attr: 'session.id', do: 'json_unquote', ev: 'S' },
      { attr: 'mlflow.trace.session', do: 'json_unquote', ev: 'S' },
    ],
    'gen_ai.prompt.name': [{ json: 'mlflow.linkedPrompts', path: '0.name', ev: 'S' }],
    'gen_ai.prompt.version': [{ json: 'mlflow.linkedPrompts', path: '0.version', ev: 'S' }],
    'gen_ai.tool.name': [{ span_name: true, when: type('TOOL'), ev: 'S' }],
    'gen_ai.agent.name': [{ span_name: true, when: type('AGENT'), ev: 'S' }],
    'gen_ai.tool.call.arguments': [{ attr: 'mlflow.spanInputs', when: type('TOOL'), ev: 'S' }],
    'gen_ai.tool.call.result': [{ attr: 'mlflow.spanOutputs', when: type('TOOL'), ev: 'S' }],
    'gen_ai.tool.definitions': [{ attr: 'mlflow.chat.tools', ev: 'S' }],
    'gen_ai.retrieval.documents': [{ attr: 'mlflow.spanOutputs', when: type('RETRIEVER'), ev: 'S' }],
    'gen_ai.input.messages': [{ attr: 'mlflow.spanInputs', do: 'messages:auto', when: type('CHAT_MODEL', 'LLM'), ev: 'S' }],
    'gen_ai.output.messages': [{ attr: 'mlflow.spanOutputs', do: 'messages:auto_output', when: type('CHAT_MODEL', 'LLM'), ev: 'S' }],
  },
};
