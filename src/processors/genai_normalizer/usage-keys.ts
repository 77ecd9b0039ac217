import type { Plan } from '../../genai/reader/plans.ts';
import { AT_ATTR, AT_SUM } from '../../genai/reader/source.ts';
import type { Usage } from '../../genai/usage.ts';
import { internKey, type Key } from '../../otlp/keys.ts';

/** Counts of a roll-up under our own name (contract section 5, `assay.aggregate.usage.*`). */
export const AGGREGATES: readonly { readonly key: Key; readonly count: (usage: Usage) => number }[] = [
  { key: internKey('assay.aggregate.usage.input_tokens'), count: (usage) => usage.inputTotal },
  { key: internKey('assay.aggregate.usage.output_tokens'), count: (usage) => usage.outputTotal },
  { key: internKey('assay.aggregate.usage.cache_read.input_tokens'), count: (usage) => usage.cacheRead },
  {
    key: internKey('assay.aggregate.usage.cache_write.input_tokens'),
    count: (usage) => (usage.cacheWrite5m < 0 ? usage.cacheWrite1h : usage.cacheWrite5m + Math.max(0, usage.cacheWrite1h)),
  },
  { key: internKey('assay.aggregate.usage.reasoning.output_tokens'), count: (usage) => usage.reasoning },
];

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
