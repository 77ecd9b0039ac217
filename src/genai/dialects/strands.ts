import type { DialectTable } from './table.ts';

/** Strands Agents: content and finish reason in span events, counts with underscores, uncached input on Bedrock and Anthropic. */
export const STRANDS: DialectTable = {
  id: 'strands',
  title: 'Strands Agents',
  source: 'strands-agents/sdk-python 1.40.0 read, 0.2.1 run',
  role: 'framework',
  detect: {
    scope: ['strands.telemetry.tracer'],
    attr_value: { 'gen_ai.system': ['strands-agents'], 'gen_ai.provider.name': ['strands-agents'] },
    weak_attr: ['event_loop.cycle_id'],
  },
  usage: [
    {
      id: 'uncached',
      cache: 'beside',
      provider: ['aws.bedrock', 'anthropic'],
      ev: 'S',
      note: 'these model classes report input without what was cached',
    },
    { id: 'openai', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'S' },
  ],
  map: {
    'gen_ai.operation.name': [{ attr: 'gen_ai.operation.name', ev: 'R', note: 'execute_event_loop_cycle is none of ours' }],
    'gen_ai.usage.cache_read.input_tokens': [{ attr: 'gen_ai.usage.cache_read_input_tokens', ev: 'S' }],
    'gen_ai.usage.cache_write.input_tokens': [{ attr: 'gen_ai.usage.cache_write_input_tokens', ev: 'S' }],
    'gen_ai.response.time_to_first_chunk': [
      { attr: 'gen_ai.server.time_to_first_token', do: 'ms_to_s', ev: 'S', note: 'milliseconds here, seconds in OpenLIT' },
    ],
    'gen_ai.request.stream': [{ const: true, when: { attr: 'gen_ai.server.time_to_first_token' }, ev: 'S' }],
    'gen_ai.response.finish_reasons': [
      { event: 'gen_ai.choice', key: 'finish_reason', ev: 'R' },
      { json: 'gen_ai.output.messages', path: '*.finish_reason', ev: 'S' },
    ],
    'gen_ai.tool.call.arguments': [{ event: 'gen_ai.tool.message', key: 'content', when: { operation: ['execute_tool'] }, ev: 'R' }],
    'gen_ai.tool.call.result': [{ event: 'gen_ai.choice', key: 'message', when: { operation: ['execute_tool'] }, ev: 'R' }],
    'gen_ai.tool.definitions': [{ attr: 'gen_ai.tool.definitions', ev: 'S' }],
    'error.type': [
      { const: 'tool_error', when: { attr: 'gen_ai.tool.status', is: ['error'] }, ev: 'S' },
      { const: 'tool_error', when: { attr: 'tool.status', is: ['error'] }, ev: 'R' },
      { event: 'exception', key: 'exception.type', when: { failed: true }, ev: 'S' },
    ],
    'x.tool_calls': [{ event: 'gen_ai.choice', key: 'message', path: '*.toolUse', do: 'count', ev: 'R' }],
  },
};
