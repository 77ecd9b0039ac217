import { defineProcessor, type Descriptor, type Processor } from '../../kernel/component.ts';
import { Batcher } from './batcher.ts';
import { BATCH_SCHEMA, type BatchConfig, batchSettings, checkBatch } from './config.ts';

const LABELS = ['processor'];

/** Joins batches by count, bytes and time; the senders learn the outcome of the joined batch. */
export const batchProcessor: Descriptor<'processor', BatchConfig, Processor> = defineProcessor({
  type: 'batch',
  aliases: [],
  stability: { traces: 'beta', metrics: 'beta', logs: 'beta' },
  form: 'flow',
  config: BATCH_SCHEMA,
  check: checkBatch,
  telemetry: [
    { name: 'otelcol_processor_batch_batch_send_size', kind: 'histogram', help: 'Number of units in the batch.', labels: LABELS },
    {
      name: 'otelcol_processor_batch_batch_send_size_bytes',
      kind: 'histogram',
      help: 'Number of bytes in batch that was sent.',
      labels: LABELS,
    },
    {
      name: 'otelcol_processor_batch_batch_size_trigger_send',
      kind: 'counter',
      help: 'Number of times the batch was sent due to a size trigger.',
      labels: LABELS,
    },
    {
      name: 'otelcol_processor_batch_timeout_trigger_send',
      kind: 'counter',
      help: 'Number of times the batch was sent due to a timeout trigger.',
      labels: LABELS,
    },
  ],
  create(config, host) {
    const settings = batchSettings(config);
    const batchers: Batcher[] = [];
    return {
      kind: 'flow',
      connect(next) {
        const batcher = new Batcher(settings, next, host);
        batchers.push(batcher);
        return batcher;
      },
      async shutdown(deadline) {
        await Promise.all(batchers.map((batcher) => batcher.drain(deadline)));
      },
    };
  },
});
