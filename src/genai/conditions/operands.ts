import { SPAN } from '../../otlp/fields.ts';
import type { Key } from '../../otlp/keys.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import type { CallReader } from '../call-reader.ts';
import type { FieldType, GenAiField } from './genai-fields.data.ts';
import { loadAttribute } from './load-attribute.ts';
import type { Slot } from './slot.ts';

/** What a condition needs besides the span; the walk's context fits. */
export interface ConditionContext {
  readonly calls: Pick<CallReader, 'read'>;
}

/** One side of a comparison. `load` fills the slot for this span; for a literal it does nothing, its slot is filled already. */
export interface Operand {
  readonly type: FieldType | 'nil';
  load(span: SpanView, ctx: ConditionContext, into: Slot): void;
}

/** Paths without an argument. A new one is a row here. */
export const SPAN_PATHS: ReadonlyMap<string, Operand> = new Map<string, Operand>([
  ['name', { type: 'string', load: (span, _ctx, into) => loadField(span, SPAN.name, into) }],
  ['kind', { type: 'int', load: (span, _ctx, into) => into.setInt(span.kind()) }],
  ['status.code', { type: 'int', load: (span, _ctx, into) => into.setInt(span.statusCode()) }],
  ['status.message', { type: 'string', load: (span, _ctx, into) => into.setText(span.statusMessage()) }],
  ['scope.name', { type: 'string', load: (span, _ctx, into) => into.setText(span.scope.name()) }],
]);

/** A text field of the span without making a string; '' when absent, as proto3 has it. */
function loadField(span: SpanView, field: number, into: Slot): void {
  const { message } = span;
  if (message.has(field)) into.setBytes(message.source(field), message.fieldStart(field), message.fieldEnd(field));
  else into.setText('');
}

/** `attributes["k"]`. The first of several equal keys counts. */
export function spanAttribute(key: Key): Operand {
  return { type: 'any', load: (span, _ctx, into) => loadAttribute(span.attributes, key, into) };
}

/** `resource.attributes["k"]`. */
export function resourceAttribute(key: Key): Operand {
  return { type: 'any', load: (span, _ctx, into) => loadAttribute(span.resource.attributes, key, into) };
}

/** `genai.field`; nil on spans that are no LLM call. */
export function genaiField(field: GenAiField): Operand {
  return {
    type: field.type,
    load: (span, ctx, into) => {
      const call = ctx.calls.read(span);
      if (call === undefined) into.setNil();
      else field.load(call, span, into);
    },
  };
}
