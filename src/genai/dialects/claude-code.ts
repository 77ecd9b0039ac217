import type { DialectTable } from './table.ts';

/** Claude Code: a log record per API request; the beta spans and the metrics repeat it. Counts stand beside each other. */
export const CLAUDE_CODE: DialectTable = {
  id: 'claude_code',
  title: 'Claude Code',
  source: 'anthropics/claude-code 2.1.240 changelog, vendor monitoring documentation',
  role: 'sdk',
  detect: { resource: { 'service.name': ['claude-code'] }, log_event_prefix: ['claude_code.'], attr_prefix: ['claude_code.'] },
  usage: [{ id: 'uncached', cache: 'beside', ev: 'D' }],
  billable: { signal: 'logs' },
  log_event_prefix: 'claude_code.',
  log_events: [
    { name: 'api_request', operation: 'chat', call: true, ev: 'D' },
    { name: 'api_error', operation: 'chat', call: true, failed: true, ev: 'D' },
    { name: 'tool_result', operation: 'execute_tool', ev: 'D' },
  ],
  map: {
    'gen_ai.operation.name': [
      { attr: 'gen_ai.operation.name', ev: 'X' },
      { const: 'chat', when: { span_name: ['claude_code.llm_request'] }, ev: 'X' },
      { const: 'execute_tool', when: { span_name: ['claude_code.tool'] }, ev: 'X' },
      { const: 'invoke_agent', when: { span_name: ['claude_code.interaction'] }, ev: 'X' },
    ],
    'gen_ai.provider.name': [
      { attr: 'gen_ai.system', ev: 'X' },
      { const: 'anthropic', when: { attr: 'model' }, ev: 'D' },
    ],
    'gen_ai.request.model': [
      { attr: 'gen_ai.request.model', ev: 'X' },
      { attr: 'model', ev: 'D' },
    ],
    'gen_ai.response.id': [
      { attr: 'gen_ai.response.id', ev: 'X' },
      { attr: 'request_id', ev: 'D' },
    ],
    'gen_ai.usage.input_tokens': [{ attr: 'input_tokens', ev: 'D', note: 'text before 2.1.122' }],
    'gen_ai.usage.output_tokens': [{ attr: 'output_tokens', ev: 'D' }],
    'gen_ai.usage.cache_read.input_tokens': [{ attr: 'cache_read_tokens', ev: 'D' }],
    'gen_ai.usage.cache_write.input_tokens': [{ attr: 'cache_creation_tokens', ev: 'D' }],
    'x.cost.total_usd': [{ attr: 'cost_usd', do: 'ignore_zero', ev: 'D' }],
    'gen_ai.response.finish_reasons': [
      { attr: 'gen_ai.response.finish_reasons', ev: 'X', note: 'spans since 2.1.121' },
      { attr: 'stop_reason', ev: 'X' },
    ],
    'gen_ai.response.time_to_first_chunk': [{ attr: 'ttft_ms', do: 'ms_to_s', ev: 'X' }],
    'x.service_tier': [{ attr: 'speed', do: 'map:speed', ev: 'D' }],
    'gen_ai.tool.name': [{ attr: 'tool_name', ev: 'D' }],
    'gen_ai.tool.call.id': [
      { attr: 'gen_ai.tool.call.id', ev: 'X' },
      { attr: 'tool_use_id', ev: 'X' },
    ],
    'gen_ai.conversation.id': [{ attr: 'session.id', ev: 'D' }],
    'user.id': [
      { attr: 'user.account_uuid', ev: 'D' },
      { attr: 'user.id', ev: 'D', note: 'an anonymous id of the installation' },
    ],
    'error.type': [
      { attr: 'status_code', when: { log_event: ['api_error', 'claude_code.api_error'] }, ev: 'D', note: 'may be the text undefined' },
      { const: '_OTHER', when: { log_event: ['api_error', 'claude_code.api_error'] }, ev: 'D' },
      { const: '_OTHER', when: { attr: 'success', is: ['false'] }, ev: 'D' },
    ],
    'gen_ai.tool.call.arguments': [
      { attr: 'tool_input', ev: 'X' },
      { attr: 'tool_parameters', ev: 'D' },
    ],
    'session.id': [{ attr: 'session.id', ev: 'D' }],
  },
  values: { speed: { normal: null, fast: 'fast' } },
};
