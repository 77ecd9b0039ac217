import type { FinishClass } from '../call.ts';

/** One provider's words for why an answer ended, with where they are written down. */
export interface FinishRow {
  readonly of: string;
  readonly evidence: string;
  readonly classes: Readonly<Partial<Record<Exclude<FinishClass, ''>, readonly string[]>>>;
  /** States of a request, not reasons: an answer that asks for a tool is `completed` as well. */
  readonly states?: true;
}

/** Compared in lower case, after `FinishReason.` and the like. Worst of several: error, content_filter, length, tool_call, stop. */
export const FINISH_ROWS: readonly FinishRow[] = [
  {
    of: 'conventions',
    evidence: 'semantic-conventions-genai e9de14ba, message schema; tool_calls in the event of v1.28 to v1.36',
    classes: {
      stop: ['stop'],
      length: ['length'],
      content_filter: ['content_filter'],
      tool_call: ['tool_call', 'tool_calls'],
      error: ['error'],
    },
  },
  {
    of: 'openai chat completions, azure, groq, deepseek, perplexity, together, fireworks',
    evidence: 'platform.openai.com/docs/api-reference/chat/object; api-docs.deepseek.com',
    classes: {
      stop: ['stop', 'eos'],
      length: ['length'],
      tool_call: ['tool_calls', 'function_call'],
      content_filter: ['content_filter'],
      error: ['insufficient_system_resource', 'abort'],
    },
  },
  {
    of: 'openai responses',
    evidence: 'platform.openai.com/docs/api-reference/responses/object: status, incomplete_details.reason',
    classes: { length: ['max_output_tokens'], content_filter: ['content_filter'] },
  },
  {
    of: 'openai responses, state',
    evidence: 'platform.openai.com/docs/api-reference/responses/object: status; seen in the attribute of OpenLIT',
    classes: { stop: ['completed'], length: ['incomplete'], error: ['failed', 'cancelled'] },
    states: true,
  },
  {
    of: 'anthropic',
    evidence: 'docs.anthropic.com/en/api/handling-stop-reasons; pause_turn as the Vercel AI SDK maps it',
    classes: {
      stop: ['end_turn', 'stop_sequence', 'pause_turn', 'compaction'],
      length: ['max_tokens', 'model_context_window_exceeded'],
      tool_call: ['tool_use'],
      content_filter: ['refusal'],
    },
  },
  {
    of: 'google gemini and vertex',
    evidence: 'ai.google.dev/api/generate-content#FinishReason',
    classes: {
      stop: ['stop'],
      length: ['max_tokens'],
      content_filter: [
        'safety',
        'recitation',
        'language',
        'blocklist',
        'prohibited_content',
        'spii',
        'image_safety',
        'image_prohibited_content',
        'image_recitation',
        'model_armor',
      ],
      error: [
        'other',
        'finish_reason_unspecified',
        'malformed_function_call',
        'unexpected_tool_call',
        'too_many_tool_calls',
        'malformed_response',
        'missing_thought_signature',
        'no_image',
        'image_other',
      ],
    },
  },
  {
    of: 'aws bedrock converse, titan',
    evidence: 'docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html; Titan text completionReason',
    classes: {
      stop: ['end_turn', 'stop_sequence', 'finish', 'finished', 'stop_criteria_met'],
      length: ['max_tokens', 'model_context_window_exceeded', 'length'],
      tool_call: ['tool_use'],
      content_filter: ['guardrail_intervened', 'content_filtered'],
      error: ['malformed_model_output', 'malformed_tool_use', 'rag_query_when_rag_disabled'],
    },
  },
  {
    of: 'cohere',
    evidence: 'docs.cohere.com/reference/chat: finish_reason',
    classes: {
      stop: ['complete', 'stop_sequence'],
      length: ['max_tokens', 'error_limit'],
      tool_call: ['tool_call'],
      content_filter: ['error_toxic'],
      error: ['error', 'timeout', 'user_cancel'],
    },
  },
  {
    of: 'mistral',
    evidence: 'docs.mistral.ai/api: finish_reason',
    classes: { stop: ['stop'], length: ['length', 'model_length'], tool_call: ['tool_calls'], error: ['error'] },
  },
  {
    of: 'xai',
    evidence: 'docs.x.ai/docs/api-reference: finish reasons of the gRPC API',
    classes: {
      stop: ['reason_stop'],
      length: ['reason_max_len', 'reason_max_context', 'reason_time_limit'],
      tool_call: ['reason_tool_calls'],
    },
  },
  {
    of: 'ibm watsonx',
    evidence: 'cloud.ibm.com/apidocs/watsonx-ai: stop_reason',
    classes: { stop: ['eos_token', 'stop_sequence'], length: ['max_tokens', 'token_limit', 'time_limit'], error: ['error', 'cancelled'] },
  },
  {
    of: 'servers for open models: TGI, vLLM, Ollama, AI21',
    evidence: 'huggingface text-generation-inference FinishReason; vllm outputs; ollama done_reason; docs.ai21.com',
    classes: {
      stop: ['eos_token', 'stop_sequence', 'stop', 'endoftext'],
      length: ['length'],
      error: ['abort'],
      unknown: ['load', 'unload'],
    },
  },
  {
    of: 'vercel ai sdk',
    evidence: 'vercel/ai ed857f5 LanguageModelFinishReason; run',
    classes: {
      stop: ['stop'],
      length: ['length'],
      content_filter: ['content-filter'],
      tool_call: ['tool-calls'],
      error: ['error', 'other'],
    },
  },
  {
    of: 'agent frameworks: strands, langchain, spring',
    evidence: 'strands-agents 1.40 StopReason; langchain and Spring AI read',
    classes: {
      unknown: ['interrupt', 'checkpoint'],
      error: ['cancelled'],
      tool_call: ['tool_execution'],
      content_filter: ['guardrail_intervened'],
    },
  },
];

/** Texts that say nothing. */
export const FINISH_ABSENT: readonly string[] = ['', 'unknown', 'none', 'null', 'undefined', 'not_finished', 'queued', 'in_progress'];

/** Providers whose API ends with a plain stop even when the answer asks for tools (ai.google.dev: function calling; run). */
export const STOP_MAY_CALL_TOOLS: readonly string[] = ['gcp.gemini', 'gcp.vertex_ai', 'gcp.gen_ai'];
