import type { DialectTable } from './table.ts';

/**
 * What is left when no emitter is recognised, and what is asked after every dialect's own places: the current names of
 * the conventions, then the names of earlier generations and the spellings that went round without ever being in them.
 */
export const GEN_AI: DialectTable = {
  id: 'gen_ai',
  title: 'Plain gen_ai.* attributes of any generation',
  source: 'open-telemetry/semantic-conventions-genai e9de14ba; open-telemetry/semantic-conventions v1.26 to v1.41',
  role: 'sdk',
  detect: { weak_attr_prefix: ['gen_ai.'], log_event_prefix: ['gen_ai.'] },
  log_events: [
    { name: 'gen_ai.choice', operation: 'chat', ev: 'R' },
    { name: 'gen_ai.system.message', operation: 'chat', ev: 'R' },
    { name: 'gen_ai.user.message', operation: 'chat', ev: 'R' },
    { name: 'gen_ai.assistant.message', operation: 'chat', ev: 'R' },
    { name: 'gen_ai.tool.message', operation: 'chat', ev: 'R' },
    { name: 'gen_ai.client.inference.operation.details', operation: '', ev: 'R' },
  ],
  map: {
    'gen_ai.operation.name': [
      { attr: 'gen_ai.operation.name', ev: 'S' },
      { const: 'execute_tool', when: { attr: 'gen_ai.tool.call.id', lacks: 'gen_ai.request.model' }, ev: 'S' },
      { const: 'chat', when: { attr: 'gen_ai.request.model' }, ev: 'S' },
    ],
    'gen_ai.request.model': [{ attr: 'gen_ai.request.model', ev: 'S' }],
    'gen_ai.response.model': [{ attr: 'gen_ai.response.model', ev: 'S' }],
    'gen_ai.response.id': [{ attr: 'gen_ai.response.id', ev: 'S' }],
    'gen_ai.provider.name': [
      { attr: 'gen_ai.provider.name', ev: 'S' },
      { attr: 'gen_ai.system', ev: 'S', note: 'until v1.36' },
    ],
    'gen_ai.usage.input_tokens': [
      { attr: 'gen_ai.usage.input_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.prompt_tokens', ev: 'S', note: 'until v1.26' },
    ],
    'gen_ai.usage.output_tokens': [
      { attr: 'gen_ai.usage.output_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.completion_tokens', ev: 'S', note: 'until v1.26' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [
      { attr: 'gen_ai.usage.cache_read.input_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.cache_read_input_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.input_tokens.cached', ev: 'D' },
    ],
    'gen_ai.usage.cache_write.input_tokens': [
      { attr: 'gen_ai.usage.cache_write.input_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.cache_creation.input_tokens', ev: 'S', note: 'v1.37 to v1.41, and most emitters still' },
      { attr: 'gen_ai.usage.cache_creation_input_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.cache_write_input_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.input_tokens.cache_write', ev: 'D' },
    ],
    'gen_ai.usage.reasoning.output_tokens': [
      { attr: 'gen_ai.usage.reasoning.output_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.reasoning_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.experimental.reasoning_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.output_tokens.reasoning', ev: 'D' },
    ],
    'gen_ai.usage.audio.input_tokens': [{ attr: 'gen_ai.usage.audio.input_tokens', ev: 'S' }],
    'gen_ai.usage.audio.output_tokens': [{ attr: 'gen_ai.usage.audio.output_tokens', ev: 'S' }],
    'gen_ai.usage.image.input_tokens': [{ attr: 'gen_ai.usage.image.input_tokens', ev: 'S' }],
    'gen_ai.usage.image.output_tokens': [{ attr: 'gen_ai.usage.image.output_tokens', ev: 'S' }],
    'gen_ai.usage.audio.cache_read.input_tokens': [{ attr: 'gen_ai.usage.audio.cache_read.input_tokens', ev: 'S' }],
    'x.usage.total_tokens': [
      { attr: 'gen_ai.usage.total_tokens', ev: 'S' },
      { attr: 'llm.usage.total_tokens', ev: 'S' },
    ],
    'gen_ai.request.max_tokens': [{ attr: 'gen_ai.request.max_tokens', ev: 'S' }],
    'gen_ai.response.finish_reasons': [
      { attr: 'gen_ai.response.finish_reasons', ev: 'S' },
      { attr: 'gen_ai.response.finish_reason', ev: 'S', note: 'singular, never in a release since v1.26' },
      { body: 'finish_reason', ev: 'R', note: 'log record gen_ai.choice, v1.28 to v1.36' },
      { json: 'gen_ai.output.messages', path: '*.finish_reason', ev: 'S' },
    ],
    'gen_ai.request.stream': [
      { attr: 'gen_ai.request.stream', ev: 'S' },
      { attr: 'gen_ai.request.is_stream', ev: 'R' },
      { attr: 'gen_ai.is_streaming', ev: 'R' },
    ],
    'gen_ai.response.time_to_first_chunk': [
      { attr: 'gen_ai.response.time_to_first_chunk', ev: 'S' },
      { attr: 'gen_ai.client.operation.time_to_first_chunk', ev: 'R', note: 'seconds, as a span attribute' },
    ],
    'x.cost.total_usd': [{ attr: 'gen_ai.usage.cost', do: 'ignore_zero', ev: 'S' }],
    'x.service_tier': [
      { attr: 'openai.response.service_tier', ev: 'S' },
      { attr: 'gen_ai.openai.response.service_tier', ev: 'R' },
      { attr: 'gen_ai.response.service_tier', ev: 'R' },
      { attr: 'openai.request.service_tier', ev: 'S' },
      { attr: 'gen_ai.openai.request.service_tier', ev: 'S' },
    ],
    'gen_ai.conversation.id': [{ attr: 'gen_ai.conversation.id', ev: 'S' }],
    'user.id': [
      { attr: 'user.id', ev: 'S' },
      { attr: 'gen_ai.user', ev: 'S' },
    ],
    'gen_ai.agent.name': [{ attr: 'gen_ai.agent.name', ev: 'S' }],
    'gen_ai.prompt.name': [{ attr: 'gen_ai.prompt.name', ev: 'S' }],
    'gen_ai.prompt.version': [{ attr: 'gen_ai.prompt.version', ev: 'S' }],
    'gen_ai.tool.name': [{ attr: 'gen_ai.tool.name', when: { operation: ['execute_tool', ''] }, ev: 'S' }],
    'gen_ai.tool.call.id': [{ attr: 'gen_ai.tool.call.id', when: { operation: ['execute_tool', ''] }, ev: 'S' }],
    'error.type': [
      { attr: 'error.type', ev: 'S' },
      { event: 'exception', key: 'exception.type', when: { failed: true }, ev: 'S' },
    ],
    'x.tool_calls': [
      { body: 'message.tool_calls.*', do: 'count', ev: 'R', note: 'log record gen_ai.choice' },
      { json: 'gen_ai.output.messages', path: '*.parts.*.type', equals: ['tool_call', 'tool_use', 'function_call'], do: 'count', ev: 'S' },
    ],
    'gen_ai.request.temperature': [{ attr: 'gen_ai.request.temperature', ev: 'S' }],
    'gen_ai.request.top_p': [{ attr: 'gen_ai.request.top_p', ev: 'S' }],
    'gen_ai.request.top_k': [{ attr: 'gen_ai.request.top_k', ev: 'S' }],
    'gen_ai.request.seed': [
      { attr: 'gen_ai.request.seed', ev: 'S' },
      { attr: 'gen_ai.openai.request.seed', ev: 'S', note: 'until v1.29' },
    ],
    'gen_ai.request.frequency_penalty': [{ attr: 'gen_ai.request.frequency_penalty', ev: 'S' }],
    'gen_ai.request.presence_penalty': [{ attr: 'gen_ai.request.presence_penalty', ev: 'S' }],
    'gen_ai.request.stop_sequences': [{ attr: 'gen_ai.request.stop_sequences', ev: 'S' }],
    'gen_ai.request.choice.count': [{ attr: 'gen_ai.request.choice.count', ev: 'S' }],
    'gen_ai.request.reasoning.level': [{ attr: 'gen_ai.request.reasoning.level', ev: 'S' }],
    'gen_ai.output.type': [
      { attr: 'gen_ai.output.type', ev: 'S' },
      { attr: 'gen_ai.openai.request.response_format', do: 'map:response_format', ev: 'S', note: 'until v1.31' },
    ],
    'gen_ai.agent.id': [{ attr: 'gen_ai.agent.id', ev: 'S' }],
    'gen_ai.agent.description': [{ attr: 'gen_ai.agent.description', ev: 'S' }],
    'gen_ai.tool.type': [{ attr: 'gen_ai.tool.type', ev: 'S' }],
    'gen_ai.tool.description': [{ attr: 'gen_ai.tool.description', ev: 'S' }],
    'gen_ai.tool.call.arguments': [{ attr: 'gen_ai.tool.call.arguments', ev: 'S' }],
    'gen_ai.tool.call.result': [{ attr: 'gen_ai.tool.call.result', ev: 'S' }],
    'gen_ai.tool.definitions': [{ attr: 'gen_ai.tool.definitions', ev: 'S' }],
    'gen_ai.retrieval.query.text': [{ attr: 'gen_ai.retrieval.query.text', ev: 'S' }],
    'gen_ai.retrieval.top_k': [
      { attr: 'gen_ai.retrieval.top_k', ev: 'S' },
      { attr: 'gen_ai.request.top_k', when: { operation: ['retrieval'] }, ev: 'S' },
    ],
    'gen_ai.retrieval.documents': [{ attr: 'gen_ai.retrieval.documents', ev: 'S' }],
    'gen_ai.data_source.id': [{ attr: 'gen_ai.data_source.id', ev: 'S' }],
    'openai.request.service_tier': [
      { attr: 'openai.request.service_tier', ev: 'S' },
      { attr: 'gen_ai.openai.request.service_tier', ev: 'S' },
    ],
    'openai.response.service_tier': [
      { attr: 'openai.response.service_tier', ev: 'S' },
      { attr: 'gen_ai.openai.response.service_tier', ev: 'S' },
    ],
    'openai.response.system_fingerprint': [
      { attr: 'openai.response.system_fingerprint', ev: 'S' },
      { attr: 'gen_ai.openai.response.system_fingerprint', ev: 'S' },
      { attr: 'gen_ai.response.system_fingerprint', ev: 'R' },
    ],
    'gen_ai.system_instructions': [{ attr: 'gen_ai.system_instructions', do: 'messages:parts', ev: 'S' }],
    'gen_ai.input.messages': [{ attr: 'gen_ai.input.messages', do: 'messages:auto', ev: 'S' }],
    'gen_ai.output.messages': [{ attr: 'gen_ai.output.messages', do: 'messages:auto', ev: 'S' }],
  },
  values: { response_format: { text: 'text', json_object: 'json', json_schema: 'json' } },
};
