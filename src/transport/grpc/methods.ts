import type { Signal } from '../../otlp/batch.ts';

/** gRPC methods of OTLP (opentelemetry-proto collector/<signal>/v1/<signal>_service.proto). */
export const EXPORT_METHODS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

/** Messages stay bytes both ways. */
export function identity(bytes: Buffer): Buffer {
  return bytes;
}
