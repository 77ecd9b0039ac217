import type { DialectTable, SourceRow } from './table.ts';

const response = (path: string, ev: SourceRow['ev']): SourceRow => ({ json: 'gcp.vertex.agent.llm_response', path, ev });

/** Google Agent Development Kit. One system name for every backend; the thoughts are counted only inside the response's JSON. */
export const GOOGLE_ADK: DialectTable = {
  id: 'google_adk',
  title: 'Google Agent Development Kit',
  source: 'google/adk-python 692af95 and 07a66b5 read, 1.14.1 run',
  role: 'framework',
  detect: {
    scope: ['gcp.vertex.agent'],
    attr: ['gcp.vertex.agent.llm_request', 'gcp.vertex.agent.llm_response', 'gcp.vertex.agent.session_id', 'gcp.vertex.agent.event_id'],
    attr_prefix: ['gcp.vertex.agent.'],
    attr_value: { 'gen_ai.system': ['gcp.vertex.agent'] },
  },
  usage: [
    {
      id: 'thoughts-added',
      cache: 'inside',
      reasoning: 'inside',
      ev: 'R',
      note: 'the row below adds candidates 360 and thoughts 114; newer versions count so themselves',
    },
  ],
  billable: { unless: [{ span_name: ['execute_tool (merged tools)'] }] },
  map: {
    'gen_ai.operation.name': [
      { attr: 'gen_ai.operation.name', ev: 'R' },
      { const: 'generate_content', when: { span_name: ['call_llm'] }, ev: 'R' },
      { const: 'execute_tool', when: { span_name_prefix: ['execute_tool'] }, ev: 'R' },
      { const: 'invoke_agent', when: { span_name_prefix: ['invoke_agent', 'agent_run'] }, ev: 'R' },
    ],
    'gen_ai.request.model': [
      { attr: 'gen_ai.request.model', ev: 'R' },
      { json: 'gcp.vertex.agent.llm_request', path: 'model', ev: 'R' },
    ],
    'gen_ai.response.model': [{ attr: 'gen_ai.response.model', ev: 'S' }, response('model_version', 'S')],
    'gen_ai.response.id': [response('response_id', 'S')],
    'gen_ai.usage.input_tokens': [{ attr: 'gen_ai.usage.input_tokens', ev: 'R' }, response('usage_metadata.prompt_token_count', 'R')],
    'gen_ai.usage.output_tokens': [
      {
        json: 'gcp.vertex.agent.llm_response',
        paths: ['usage_metadata.candidates_token_count', 'usage_metadata.thoughts_token_count'],
        do: 'sum',
        ev: 'R',
      },
      { attr: 'gen_ai.usage.output_tokens', ev: 'R' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [
      { attr: 'gen_ai.usage.cache_read.input_tokens', ev: 'S' },
      response('usage_metadata.cached_content_token_count', 'R'),
    ],
    'gen_ai.usage.reasoning.output_tokens': [
      { attr: 'gen_ai.usage.reasoning.output_tokens', ev: 'S' },
      { attr: 'gen_ai.usage.experimental.reasoning_tokens', ev: 'S' },
      response('usage_metadata.thoughts_token_count', 'R'),
    ],
    'x.usage.total_tokens': [response('usage_metadata.total_token_count', 'R')],
    'gen_ai.response.finish_reasons': [{ attr: 'gen_ai.response.finish_reasons', ev: 'R' }, response('finish_reason', 'R')],
    'x.tool_calls': [{ json: 'gcp.vertex.agent.llm_response', path: 'content.parts.*.function_call', do: 'count', ev: 'R' }],
    'gen_ai.request.max_tokens': [{ json: 'gcp.vertex.agent.llm_request', path: 'config.max_output_tokens', ev: 'S' }],
    'gen_ai.conversation.id': [
      { attr: 'gen_ai.conversation.id', ev: 'S' },
      { attr: 'gcp.vertex.agent.session_id', ev: 'R' },
    ],
    'session.id': [{ attr: 'gcp.vertex.agent.session_id', ev: 'R' }],
    'gen_ai.tool.type': [
      { const: 'function', when: { operation: ['execute_tool'] }, ev: 'S', note: 'the source is the name of a Python class' },
    ],
    'gen_ai.tool.call.arguments': [
      { attr: 'gen_ai.tool.call.arguments', ev: 'S' },
      { attr: 'gcp.vertex.agent.tool_call_args', ev: 'R' },
    ],
    'gen_ai.tool.call.result': [
      { attr: 'gen_ai.tool.call.result', ev: 'S' },
      { attr: 'gcp.vertex.agent.tool_response', ev: 'R' },
    ],
    'gen_ai.input.messages': [
      { attr: 'gen_ai.input.messages', do: 'messages:auto', ev: 'S' },
      { attr: 'gcp.vertex.agent.llm_request', do: 'messages:auto', ev: 'R' },
    ],
    'gen_ai.output.messages': [
      { attr: 'gen_ai.output.messages', do: 'messages:auto', ev: 'S' },
      { attr: 'gcp.vertex.agent.llm_response', do: 'messages:auto_output', ev: 'R' },
    ],
  },
};
