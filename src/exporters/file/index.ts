import { defineExporter, type Descriptor, type Exporter, type MetricSpec } from '../../kernel/component.ts';
import { ITEM_NAMES, SIGNALS } from '../../otlp/batch.ts';
import { FILE_SCHEMA, type FileConfig } from './config.ts';
import { FileExporter } from './file-exporter.ts';

const COUNTERS: readonly MetricSpec[] = SIGNALS.flatMap((signal): MetricSpec[] => [
  {
    name: `otelcol_exporter_sent_${ITEM_NAMES[signal]}`,
    kind: 'counter',
    help: `Number of ${ITEM_NAMES[signal]} successfully sent to destination.`,
    labels: ['exporter'],
  },
  {
    name: `otelcol_exporter_send_failed_${ITEM_NAMES[signal]}`,
    kind: 'counter',
    help: `Number of ${ITEM_NAMES[signal]} in failed attempts to send to destination.`,
    labels: ['exporter'],
  },
]);

/** Appends telemetry to a file. */
export const fileExporter: Descriptor<'exporter', FileConfig, Exporter> = defineExporter({
  type: 'file',
  aliases: [],
  stability: { traces: 'beta', metrics: 'beta', logs: 'beta' },
  config: FILE_SCHEMA,
  telemetry: COUNTERS,
  traits: { persists: () => true },
  create: (config, host) => new FileExporter(config, host),
});
