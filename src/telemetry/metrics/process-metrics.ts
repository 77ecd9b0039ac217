import { collectDefaultMetrics } from 'prom-client';
import type { Clock } from '../../kernel/host.ts';
import type { OwnMetrics } from './own-metrics.ts';

/** Who this process is, as `target_info` tells it (OTel resource attributes in Prometheus spelling). */
export interface ProcessIdentity {
  readonly serviceName: string;
  readonly serviceVersion: string;
  readonly serviceInstanceId: string;
}

/** Registers the Collector's `otelcol_process_*` and `target_info`; all are read at scrape. */
export function addProcessMetrics(metrics: OwnMetrics, clock: Clock, identity: ProcessIdentity): void {
  const sink = metrics.sink('process');
  const startedMs = clock.monotonicMs();
  sink.observeCounter('otelcol_process_uptime', {}, () => (clock.monotonicMs() - startedMs) / 1000);
  sink.observeCounter('otelcol_process_cpu_seconds', {}, () => {
    const usage = process.cpuUsage();
    return (usage.user + usage.system) / 1e6;
  });
  sink.observe('otelcol_process_memory_rss', {}, () => process.memoryUsage.rss());
  sink.observe('otelcol_process_runtime_heap_alloc_bytes', {}, () => process.memoryUsage().heapUsed);
  sink.observe('otelcol_process_runtime_total_sys_memory_bytes', {}, () => {
    const usage = process.memoryUsage();
    return usage.heapTotal + usage.external;
  });
  const { serviceName, serviceVersion, serviceInstanceId } = identity;
  const labels = { service_name: serviceName, service_version: serviceVersion, service_instance_id: serviceInstanceId };
  sink.observe('target_info', labels, () => 1);
}

/** Gauges of prom-client whose names end in `_total`, which OpenMetrics and promtool keep for counters. */
const MISNAMED: readonly string[] = ['nodejs_active_resources_total', 'nodejs_active_handles_total', 'nodejs_active_requests_total'];

/**
 * prom-client's Node metrics: event loop lag, garbage collection, heap spaces, file descriptors. Once per process: its
 * observers cannot be taken down again.
 */
export function addNodeMetrics(metrics: OwnMetrics): void {
  collectDefaultMetrics({ register: metrics.registry });
  for (const name of MISNAMED) metrics.registry.removeSingleMetric(name);
}
