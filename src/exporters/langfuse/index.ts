import { DELIVERY_METRICS } from '../../delivery/telemetry.data.ts';
import { defineExporter, type Descriptor, type Exporter } from '../../kernel/component.ts';
import { check, type Config, SCHEMA } from './config.ts';
import { LangfuseExporter } from './exporter.ts';

/** Sends LLM traces to Langfuse in the words of its ingestion. */
export const langfuseExporter: Descriptor<'exporter', Config, Exporter> = defineExporter<Config>({
  type: 'langfuse',
  aliases: [],
  stability: { traces: 'beta' },
  config: SCHEMA,
  check,
  telemetry: [
    ...DELIVERY_METRICS,
    {
      name: 'assay_langfuse_rewrites',
      kind: 'counter',
      help: 'What was changed on the way to Langfuse: environment (it would not have kept), parent (was left out).',
      labels: ['exporter', 'what'],
    },
  ],
  traits: { persists: (config: Config) => config.sending_queue.storage !== undefined || config.dead_letter !== undefined },
  create: (config, host) => new LangfuseExporter(config, host),
});
