import type { Cost } from '../../genai/pricing/cost.ts';
import { internKey, type Key } from '../../otlp/keys.ts';
import type { AttributesEdit } from '../../otlp/views/attributes-view.ts';

/** Other spellings of the cost: LiteLLM's, OpenLIT's and Langfuse's plain attribute; OpenInference; Langfuse's own; Pydantic AI's and Logfire's. */
export type AlsoWrite = 'gen_ai_usage_cost' | 'openinference' | 'langfuse' | 'operation_cost';

export const ALSO_WRITE: readonly AlsoWrite[] = ['gen_ai_usage_cost', 'openinference', 'langfuse', 'operation_cost'];

/** Writes a spelling where it is absent. `cost` is undefined when only a reported total is known. */
export type CostWriter = (attributes: AttributesEdit, totalUsd: number, cost: Cost | undefined) => void;

const GEN_AI_USAGE_COST = internKey('gen_ai.usage.cost');
const OPERATION_COST = internKey('operation.cost');
const LLM_COST_TOTAL = internKey('llm.cost.total');
const LLM_COST_PROMPT = internKey('llm.cost.prompt');
const LLM_COST_COMPLETION = internKey('llm.cost.completion');
const LLM_COST_CACHE_READ = internKey('llm.cost.prompt_details.cache_read');
const LLM_COST_CACHE_WRITE = internKey('llm.cost.prompt_details.cache_write');
const LANGFUSE_COST_DETAILS = internKey('langfuse.observation.cost_details');

/** One writer for each spelling. */
export const COST_WRITERS: Readonly<Record<AlsoWrite, CostWriter>> = {
  gen_ai_usage_cost: (attributes, totalUsd) => setAbsent(attributes, GEN_AI_USAGE_COST, totalUsd),
  operation_cost: (attributes, totalUsd) => setAbsent(attributes, OPERATION_COST, totalUsd),
  openinference: (attributes, totalUsd, cost) => {
    setAbsent(attributes, LLM_COST_TOTAL, totalUsd);
    if (cost === undefined) return;
    const read = cost.cacheRead.toUsd();
    const write = cost.cacheWrite.toUsd();
    // OpenInference counts all of the prompt in `prompt`, cached or not.
    if (cost.inputKnown) setAbsent(attributes, LLM_COST_PROMPT, cost.input.toUsd() + read + write);
    if (cost.outputKnown) setAbsent(attributes, LLM_COST_COMPLETION, cost.output.toUsd());
    if (read > 0) setAbsent(attributes, LLM_COST_CACHE_READ, read);
    if (write > 0) setAbsent(attributes, LLM_COST_CACHE_WRITE, write);
  },
  langfuse: (attributes, totalUsd, cost) => {
    if (attributes.find(LANGFUSE_COST_DETAILS) === -1)
      attributes.setText(LANGFUSE_COST_DETAILS, JSON.stringify(langfuseDetails(totalUsd, cost)));
  },
};

/** Langfuse takes `total` as it is, and sums of parts only when there are no others than input and output: so `total` is always there. */
function langfuseDetails(totalUsd: number, cost: Cost | undefined): Record<string, number> {
  const details: Record<string, number> = {};
  if (cost?.inputKnown === true) details['input'] = cost.input.toUsd();
  if (cost?.outputKnown === true) details['output'] = cost.output.toUsd();
  if (cost !== undefined && !cost.cacheRead.isZero) details['cache_read_input_tokens'] = cost.cacheRead.toUsd();
  if (cost !== undefined && !cost.cacheWrite.isZero) details['cache_creation_input_tokens'] = cost.cacheWrite.toUsd();
  if (cost !== undefined && !cost.other.isZero) details['other'] = cost.other.toUsd();
  details['total'] = totalUsd;
  return details;
}

function setAbsent(attributes: AttributesEdit, key: Key, usd: number): void {
  if (attributes.find(key) === -1) attributes.setDouble(key, usd);
}
