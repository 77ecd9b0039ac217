/**
 * Attributes from which the ingestion would take usage or cost (langfuse.md section 2, rows usage and cost). On a span that
 * is no paid call of its own they repeat what its children say, and would be counted twice. What somebody has written under
 * Langfuse's own names is meant so and stands.
 */
export const USAGE_PREFIXES: readonly string[] = ['gen_ai.usage.', 'llm.token_count.', 'llm.usage.', 'llm.cost.', 'ai.usage.'];

/** Attributes from which it takes a model; a model without usage makes it count tokens of the texts by itself. */
export const MODEL_KEYS: readonly (readonly [key: string, renamed: string])[] = [
  ['gen_ai.response.model', 'langfuse.observation.metadata.response_model'],
  ['ai.model.id', 'langfuse.observation.metadata.model_id'],
  ['gen_ai.request.model', 'langfuse.observation.metadata.request_model'],
  ['llm.response.model', 'langfuse.observation.metadata.llm_response_model'],
  ['llm.model_name', 'langfuse.observation.metadata.model_name'],
  ['model', 'langfuse.observation.metadata.bare_model'],
];
