import type { Shape, ShapeEntry } from '../../genai/reader/shape.ts';
import { RUN_COUNT, RUN_GENERAL, RUN_TEXT } from '../../genai/reader/shape.ts';
import { type CallField, fieldIndex } from '../../genai/semconv/fields.data.ts';
import type { Target } from './put.ts';

/** Fields of which a call's usage is made, and which the writer has a target for. */
export interface CountTarget {
  readonly field: CallField;
  readonly target: Target;
}

/** Counts that stand for others: where an emitter writes them, a sum may have to be written. */
const SUMMED: readonly CallField[] = ['x.cache_write_5m', 'x.cache_write_1h'];

/**
 * What of a call may have to be written on spans of one shape. A field that is only read from the attribute it would be
 * written to needs no comparing: what was read stands there already. Worked out once for each shape; spans that are in
 * the target's spelling, as most will be, then cost no look-up (bench: four stages).
 */
export interface ShapeWrites<T> {
  /** Texts that may have to be written. */
  readonly texts: readonly T[];
  /** Entries that read operation, provider and finish reasons from where they would be written. */
  readonly operation: ShapeEntry | undefined;
  readonly provider: ShapeEntry | undefined;
  readonly finish: ShapeEntry | undefined;
  /** All counts stand where they would be written; so they only have to be when counting changed them. */
  readonly countsStand: boolean;
  /** Streaming or the time to the first chunk may have to be written. */
  readonly timing: boolean;
  readonly maxTokens: boolean;
}

/** What a writer writes, by its own targets; a target that is undefined is not written in its generation. */
export interface WriterTargets<T> {
  readonly texts: readonly (T & { readonly target: Target; readonly field: CallField })[];
  readonly counts: readonly CountTarget[];
  readonly operation: Target | undefined;
  readonly provider: Target | undefined;
  readonly finish: Target | undefined;
  readonly maxTokens: Target | undefined;
}

export function shapeWritesOf<T>(shape: Shape, writer: WriterTargets<T>): ShapeWrites<T> {
  const entryFrom = (field: CallField, target: Target | undefined): ShapeEntry | undefined =>
    target === undefined ? undefined : shape.onlyFrom(fieldIndex(field), target.key);
  const isRead = (field: CallField): boolean => shape.entriesOf(fieldIndex(field)).length > 0;
  const stands = (field: CallField, target: Target | undefined, run: number): boolean =>
    !isRead(field) || target === undefined || entryFrom(field, target)?.run === run;
  return {
    texts: writer.texts.filter(({ field, target }) => !stands(field, target, RUN_TEXT)),
    operation: entryFrom('gen_ai.operation.name', writer.operation),
    provider: entryFrom('gen_ai.provider.name', writer.provider),
    finish: entryFrom('gen_ai.response.finish_reasons', writer.finish),
    countsStand: writer.counts.every(({ field, target }) => stands(field, target, RUN_COUNT)) && !SUMMED.some(isRead),
    timing: isRead('gen_ai.request.stream') || isRead('gen_ai.response.time_to_first_chunk'),
    maxTokens:
      isRead('gen_ai.request.max_tokens') && (entryFrom('gen_ai.request.max_tokens', writer.maxTokens)?.run ?? RUN_GENERAL) === RUN_GENERAL,
  };
}
