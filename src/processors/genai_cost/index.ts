import { defineProcessor, type Descriptor, type Processor } from '../../kernel/component.ts';
import { checkGenAiCost, GENAI_COST_SCHEMA, type GenAiCostConfig } from './config.ts';
import { createGenAiCost, GENAI_COST_TELEMETRY } from './processor.ts';

/** Writes what each LLM call costs. */
export const genaiCostProcessor: Descriptor<'processor', GenAiCostConfig, Processor> = defineProcessor({
  type: 'genai_cost',
  aliases: [],
  stability: { traces: 'beta', logs: 'beta' },
  form: 'stages',
  config: GENAI_COST_SCHEMA,
  check: checkGenAiCost,
  telemetry: GENAI_COST_TELEMETRY,
  create: createGenAiCost,
});
