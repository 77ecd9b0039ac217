import type { FieldName } from './fields.data.ts';

/** Generations of the conventions that can be written: the genai repository's main, the last and an early release of the core. */
export type Generation = 'current' | 'v1.41' | 'v1.36';

export const GENERATION_NAMES: readonly Generation[] = ['current', 'v1.41', 'v1.36'];

/**
 * Names that differ between generations; null: that generation has none, and the emitter's own attribute stays. Fields
 * not listed have the same name in all (semconv.md sections 2, 3 and 6; npm semantic-conventions 1.45.0 for v1.41).
 */
export const RENAMED: Readonly<Partial<Record<FieldName, Readonly<Partial<Record<Generation, string | null>>>>>> = {
  'gen_ai.provider.name': { 'v1.36': 'gen_ai.system' },
  'gen_ai.usage.cache_read.input_tokens': { 'v1.36': null },
  'gen_ai.usage.cache_write.input_tokens': { 'v1.41': 'gen_ai.usage.cache_creation.input_tokens', 'v1.36': null },
  'gen_ai.usage.reasoning.output_tokens': { 'v1.36': null },
  'gen_ai.usage.audio.input_tokens': { 'v1.41': null, 'v1.36': null },
  'gen_ai.usage.audio.output_tokens': { 'v1.41': null, 'v1.36': null },
  'gen_ai.usage.image.input_tokens': { 'v1.41': null, 'v1.36': null },
  'gen_ai.usage.image.output_tokens': { 'v1.41': null, 'v1.36': null },
  'gen_ai.usage.audio.cache_read.input_tokens': { 'v1.41': null, 'v1.36': null },
  'gen_ai.request.stream': { 'v1.36': null },
  'gen_ai.response.time_to_first_chunk': { 'v1.36': null },
  'gen_ai.prompt.name': { 'v1.36': null },
  'gen_ai.prompt.version': { 'v1.41': null, 'v1.36': null },
  'gen_ai.request.reasoning.level': { 'v1.41': null, 'v1.36': null },
  'gen_ai.tool.call.arguments': { 'v1.36': null },
  'gen_ai.tool.call.result': { 'v1.36': null },
  'gen_ai.tool.definitions': { 'v1.36': null },
  'gen_ai.retrieval.query.text': { 'v1.36': null },
  'gen_ai.retrieval.documents': { 'v1.36': null },
  'gen_ai.retrieval.top_k': { 'v1.41': 'gen_ai.request.top_k', 'v1.36': 'gen_ai.request.top_k' },
  'openai.request.service_tier': { 'v1.36': 'gen_ai.openai.request.service_tier' },
  'openai.response.service_tier': { 'v1.36': 'gen_ai.openai.response.service_tier' },
  'openai.response.system_fingerprint': { 'v1.36': 'gen_ai.openai.response.system_fingerprint' },
  'gen_ai.system_instructions': { 'v1.36': null },
  'gen_ai.input.messages': { 'v1.36': null },
  'gen_ai.output.messages': { 'v1.36': null },
};

/** Values that an older generation spells otherwise than the current one. */
export const OLD_PROVIDERS: Readonly<Record<string, string>> = {
  'azure.ai.openai': 'az.ai.openai',
  'azure.ai.inference': 'az.ai.inference',
  x_ai: 'xai',
};

/** Word for a finish class in the list of a generation; classes without one keep the raw word. */
export const FINISH_WORDS: Readonly<Record<Generation, Readonly<Record<string, string>>>> = {
  current: { stop: 'stop', length: 'length', content_filter: 'content_filter', tool_call: 'tool_call', error: 'error' },
  'v1.41': { stop: 'stop', length: 'length', content_filter: 'content_filter', tool_call: 'tool_call', error: 'error' },
  'v1.36': { stop: 'stop', length: 'length', content_filter: 'content_filter', tool_call: 'tool_calls', error: 'error' },
};

/** The attribute of a field in a generation, undefined where it has none. Names with `x.` are no attributes. */
export function attributeOf(field: FieldName, generation: Generation): string | undefined {
  if (field.startsWith('x.')) return undefined;
  const renamed = RENAMED[field]?.[generation];
  return renamed === undefined ? field : (renamed ?? undefined);
}
