import { defineProcessor, type Descriptor, type Processor } from '../../kernel/component.ts';
import { checkNormalizer, dialectSettings, NORMALIZER_SCHEMA, type NormalizerConfig } from './config.ts';
import { DuplicateTally } from './duplicate-tally.ts';
import { type NormalizerSettings, NormalizerStage } from './stage.ts';

/** Writes LLM spans of every dialect in the words of one generation of the conventions. */
export const genaiNormalizerProcessor: Descriptor<'processor', NormalizerConfig, Processor> = defineProcessor<NormalizerConfig>({
  type: 'genai_normalizer',
  aliases: [],
  stability: { traces: 'beta', logs: 'beta' },
  form: 'stages',
  config: NORMALIZER_SCHEMA,
  check: checkNormalizer,
  telemetry: [
    {
      name: 'assay_duplicate_calls',
      kind: 'counter',
      help: 'Spans that told of a call which another span had told of.',
      labels: ['component'],
    },
    {
      name: 'assay_duplicate_memory_forgotten',
      kind: 'counter',
      help: 'Response ids that left the memory before their time; duplicates of those are no longer seen.',
      labels: ['component'],
    },
  ],
  create(config, host) {
    const counters = {
      found: host.metrics.counter('assay_duplicate_calls', { component: host.id }),
      forgotten: host.metrics.counter('assay_duplicate_memory_forgotten', { component: host.id }),
    };
    const settings: NormalizerSettings = {
      target: config.target,
      originals: config.originals,
      overwrite: config.overwrite,
      aggregateUsage: config.aggregate_usage,
      messages: config.messages,
    };
    const stage = new NormalizerStage(settings, new DuplicateTally(counters));
    return { kind: 'stages', stages: { id: host.id, span: stage, log: stage }, dialects: dialectSettings(config) };
  },
});
