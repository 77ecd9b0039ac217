/*
 * The rules by which Langfuse's worker turns spans into observations, as far as an exporter's choices show in them. Part of
 * the stand-in for tests, written from the description of the real one (its order of sources, its arithmetic), not from
 * its code.
 */

type Wire = { readonly [key: string]: unknown };

interface WireValue extends Wire {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly WireValue[] };
}

interface WireAttribute {
  readonly key: string;
  readonly value?: WireValue | null;
}

interface WireSpan {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly attributes?: readonly WireAttribute[];
  readonly events?: readonly { readonly attributes?: readonly WireAttribute[] }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

/** An OTLP/JSON trace request with hex ids. */
export interface WireRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly WireAttribute[] };
    readonly scopeSpans?: readonly {
      readonly scope?: { readonly name?: string; readonly attributes?: readonly WireAttribute[] };
      readonly spans?: readonly WireSpan[];
    }[];
  }[];
}

type Values = Readonly<Record<string, unknown>>;

/** One row of Langfuse's observation table, the fields that matter here. */
export interface Observation {
  readonly traceId: string;
  readonly id: string;
  /** '' for a root. An all-zero parent is a parent. */
  readonly parentId: string;
  readonly isRoot: boolean;
  readonly name: string;
  readonly type: string;
  readonly model: string | undefined;
  readonly usage: Readonly<Record<string, number>>;
  readonly cost: Readonly<Record<string, number>>;
  readonly totalCost: number | undefined;
  readonly level: string;
  readonly statusMessage: string;
  readonly completionStart: string | undefined;
  readonly environment: string;
  readonly userId: string | undefined;
  readonly sessionId: string | undefined;
  readonly traceName: string | undefined;
  readonly tags: readonly string[];
  readonly prompt: { readonly name: string; readonly version: number } | undefined;
  readonly attributes: Values;
}

const TYPES = ['span', 'generation', 'event', 'embedding', 'agent', 'tool', 'chain', 'retriever', 'guardrail', 'evaluator'];
const OPERATIONS: Readonly<Record<string, string>> = {
  chat: 'generation',
  completion: 'generation',
  text_completion: 'generation',
  generate_content: 'generation',
  generate: 'generation',
  embeddings: 'embedding',
  invoke_agent: 'agent',
  create_agent: 'agent',
  execute_tool: 'tool',
};
const MODEL_SOURCES = [
  'langfuse.observation.model.name',
  'gen_ai.response.model',
  'ai.model.id',
  'gen_ai.request.model',
  'llm.response.model',
  'llm.model_name',
  'model',
];

/** Throws as the worker does: then the whole request is lost. */
export function observationsOf(request: WireRequest): Observation[] {
  const rows: Observation[] = [];
  for (const resourceSpans of request.resourceSpans ?? []) {
    const resource = valuesOf(resourceSpans.resource?.attributes);
    for (const scopeSpans of resourceSpans.scopeSpans ?? []) {
      valuesOf(scopeSpans.scope?.attributes);
      for (const span of scopeSpans.spans ?? []) {
        for (const event of span.events ?? []) valuesOf(event.attributes);
        rows.push(observation(span, resource));
      }
    }
  }
  return rows;
}

function observation(span: WireSpan, resource: Values): Observation {
  const a = valuesOf(span.attributes);
  const operation = text(a, ['gen_ai.operation.name']);
  const stripped = operation === 'invoke_agent' || operation === 'agent_step';
  const type = typeOf(a);
  const cost = stripped ? {} : costOf(a);
  return {
    traceId: span.traceId ?? '',
    id: span.spanId ?? '',
    parentId: span.parentSpanId ?? '',
    isRoot: (span.parentSpanId ?? '') === '' || a['langfuse.internal.is_app_root'] === true,
    name: text(a, ['gen_ai.tool.name']) ?? span.name ?? '',
    type,
    model: stripped ? undefined : text(a, MODEL_SOURCES),
    usage: stripped ? {} : usageOf(a),
    cost,
    totalCost: totalOf(cost),
    level: text(a, ['langfuse.observation.level']) ?? (span.status?.code === 2 ? 'ERROR' : 'DEFAULT'),
    statusMessage: text(a, ['langfuse.observation.status_message']) ?? span.status?.message ?? '',
    completionStart: text(a, ['langfuse.observation.completion_start_time']),
    environment: environmentOf(a, resource),
    userId: text(a, ['langfuse.user.id', 'user.id']),
    sessionId: text(a, ['langfuse.session.id', 'session.id', 'gen_ai.conversation.id']),
    traceName: text(a, ['langfuse.trace.name']),
    tags: tagsOf(a['langfuse.trace.tags'] ?? a['langfuse.tags']),
    prompt: promptOf(a, type),
    attributes: a,
  };
}

function typeOf(a: Values): string {
  const explicit = a['langfuse.observation.type'];
  if (typeof explicit === 'string' && TYPES.includes(explicit)) return explicit;
  const operation = OPERATIONS[String(a['gen_ai.operation.name'])];
  if (operation !== undefined) return operation;
  if (a['gen_ai.tool.name'] !== undefined || a['gen_ai.tool.call.id'] !== undefined) return 'tool';
  return text(a, MODEL_SOURCES) === undefined ? 'span' : 'generation';
}

