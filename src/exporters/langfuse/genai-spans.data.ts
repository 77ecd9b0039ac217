/** Instrumentation scopes whose spans belong to an LLM trace even when no dialect recognises them (langfuse.md section 6). */
export const GENAI_SCOPE_PREFIXES: readonly string[] = [
  'langfuse-sdk',
  'openinference',
  '@arizeai/openinference',
  'opentelemetry.instrumentation.openai',
  'opentelemetry.instrumentation.anthropic',
  'opentelemetry.instrumentation.bedrock',
  'opentelemetry.instrumentation.vertexai',
  'opentelemetry.instrumentation.google_generativeai',
  'opentelemetry.instrumentation.langchain',
  '@traceloop/instrumentation',
  'litellm',
  'langsmith',
  'strands',
  'vllm',
  'pydantic-ai',
  'haystack',
  'agent_framework',
];

/** Keys whose presence says the same. */
export const GENAI_KEY_PREFIXES: readonly string[] = ['gen_ai.', 'langfuse.'];
