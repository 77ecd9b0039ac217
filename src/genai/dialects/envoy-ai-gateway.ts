import type { DialectTable } from './table.ts';

/** Envoy AI Gateway: OpenInference by default, canonical when switched. Counting tokens is no call. */
export const ENVOY_AI_GATEWAY: DialectTable = {
  id: 'envoy_ai_gateway',
  title: 'Envoy AI Gateway',
  source: 'envoyproxy/ai-gateway c217da8 (1.1.0) read',
  role: 'gateway',
  detect: { scope: ['envoyproxy/ai-gateway'] },
  then: ['openinference'],
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'S' }],
  billable: {
    unless: [
      { attr: 'openinference.span.kind', is: ['TOKEN_COUNTER'] },
      { attr: 'gen_ai.operation.name', is: ['tokenize'] },
    ],
  },
  map: {
    'gen_ai.provider.name': [{ attr: 'gen_ai.provider.name', ev: 'S', note: 'azure.openai, aws.anthropic, gcp.anthropic' }],
  },
};
