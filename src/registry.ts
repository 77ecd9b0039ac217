import { forwardConnector } from './connectors/forward/index.ts';
import { genaiMetricsConnector } from './connectors/genai_metrics/index.ts';
import { debugExporter } from './exporters/debug/index.ts';
import { fileExporter } from './exporters/file/index.ts';
import { langfuseExporter } from './exporters/langfuse/index.ts';
import { otlpGrpcExporter } from './exporters/otlp_grpc/index.ts';
import { otlpHttpExporter } from './exporters/otlp_http/index.ts';
import { prometheusExporter } from './exporters/prometheus/index.ts';
import { basicAuthExtension } from './extensions/basicauth/index.ts';
import { bearerTokenAuthExtension } from './extensions/bearertokenauth/index.ts';
import { fileStorageExtension } from './extensions/file_storage/index.ts';
import { healthCheckExtension } from './extensions/health_check/index.ts';
import type { AnyDescriptor } from './kernel/component.ts';
import { makeRegistry, type Registry } from './kernel/registry.ts';
import { batchProcessor } from './processors/batch/index.ts';
import { filterProcessor } from './processors/filter/index.ts';
import { genaiCostProcessor } from './processors/genai_cost/index.ts';
import { genaiEvalSamplerProcessor } from './processors/genai_eval_sampler/index.ts';
import { genaiFinishReasonProcessor } from './processors/genai_finish_reason/index.ts';
import { genaiNormalizerProcessor } from './processors/genai_normalizer/index.ts';
import { genaiRedactionProcessor } from './processors/genai_redaction/index.ts';
import { memoryLimiterProcessor } from './processors/memory_limiter/index.ts';
import { otlpReceiver } from './receivers/otlp/index.ts';

/** The built-in components: the only list of them (docs/architecture.md, sentence 6). */
export const BUILT_IN: readonly AnyDescriptor[] = [
  otlpReceiver,
  memoryLimiterProcessor,
  batchProcessor,
  filterProcessor,
  genaiNormalizerProcessor,
  genaiCostProcessor,
  genaiFinishReasonProcessor,
  genaiRedactionProcessor,
  genaiEvalSamplerProcessor,
  genaiMetricsConnector,
  forwardConnector,
  otlpGrpcExporter,
  otlpHttpExporter,
  prometheusExporter,
  langfuseExporter,
  debugExporter,
  fileExporter,
  healthCheckExtension,
  fileStorageExtension,
  basicAuthExtension,
  bearerTokenAuthExtension,
] as readonly AnyDescriptor[];

/** A registry of the built-ins, and of components written by others. */
export function builtInRegistry(more: readonly AnyDescriptor[] = []): Registry {
  return makeRegistry([...BUILT_IN, ...more]);
}
