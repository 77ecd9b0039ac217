import type { DialectTable } from './table.ts';

/** OpenLIT. Canonical names, Anthropic's counts unsummed; tool names on a chat span are tools that were asked for. */
export const OPENLIT: DialectTable = {
  id: 'openlit',
  title: 'OpenLIT',
  source: 'openlit/openlit ad20b7b read, npm 1.15.0 run',
  role: 'sdk',
  detect: {
    scope_prefix: ['@openlit/', 'openlit.'],
    scope: ['openlit'],
    resource: { 'telemetry.sdk.name': ['openlit'] },
    attr: ['openlit.agent.version_hash'],
    attr_value: { 'telemetry.sdk.name': ['openlit'] },
    weak_attr: ['gen_ai.sdk.version', 'gen_ai.request.is_stream'],
  },
  usage: [
    { id: 'unsummed', cache: 'beside', provider: ['anthropic', 'aws.bedrock'], ev: 'R', note: '476 beside 432 read and 228 written' },
    { id: 'openai', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'R' },
  ],
  map: {
    'gen_ai.usage.cache_read.input_tokens': [
      { attr: 'gen_ai.usage.cache_read.input_tokens', ev: 'R' },
      { attr: 'gen_ai.usage.prompt_tokens_details.cache_read', ev: 'S' },
      { attr: 'gen_ai.usage.prompt_tokens_details.cached_tokens', ev: 'S' },
    ],
    'gen_ai.usage.cache_write.input_tokens': [
      { attr: 'gen_ai.usage.cache_creation.input_tokens', ev: 'R' },
      { attr: 'gen_ai.usage.prompt_tokens_details.cache_write', ev: 'S' },
      { attr: 'gen_ai.usage.prompt_tokens_details.cache_creation_tokens', ev: 'S' },
    ],
    'gen_ai.usage.reasoning.output_tokens': [
      { attr: 'gen_ai.usage.reasoning_tokens', ev: 'R' },
      { attr: 'gen_ai.usage.completion_tokens_details.reasoning', ev: 'S' },
      { attr: 'gen_ai.usage.completion_tokens_details.reasoning_tokens', ev: 'S' },
    ],
    'gen_ai.request.stream': [{ attr: 'gen_ai.request.is_stream', ev: 'R' }],
    'gen_ai.response.time_to_first_chunk': [
      { attr: 'gen_ai.server.time_to_first_token', when: { attr: 'gen_ai.server.time_per_output_token' }, ev: 'R', note: 'seconds here' },
    ],
    'user.id': [{ attr: 'gen_ai.request.user', ev: 'R' }],
    'x.tool_calls': [
      { json: 'gen_ai.output.messages', path: '*.parts.*.type', equals: ['tool_call'], do: 'count', ev: 'R' },
      { attr: 'gen_ai.tool.name', do: 'count_commas', when: { operation: ['chat'] }, ev: 'R', note: 'tools asked for, joined by commas' },
    ],
    'gen_ai.tool.call.arguments': [
      { attr: 'gen_ai.tool.args', when: { operation: ['execute_tool'] }, ev: 'S' },
      { attr: 'gen_ai.tool.input', when: { operation: ['execute_tool'] }, ev: 'S' },
    ],
    'gen_ai.tool.call.result': [{ attr: 'gen_ai.tool.output', when: { operation: ['execute_tool'] }, ev: 'S' }],
  },
};
