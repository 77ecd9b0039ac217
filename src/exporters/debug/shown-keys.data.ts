/**
 * Attributes whose texts are words of a vocabulary or names given by operators and providers, and so are shown with
 * `content: false` too. Everything else that is text is shown as its length. Source of the names: OpenTelemetry semantic
 * conventions (gen_ai, error, http, service, telemetry, deployment, db, rpc), OpenInference and OpenLLMetry span kinds.
 */
export const SHOWN_KEYS: ReadonlySet<string> = new Set([
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.system',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.response.finish_reasons',
  'gen_ai.output.type',
  'gen_ai.token.type',
  'openinference.span.kind',
  'traceloop.span.kind',
  'llm.request.type',
  'error.type',
  'http.request.method',
  'network.protocol.name',
  'rpc.system',
  'rpc.system.name',
  'db.system',
  'db.system.name',
  'service.name',
  'service.version',
  'service.namespace',
  'deployment.environment.name',
  'telemetry.sdk.name',
  'telemetry.sdk.language',
  'telemetry.sdk.version',
]);

/** What Assay writes itself (contract section 5), except the emitter's own values that it keeps. */
export const SHOWN_PREFIX = 'assay.';
export const HIDDEN_PREFIX = 'assay.original.';
