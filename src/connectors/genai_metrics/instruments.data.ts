/** Which generation of the conventions an instrument belongs to; `always` for our own names. */
export type Convention = 'always' | 'current' | 'v1.41';

/** Names of the configurable bucket lists. */
export type BucketSet = 'duration' | 'agent_duration' | 'tokens' | 'cost_usd';

/** One row of contract section 6. */
export interface InstrumentRow {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Set for histograms. */
  readonly buckets?: BucketSet;
  /** A counter of whole things, written as an int. */
  readonly integer?: boolean;
  readonly convention: Convention;
  /** A label whose values are ours, so that its series are found by index. */
  readonly fixed?: { readonly label: string; readonly values: readonly string[] };
  /** Labels whose values come from outside, in this order. */
  readonly free?: readonly string[];
}

const MODALITY = { label: 'gen_ai.token.modality', values: ['unknown', 'text', 'image', 'audio', 'video'] };
const ERROR = ['error.type'];

/** Index of a modality in `MODALITY`; `unknown` is what the provider did not split (semconv section 4: never guess text). */
export const UNKNOWN = 0;
export const IMAGE = 2;
export const AUDIO = 3;
export const VIDEO = 4;

export const TOKEN_INPUT = 0;
export const TOKEN_OUTPUT = 1;

export const FINISH_CLASSES: readonly string[] = ['stop', 'length', 'content_filter', 'tool_call', 'error', 'unknown'];
export const FINISH_ERROR = 4;
export const FINISH_UNKNOWN = 5;

export const COST_TYPES: readonly string[] = ['input', 'output', 'cache_read', 'cache_write', 'other'];
export const COST_OTHER = 4;

export const TOOL_OUTCOMES: readonly string[] = ['ok', 'error', 'empty'];
export const TOOL_OK = 0;
export const TOOL_ERROR = 1;
export const TOOL_EMPTY = 2;

export type CounterName =
  | 'inputTokens'
  | 'outputTokens'
  | 'cacheReadTokens'
  | 'cacheWriteTokens'
  | 'reasoningTokens'
  | 'requests'
  | 'costUsd'
  | 'unpricedRequests'
  | 'toolCalls'
  | 'redactions'
  | 'evalSelected';

export type HistogramName =
  | 'inferenceDuration'
  | 'timeToFirstChunk'
  | 'inputTokensPerCall'
  | 'outputTokensPerCall'
  | 'tokenUsage'
  | 'operationDuration'
  | 'requestCostUsd'
  | 'toolDuration'
  | 'agentDuration';

/** The counters of contract section 6. The key is how the code speaks of the row. */
export const COUNTERS: Readonly<Record<CounterName, InstrumentRow>> = {
  inputTokens: {
    name: 'gen_ai.client.inference.usage.input_tokens',
    unit: '{token}',
    integer: true,
    convention: 'current',
    fixed: MODALITY,
    description: 'Input tokens, those read from or written to a cache included.',
  },
  outputTokens: {
    name: 'gen_ai.client.inference.usage.output_tokens',
    unit: '{token}',
    integer: true,
    convention: 'current',
    fixed: MODALITY,
    description: 'Output tokens, reasoning included.',
  },
  cacheReadTokens: {
    name: 'gen_ai.client.inference.usage.cache_read.input_tokens',
    unit: '{token}',
    integer: true,
    convention: 'current',
    fixed: MODALITY,
    description: 'Input tokens read from a cache; a part of input_tokens.',
  },
  cacheWriteTokens: {
    name: 'gen_ai.client.inference.usage.cache_write.input_tokens',
    unit: '{token}',
    integer: true,
    convention: 'current',
    fixed: MODALITY,
    description: 'Input tokens written to a cache; a part of input_tokens.',
  },
  reasoningTokens: {
    name: 'gen_ai.client.inference.usage.reasoning.output_tokens',
    unit: '{token}',
    integer: true,
    convention: 'current',
    fixed: MODALITY,
    description: 'Output tokens spent on reasoning; a part of output_tokens.',
  },
  requests: {
    name: 'assay.requests',
    unit: '{request}',
    integer: true,
    convention: 'always',
    free: ERROR,
    fixed: { label: 'assay.finish.class', values: FINISH_CLASSES },
    description: 'Model calls by the class of their finish reason.',
  },
  costUsd: {
    name: 'assay.cost.usd',
    unit: '{USD}',
    convention: 'always',
    fixed: { label: 'assay.cost.type', values: COST_TYPES },
    description: 'Cost of model calls in US dollars by what it was paid for.',
  },
  unpricedRequests: {
    name: 'assay.unpriced.requests',
    unit: '{request}',
    integer: true,
    convention: 'always',
    free: ['assay.cost.unpriced_reason'],
    description: 'Model calls without a price, by reason.',
  },
  toolCalls: {
    name: 'assay.tool.calls',
    unit: '{call}',
    integer: true,
    convention: 'always',
    free: ['gen_ai.tool.name'],
    fixed: { label: 'assay.tool.outcome', values: TOOL_OUTCOMES },
    description: 'Executions of tools by outcome.',
  },
  redactions: {
    name: 'assay.redactions',
    unit: '{redaction}',
    integer: true,
    convention: 'always',
    free: ['assay.redaction.entity', 'assay.redaction.action'],
    description: 'Private data that was redacted, by entity.',
  },
  evalSelected: {
    name: 'assay.eval.selected',
    unit: '{request}',
    integer: true,
    convention: 'always',
    free: ['assay.eval.stratum'],
    description: 'Model calls selected for evaluation, by stratum.',
  },
};

