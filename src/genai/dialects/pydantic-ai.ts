import type { DialectTable } from './table.ts';

/** Pydantic AI. Canonical names; sums stand on the agent span, since 2.x under `gen_ai.aggregated_usage.*`. */
export const PYDANTIC_AI: DialectTable = {
  id: 'pydantic_ai',
  title: 'Pydantic AI',
  source: 'pydantic/pydantic-ai 4fda389 read, pydantic-ai-slim 2.68.0 run',
  role: 'framework',
  detect: {
    scope: ['pydantic-ai'],
    weak_attr: ['model_request_parameters', 'all_messages_events', 'logfire.msg'],
  },
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'R', note: '1136 with 432 read and 228 written' }],
  map: {
    'gen_ai.operation.name': [
      { attr: 'gen_ai.operation.name', ev: 'R' },
      { const: 'invoke_agent', when: { span_name: ['agent run'] }, ev: 'R' },
      { const: 'invoke_agent', when: { attr: 'all_messages_events' }, ev: 'S' },
      { const: 'execute_tool', when: { span_name: ['running tool'] }, ev: 'R' },
      { const: 'execute_tool', when: { attr: 'tool_arguments' }, ev: 'S' },
    ],
    'gen_ai.request.model': [
      { attr: 'gen_ai.request.model', ev: 'R' },
      { attr: 'model_name', ev: 'R', note: 'agent span' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [{ attr: 'gen_ai.usage.details.cache_read_tokens', ev: 'R' }],
    'gen_ai.usage.cache_write.input_tokens': [{ attr: 'gen_ai.usage.details.cache_write_tokens', ev: 'R' }],
    'gen_ai.usage.reasoning.output_tokens': [{ attr: 'gen_ai.usage.details.reasoning_tokens', ev: 'R' }],
    'gen_ai.usage.audio.input_tokens': [{ attr: 'gen_ai.usage.details.input_audio_tokens', ev: 'S' }],
    'x.cost.total_usd': [{ attr: 'operation.cost', do: 'ignore_zero', ev: 'R', note: 'dollars; summed on the agent span' }],
    'gen_ai.response.time_to_first_chunk': [{ attr: 'gen_ai.client.operation.time_to_first_chunk', ev: 'S' }],
    'gen_ai.agent.name': [{ attr: 'agent_name', ev: 'R' }],
    'error.type': [{ event: 'exception', key: 'exception.type', when: { failed: true }, ev: 'R' }],
    'gen_ai.tool.call.arguments': [{ attr: 'tool_arguments', ev: 'R', note: 'v2' }],
    'gen_ai.tool.call.result': [{ attr: 'tool_response', ev: 'R', note: 'v2' }],
    'gen_ai.input.messages': [
      { attr: 'gen_ai.input.messages', do: 'messages:auto', ev: 'R' },
      { attr: 'pydantic_ai.all_messages', do: 'messages:auto', ev: 'R', note: 'agent span, v2' },
      { attr: 'events', do: 'messages:otel_events', ev: 'S', note: 'v1: one list of message events' },
      { attr: 'all_messages_events', do: 'messages:otel_events', ev: 'S', note: 'agent span, v1' },
    ],
    'gen_ai.output.messages': [
      { attr: 'gen_ai.output.messages', do: 'messages:auto', ev: 'R' },
      { attr: 'events', do: 'messages:otel_events', ev: 'S' },
      { attr: 'final_result', do: 'messages:auto_output', when: { operation: ['invoke_agent'] }, ev: 'S' },
    ],
  },
};
