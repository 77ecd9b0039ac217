import type { CallReader } from '../../../src/genai/call-reader.ts';
import { createCallReader } from '../../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS, type DialectSettings } from '../../../src/genai/dialect.ts';
import type { WalkContext } from '../../../src/kernel/stage.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { LogWalk, SpanWalk } from '../../../src/otlp/walk.ts';
import { type NormalizerSettings, NormalizerStage } from '../../../src/processors/genai_normalizer/stage.ts';

export const PLAIN: NormalizerSettings = {
  target: 'current',
  originals: 'keep',
  overwrite: false,
  aggregateUsage: 'keep',
  messages: 'convert',
};

/** The batch after the normaliser. */
export function normalize(
  batch: Batch,
  settings: Partial<NormalizerSettings> = {},
  dialects: DialectSettings = DEFAULT_DIALECT_SETTINGS,
): Batch {
  const stage = new NormalizerStage({ ...PLAIN, ...settings });
  const calls: CallReader = createCallReader(dialects);
  const context: WalkContext = { calls, pipeline: 'traces/test' };
  calls.prepare(batch);
  if (batch.signal === 'logs') {
    return new LogWalk().run(batch, { item: (record) => stage.log(record, record, context) === 0 }).batch;
  }
  return new SpanWalk().run(batch, { item: (span) => stage.span(span, span, context) === 0 }).batch;
}

/** Attributes of each span as plain values, in order. */
export function attributesOf(batch: Batch): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const take = (item: {
    attributes: {
      size: number;
      kind(row: number): number;
      keyText(row: number): string;
      text(row: number): string;
      int(row: number): number;
      double(row: number): number;
      bool(row: number): boolean;
      source(row: number): Uint8Array;
      valueStart(row: number): number;
      valueEnd(row: number): number;
    };
  }): boolean => {
    const { attributes } = item;
    const one: Record<string, unknown> = {};
    for (let row = 0; row < attributes.size; row++) {
      const kind = attributes.kind(row);
      if (kind === -1) continue;
      one[attributes.keyText(row)] =
        kind === 1
          ? attributes.text(row)
          : kind === 2
            ? attributes.bool(row)
            : kind === 3
              ? attributes.int(row)
              : kind === 4
                ? attributes.double(row)
                : Buffer.from(attributes.source(row)).toString('latin1', attributes.valueStart(row), attributes.valueEnd(row));
    }
    found.push(one);
    return true;
  };
  if (batch.signal === 'logs') new LogWalk().run(batch, { item: take });
  else new SpanWalk().run(batch, { item: take });
  return found;
}