/** The histograms of contract section 6. */
export const HISTOGRAMS: Readonly<Record<HistogramName, InstrumentRow & { readonly buckets: BucketSet }>> = {
  inferenceDuration: {
    name: 'gen_ai.client.inference.duration',
    unit: 's',
    buckets: 'duration',
    convention: 'current',
    free: ERROR,
    description: 'Duration of model calls from the request to the end of the answer.',
  },
  timeToFirstChunk: {
    name: 'gen_ai.client.inference.time_to_first_chunk',
    unit: 's',
    buckets: 'duration',
    convention: 'current',
    free: ERROR,
    description: 'Time from the request to the first chunk of a streamed answer.',
  },
  inputTokensPerCall: {
    name: 'gen_ai.client.inference.operation.input_tokens',
    unit: '{token}',
    buckets: 'tokens',
    convention: 'current',
    description: 'Input tokens per call; for percentiles, not for totals.',
  },
  outputTokensPerCall: {
    name: 'gen_ai.client.inference.operation.output_tokens',
    unit: '{token}',
    buckets: 'tokens',
    convention: 'current',
    description: 'Output tokens per call; for percentiles, not for totals.',
  },
  tokenUsage: {
    name: 'gen_ai.client.token.usage',
    unit: '{token}',
    buckets: 'tokens',
    convention: 'v1.41',
    fixed: { label: 'gen_ai.token.type', values: ['input', 'output'] },
    description: 'Tokens per call by type, as the conventions had it up to v1.41.',
  },
  operationDuration: {
    name: 'gen_ai.client.operation.duration',
    unit: 's',
    buckets: 'duration',
    convention: 'v1.41',
    free: ERROR,
    description: 'Duration of model calls, as the conventions had it up to v1.41.',
  },
  requestCostUsd: {
    name: 'assay.request.cost.usd',
    unit: '{USD}',
    buckets: 'cost_usd',
    convention: 'always',
    description: 'Cost per model call in US dollars.',
  },
  toolDuration: {
    name: 'gen_ai.execute_tool.duration',
    unit: 's',
    buckets: 'duration',
    convention: 'always',
    free: ['gen_ai.tool.name', 'error.type'],
    description: 'Duration of executions of tools.',
  },
  agentDuration: {
    name: 'gen_ai.invoke_agent.duration',
    unit: 's',
    buckets: 'agent_duration',
    convention: 'always',
    free: ['gen_ai.agent.name', 'error.type'],
    description: 'Duration of agent invocations.',
  },
};

/**
 * Default bounds. `duration` and `tokens` are those of the conventions (semconv section 4, D and T); agents take those of
 * gen_ai.invoke_workflow.duration, since they run for minutes; `cost_usd` spans an embedding (1e-5) to a long agent call.
 */
export const DEFAULT_BOUNDS: Readonly<Record<BucketSet, readonly number[]>> = {
  duration: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
  agent_duration: [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200],
  tokens: [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
  cost_usd: [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
};

/** Labels of every metric that concerns a call, before the configured dimensions. */
export const COMMON_LABELS: readonly string[] = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'service.name',
];

/** The label of the one series that takes what is over the limit (OTel metrics SDK, "Overflow attribute"). */
export const OVERFLOW_LABEL = 'otel.metric.overflow';
