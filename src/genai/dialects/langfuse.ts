import type { DialectTable, SourceRow } from './table.ts';

const type = (...types: readonly string[]): NonNullable<SourceRow['when']> => ({ attr: 'langfuse.observation.type', is: types });
const usage = (path: string, ev: SourceRow['ev'], note?: string): SourceRow => ({
  json: 'langfuse.observation.usage_details',
  path,
  ev,
  ...(note === undefined ? {} : { note }),
});

/** Langfuse SDKs on OpenTelemetry. `usage_details` are disjoint buckets, or the provider's own shape when the user passed that on. */
export const LANGFUSE: DialectTable = {
  id: 'langfuse',
  title: 'Langfuse SDKs (JS v4 and v5, Python v3 to v5)',
  source: 'langfuse/langfuse-js 5.11.1 run, langfuse/langfuse-python 5.0.4 run, ingestion of langfuse 4.16.0 read',
  role: 'framework',
  detect: { scope: ['langfuse-sdk'], attr: ['langfuse.observation.type'] },
  usage: [
    {
      id: 'buckets-summed',
      cache: 'inside',
      reasoning: 'inside',
      ev: 'R',
      note: 'the rows below already add up the buckets: 704 + 432 = 1136',
    },
  ],
  values: {
    type: {
      generation: 'chat',
      embedding: 'embeddings',
      agent: 'invoke_agent',
      tool: 'execute_tool',
      retriever: 'retrieval',
      chain: null,
      evaluator: null,
      guardrail: null,
      span: null,
      event: null,
    },
  },
  map: {
    'gen_ai.operation.name': [
      { const: 'chat', when: { attr: 'langfuse.observation.usage_details', lacks: 'langfuse.observation.type' }, ev: 'S' },
      { attr: 'langfuse.observation.type', do: 'map:type', ev: 'R' },
    ],
    'gen_ai.request.model': [{ attr: 'langfuse.observation.model.name', ev: 'R', note: "the response's name once it is known" }],
    'gen_ai.response.model': [{ attr: 'langfuse.observation.model.name', when: { attr: 'langfuse.observation.usage_details' }, ev: 'R' }],
    'gen_ai.response.id': [
      { json: 'langfuse.observation.output', path: 'id', when: type('generation'), ev: 'S', note: 'only when the raw response was stored' },
    ],
    'gen_ai.usage.input_tokens': [
      { json: 'langfuse.observation.usage_details', paths: ['input', 'input_*'], do: ['sum', 'needs:input'], ev: 'R' },
      usage('prompt_tokens', 'R', 'OpenAI-shaped'),
      {
        json: 'langfuse.observation.usage_details',
        paths: ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'],
        do: 'sum',
        ev: 'S',
        note: 'Anthropic-shaped',
      },
      usage('input.intValue', 'S', 'older SDKs'),
    ],
    'gen_ai.usage.output_tokens': [
      { json: 'langfuse.observation.usage_details', paths: ['output', 'output_*'], do: ['sum', 'needs:output'], ev: 'R' },
      usage('completion_tokens', 'R', 'OpenAI-shaped'),
      usage('output_tokens', 'S', 'Anthropic-shaped'),
      usage('output.intValue', 'S', 'older SDKs'),
    ],
    'x.usage.total_tokens': [usage('total', 'R'), usage('total_tokens', 'R'), usage('total.intValue', 'S', 'older SDKs')],
    'gen_ai.usage.cache_read.input_tokens': [
      usage('input_cached_tokens', 'R'),
      usage('input_cache_read', 'S'),
      usage('cache_read_input_tokens', 'S'),
      usage('prompt_tokens_details.cached_tokens', 'R'),
      usage('input_tokens_details.cached_tokens', 'S'),
    ],
    'gen_ai.usage.cache_write.input_tokens': [
      {
        json: 'langfuse.observation.usage_details',
        paths: ['input_cache_creation', 'input_cache_creation_5m', 'input_cache_creation_1h'],
        do: 'sum',
        ev: 'S',
      },
      usage('cache_creation_input_tokens', 'S'),
    ],
    'x.cache_write_1h': [usage('input_cache_creation_1h', 'S')],
    'gen_ai.usage.reasoning.output_tokens': [
      usage('output_reasoning_tokens', 'R'),
      usage('output_reasoning', 'S'),
      usage('completion_tokens_details.reasoning_tokens', 'R'),
      usage('output_tokens_details.reasoning_tokens', 'S'),
    ],
    'gen_ai.usage.audio.input_tokens': [usage('input_audio_tokens', 'R'), usage('prompt_tokens_details.audio_tokens', 'R')],
    'gen_ai.usage.audio.output_tokens': [usage('output_audio_tokens', 'R'), usage('completion_tokens_details.audio_tokens', 'R')],
    'x.cost.total_usd': [{ json: 'langfuse.observation.cost_details', path: 'total', do: 'ignore_zero', ev: 'R' }],
    'gen_ai.response.finish_reasons': [
      { attr: 'langfuse.observation.metadata.finish_reason', do: 'json_unquote', ev: 'R', note: 'Python, streaming' },
      {
        json: 'langfuse.observation.output',
        path: 'choices.*.finish_reason',
        when: type('generation'),
        ev: 'S',
        note: 'only when the raw response was stored',
      },
      { json: 'langfuse.observation.output', path: 'stop_reason', when: type('generation'), ev: 'S' },
      { json: 'langfuse.observation.output', path: 'finish_reason', when: type('generation'), ev: 'S' },
      { attr: 'langfuse.observation.metadata.status', do: 'json_unquote', ev: 'S', note: 'Responses API' },
    ],
    'x.tool_calls': [
      {
        json: 'langfuse.observation.output',
        paths: ['tool_calls.*', '*.tool_calls.*', 'choices.*.message.tool_calls.*'],
        do: 'count',
        when: type('generation'),
        ev: 'R',
      },
      {
        json: 'langfuse.observation.output',
        paths: ['*.type', 'output.*.type'],
        equals: ['function_call', 'tool_use'],
        do: 'count',
        when: type('generation'),
        ev: 'S',
      },
    ],
    'gen_ai.request.max_tokens': [
      { json: 'langfuse.observation.model.parameters', path: 'max_tokens', ev: 'R', note: 'the text Infinity when unset' },
      { json: 'langfuse.observation.model.parameters', path: 'max_completion_tokens', ev: 'S' },
      { json: 'langfuse.observation.model.parameters', path: 'max_output_tokens', ev: 'S' },
    ],
    'gen_ai.request.stream': [
      { json: 'langfuse.observation.model.parameters', path: 'stream', ev: 'R' },
      { const: true, when: { attr: 'langfuse.observation.completion_start_time' }, ev: 'R' },
    ],
    'gen_ai.response.time_to_first_chunk': [
      { attr: 'langfuse.observation.completion_start_time', do: ['json_unquote', 'iso_minus_start'], ev: 'R' },
    ],
    'x.service_tier': [{ json: 'langfuse.observation.model.parameters', path: 'service_tier', ev: 'R' }],
    'gen_ai.conversation.id': [
      { attr: 'session.id', ev: 'S' },
      { attr: 'langfuse.session.id', ev: 'S' },
    ],
    'user.id': [
      { attr: 'user.id', ev: 'S' },
      { attr: 'langfuse.user.id', ev: 'S' },
    ],
    'gen_ai.agent.name': [{ span_name: true, when: type('agent'), ev: 'S' }],
    'gen_ai.prompt.name': [
      { attr: 'langfuse.observation.prompt.name', ev: 'S' },
      { attr: 'langfuse.prompt.name', ev: 'S' },
    ],
    'gen_ai.prompt.version': [
      { attr: 'langfuse.observation.prompt.version', ev: 'S', note: 'an integer' },
      { attr: 'langfuse.prompt.version', ev: 'S' },
    ],
    'gen_ai.tool.name': [{ span_name: true, when: type('tool'), ev: 'S' }],
    'error.type': [
      { const: '_OTHER', when: { attr: 'langfuse.observation.level', is: ['ERROR'] }, ev: 'R', note: 'JS leaves the span status unset' },
    ],
    'gen_ai.request.temperature': [{ json: 'langfuse.observation.model.parameters', path: 'temperature', ev: 'R' }],
    'gen_ai.tool.call.arguments': [{ attr: 'langfuse.observation.input', when: type('tool'), ev: 'S' }],
    'gen_ai.tool.call.result': [{ attr: 'langfuse.observation.output', when: type('tool'), ev: 'S' }],
    'gen_ai.retrieval.query.text': [{ attr: 'langfuse.observation.input', when: type('retriever'), ev: 'S' }],
    'gen_ai.retrieval.documents': [{ attr: 'langfuse.observation.output', when: type('retriever'), ev: 'S' }],
    'gen_ai.input.messages': [{ attr: 'langfuse.observation.input', do: 'messages:auto', when: type('generation'), ev: 'R' }],
    'gen_ai.output.messages': [{ attr: 'langfuse.observation.output', do: 'messages:auto_output', when: type('generation'), ev: 'R' }],
  },
};
