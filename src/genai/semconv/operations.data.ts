import type { Operation } from '../call.ts';

/** Spellings of operations to the conventions' (or to the few that are used without being in them). */
export const OPERATION_NAMES: Readonly<Record<string, Operation>> = {
  chat: 'chat',
  'chat.completions': 'chat',
  generate_content: 'generate_content',
  text_completion: 'text_completion',
  'text.completions': 'text_completion',
  embeddings: 'embeddings',
  embedding: 'embeddings',
  rerank: 'rerank',
  image_generation: 'image_generation',
  image: 'image_generation',
  speech: 'speech',
  transcription: 'transcription',
  translation: 'transcription',
  retrieval: 'retrieval',
  fetch_response: 'fetch_response',
  create_agent: 'create_agent',
  invoke_agent: 'invoke_agent',
  execute_tool: 'execute_tool',
  invoke_workflow: 'invoke_workflow',
  handle_conversation_turn: 'handle_conversation_turn',
  plan: 'plan',
  search_memory: 'memory',
  create_memory: 'memory',
  update_memory: 'memory',
  upsert_memory: 'memory',
  delete_memory: 'memory',
  create_memory_store: 'memory',
  delete_memory_store: 'memory',
};

/** Operations in which a model is asked and somebody pays; all others are roll-ups, tools, or no model call. */
export const MODEL_OPERATIONS: ReadonlySet<Operation> = new Set<Operation>([
  'chat',
  'generate_content',
  'text_completion',
  'embeddings',
  'rerank',
  'image_generation',
  'speech',
  'transcription',
]);
