import type { Operation } from '../../genai/call.ts';

/** Types of observations, exactly as the ingestion compares them: lower case. */
export type ObservationType =
  | 'span'
  | 'generation'
  | 'event'
  | 'embedding'
  | 'agent'
  | 'tool'
  | 'chain'
  | 'retriever'
  | 'guardrail'
  | 'evaluator';

export const OBSERVATION_TYPES: readonly ObservationType[] = [
  'span',
  'generation',
  'event',
  'embedding',
  'agent',
  'tool',
  'chain',
  'retriever',
  'guardrail',
  'evaluator',
];

/** By operation. The ingestion itself maps a few of these only (retrieval and workflows become plain spans there). */
export const TYPE_OF_OPERATION: Readonly<Record<Operation, ObservationType>> = {
  '': 'span',
  chat: 'generation',
  generate_content: 'generation',
  text_completion: 'generation',
  embeddings: 'embedding',
  rerank: 'retriever',
  image_generation: 'generation',
  speech: 'generation',
  transcription: 'generation',
  retrieval: 'retriever',
  fetch_response: 'span',
  create_agent: 'agent',
  invoke_agent: 'agent',
  execute_tool: 'tool',
  invoke_workflow: 'chain',
  handle_conversation_turn: 'chain',
  plan: 'chain',
  memory: 'span',
};

/** `openinference.span.kind` where the operation says nothing. */
export const TYPE_OF_KIND: Readonly<Record<string, ObservationType>> = {
  CHAIN: 'chain',
  GUARDRAIL: 'guardrail',
  EVALUATOR: 'evaluator',
  RETRIEVER: 'retriever',
  RERANKER: 'retriever',
  TOOL: 'tool',
  AGENT: 'agent',
};

/** Operations whose spans lose model, usage and cost in the ingestion, explicit ones too (#14754, #14808). */
export const USAGE_STRIPPED_OPERATIONS: readonly string[] = ['invoke_agent', 'agent_step'];
