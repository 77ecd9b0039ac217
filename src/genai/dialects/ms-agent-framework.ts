import type { DialectTable } from './table.ts';

/** Microsoft Agent Framework: canonical names, finish reasons as a JSON text, the framework's name as provider on agent spans. */
export const MS_AGENT_FRAMEWORK: DialectTable = {
  id: 'ms_agent_framework',
  title: 'Microsoft Agent Framework',
  source: 'microsoft/agent-framework 5eb3eb7 read, Python agent-framework-core 1.23.0 run',
  role: 'framework',
  detect: { scope: ['agent_framework', 'Experimental.Microsoft.Agents.AI'], scope_prefix: ['agent_framework.', 'Microsoft.Agents.AI'] },
  usage: [{ id: 'openai', cache: 'inside', reasoning: 'inside', ev: 'R' }],
  map: {
    'gen_ai.response.finish_reasons': [{ attr: 'gen_ai.response.finish_reasons', ev: 'R', note: 'the text ["stop"] in Python' }],
  },
};
