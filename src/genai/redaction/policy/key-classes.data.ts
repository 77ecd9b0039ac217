/** Attribute keys of one kind. `*` stands for one part between dots, at the end for any rest; `x*` for a part that begins with x, `**x` for any key that ends in x. */
export interface KeyClassRow {
  readonly source: string;
  readonly keys: readonly string[];
}

/**
 * Every place that can hold prompts, answers, tool arguments or documents, by emitter (reference tables of the dialects,
 * `content_fields`; recorded telemetry of each). Names of events and log records are not keys: their attributes and
 * bodies are scanned like all others.
 */
export const CONTENT_KEYS: readonly KeyClassRow[] = [
  {
    source: 'OTel GenAI conventions, all generations',
    keys: [
      'gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.system_instructions', 'gen_ai.tool.definitions', 'gen_ai.tool.call.arguments', 'gen_ai.tool.call.result', 'gen_ai.tool.call.*',
      'gen_ai.prompt', 'gen_ai.prompt.*', 'gen_ai.completion', 'gen_ai.completion.*', 'gen_ai.event.content', 'gen_ai.content.*', 'gen_ai.retrieval.query.text', 'gen_ai.retrieval.documents',
      'gen_ai.request.messages', 'gen_ai.response.text', 'gen_ai.response.tool_calls', 'gen_ai.prompt_json', 'gen_ai.completion_json', 'gen_ai.serialized.*', 'gen_ai.headers', 'gen_ai.tool.args',
      'gen_ai.task.input', 'gen_ai.task.output', 'gen_ai.request.stop_sequences',
    ],
  },
  {
    source: 'OpenLLMetry',
    keys: ['traceloop.entity.input', 'traceloop.entity.output', 'traceloop.entity.*', 'traceloop.prompt.template', 'traceloop.prompt.template_variables.*', 'llm.headers', 'llm.request.functions.*', 'pinecone.query.*', 'chroma.query.*'],
  },
  {
    source: 'OpenInference',
    keys: [
      'input.value', 'output.value', 'llm.input_messages.*', 'llm.output_messages.*', 'llm.prompts.*', 'llm.choices.*', 'llm.prompt_template.*', 'llm.invocation_parameters', 'llm.tools.*', 'tool.parameters',
      'retrieval.documents.*', 'reranker.*', 'embedding.embeddings.*', 'metadata', 'llm.function_call', 'tool.json_schema', 'input.audio.*', 'output.audio.*', 'exception.message', 'exception.stacktrace',
    ],
  },
  {
    source: 'Vercel AI SDK 4 to 7',
    keys: [
      'ai.prompt', 'ai.prompt.*', 'ai.response.text', 'ai.response.reasoning', 'ai.response.toolCalls', 'ai.response.object', 'ai.response.files', 'ai.response.providerMetadata', 'ai.result.*', 'ai.toolCall.args',
      'ai.toolCall.result', 'ai.value', 'ai.values', 'ai.embedding', 'ai.embeddings', 'ai.request.headers.*', 'ai.settings.context.*', 'ai.schema', 'ai.telemetry.metadata.*', 'ai.input', 'ai.output', 'ai.documents',
    ],
  },
  {
    source: 'Langfuse SDKs',
    keys: [
      'langfuse.observation.input', 'langfuse.observation.output', 'langfuse.trace.input', 'langfuse.trace.output', 'langfuse.observation.metadata', 'langfuse.observation.metadata.*', 'langfuse.trace.metadata', 'langfuse.trace.metadata.*',
      'langfuse.observation.status_message',
    ],
  },
  {
    source: 'Pydantic AI and Logfire',
    keys: ['pydantic_ai.all_messages', 'all_messages_events', 'events', 'final_result', 'tool_arguments', 'tool_response', 'model_request_parameters', 'logfire.msg', 'logfire.json_schema', 'request_data', 'response_data', 'raw_input', 'input', 'output', 'response'],
  },
  {
    source: 'Google ADK, Strands, Semantic Kernel, Agent Framework, LangSmith, MLflow, Spring AI, OpenLIT, Genkit, LiteLLM',
    keys: [
      'gcp.vertex.agent.llm_request', 'gcp.vertex.agent.llm_response', 'gcp.vertex.agent.tool_call_args', 'gcp.vertex.agent.tool_response', 'gcp.vertex.agent.data', 'langsmith.metadata.*', 'mlflow.spanInputs', 'mlflow.spanOutputs',
      'mlflow.chat.tools', 'mlflow.chunk.item.*', 'spring.ai.tool.call.*', 'db.vector.query.content', 'db.vector.query.response.documents', 'genkit:input', 'genkit:output', 'llm.openai.*', 'llm.anthropic.*', 'llm.None.*', 'llm.azure.*',
      'llm.bedrock.*', 'llm.vertex_ai.*', 'llm.gemini.*', 'llm.request.*', 'hidden_params', 'metadata.*', 'litellm.metadata.*', 'ai.proxy.payload.*', 'error.stack_trace', 'message', 'content', 'tool.result', 'query', 'completion',
    ],
  },
  {
    source: 'Coding agents (Claude Code, Codex, Gemini CLI)',
    keys: [
      'prompt', 'user_prompt', 'user_system_prompt', 'response.model_output', 'tool_input', 'tool_parameters', 'full_command', 'file_path', 'tool.output', 'api_request_body', 'api_response_body', 'arguments', 'response_text', 'request_text',
      'function_args', 'command', 'new_context',
    ],
  },
  { source: 'HTTP, databases, messaging', keys: ['http.request.body', 'http.response.body', 'http.request.body.content', 'http.response.body.content', 'db.statement', 'db.query.text', 'db.query.parameter.*', 'messaging.message.body', 'rpc.request', 'rpc.response'] },
];