/** Buckets exclude each other; the generic path takes the conventions' inclusive counts apart. */
function usageOf(a: Values): Record<string, number> {
  const explicit = openAiShape(a['langfuse.observation.usage_details']) ?? jsonNumbers(a['langfuse.observation.usage_details']);
  if (explicit !== undefined) return withTotal(explicit);
  const raw: Record<string, number> = {};
  for (const [key, value] of Object.entries(a)) {
    const match = /^(?:gen_ai\.usage|llm\.token_count)\.(.+)$/.exec(key);
    if (match?.[1] === undefined || match[1] === 'cost' || !Number.isInteger(value) || (value as number) < 0) continue;
    raw[match[1]] = value as number;
  }
  if (Object.keys(raw).length === 0) return {};
  const { input_tokens: input = 0, output_tokens: output = 0, ...others } = raw;
  const read = others['cache_read.input_tokens'] ?? 0;
  const written = others['cache_creation.input_tokens'] ?? 0;
  return withTotal({ ...others, input: Math.max(0, input - read - written), output: Math.max(0, output) });
}

const OPENAI_KEYS = ['prompt_tokens', 'completion_tokens', 'total_tokens', 'prompt_tokens_details', 'completion_tokens_details'];

/** Details in exactly OpenAI's shape are taken apart; any other shape is kept as it is. */
function openAiShape(value: unknown): Record<string, number> | undefined {
  const parsed = parseObject(value);
  if (parsed?.['prompt_tokens'] === undefined || Object.keys(parsed).some((key) => !OPENAI_KEYS.includes(key))) return undefined;
  const numberIn = (object: unknown, key: string): number => Number((object as Record<string, unknown> | undefined)?.[key] ?? 0);
  const cached = numberIn(parsed['prompt_tokens_details'], 'cached_tokens');
  const reasoning = numberIn(parsed['completion_tokens_details'], 'reasoning_tokens');
  return {
    input: Math.max(0, Number(parsed['prompt_tokens']) - cached),
    output: Math.max(0, Number(parsed['completion_tokens'] ?? 0) - reasoning),
    ...(cached > 0 ? { input_cached_tokens: cached } : {}),
    ...(reasoning > 0 ? { output_reasoning_tokens: reasoning } : {}),
    total: Number(parsed['total_tokens'] ?? 0),
  };
}

function withTotal(buckets: Record<string, number>): Record<string, number> {
  const valid = Object.fromEntries(Object.entries(buckets).filter(([, count]) => Number.isInteger(count) && count >= 0));
  return 'total' in valid ? valid : { ...valid, total: Object.values(valid).reduce((sum, count) => sum + count, 0) };
}

function costOf(a: Values): Record<string, number> {
  const explicit = jsonNumbers(a['langfuse.observation.cost_details']);
  if (explicit !== undefined) return explicit;
  const reported = a['gen_ai.usage.cost'] ?? a['llm.cost.total'];
  return typeof reported === 'number' ? { total: reported } : {};
}

/** `total`, or the sum when there is nothing but input and output; a third key without total gives 0. */
function totalOf(cost: Readonly<Record<string, number>>): number | undefined {
  const keys = Object.keys(cost);
  if (keys.length === 0) return undefined;
  if (cost['total'] !== undefined) return cost['total'];
  return keys.every((key) => key === 'input' || key === 'output') ? (cost['input'] ?? 0) + (cost['output'] ?? 0) : 0;
}

function environmentOf(a: Values, resource: Values): string {
  for (const key of ['langfuse.environment', 'deployment.environment.name', 'deployment.environment']) {
    const given = a[key] ?? resource[key];
    if (typeof given !== 'string') continue;
    const kept = given
      .toLowerCase()
      .replace(/^langfuse/, '')
      .slice(0, 40);
    return /^[a-z0-9_-]+$/.test(kept) ? kept : 'default';
  }
  return 'default';
}

function promptOf(a: Values, type: string): Observation['prompt'] {
  const name = a['langfuse.observation.prompt.name'];
  const version = a['langfuse.observation.prompt.version'];
  if (type !== 'generation' || typeof name !== 'string' || !Number.isInteger(version) || (version as number) > 65_535) return undefined;
  return { name, version: version as number };
}

function tagsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
}

function jsonNumbers(value: unknown): Record<string, number> | undefined {
  const parsed = parseObject(value);
  if (parsed === undefined) return undefined;
  return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}

function parseObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return JSON.parse(value) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function text(a: Values, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = a[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function valuesOf(attributes: readonly WireAttribute[] | undefined): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { key, value } of attributes ?? []) values[key] = valueOf(key, value);
  return values;
}

function valueOf(key: string, value: WireValue | null | undefined): unknown {
  if (value === undefined || value === null || Object.keys(value).length === 0) throw new Error(`attribute ${key} has no value`);
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  const elements = value.arrayValue?.values;
  // Empty lists, maps and bytes are kept as their raw OTLP JSON.
  return elements !== undefined && elements.length > 0 ? elements.map((element) => valueOf(key, element)) : JSON.stringify(value);
}
