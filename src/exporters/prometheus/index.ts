import { defineExporter, type Descriptor, type Exporter } from '../../kernel/component.ts';
import { check, type Config, SCHEMA } from './config.ts';
import { PrometheusExporter } from './exporter.ts';

/** Shows metrics to a scraping Prometheus: classic text and OpenMetrics. */
export const prometheusExporter: Descriptor<'exporter', Config, Exporter> = defineExporter<Config>({
  type: 'prometheus',
  aliases: [],
  stability: { metrics: 'beta' },
  config: SCHEMA,
  check,
  telemetry: [
    {
      name: 'otelcol_exporter_sent_metric_points',
      kind: 'counter',
      help: 'Number of metric points successfully sent to the destination.',
      labels: ['exporter'],
    },
    { name: 'assay_prometheus_series', kind: 'gauge', help: 'Series that the prometheus exporter shows.', labels: ['exporter'] },
    { name: 'assay_prometheus_scrapes', kind: 'counter', help: 'Scrapes by result: ok, aborted.', labels: ['exporter', 'result'] },
  ],
  create: (config, host) => new PrometheusExporter(config, host),
});
