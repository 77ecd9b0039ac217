import type { MetricSpec } from '../../kernel/component.ts';

/**
 * Metrics of the collector itself (contract section 7) that belong to no component; components declare theirs in
 * `telemetry`. `otelcol_process_runtime_total_alloc_bytes` is absent rather than wrong: V8 does not count the bytes
 * allocated over the life of a process.
 */
export const OWN_METRICS: readonly MetricSpec[] = [
  {
    name: 'assay_ledger_items',
    kind: 'gauge',
    help: 'Items of a pipeline by state: received = delivered + dropped + failed + in_flight.',
    labels: ['pipeline', 'state', 'reason'],
  },
  {
    name: 'assay_dropped_items',
    kind: 'counter',
    help: 'Items that will reach no backend, by the component that ended them and why.',
    labels: ['component', 'reason'],
  },
  { name: 'assay_config_reloads', kind: 'counter', help: 'Reloads of the configuration by result.', labels: ['result'] },
  {
    name: 'assay_stage_failures',
    kind: 'counter',
    help: 'Items on which a processor threw; they passed without it, or were dropped by one that fails closed.',
    labels: ['component', 'pipeline'],
  },
  {
    name: 'otelcol_processor_incoming_items',
    kind: 'counter',
    help: 'Number of items passed to the processor.',
    labels: ['processor', 'otel_signal'],
  },
  {
    name: 'otelcol_processor_outgoing_items',
    kind: 'counter',
    help: 'Number of items emitted from the processor.',
    labels: ['processor', 'otel_signal'],
  },
  { name: 'otelcol_process_uptime', kind: 'counter', help: 'Uptime of the process in seconds.', labels: [] },
  { name: 'otelcol_process_cpu_seconds', kind: 'counter', help: 'Total CPU user and system time in seconds.', labels: [] },
  { name: 'otelcol_process_memory_rss', kind: 'gauge', help: 'Total physical memory (resident set size) in bytes.', labels: [] },
  {
    name: 'otelcol_process_runtime_heap_alloc_bytes',
    kind: 'gauge',
    help: 'Bytes of live and not yet collected objects in the V8 heap.',
    labels: [],
  },
  {
    name: 'otelcol_process_runtime_total_sys_memory_bytes',
    kind: 'gauge',
    help: 'Bytes that the runtime holds from the operating system: V8 heap and buffers outside of it.',
    labels: [],
  },
  { name: 'target_info', kind: 'gauge', help: 'Target metadata.', labels: ['service_name', 'service_version', 'service_instance_id'] },
];