/** Parts of content attributes that are no content: they stay under `content: drop` and no number is looked for in them. */
export const CONTENT_EXCEPTIONS: readonly string[] = [
  'gen_ai.prompt.*.role', 'gen_ai.completion.*.role', 'gen_ai.completion.*.finish_reason', 'gen_ai.prompt.name', 'gen_ai.prompt.version', 'gen_ai.prompt.*.tool_call_id', 'gen_ai.prompt.*.tool_calls.*.id',
  'gen_ai.prompt.*.tool_calls.*.name', 'gen_ai.completion.*.tool_calls.*.id', 'gen_ai.completion.*.tool_calls.*.name', 'llm.input_messages.*.message.role', 'llm.output_messages.*.message.role',
  'llm.output_messages.*.message.finish_reason', 'llm.input_messages.*.message.tool_call_id', 'llm.output_messages.*.message.tool_calls.*.tool_call.id', 'llm.output_messages.*.message.tool_calls.*.tool_call.function.name',
  'llm.input_messages.*.message.tool_calls.*.tool_call.id', 'retrieval.documents.*.document.id', 'retrieval.documents.*.document.score', 'reranker.model_name', 'reranker.top_k', 'gen_ai.tool.call.id', 'gen_ai.tool.call.name',
  'ai.prompt.format', 'ai.prompt.toolChoice', 'traceloop.entity.name', 'traceloop.entity.path', 'traceloop.entity.version', 'traceloop.prompt.key', 'traceloop.prompt.version', 'llm.request.type', 'spring.ai.tool.call.id',
  'gen_ai.event.name', 'langsmith.metadata.ls_*', 'metadata.ls_*',
];

