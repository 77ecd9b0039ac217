import type { DialectTable } from './table.ts';

/** Logfire's wrappers of OpenAI, Anthropic and the OpenAI Agents SDK: requests and responses as JSON beside a few canonical names. */
export const LOGFIRE_LLM: DialectTable = {
  id: 'logfire_llm',
  title: 'Logfire integrations of OpenAI, Anthropic, OpenAI Agents',
  source: 'pydantic/logfire 4.41.0 read; openai-agents 0.24.0 run',
  role: 'framework',
  detect: {
    scope: ['logfire.openai', 'logfire.anthropic', 'logfire.openai_agents', 'logfire.google_genai', 'logfire.litellm'],
    weak_attr: ['request_data', 'response_data'],
  },
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'R' }],
  map: {
    'gen_ai.request.model': [
      { attr: 'gen_ai.request.model', ev: 'R' },
      { json: 'request_data', path: 'model', ev: 'R' },
    ],
    'gen_ai.response.model': [
      { attr: 'gen_ai.response.model', ev: 'R' },
      { json: 'response_data', path: 'model', ev: 'S' },
    ],
    'gen_ai.response.id': [
      { attr: 'response_id', ev: 'R' },
      { json: 'response_data', path: 'id', ev: 'S' },
    ],
    'gen_ai.usage.input_tokens': [
      { attr: 'gen_ai.usage.input_tokens', ev: 'R' },
      { json: 'response_data', path: 'usage.prompt_tokens', ev: 'S' },
      {
        json: 'response_data',
        paths: ['usage.input_tokens', 'usage.cache_read_input_tokens', 'usage.cache_creation_input_tokens'],
        do: 'sum',
        ev: 'S',
        note: "Anthropic's own counts are beside each other, OpenAI's Responses have only the first",
      },
      { json: 'usage', path: 'input_tokens', ev: 'R' },
    ],
    'gen_ai.usage.output_tokens': [
      { attr: 'gen_ai.usage.output_tokens', ev: 'R' },
      { json: 'response_data', path: 'usage.completion_tokens', ev: 'S' },
      { json: 'response_data', path: 'usage.output_tokens', ev: 'S' },
      { json: 'usage', path: 'output_tokens', ev: 'R' },
    ],
    'gen_ai.usage.cache_read.input_tokens': [
      { json: 'usage', path: 'input_tokens_details.cached_tokens', ev: 'R' },
      { json: 'usage', path: 'cached_input_tokens', ev: 'R' },
      { json: 'response_data', path: 'usage.prompt_tokens_details.cached_tokens', ev: 'S' },
      { json: 'response_data', path: 'usage.input_tokens_details.cached_tokens', ev: 'S' },
      { json: 'response_data', path: 'usage.cache_read_input_tokens', ev: 'S' },
      { json: 'gen_ai.usage.raw', path: 'input_tokens_details.cached_tokens', ev: 'R' },
      { json: 'gen_ai.usage.raw', path: 'prompt_tokens_details.cached_tokens', ev: 'S' },
    ],
    'gen_ai.usage.cache_write.input_tokens': [
      { json: 'usage', path: 'input_tokens_details.cache_write_tokens', ev: 'R' },
      { json: 'usage', path: 'cache_write_input_tokens', ev: 'R' },
      { json: 'response_data', path: 'usage.cache_creation_input_tokens', ev: 'S' },
    ],
    'gen_ai.usage.reasoning.output_tokens': [
      { json: 'usage', path: 'output_tokens_details.reasoning_tokens', ev: 'R' },
      { json: 'response_data', path: 'usage.completion_tokens_details.reasoning_tokens', ev: 'S' },
      { json: 'response_data', path: 'usage.output_tokens_details.reasoning_tokens', ev: 'S' },
      { json: 'gen_ai.usage.raw', path: 'output_tokens_details.reasoning_tokens', ev: 'R' },
    ],
    'x.usage.total_tokens': [{ json: 'usage', path: 'total_tokens', ev: 'R' }],
    'gen_ai.request.max_tokens': [
      { json: 'request_data', path: 'max_tokens', ev: 'S' },
      { json: 'request_data', path: 'max_completion_tokens', ev: 'S' },
      { json: 'request_data', path: 'max_output_tokens', ev: 'S' },
      { json: 'model_config', path: 'max_tokens', ev: 'R' },
      { json: 'model_settings', path: 'max_tokens', ev: 'R' },
    ],
    'gen_ai.request.stream': [{ json: 'request_data', path: 'stream', ev: 'S' }],
    'gen_ai.response.finish_reasons': [
      { attr: 'gen_ai.response.finish_reasons', ev: 'S' },
      { json: 'response', path: 'incomplete_details.reason', ev: 'R', note: 'Responses API' },
      { json: 'response', path: 'status', ev: 'R', note: 'Responses API' },
      { json: 'response_data', path: 'choices.*.finish_reason', ev: 'S' },
      { json: 'response_data', path: 'stop_reason', ev: 'S' },
    ],
    'x.tool_calls': [
      { json: 'response', path: 'output.*.type', equals: ['function_call'], do: 'count', ev: 'R' },
      { json: 'output', path: '*.tool_calls.*', do: 'count', ev: 'R' },
      { json: 'response_data', path: 'message.tool_calls.*', do: 'count', ev: 'S' },
    ],
    'x.cost.total_usd': [{ attr: 'operation.cost', do: 'ignore_zero', ev: 'S' }],
    'x.service_tier': [{ json: 'response', path: 'service_tier', ev: 'R' }],
    'gen_ai.agent.name': [{ attr: 'agent_name', ev: 'R' }],
    'gen_ai.input.messages': [
      { attr: 'gen_ai.input.messages', do: 'messages:auto', ev: 'S' },
      { attr: 'request_data', do: 'messages:auto', ev: 'R' },
      { attr: 'raw_input', do: 'messages:auto', ev: 'R' },
      { attr: 'events', do: 'messages:otel_events', ev: 'S' },
    ],
    'gen_ai.output.messages': [
      { attr: 'gen_ai.output.messages', do: 'messages:auto', ev: 'S' },
      { json: 'response_data', path: 'combined_chunk_content', do: 'messages:auto_output', ev: 'S', note: 'a streamed answer' },
      { attr: 'response_data', do: 'messages:auto_output', ev: 'S' },
      { attr: 'events', do: 'messages:otel_events', ev: 'S' },
      { attr: 'response', do: 'messages:auto_output', ev: 'R' },
      { attr: 'output', do: 'messages:auto_output', when: { operation: ['chat'] }, ev: 'R' },
    ],
  },
};
