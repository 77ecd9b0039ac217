import type { DialectTable } from './table.ts';

/** Gemini CLI: a log record per response; thoughts are counted beside the output; a second record and metrics repeat it. */
export const GEMINI_CLI: DialectTable = {
  id: 'gemini_cli',
  title: 'Gemini CLI',
  source: 'indexed excerpts of google-gemini/gemini-cli',
  role: 'sdk',
  detect: { resource: { 'service.name': ['gemini-cli'] }, log_event_prefix: ['gemini_cli.'], attr_prefix: ['gemini_cli.'] },
  usage: [
    { id: 'thoughts-added', cache: 'inside', reasoning: 'inside', has: 'thoughts_token_count', ev: 'X', note: 'the row below adds them' },
    { id: 'documented', cache: 'inside', ev: 'X' },
  ],
  billable: { signal: 'logs' },
  log_event_prefix: 'gemini_cli.',
  log_events: [
    { name: 'api_response', operation: 'generate_content', call: true, ev: 'X' },
    { name: 'api_error', operation: 'generate_content', call: true, failed: true, ev: 'X' },
    { name: 'tool_call', operation: 'execute_tool', ev: 'X' },
  ],
  values: {
    operation: {
      llm_call: 'generate_content',
      tool_call: 'execute_tool',
      agent_call: 'invoke_agent',
      user_prompt: 'handle_conversation_turn',
    },
  },
  map: {
    'gen_ai.operation.name': [{ attr: 'gen_ai.operation.name', do: 'map:operation', ev: 'X' }],
    'gen_ai.request.model': [{ attr: 'model', ev: 'X' }],
    'gen_ai.usage.input_tokens': [{ attr: 'input_token_count', ev: 'X' }],
    'gen_ai.usage.output_tokens': [{ attrs: ['output_token_count', 'thoughts_token_count'], do: 'sum', ev: 'X' }],
    'gen_ai.usage.cache_read.input_tokens': [{ attr: 'cached_content_token_count', ev: 'X' }],
    'gen_ai.usage.reasoning.output_tokens': [{ attr: 'thoughts_token_count', ev: 'X' }],
    'x.usage.total_tokens': [{ attr: 'total_token_count', ev: 'X' }],
    'gen_ai.response.finish_reasons': [{ attr: 'finish_reasons', ev: 'X' }],
    'gen_ai.conversation.id': [{ attr: 'session.id', ev: 'X' }],
    'gen_ai.tool.name': [{ attr: 'function_name', ev: 'X' }],
    'error.type': [
      { attr: 'error_type', ev: 'X' },
      { attr: 'error.type', ev: 'X' },
      { const: '_OTHER', when: { attr: 'success', is: ['false'] }, ev: 'X' },
    ],
    'gen_ai.tool.call.arguments': [{ attr: 'function_args', ev: 'X' }],
    'session.id': [{ attr: 'session.id', ev: 'X' }],
  },
};