/** Ids, counts, times, names of models and versions: no number recogniser looks at them. */
export const STRUCTURAL_KEYS: readonly KeyClassRow[] = [
  {
    source: 'OTel GenAI conventions and their old spellings',
    keys: [
      'gen_ai.usage.*', 'gen_ai.response.id', 'gen_ai.response.model', 'gen_ai.request.model', 'gen_ai.response.finish_reasons', 'gen_ai.response.finish_reason', 'gen_ai.conversation.id', 'gen_ai.operation.name', 'gen_ai.system',
      'gen_ai.provider.name', 'gen_ai.request.seed', 'gen_ai.request.max_tokens', 'gen_ai.request.temperature', 'gen_ai.request.top_p', 'gen_ai.request.top_k', 'gen_ai.request.choice.count', 'gen_ai.agent.id', 'gen_ai.agent.version',
      'gen_ai.data_source.id', 'gen_ai.openai.*', 'openai.*', 'gen_ai.token.type', 'gen_ai.response.time_to_first_chunk', 'gen_ai.server.*', 'gen_ai.evaluation.score.value', 'gen_ai.request.encoding_formats', 'session.id', 'error.type',
      'gen_ai.client.*', 'gen_ai.request.is_stream', 'gen_ai.request.stream', 'gen_ai.tool.type', 'gen_ai.output.type',
    ],
  },
  {
    source: 'Dialects',
    keys: [
      'llm.token_count.*', 'llm.usage.*', 'llm.model_name', 'llm.provider', 'llm.system', 'openinference.span.kind', 'ai.usage.*', 'ai.response.id', 'ai.response.model', 'ai.response.timestamp', 'ai.response.msToFirstChunk',
      'ai.response.msToFinish', 'ai.response.finishReason', 'ai.response.avgOutputTokensPerSecond', 'ai.response.avgCompletionTokensPerSecond', 'ai.model.id', 'ai.model.provider', 'ai.operationId', 'ai.settings.maxRetries', 'ai.toolCall.id',
      'ai.toolCall.name', 'langfuse.session.id', 'langfuse.observation.type', 'langfuse.observation.usage_details', 'langfuse.observation.cost_details', 'langfuse.observation.model.name', 'langfuse.observation.completion_start_time',
      'langfuse.observation.prompt.*', 'langfuse.version', 'langfuse.release', 'langfuse.environment', 'langsmith.trace.id', 'langsmith.span.*', 'mlflow.traceRequestId', 'mlflow.chat.tokenUsage', 'mlflow.spanType', 'traceloop.span.kind',
      'traceloop.workflow.name', 'traceloop.association.properties.session_id', 'litellm.call_id', 'gcp.vertex.agent.event_id', 'gcp.vertex.agent.invocation_id', 'gcp.vertex.agent.session_id', 'logfire.span_type', 'logfire.level_num',
      'operation.cost', 'input_tokens', 'output_tokens', 'cost_usd', 'duration_ms', 'prompt_id', 'request_id', 'event.timestamp', 'event.sequence', 'app.version', 'assay.*',
    ],
  },
  {
    source: 'OTel resource and transport conventions',
    keys: [
      'telemetry.*', 'service.version', 'service.instance.id', 'process.pid', 'process.parent_pid', 'process.runtime.*', 'thread.id', 'code.lineno', 'code.line.number', 'server.address', 'server.port', 'client.port', 'net.peer.port', 'net.host.port',
      'network.peer.port', 'http.status_code', 'http.response.status_code', 'http.response.body.size', 'http.request.body.size', 'http.request.resend_count', 'host.id', 'host.image.*', 'container.id', 'container.image.id', 'k8s.pod.uid',
      'k8s.node.uid', 'k8s.namespace.uid', 'k8s.deployment.uid', 'faas.invocation_id', 'faas.instance', 'cloud.account.id', 'cloud.resource_id', 'aws.request_id', 'messaging.message.id', 'messaging.message.conversation_id',
      'messaging.kafka.*', 'rpc.grpc.status_code', 'db.response.*', 'otel.*', 'deployment.id', 'os.version', 'device.id', 'log.record.uid', 'exception.type',
    ],
  },
  {
    source: 'Counts and times by their ending, whatever they are of',
    keys: ['**_tokens', '**.tokens', '**_count', '**.count', '**_ms', '**_ns', '**_us', '**.timestamp', '**_timestamp', '**.duration', '**_duration', '**.latency', '**_latency', '**_bytes', '**.size', '**_at_unix', '**.duration_ms'],
  },
];

/** Beside the keys a config names: other spellings emitters have for the user. */
export const IDENTITY_KEYS: readonly KeyClassRow[] = [
  {
    source: 'OTel user and enduser conventions; Langfuse, OpenLLMetry, Traceloop, Vercel, LiteLLM spellings',
    keys: [
      'user.full_name', 'user.hash', 'enduser.pseudo.id', 'enduser.name', 'enduser.email', 'langfuse.user.id', 'gen_ai.user', 'gen_ai.request.user', 'llm.user', 'traceloop.association.properties.user_id', 'ai.telemetry.metadata.userId',
      'ai.telemetry.metadata.user_id', 'user_id', 'userId', 'user.account_uuid', 'user.account_id', 'user.username', 'user.login', 'user_email', 'user_name', 'userName', 'customer.name', 'customer.email', 'customer.id', 'account.email',
      'metadata.user_id', 'metadata.user_api_key_user_email', 'metadata.user_api_key_user_id', 'client.user.id', 'mlflow.trace.user', 'openai.user',
    ],
  },
];
