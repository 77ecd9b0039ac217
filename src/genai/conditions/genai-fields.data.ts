import { internKey } from '../../otlp/keys.ts';
import type { SpanView } from '../../otlp/views/span.ts';
import type { GenAiCall } from '../call.ts';
import { loadAttribute } from './load-attribute.ts';
import { NIL, type Slot } from './slot.ts';

/** What a path can hold; `number` takes int and double. */
export type FieldType = 'string' | 'int' | 'number' | 'bool' | 'any';

/** One `genai.` path. `load` is called only for spans that are LLM calls; what is unknown of a call is nil. */
export interface GenAiField {
  readonly name: string;
  readonly type: FieldType;
  readonly help: string;
  load(call: GenAiCall, span: SpanView, into: Slot): void;
}

const FINISH_CLASS = internKey('assay.finish.class');
const COST_TOTAL = internKey('assay.cost.total');
const UNPRICED = internKey('assay.cost.unpriced_reason');

function sumOfKnown(a: number, b: number): number {
  if (a < 0) return b;
  return b < 0 ? a : a + b;
}

/**
 * Texts, counts and flags as the call model has them. `finish_class` and `cost` prefer what a processor before this one
 * has written on the span (contract section 5), since only those know inferred classes and computed prices.
 */
export const GENAI_FIELDS: readonly GenAiField[] = [
  { name: 'dialect', type: 'string', help: 'id of the recognised dialect', load: (call, _span, into) => into.setInterned(call.dialect) },
  { name: 'operation', type: 'string', help: 'gen_ai.operation.name', load: (call, _span, into) => into.setInterned(call.operation) },
  { name: 'provider', type: 'string', help: 'gen_ai.provider.name', load: (call, _span, into) => into.setInterned(call.provider) },
  { name: 'request_model', type: 'string', help: 'gen_ai.request.model', load: (call, _span, into) => into.setSlice(call.requestModel) },
  { name: 'response_model', type: 'string', help: 'gen_ai.response.model', load: (call, _span, into) => into.setSlice(call.responseModel) },
  { name: 'response_id', type: 'string', help: 'gen_ai.response.id', load: (call, _span, into) => into.setSlice(call.responseId) },
  { name: 'input_tokens', type: 'int', help: 'input of every kind', load: (call, _span, into) => into.setCount(call.usage.inputTotal) },
  { name: 'output_tokens', type: 'int', help: 'output of every kind', load: (call, _span, into) => into.setCount(call.usage.outputTotal) },
  {
    name: 'total_tokens',
    type: 'int',
    help: 'input and output, as far as known',
    load: (call, _span, into) => into.setCount(sumOfKnown(call.usage.inputTotal, call.usage.outputTotal)),
  },
  {
    name: 'cache_read_tokens',
    type: 'int',
    help: 'input read from a cache',
    load: (call, _span, into) => into.setCount(call.usage.cacheRead),
  },
  {
    name: 'cache_write_tokens',
    type: 'int',
    help: 'input written to a cache',
    load: (call, _span, into) => into.setCount(sumOfKnown(call.usage.cacheWrite5m, call.usage.cacheWrite1h)),
  },
  { name: 'reasoning_tokens', type: 'int', help: 'part of the output', load: (call, _span, into) => into.setCount(call.usage.reasoning) },
  {
    name: 'usage_consistent',
    type: 'bool',
    help: 'the counts do not contradict each other',
    load: (call, _span, into) => into.setBool(call.usageConsistent),
  },
  {
    name: 'cost',
    type: 'number',
    help: 'USD: assay.cost.total, else as reported by the emitter',
    load: (call, span, into) => {
      loadAttribute(span.attributes, COST_TOTAL, into);
      if (into.kind === NIL) into.setDouble(call.reportedCostUsd);
    },
  },
  {
    name: 'reported_cost',
    type: 'number',
    help: 'USD as reported by the emitter',
    load: (call, _span, into) => into.setDouble(call.reportedCostUsd),
  },
  {
    name: 'unpriced_reason',
    type: 'string',
    help: 'assay.cost.unpriced_reason',
    load: (_call, span, into) => loadAttribute(span.attributes, UNPRICED, into),
  },
  {
    name: 'finish_class',
    type: 'string',
    help: 'assay.finish.class, else the class of the reported reasons',
    load: (call, span, into) => {
      loadAttribute(span.attributes, FINISH_CLASS, into);
      if (into.kind === NIL) into.setInterned(call.finishClass);
    },
  },
  { name: 'billable', type: 'bool', help: 'one model call that is paid for', load: (call, _span, into) => into.setBool(call.billable) },
  { name: 'failed', type: 'bool', help: 'the call ended with an error', load: (call, _span, into) => into.setBool(call.failed) },
  {
    name: 'streaming',
    type: 'bool',
    help: 'nil when unknown',
    load: (call, _span, into) => (call.streaming === -1 ? into.setNil() : into.setBool(call.streaming === 1)),
  },
  { name: 'time_to_first_chunk', type: 'number', help: 'seconds', load: (call, _span, into) => into.setDouble(call.timeToFirstChunkS) },
  { name: 'max_tokens', type: 'int', help: 'gen_ai.request.max_tokens', load: (call, _span, into) => into.setCount(call.maxTokens) },
  { name: 'error_type', type: 'string', help: 'error.type', load: (call, _span, into) => into.setSlice(call.errorType) },
  {
    name: 'conversation_id',
    type: 'string',
    help: 'gen_ai.conversation.id',
    load: (call, _span, into) => into.setSlice(call.conversationId),
  },
  { name: 'user_id', type: 'string', help: 'user.id', load: (call, _span, into) => into.setSlice(call.userId) },
  { name: 'agent_name', type: 'string', help: 'gen_ai.agent.name', load: (call, _span, into) => into.setSlice(call.agentName) },
  { name: 'prompt_name', type: 'string', help: 'gen_ai.prompt.name', load: (call, _span, into) => into.setSlice(call.promptName) },
  { name: 'prompt_version', type: 'string', help: 'version of the prompt', load: (call, _span, into) => into.setSlice(call.promptVersion) },
  { name: 'tool_name', type: 'string', help: 'gen_ai.tool.name', load: (call, _span, into) => into.setSlice(call.toolName) },
  {
    name: 'tool_calls',
    type: 'int',
    help: 'tool calls asked for by the model',
    load: (call, _span, into) => into.setCount(call.toolCalls),
  },
  {
    name: 'service_tier',
    type: 'string',
    help: 'as the provider spells it',
    load: (call, _span, into) => into.setInterned(call.serviceTier),
  },
];
