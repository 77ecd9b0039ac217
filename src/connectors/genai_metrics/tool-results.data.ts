/** Where dialects put what a tool answered, in the order of trust (dialects.md sections 1 and 4). */
export const TOOL_RESULT_KEYS: readonly string[] = [
  'gen_ai.tool.call.result', // conventions; Pydantic AI v3+
  'ai.toolCall.result', // Vercel AI SDK
  'langfuse.observation.output', // Langfuse SDK
  'output.value', // OpenInference
  'traceloop.entity.output', // OpenLLMetry
  'tool_response', // Pydantic AI v2, Google ADK
  'spring.ai.tool.call.result', // Spring AI
  'mlflow.spanOutputs', // MLflow
];

/** Texts that say "nothing": a tool that answers so has found nothing. Compared after trimming white space. */
export const EMPTY_RESULTS: readonly string[] = ['', '""', "''", '[]', '{}', 'null', 'None', 'undefined'];
