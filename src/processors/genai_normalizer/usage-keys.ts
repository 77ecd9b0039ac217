import type { Plan } from '../../genai/reader/plans.ts';
import { AT_ATTR, AT_SUM } from '../../genai/reader/source.ts';
import type { CallField } from '../../genai/semconv/fields.data.ts';
import type { Usage } from '../../genai/usage.ts';
import { internKey, type Key } from '../../otlp/keys.ts';

/** Counts of a call's usage under the conventions' names; `summed`: also of a roll-up under our own (contract section 5, `assay.aggregate.usage.*`). */
export const USAGE_COUNTS: readonly { readonly field: CallField; readonly count: (usage: Usage) => number; readonly summed: boolean }[] = [
  { field: 'gen_ai.usage.input_tokens', count: (usage) => usage.inputTotal, summed: true },
  { field: 'gen_ai.usage.output_tokens', count: (usage) => usage.outputTotal, summed: true },
  { field: 'gen_ai.usage.cache_read.input_tokens', count: (usage) => usage.cacheRead, summed: true },
  { field: 'gen_ai.usage.cache_write.input_tokens', count: cacheWritten, summed: true },
  { field: 'gen_ai.usage.reasoning.output_tokens', count: (usage) => usage.reasoning, summed: true },
  { field: 'gen_ai.usage.audio.input_tokens', count: (usage) => usage.audioInput, summed: false },
  { field: 'gen_ai.usage.audio.output_tokens', count: (usage) => usage.audioOutput, summed: false },
  { field: 'gen_ai.usage.image.input_tokens', count: (usage) => usage.imageInput, summed: false },
  { field: 'gen_ai.usage.image.output_tokens', count: (usage) => usage.imageOutput, summed: false },
];

function cacheWritten({ cacheWrite5m, cacheWrite1h }: Usage): number {
  return cacheWrite5m < 0 ? cacheWrite1h : cacheWrite5m + Math.max(0, cacheWrite1h);
}

/** Counts of a roll-up. */
export const AGGREGATES: readonly { readonly key: Key; readonly count: (usage: Usage) => number }[] = USAGE_COUNTS.filter(
  ({ summed }) => summed,
).map(({ field, count }) => ({ key: internKey(field.replace('gen_ai.', 'assay.aggregate.')), count }));

const USAGE_FIELD = /^(gen_ai\.usage\.|x\.usage\.|x\.cache_write)/;

/** All attributes of a plan that hold a count of usage, and nothing else. */
export function usageKeys(plan: Plan): readonly Key[] {
  const keys = new Map<number, Key>();
  for (const field of plan.program.fields) {
    if (!USAGE_FIELD.test(field.name)) continue;
    for (const source of field.sources) {
      if (source.kind === AT_ATTR && source.key !== undefined) keys.set(source.key.id, source.key);
      if (source.kind === AT_SUM) for (const key of source.keys) keys.set(key.id, key);
    }
  }
  for (const { key } of AGGREGATES) keys.delete(key.id);
  return [...keys.values()];
}
