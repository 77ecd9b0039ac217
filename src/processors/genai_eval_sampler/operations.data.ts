import type { Operation } from '../../genai/call.ts';

/** Operations that are one call with an answer to judge. */
export const OPERATIONS: readonly Operation[] = [
  'chat',
  'generate_content',
  'text_completion',
  'embeddings',
  'rerank',
  'image_generation',
  'speech',
  'transcription',
];
