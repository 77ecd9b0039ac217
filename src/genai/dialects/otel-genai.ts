import type { DialectTable } from './table.ts';

/** The conventions from v1.37 on; everything is where the general table has it. */
export const OTEL_GENAI: DialectTable = {
  id: 'otel_genai',
  title: 'Official OpenTelemetry instrumentations, conventions 1.37 and later',
  source: 'open-telemetry/opentelemetry-python-genai; opentelemetry-js-contrib 0.19 (Responses API); google-genai 1.3b0 run',
  role: 'sdk',
  detect: {
    scope: ['opentelemetry.instrumentation.openai_v2', 'opentelemetry.instrumentation.google_genai'],
    scope_prefix: ['opentelemetry.instrumentation.genai.', '@opentelemetry/instrumentation-openai'],
    weak_attr: ['gen_ai.provider.name'],
  },
  usage: [
    { id: 'openai', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'R' },
    { id: 'google', cache: 'inside', provider: ['gcp.gemini', 'gcp.vertex_ai', 'gcp.gen_ai'], ev: 'R' },
  ],
  map: {},
};
