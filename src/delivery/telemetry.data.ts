import type { MetricSpec } from '../kernel/component.ts';

const EXPORTER = ['exporter'];

/** Own metrics of every exporter made of `createDelivery`; an exporter puts them into its `telemetry`. Failures are final ones, not attempts. */
export const DELIVERY_METRICS: readonly MetricSpec[] = [
  { name: 'otelcol_exporter_sent_spans', kind: 'counter', help: 'Number of spans successfully sent to the destination.', labels: EXPORTER },
  {
    name: 'otelcol_exporter_sent_metric_points',
    kind: 'counter',
    help: 'Number of metric points successfully sent to the destination.',
    labels: EXPORTER,
  },
  {
    name: 'otelcol_exporter_sent_log_records',
    kind: 'counter',
    help: 'Number of log records successfully sent to the destination.',
    labels: EXPORTER,
  },
  { name: 'otelcol_exporter_send_failed_spans', kind: 'counter', help: 'Number of spans given up.', labels: EXPORTER },
  { name: 'otelcol_exporter_send_failed_metric_points', kind: 'counter', help: 'Number of metric points given up.', labels: EXPORTER },
  { name: 'otelcol_exporter_send_failed_log_records', kind: 'counter', help: 'Number of log records given up.', labels: EXPORTER },
  {
    name: 'otelcol_exporter_enqueue_failed_spans',
    kind: 'counter',
    help: 'Number of spans that found no room in the queue.',
    labels: EXPORTER,
  },
  {
    name: 'otelcol_exporter_enqueue_failed_metric_points',
    kind: 'counter',
    help: 'Number of metric points that found no room in the queue.',
    labels: EXPORTER,
  },
  {
    name: 'otelcol_exporter_enqueue_failed_log_records',
    kind: 'counter',
    help: 'Number of log records that found no room in the queue.',
    labels: EXPORTER,
  },
  {
    name: 'otelcol_exporter_queue_size',
    kind: 'gauge',
    help: 'Current size of the queue in units of its sizer, requests on their way included.',
    labels: EXPORTER,
  },
  { name: 'otelcol_exporter_queue_capacity', kind: 'gauge', help: 'Fixed capacity of the queue in units of its sizer.', labels: EXPORTER },
  { name: 'otelcol_exporter_in_flight_requests', kind: 'gauge', help: 'Requests on their way to the destination.', labels: EXPORTER },
  { name: 'otelcol_exporter_queue_batch_send_size', kind: 'histogram', help: 'Items in one request.', labels: EXPORTER },
  {
    name: 'otelcol_exporter_queue_batch_send_size_bytes',
    kind: 'histogram',
    help: 'Bytes of one request before compression.',
    labels: EXPORTER,
  },
  { name: 'assay_exporter_queue_bytes', kind: 'gauge', help: 'Bytes in use by the queue, in memory or on disk.', labels: EXPORTER },
  {
    name: 'assay_exporter_queue_capacity_bytes',
    kind: 'gauge',
    help: 'Bytes that the queue may use, in memory or on disk.',
    labels: EXPORTER,
  },
  {
    name: 'assay_exporter_oldest_item_age_seconds',
    kind: 'gauge',
    help: 'Age of the oldest data not delivered yet; 0 when there is none.',
    labels: EXPORTER,
  },
  {
    name: 'assay_exporter_last_success_timestamp_seconds',
    kind: 'gauge',
    help: 'Unix time of the last successful request; NaN before the first.',
    labels: EXPORTER,
  },
  { name: 'assay_exporter_consecutive_failures', kind: 'gauge', help: 'Failed attempts since the last success.', labels: EXPORTER },
  {
    name: 'assay_exporter_circuit_state',
    kind: 'gauge',
    help: '0 closed (sending), 1 half open (probing), 2 open (waiting).',
    labels: EXPORTER,
  },
  {
    name: 'assay_exporter_concurrency_limit',
    kind: 'gauge',
    help: 'Requests that may be on their way at a time, as adapted to the destination.',
    labels: EXPORTER,
  },
  {
    name: 'assay_exporter_request_limit_bytes',
    kind: 'gauge',
    help: 'Largest request the destination takes, as far as known; 0 when it named none.',
    labels: EXPORTER,
  },
  {
    name: 'assay_exporter_attempts',
    kind: 'counter',
    help: 'Requests sent by their result: ok, retry, throttled, too_large, refused.',
    labels: ['exporter', 'result'],
  },
  {
    name: 'assay_exporter_splits',
    kind: 'counter',
    help: 'Requests cut in parts, by cause: too_large, isolate.',
    labels: ['exporter', 'cause'],
  },
  { name: 'assay_dead_letter_items', kind: 'counter', help: 'Items written to the dead letter file.', labels: ['exporter', 'reason'] },
  {
    name: 'assay_dead_letter_lost_items',
    kind: 'counter',
    help: 'Items that should be in the dead letter file and are not: write_failed, too_large, rotated_out.',
    labels: ['exporter', 'reason'],
  },
];
