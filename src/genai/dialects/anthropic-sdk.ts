import type { DialectTable } from './table.ts';

/** Tracing built into Anthropic's own SDKs. Canonical counts; the stop reason is only under their own name. */
export const ANTHROPIC_SDK: DialectTable = {
  id: 'anthropic_sdk',
  title: 'Anthropic SDK built-in tracing',
  source: 'npm @anthropic-ai/sdk 1.12.0 run, Python anthropic 2.12.0 run',
  role: 'sdk',
  detect: { scope_prefix: ['com.anthropic.sdk.'], attr: ['anthropic.message.stop_reason'] },
  usage: [{ id: 'summed', cache: 'inside', reasoning: 'inside', ev: 'R', note: '1136 with 432 read and 228 written' }],
  billable: { unless: [{ span_name: ['anthropic.messages.count_tokens'] }] },
  map: {
    'gen_ai.response.finish_reasons': [
      { attr: 'anthropic.message.stop_reason', ev: 'R', note: 'the list of the conventions is never set' },
    ],
    'x.cache_write_5m': [{ attr: 'anthropic.usage.cache_creation.ephemeral_5m_input_tokens', ev: 'R' }],
    'x.cache_write_1h': [
      { attr: 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens', ev: 'R', note: 'written for an hour: another price' },
    ],
    'x.usage.web_searches': [{ attr: 'anthropic.usage.server_tool_use.web_search_requests', ev: 'S' }],
    'x.service_tier': [{ attr: 'anthropic.response.service_tier', ev: 'R' }],
  },
};
