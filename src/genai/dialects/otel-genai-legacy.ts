import type { DialectTable } from './table.ts';

/** The conventions until v1.36 (`gen_ai.system`), default of most official instrumentations; content is in log records. */
export const OTEL_GENAI_LEGACY: DialectTable = {
  id: 'otel_genai_legacy',
  title: 'Official OpenTelemetry instrumentations, conventions 1.28 to 1.36',
  source: 'open-telemetry/opentelemetry-python-contrib 466ae4c; open-telemetry/opentelemetry-js-contrib fd4d8ae (0.21.0 run)',
  role: 'sdk',
  detect: {
    scope: [
      '@opentelemetry/instrumentation-openai',
      'opentelemetry.instrumentation.openai_v2',
      'opentelemetry.instrumentation.google_genai',
    ],
    scope_prefix: ['opentelemetry.instrumentation.botocore'],
    weak_scope: ['opentelemetry.instrumentation.vertexai', 'opentelemetry.instrumentation.openai_agents'],
    weak_attr: ['gen_ai.system'],
  },
  usage: [
    { id: 'openai', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'R' },
    {
      id: 'converse',
      cache: 'beside',
      scope_prefix: ['opentelemetry.instrumentation.botocore'],
      ev: 'R',
      note: 'Bedrock Converse figures as they are: 476 beside 432 read and 228 written',
    },
  ],
  map: {
    'gen_ai.provider.name': [{ attr: 'gen_ai.system', ev: 'R' }],
    'gen_ai.request.seed': [{ attr: 'gen_ai.openai.request.seed', ev: 'S' }],
  },
};
