import { TRACELOOP_COMMON, TRACELOOP_SCOPES, TRACELOOP_VALUES } from './traceloop.data.ts';
import type { DialectTable } from './table.ts';

/** OpenLLMetry in the style of the conventions. */
export const OPENLLMETRY: DialectTable = {
  id: 'openllmetry',
  title: 'OpenLLMetry / Traceloop, style of the conventions',
  source: 'traceloop/openllmetry 93429cf (0.62.4 run), traceloop/openllmetry-js 1faf69d (0.27.0 run)',
  role: 'sdk',
  detect: {
    scope_prefix: ['@traceloop/instrumentation-', '@traceloop/node-server-sdk'],
    weak_scope: TRACELOOP_SCOPES,
    not_scope: ['opentelemetry.instrumentation.openai_v2'],
    not_scope_prefix: ['opentelemetry.instrumentation.genai.'],
    weak_attr: [
      'gen_ai.is_streaming',
      'gen_ai.usage.total_tokens',
      'traceloop.span.kind',
      'traceloop.entity.name',
      'traceloop.workflow.name',
    ],
  },
  usage: [
    {
      id: 'js-anthropic',
      cache: 'beside',
      scope_prefix: ['@traceloop/instrumentation-anthropic'],
      version: '<=0.27.0',
      ev: 'R',
      note: '476 beside 432 read and 228 written; later commits add them up',
    },
    { id: 'python', cache: 'inside', scope_prefix: ['opentelemetry.instrumentation.'], ev: 'R' },
    { id: 'openai', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'R' },
  ],
  values: TRACELOOP_VALUES,
  map: {
    'gen_ai.operation.name': [
      {
        attr: 'gen_ai.operation.name',
        ev: 'R',
        note: 'also execute_task, llm_request, vector_db_retrieve, handoff, guardrail.run: none of ours',
      },
      { attr: 'traceloop.span.kind', do: 'map:span_kind', ev: 'R' },
    ],
    'gen_ai.usage.reasoning.output_tokens': [{ attr: 'gen_ai.usage.reasoning_tokens', ev: 'R' }],
    'gen_ai.response.time_to_first_chunk': [
      { event: 'gen_ai.content.completion.chunk', do: 'event_minus_start', ev: 'R' },
      { event: 'llm.content.completion.chunk', do: 'event_minus_start', ev: 'S' },
    ],
    'gen_ai.request.reasoning.level': [{ attr: 'gen_ai.request.reasoning_effort', ev: 'S' }],
    ...TRACELOOP_COMMON,
  },
};
