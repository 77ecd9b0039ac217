/**
 * Everything a dialect table can map, by its current conventional name (open-telemetry/semantic-conventions-genai
 * e9de14ba, autumn 2026); names starting with `x.` are ours where the conventions have none.
 */
export type FieldKind =
  | 'operation'
  | 'provider'
  | 'text'
  | 'count'
  | 'number'
  | 'bool'
  | 'finish'
  | 'tier'
  | 'flag'
  | 'any'
  | 'texts'
  | 'messages';

/**
 * Read into GenAiCall on every LLM item. The order matters: operation before what depends on it, models before the
 * provider that may be inferred from them.
 */
export const CALL_FIELDS = {
  'gen_ai.operation.name': 'operation',
  'gen_ai.request.model': 'text',
  'gen_ai.response.model': 'text',
  'gen_ai.response.id': 'text',
  'gen_ai.provider.name': 'provider',
  'gen_ai.usage.input_tokens': 'count',
  'gen_ai.usage.output_tokens': 'count',
  'gen_ai.usage.cache_read.input_tokens': 'count',
  'gen_ai.usage.cache_write.input_tokens': 'count',
  'x.cache_write_5m': 'count',
  'x.cache_write_1h': 'count',
  'gen_ai.usage.reasoning.output_tokens': 'count',
  'gen_ai.usage.audio.input_tokens': 'count',
  'gen_ai.usage.audio.output_tokens': 'count',
  'gen_ai.usage.image.input_tokens': 'count',
  'gen_ai.usage.image.output_tokens': 'count',
  'gen_ai.usage.audio.cache_read.input_tokens': 'count',
  'x.usage.video.input_tokens': 'count',
  'x.usage.total_tokens': 'count',
  'x.usage.web_searches': 'count',
  'x.usage.seconds': 'number',
  'x.usage.pages': 'count',
  'gen_ai.request.max_tokens': 'count',
  'gen_ai.response.finish_reasons': 'finish',
  'gen_ai.request.stream': 'bool',
  'gen_ai.response.time_to_first_chunk': 'number',
  'x.cost.total_usd': 'number',
  'x.service_tier': 'tier',
  'x.cached_answer': 'flag',
  'gen_ai.conversation.id': 'text',
  'user.id': 'text',
  'gen_ai.agent.name': 'text',
  'gen_ai.prompt.name': 'text',
  'gen_ai.prompt.version': 'text',
  'gen_ai.tool.name': 'text',
  'gen_ai.tool.call.id': 'text',
  'error.type': 'text',
  'x.tool_calls': 'count',
} as const;

/** Only carried over by the normaliser. */
export const SPAN_FIELDS = {
  'gen_ai.request.temperature': 'number',
  'gen_ai.request.top_p': 'number',
  'gen_ai.request.top_k': 'count',
  'gen_ai.request.seed': 'count',
  'gen_ai.request.frequency_penalty': 'number',
  'gen_ai.request.presence_penalty': 'number',
  'gen_ai.request.stop_sequences': 'texts',
  'gen_ai.request.choice.count': 'count',
  'gen_ai.request.reasoning.level': 'text',
  'gen_ai.output.type': 'text',
  'gen_ai.agent.id': 'text',
  'gen_ai.agent.description': 'text',
  'gen_ai.tool.type': 'text',
  'gen_ai.tool.description': 'text',
  'gen_ai.tool.call.arguments': 'any',
  'gen_ai.tool.call.result': 'any',
  'gen_ai.tool.definitions': 'any',
  'gen_ai.retrieval.query.text': 'text',
  'gen_ai.retrieval.top_k': 'count',
  'gen_ai.retrieval.documents': 'any',
  'gen_ai.data_source.id': 'text',
  'session.id': 'text',
  'openai.request.service_tier': 'text',
  'openai.response.service_tier': 'text',
  'openai.response.system_fingerprint': 'text',
  'gen_ai.system_instructions': 'messages',
  'gen_ai.input.messages': 'messages',
  'gen_ai.output.messages': 'messages',
} as const;

export type CallField = keyof typeof CALL_FIELDS;
export type SpanField = keyof typeof SPAN_FIELDS;
export type FieldName = CallField | SpanField;

export const FIELD_KINDS: Readonly<Record<FieldName, FieldKind>> = { ...CALL_FIELDS, ...SPAN_FIELDS };

export const FIELD_NAMES: readonly FieldName[] = Object.keys(FIELD_KINDS) as FieldName[];

export function isCallField(name: FieldName): name is CallField {
  return name in CALL_FIELDS;
}

/** Place of a field in `FIELD_NAMES`. */
export function fieldIndex(name: FieldName): number {
  return FIELD_NAMES.indexOf(name);
}
