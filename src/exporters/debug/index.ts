import { defineExporter, type Descriptor, type Exporter } from '../../kernel/component.ts';
import { ITEM_NAMES, SIGNALS } from '../../otlp/batch.ts';
import { DEBUG_SCHEMA, type DebugConfig } from './config.ts';
import { DebugExporter } from './debug-exporter.ts';

/** Shows telemetry on the terminal. */
export const debugExporter: Descriptor<'exporter', DebugConfig, Exporter> = defineExporter({
  type: 'debug',
  aliases: [],
  stability: { traces: 'beta', metrics: 'beta', logs: 'beta' },
  config: DEBUG_SCHEMA,
  telemetry: SIGNALS.map((signal) => ({
    name: `otelcol_exporter_sent_${ITEM_NAMES[signal]}`,
    kind: 'counter' as const,
    help: `Number of ${ITEM_NAMES[signal]} successfully sent to destination.`,
    labels: ['exporter'],
  })),
  traits: { persists: (config: DebugConfig) => config.content },
  create: (config, host) => new DebugExporter(config, host),
});
