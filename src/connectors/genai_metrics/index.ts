import { type Connector, defineConnector, type Descriptor } from '../../kernel/component.ts';
import { check, type Config, SCHEMA } from './config.ts';
import { MetricsConnector } from './connector.ts';

/** Counts model calls, tokens, cost, tools and redactions of the spans that pass; traces in, metrics out. */
export const genaiMetricsConnector: Descriptor<'connector', Config, Connector> = defineConnector<Config>({
  type: 'genai_metrics',
  aliases: [],
  stability: { traces: 'beta' },
  form: 'stages',
  routes: { traces: ['metrics'] },
  config: SCHEMA,
  check,
  telemetry: [
    { name: 'assay_metrics_series', kind: 'gauge', help: 'Series that genai_metrics holds.', labels: ['component'] },
    {
      name: 'assay_metrics_overflow',
      kind: 'counter',
      help: 'Measurements that went to an overflow series because of aggregation_cardinality_limit.',
      labels: ['component'],
    },
    {
      name: 'assay_metrics_flushes',
      kind: 'counter',
      help: 'Batches of metrics by what became of them: accepted, retry, refused.',
      labels: ['component', 'result'],
    },
  ],
  create: (config, host) => new MetricsConnector(config, host),
});
