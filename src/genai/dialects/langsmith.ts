import type { DialectTable } from './table.ts';

const kind = (...kinds: readonly string[]): { attr: string; is: readonly string[] } => ({ attr: 'langsmith.span.kind', is: kinds });

/** LangSmith's OpenTelemetry export. Its own kind is right where the operation name is not; sessions name projects. */
export const LANGSMITH: DialectTable = {
  id: 'langsmith',
  title: 'LangSmith OpenTelemetry export',
  source: 'langchain-ai/langsmith-sdk bc8dd67 read, npm 0.12.0 and Python 0.15.0 run',
  role: 'framework',
  detect: { scope: ['langsmith'], attr: ['langsmith.span.kind'], attr_prefix: ['langsmith.'] },
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'R' }],
  values: {
    kind: { llm: 'chat', tool: 'execute_tool', retriever: 'retrieval', embedding: 'embeddings', chain: null, prompt: null, parser: null },
  },
  map: {
    'gen_ai.operation.name': [
      {
        attr: 'langsmith.span.kind',
        do: 'map:kind',
        ev: 'R',
        note: 'gen_ai.operation.name says embeddings for retrievers and chat for prompts',
      },
    ],
    'gen_ai.provider.name': [
      { attr: 'langsmith.metadata.ls_provider', ev: 'R' },
      { attr: 'gen_ai.system', ev: 'R', note: 'guessed from the model, else langchain' },
    ],
    'gen_ai.request.model': [
      { attr: 'gen_ai.request.model', ev: 'R' },
      { attr: 'langsmith.metadata.ls_model_name', ev: 'R' },
    ],
    'gen_ai.response.model': [
      { attr: 'gen_ai.response.model', ev: 'R' },
      { json: 'gen_ai.completion', path: 'model', when: kind('llm', 'embedding'), ev: 'R' },
    ],
    'gen_ai.response.id': [
      { attr: 'gen_ai.response.id', ev: 'R' },
      { json: 'gen_ai.completion', path: 'id', when: kind('llm'), ev: 'R' },
    ],
    'gen_ai.usage.input_tokens': [
      { attr: 'gen_ai.usage.input_tokens', ev: 'R' },
      { json: 'langsmith.usage_metadata', path: 'input_tokens', ev: 'S' },
      { json: 'langsmith.metadata.usage_metadata', path: 'input_tokens', ev: 'R' },
    ],
    'gen_ai.usage.output_tokens': [
      { attr: 'gen_ai.usage.output_tokens', ev: 'R' },
      { json: 'langsmith.usage_metadata', path: 'output_tokens', ev: 'S' },
      { json: 'langsmith.metadata.usage_metadata', path: 'output_tokens', ev: 'R' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [
      { json: 'langsmith.usage_metadata', path: 'input_token_details.cache_read', ev: 'S' },
      { json: 'langsmith.metadata.usage_metadata', path: 'input_token_details.cache_read', ev: 'R' },
      { json: 'gen_ai.usage.input_token_details', path: 'cache_read', ev: 'R', note: 'Python writes a repr with single quotes' },
    ],
    'gen_ai.usage.cache_write.input_tokens': [
      { json: 'langsmith.usage_metadata', path: 'input_token_details.cache_creation', ev: 'S' },
      { json: 'langsmith.metadata.usage_metadata', path: 'input_token_details.cache_creation', ev: 'S' },
      { json: 'gen_ai.usage.input_token_details', path: 'cache_creation', ev: 'S' },
    ],
    'gen_ai.usage.reasoning.output_tokens': [
      { json: 'langsmith.usage_metadata', path: 'output_token_details.reasoning', ev: 'S' },
      { json: 'langsmith.metadata.usage_metadata', path: 'output_token_details.reasoning', ev: 'R' },
      { json: 'gen_ai.usage.output_token_details', path: 'reasoning', ev: 'R' },
    ],
    'gen_ai.usage.audio.input_tokens': [{ json: 'langsmith.metadata.usage_metadata', path: 'input_token_details.audio', ev: 'R' }],
    'gen_ai.usage.audio.output_tokens': [{ json: 'langsmith.metadata.usage_metadata', path: 'output_token_details.audio', ev: 'R' }],
    'gen_ai.response.finish_reasons': [
      { attr: 'gen_ai.response.finish_reasons', ev: 'R', note: 'joined by commas in JS' },
      { json: 'gen_ai.completion', path: 'choices.*.finish_reason', when: kind('llm'), ev: 'R' },
      { json: 'gen_ai.completion', path: 'stop_reason', when: kind('llm'), ev: 'S' },
      { json: 'gen_ai.completion', path: 'incomplete_details.reason', when: kind('llm'), ev: 'S', note: 'Responses API' },
      { json: 'gen_ai.completion', path: 'status', when: kind('llm'), ev: 'S', note: 'Responses API' },
    ],
    'x.tool_calls': [
      { json: 'gen_ai.completion', path: 'choices.*.message.tool_calls.*', do: 'count', ev: 'R' },
      {
        json: 'gen_ai.completion',
        paths: ['output.*.type', 'content.*.type'],
        equals: ['function_call', 'tool_use'],
        do: 'count',
        ev: 'S',
      },
    ],
    'gen_ai.request.max_tokens': [
      { attr: 'gen_ai.request.max_tokens', ev: 'S' },
      { attr: 'langsmith.metadata.ls_max_tokens', ev: 'R' },
      { json: 'gen_ai.prompt', path: 'max_tokens', when: kind('llm'), ev: 'R' },
    ],
    'gen_ai.request.stream': [{ attr: 'langsmith.request.streaming', ev: 'R' }],
    'gen_ai.conversation.id': [
      { attr: 'langsmith.metadata.session_id', ev: 'S' },
      { attr: 'langsmith.metadata.thread_id', ev: 'S' },
      { attr: 'langsmith.metadata.conversation_id', ev: 'S' },
    ],
    'user.id': [{ attr: 'langsmith.metadata.user_id', ev: 'S' }],
    'gen_ai.tool.name': [
      { attr: 'gen_ai.tool.name', when: kind('tool'), ev: 'S' },
      { attr: 'langsmith.trace.name', when: kind('tool'), ev: 'S' },
    ],
    'error.type': [{ event: 'exception', key: 'exception.type', ev: 'R', note: 'JS ends failed calls with status OK' }],
    'gen_ai.request.temperature': [
      { attr: 'gen_ai.request.temperature', ev: 'S' },
      { attr: 'langsmith.metadata.ls_temperature', ev: 'R' },
    ],
    'gen_ai.tool.call.arguments': [{ attr: 'gen_ai.prompt', when: kind('tool'), ev: 'S' }],
    'gen_ai.tool.call.result': [{ attr: 'gen_ai.completion', when: kind('tool'), ev: 'S' }],
    'gen_ai.input.messages': [{ attr: 'gen_ai.prompt', do: 'messages:auto', when: kind('llm'), ev: 'R' }],
    'gen_ai.output.messages': [{ attr: 'gen_ai.completion', do: 'messages:auto_output', when: kind('llm'), ev: 'R' }],
  },
};
