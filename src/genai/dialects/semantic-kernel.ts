import type { DialectTable } from './table.ts';

/** Microsoft Semantic Kernel. A singular finish reason that is a Python enum's name or a .NET list written as text. */
export const SEMANTIC_KERNEL: DialectTable = {
  id: 'semantic_kernel',
  title: 'Microsoft Semantic Kernel',
  source: 'microsoft/semantic-kernel b39d95a read, Python 1.45.0 run',
  role: 'framework',
  detect: {
    scope: ['semantic_kernel.utils.telemetry.model_diagnostics.decorators', 'Microsoft.SemanticKernel.Diagnostics'],
    scope_prefix: ['semantic_kernel.', 'Microsoft.SemanticKernel'],
  },
  usage: [{ id: 'openai', cache: 'inside', reasoning: 'inside', provider: ['openai', 'azure.ai.openai'], ev: 'R' }],
  map: {
    'gen_ai.operation.name': [{ attr: 'gen_ai.operation.name', ev: 'R', note: 'chat.completions and text.completions in older versions' }],
    'gen_ai.response.finish_reasons': [
      { attr: 'gen_ai.response.finish_reason', ev: 'R', note: 'FinishReason.STOP; ["Stop"] in .NET; joined by commas for several choices' },
    ],
    'error.type': [{ attr: 'error.type', do: 'python_class', ev: 'S', note: "<class '...'>" }],
    'gen_ai.input.messages': [{ event: 'gen_ai.content.prompt', key: 'gen_ai.prompt', do: 'messages:auto', ev: 'S' }],
    'gen_ai.output.messages': [{ event: 'gen_ai.content.completion', key: 'gen_ai.completion', do: 'messages:auto_output', ev: 'S' }],
  },
};
