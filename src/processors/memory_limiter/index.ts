import { defineProcessor, type Descriptor, type MetricSpec, type Processor } from '../../kernel/component.ts';
import type { Host } from '../../kernel/host.ts';
import { ITEM_NAMES, SIGNALS } from '../../otlp/batch.ts';
import { checkMemoryLimiter, MEMORY_LIMITER_SCHEMA, type MemoryLimiterConfig } from './config.ts';
import { MemoryLimiter } from './limiter.ts';

const COUNTERS: readonly MetricSpec[] = SIGNALS.flatMap((signal): MetricSpec[] => [
  {
    name: `otelcol_processor_memory_limiter_accepted_${ITEM_NAMES[signal]}`,
    kind: 'counter',
    help: `Number of ${ITEM_NAMES[signal]} successfully pushed into the next component in the pipeline.`,
    labels: ['processor'],
  },
  {
    name: `otelcol_processor_memory_limiter_refused_${ITEM_NAMES[signal]}`,
    kind: 'counter',
    help: `Number of ${ITEM_NAMES[signal]} refused for want of memory; the sender is told to come back.`,
    labels: ['processor'],
  },
]);

/** The same memory_limiter in several pipelines is one: the process has one memory, and its bytes under way are one sum. */
const BY_HOST: WeakMap<Host, MemoryLimiter> = new WeakMap();

/** Refuses with a delay when memory runs short; belongs first in a pipeline. */
export const memoryLimiterProcessor: Descriptor<'processor', MemoryLimiterConfig, Processor> = defineProcessor({
  type: 'memory_limiter',
  aliases: [],
  stability: { traces: 'beta', metrics: 'beta', logs: 'beta' },
  form: 'flow',
  config: MEMORY_LIMITER_SCHEMA,
  check: checkMemoryLimiter,
  telemetry: [
    ...COUNTERS,
    {
      name: 'assay_memory_limiter_in_flight_bytes',
      kind: 'gauge',
      help: 'Bytes under way behind memory_limiter.',
      labels: ['processor', 'what'],
    },
    { name: 'assay_memory_limiter_limit_bytes', kind: 'gauge', help: 'Limits of memory_limiter.', labels: ['processor', 'limit'] },
  ],
  traits: { admission: true },
  create(config, host) {
    let limiter = BY_HOST.get(host);
    if (limiter === undefined) {
      limiter = new MemoryLimiter(config, host);
      BY_HOST.set(host, limiter);
    }
    return limiter;
  },
});
