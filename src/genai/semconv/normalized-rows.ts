import type { SourceRow } from '../dialects/table.ts';
import type { FieldName } from './fields.data.ts';

const attr = (name: string): SourceRow => ({ attr: name, ev: 'S' });

/**
 * Where a span that Assay normalised keeps its fields: names of the three generations, and what the emitter had written
 * where that was needed to read the call the same way again. Asked before the dialect's own places.
 */
export const NORMALIZED_ROWS: Readonly<Partial<Record<FieldName, readonly SourceRow[]>>> = {
  'gen_ai.operation.name': [attr('gen_ai.operation.name')],
  'gen_ai.request.model': [attr('gen_ai.request.model')],
  'gen_ai.response.model': [attr('gen_ai.response.model')],
  'gen_ai.response.id': [attr('gen_ai.response.id')],
  'gen_ai.provider.name': [attr('gen_ai.provider.name'), attr('gen_ai.system')],
  'gen_ai.usage.input_tokens': [attr('gen_ai.usage.input_tokens'), attr('assay.aggregate.usage.input_tokens')],
  'gen_ai.usage.output_tokens': [attr('gen_ai.usage.output_tokens'), attr('assay.aggregate.usage.output_tokens')],
  'gen_ai.usage.cache_read.input_tokens': [
    attr('gen_ai.usage.cache_read.input_tokens'),
    attr('assay.aggregate.usage.cache_read.input_tokens'),
  ],
  'gen_ai.usage.cache_write.input_tokens': [
    attr('gen_ai.usage.cache_write.input_tokens'),
    attr('gen_ai.usage.cache_creation.input_tokens'),
    attr('assay.aggregate.usage.cache_write.input_tokens'),
  ],
  'gen_ai.usage.reasoning.output_tokens': [
    attr('gen_ai.usage.reasoning.output_tokens'),
    attr('assay.aggregate.usage.reasoning.output_tokens'),
  ],
  'gen_ai.response.finish_reasons': [attr('assay.original.gen_ai.response.finish_reasons'), attr('gen_ai.response.finish_reasons')],
  'gen_ai.request.stream': [attr('gen_ai.request.stream')],
  'gen_ai.request.max_tokens': [attr('gen_ai.request.max_tokens')],
  'gen_ai.response.time_to_first_chunk': [attr('gen_ai.response.time_to_first_chunk')],
  'gen_ai.conversation.id': [attr('gen_ai.conversation.id')],
  'user.id': [attr('user.id')],
  'gen_ai.agent.name': [attr('gen_ai.agent.name')],
  'gen_ai.prompt.name': [attr('gen_ai.prompt.name')],
  'gen_ai.prompt.version': [attr('gen_ai.prompt.version')],
  'error.type': [attr('error.type')],
};
