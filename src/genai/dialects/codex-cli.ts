import type { DialectTable } from './table.ts';

/** OpenAI's Codex CLI: the record of a completed response carries the counts, as texts; traces repeat the same events. */
export const CODEX_CLI: DialectTable = {
  id: 'codex_cli',
  title: 'OpenAI Codex CLI',
  source: 'openai/codex 0136a73 (otel session_telemetry.rs) read',
  role: 'sdk',
  detect: {
    resource: { 'service.name': ['codex-cli', 'codex_cli_rs', 'codex_exec', 'codex-app-server'] },
    log_event_prefix: ['codex.'],
    attr_prefix: ['codex.'],
  },
  usage: [{ id: 'responses-api', cache: 'inside', reasoning: 'inside', ev: 'S' }],
  billable: { signal: 'logs' },
  log_event_prefix: 'codex.',
  log_events: [
    { name: 'sse_event', operation: 'chat', call: true, when: { attr: 'event.kind', is: ['response.completed'] }, ev: 'S' },
    { name: 'tool_result', operation: 'execute_tool', ev: 'S' },
  ],
  map: {
    'gen_ai.provider.name': [
      { attr: 'provider_name', ev: 'S' },
      { const: 'openai', when: { attr: 'model' }, ev: 'S' },
    ],
    'gen_ai.request.model': [
      { attr: 'model', ev: 'S' },
      { attr: 'slug', ev: 'S' },
    ],
    'gen_ai.usage.input_tokens': [{ attr: 'input_token_count', ev: 'S', note: 'text' }],
    'gen_ai.usage.output_tokens': [{ attr: 'output_token_count', ev: 'S', note: 'text' }],
    'gen_ai.usage.cache_read.input_tokens': [{ attr: 'cached_token_count', ev: 'S' }],
    'gen_ai.usage.reasoning.output_tokens': [{ attr: 'reasoning_token_count', ev: 'S' }],
    'x.usage.total_tokens': [{ attr: 'tool_token_count', ev: 'S', note: 'equals input and output together, whatever it is called' }],
    'gen_ai.conversation.id': [{ attr: 'conversation.id', ev: 'S' }],
    'user.id': [{ attr: 'user.account_id', ev: 'S' }],
    'gen_ai.tool.name': [{ attr: 'tool_name', ev: 'S' }],
    'gen_ai.tool.call.id': [{ attr: 'call_id', ev: 'S' }],
    'error.type': [
      { const: '_OTHER', when: { attr: 'error.message' }, ev: 'S' },
      { const: '_OTHER', when: { attr: 'success', is: ['false'] }, ev: 'S' },
    ],
    'gen_ai.tool.call.arguments': [{ attr: 'arguments', ev: 'S' }],
    'gen_ai.tool.call.result': [{ attr: 'output', ev: 'S' }],
  },
};
