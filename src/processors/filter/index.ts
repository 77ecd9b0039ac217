import { defineProcessor, type Descriptor, type Processor } from '../../kernel/component.ts';
import { checkFilter, conditionLists, FILTER_SCHEMA, type FilterConfig } from './config.ts';
import { FilterStage } from './filter-stage.ts';

/** Drops spans by conditions. */
export const filterProcessor: Descriptor<'processor', FilterConfig, Processor> = defineProcessor({
  type: 'filter',
  aliases: [],
  stability: { traces: 'beta' },
  form: 'stages',
  config: FILTER_SCHEMA,
  check: checkFilter,
  telemetry: [
    {
      name: 'otelcol_processor_filter_spans_filtered',
      kind: 'counter',
      help: 'Number of spans dropped by the filter processor.',
      labels: ['filter'],
    },
  ],
  create(config, host) {
    const filtered = host.metrics.counter('otelcol_processor_filter_spans_filtered', { filter: host.id });
    const conditions = conditionLists(config).flatMap(([, list]) => list);
    return { kind: 'stages', stages: { id: host.id, span: new FilterStage(conditions, filtered) } };
  },
});
