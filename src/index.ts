/**
 * Embedding a collector, and writing components for one. What is exported here keeps its names and meanings within a major
 * version; everything else may change.
 *
 *     const loaded = await loadConfig({ uris: ['collector.yaml'], env: process.env, registry: builtInRegistry([mine]) });
 *     if (loaded.config === undefined) throw new Error(formatDiagnostics(loaded.diagnostics, loaded));
 *     await runCollector({ config: loaded.config, env: process.env });
 */

// Running a collector.
export { type LoadedConfig, type LoadOptions, loadConfig } from './config/load.ts';
export type { Diagnostic, Severity } from './config/diagnostic.ts';
export { diagnosticsToJson, formatDiagnostics } from './config/format-diagnostics.ts';
export { printConfig } from './config/print-config.ts';
export { fullSchema } from './config/full-schema.ts';
export type { CollectorConfig, ComponentConfig, PipelineConfig, ServiceConfig, TelemetryConfig } from './config/types.ts';
export { type Plan, type PlannedPipeline, type PlanStep, plan } from './kernel/plan.ts';
export { makeRegistry, type Registry } from './kernel/registry.ts';
export { BUILT_IN, builtInRegistry } from './registry.ts';
export { Collector, type CollectorSettings, type StopReport } from './service/collector.ts';
export { runCollector, type RunOptions } from './service/run.ts';
export { VERSION } from './telemetry/version.ts';
export type { LedgerSnapshot } from './telemetry/ledger.ts';

// Writing a component.
export {
  type AnyDescriptor,
  type ComponentKind,
  type ConfigProblem,
  type Connector,
  defineConnector,
  defineExporter,
  defineExtension,
  defineProcessor,
  defineReceiver,
  type Descriptor,
  type Exporter,
  type Extension,
  type FlowProcessor,
  type JsonSchema,
  type Lifecycle,
  type MetricSpec,
  type Processor,
  type Receiver,
  type Stability,
  type StageProcessor,
  type Traits,
} from './kernel/component.ts';
export type { Admission, Consumer } from './kernel/consumer.ts';
export type {
  Clock,
  Counter,
  Gauge,
  HealthReport,
  HealthState,
  Histogram,
  Host,
  Labels,
  Ledger,
  Logger,
  MetricSink,
} from './kernel/host.ts';
export { ACCEPTED, type Accepted, type Outcome, type Refused, refused, type Retry, retry } from './kernel/outcome.ts';
export {
  type Drop,
  drop,
  KEEP,
  type LogStage,
  type MetricStage,
  type ResourceStage,
  type SpanStage,
  type StageSet,
  type Verdict,
  type WalkContext,
} from './kernel/stage.ts';
export * as schema from './config/schema-kit.ts';
export { parseByteSize, parseDurationMs } from './config/units.ts';
export { AssayError, type ErrorCode, type ErrorSpec } from './wire/assay-error.ts';

// Reading and changing telemetry.
export type { GenAiCall } from './genai/call.ts';
export type { CallReader } from './genai/call-reader.ts';
export { type Batch, type BatchMeta, type Signal, SIGNALS } from './otlp/batch.ts';
export { buildLogs } from './otlp/build/logs.ts';
export { buildMetrics } from './otlp/build/metrics.ts';
export { buildTraces } from './otlp/build/traces.ts';
export { internKey, type Key } from './otlp/keys.ts';
export { validateRequest } from './otlp/validate.ts';
export type { AttributesView } from './otlp/views/attributes-view.ts';
export type { LogEdit, LogView } from './otlp/views/log.ts';
export type { PointEdit, PointView } from './otlp/views/point.ts';
export type { ResourceEdit, ResourceView } from './otlp/views/resource.ts';
export type { SpanEdit, SpanView } from './otlp/views/span.ts';
export { LogWalk, PointWalk, SpanWalk, type Visitor, type Walked } from './otlp/walk.ts';
