import { TRACELOOP_COMMON, TRACELOOP_SCOPES, TRACELOOP_VALUES } from './traceloop.data.ts';
import type { DialectTable } from './table.ts';

/** OpenLLMetry before its move to the conventions: messages as indexed attributes, counts named prompt and completion. */
export const OPENLLMETRY_LEGACY: DialectTable = {
  id: 'openllmetry_legacy',
  title: 'OpenLLMetry / Traceloop, indexed attributes',
  source: 'traceloop/openllmetry <= 0.53, traceloop/openllmetry-js <= 0.22 (0.20.0 run)',
  role: 'sdk',
  detect: {
    weak_scope: TRACELOOP_SCOPES,
    weak_scope_prefix: ['@traceloop/instrumentation-', '@traceloop/node-server-sdk'],
    not_scope: ['opentelemetry.instrumentation.openai_v2'],
    not_scope_prefix: ['opentelemetry.instrumentation.genai.'],
    attr: [
      'llm.request.type',
      'gen_ai.prompt.0.role',
      'gen_ai.prompt.0.content',
      'gen_ai.completion.0.role',
      'gen_ai.completion.0.content',
      'gen_ai.completion.0.finish_reason',
    ],
    attr_prefix: ['gen_ai.prompt.0.', 'gen_ai.completion.0.', 'llm.usage.'],
    weak_attr: ['traceloop.span.kind', 'traceloop.entity.name', 'traceloop.workflow.name'],
  },
  usage: [
    { id: 'js-anthropic', cache: 'beside', scope_prefix: ['@traceloop/instrumentation-anthropic'], version: '<=0.27.0', ev: 'R' },
    {
      id: 'python',
      cache: 'inside',
      scope_prefix: ['opentelemetry.instrumentation.'],
      ev: 'S',
      note: 'Anthropic counts are summed before they are set',
    },
    { id: 'openai', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'R' },
  ],
  values: TRACELOOP_VALUES,
  map: {
    'gen_ai.operation.name': [
      { attr: 'llm.request.type', do: 'map:request_type', ev: 'R' },
      { attr: 'traceloop.span.kind', do: 'map:span_kind', ev: 'S' },
    ],
    'gen_ai.provider.name': [{ attr: 'gen_ai.system', ev: 'R', note: 'JS capitalises: OpenAI, Anthropic' }],
    'gen_ai.usage.input_tokens': [{ attr: 'gen_ai.usage.prompt_tokens', ev: 'R' }],
    'gen_ai.usage.output_tokens': [{ attr: 'gen_ai.usage.completion_tokens', ev: 'R' }],
    'gen_ai.usage.reasoning.output_tokens': [{ attr: 'llm.usage.reasoning_tokens', ev: 'S' }],
    'x.usage.total_tokens': [{ attr: 'llm.usage.total_tokens', ev: 'R' }],
    'gen_ai.response.finish_reasons': [
      { indexed: 'gen_ai.completion.*.finish_reason', ev: 'R' },
      { attr: 'llm.response.finish_reason', ev: 'S' },
      { attr: 'llm.response.stop_reason', ev: 'S' },
    ],
    'x.tool_calls': [{ indexed: 'gen_ai.completion.0.tool_calls.*.name', do: 'count', ev: 'R' }],
    'gen_ai.request.stream': [{ attr: 'llm.is_streaming', ev: 'S' }],
    'gen_ai.response.time_to_first_chunk': [{ event: 'llm.content.completion.chunk', do: 'event_minus_start', ev: 'S' }],
    'gen_ai.request.top_k': [{ attr: 'llm.top_k', ev: 'S' }],
    'gen_ai.request.frequency_penalty': [{ attr: 'llm.frequency_penalty', ev: 'S' }],
    'gen_ai.request.presence_penalty': [{ attr: 'llm.presence_penalty', ev: 'S' }],
    'gen_ai.request.stop_sequences': [{ attr: 'llm.chat.stop_sequences', ev: 'S' }],
    'gen_ai.input.messages': [{ indexed: 'gen_ai.prompt.*', do: 'messages:traceloop_indexed', ev: 'R' }],
    'gen_ai.output.messages': [{ indexed: 'gen_ai.completion.*', do: 'messages:traceloop_indexed', ev: 'R' }],
    ...TRACELOOP_COMMON,
  },
};
