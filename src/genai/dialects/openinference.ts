import type { DialectTable, SourceRow } from './table.ts';

const kind = (...kinds: readonly string[]): NonNullable<SourceRow['when']> => ({ attr: 'openinference.span.kind', is: kinds });

/** OpenInference: Arize Phoenix and many frameworks. Request parameters are in one JSON text, messages are indexed attributes. */
export const OPENINFERENCE: DialectTable = {
  id: 'openinference',
  title: 'OpenInference (Arize Phoenix)',
  source: 'Arize-ai/openinference 1fe497f; JS openai 4.2.7, Python langchain 0.1.80, openai 0.1.66, bedrock 0.1.61 run',
  role: 'framework',
  nests: true,
  detect: {
    scope_prefix: ['@arizeai/openinference-', 'openinference.instrumentation.'],
    attr: ['openinference.span.kind'],
  },
  usage: [{ id: 'prompt-total', cache: 'inside', ev: 'R', note: 'OpenAI 1136 with 432 read; Bedrock 1136 with 432 read and 228 written' }],
  values: {
    kind: {
      LLM: 'chat',
      EMBEDDING: 'embeddings',
      RETRIEVER: 'retrieval',
      RERANKER: 'rerank',
      TOOL: 'execute_tool',
      AGENT: 'invoke_agent',
      CHAIN: null,
      GUARDRAIL: null,
      EVALUATOR: null,
      PROMPT: null,
      TOKEN_COUNTER: null,
      UNKNOWN: null,
    },
  },
  map: {
    'gen_ai.operation.name': [
      { const: 'text_completion', when: { attr: 'llm.prompts.0.prompt.text' }, ev: 'S' },
      { attr: 'openinference.span.kind', do: 'map:kind', ev: 'R' },
    ],
    'gen_ai.provider.name': [
      { attr: 'llm.provider', ev: 'R' },
      { attr: 'llm.system', ev: 'R' },
    ],
    'gen_ai.request.model': [
      { attr: 'llm.request.model_name', ev: 'S' },
      { json: 'llm.invocation_parameters', path: 'model', ev: 'R' },
      { json: 'llm.invocation_parameters', path: 'model_name', ev: 'R' },
      { attr: 'llm.model_name', ev: 'R' },
      { attr: 'embedding.model_name', ev: 'S' },
      { attr: 'reranker.model_name', ev: 'S' },
    ],
    'gen_ai.response.model': [
      { attr: 'llm.response.model_name', ev: 'S' },
      { json: 'output.value', path: 'model', when: kind('LLM'), ev: 'R' },
      {
        json: 'output.value',
        path: 'generations.*.*.message.kwargs.response_metadata.model_name',
        when: kind('LLM'),
        ev: 'R',
        note: "LangChain; while streaming llm.model_name stays the request's",
      },
      { attr: 'llm.model_name', ev: 'R', note: 'the response model once it is known' },
      { attr: 'embedding.model_name', ev: 'S' },
    ],
    'gen_ai.response.id': [
      { json: 'output.value', path: 'id', when: kind('LLM'), ev: 'R', note: 'the raw response of OpenAI and Anthropic clients' },
      { json: 'output.value', path: 'generations.*.*.message.kwargs.response_metadata.id', when: kind('LLM'), ev: 'R', note: 'LangChain' },
    ],
    'gen_ai.usage.input_tokens': [{ attr: 'llm.token_count.prompt', ev: 'R' }],
    'gen_ai.usage.output_tokens': [{ attr: 'llm.token_count.completion', ev: 'R' }],
    'x.usage.total_tokens': [{ attr: 'llm.token_count.total', ev: 'R' }],
    'gen_ai.usage.cache_read.input_tokens': [
      { attr: 'llm.token_count.prompt_details.cache_read', ev: 'R' },
      { attr: 'llm.token_count.prompt_details.cache_input', ev: 'S' },
    ],
    'gen_ai.usage.cache_write.input_tokens': [{ attr: 'llm.token_count.prompt_details.cache_write', ev: 'R' }],
    'gen_ai.usage.reasoning.output_tokens': [{ attr: 'llm.token_count.completion_details.reasoning', ev: 'R' }],
    'gen_ai.usage.audio.input_tokens': [{ attr: 'llm.token_count.prompt_details.audio', ev: 'R' }],
    'gen_ai.usage.audio.output_tokens': [{ attr: 'llm.token_count.completion_details.audio', ev: 'R' }],
    'gen_ai.response.finish_reasons': [
      { attr: 'llm.finish_reason', ev: 'R', note: "the provider's own word" },
      { json: 'output.value', path: 'choices.*.finish_reason', when: kind('LLM'), ev: 'R' },
      { json: 'output.value', path: 'stop_reason', when: kind('LLM'), ev: 'S' },
      { json: 'output.value', path: 'incomplete_details.reason', when: kind('LLM'), ev: 'R', note: 'Responses API' },
      { json: 'output.value', path: 'status', when: kind('LLM'), ev: 'R', note: 'Responses API: completed, incomplete, failed' },
    ],
    'x.tool_calls': [
      { indexed: 'llm.output_messages.*.message.tool_calls.*.tool_call.function.name', do: 'count', ev: 'R' },
      { json: 'output.value', path: 'output.*.type', equals: ['function_call'], do: 'count', ev: 'R' },
    ],
    'gen_ai.request.max_tokens': [
      { json: 'llm.invocation_parameters', path: 'max_tokens', ev: 'S' },
      { json: 'llm.invocation_parameters', path: 'max_completion_tokens', ev: 'S' },
      { json: 'llm.invocation_parameters', path: 'max_output_tokens', ev: 'R' },
      { json: 'llm.invocation_parameters', path: 'maxTokens', ev: 'R', note: 'Bedrock' },
    ],
    'gen_ai.request.stream': [{ json: 'llm.invocation_parameters', path: 'stream', ev: 'R' }],
    'gen_ai.response.time_to_first_chunk': [{ event: 'First Token Stream Event', do: 'event_minus_start', ev: 'R', note: 'Python only' }],
    'x.cost.total_usd': [{ attr: 'llm.cost.total', do: 'ignore_zero', ev: 'S' }],
    'x.service_tier': [{ json: 'output.value', path: 'service_tier', when: kind('LLM'), ev: 'R' }],
    'gen_ai.conversation.id': [{ attr: 'session.id', ev: 'S' }],
    'user.id': [
      { attr: 'user.id', ev: 'S' },
      { json: 'llm.invocation_parameters', path: 'user', ev: 'S' },
    ],
    'gen_ai.agent.name': [
      { attr: 'agent.name', ev: 'S' },
      { attr: 'graph.node.name', when: kind('AGENT'), ev: 'S' },
    ],
    'gen_ai.prompt.name': [{ attr: 'prompt.id', ev: 'S' }],
    'gen_ai.prompt.version': [{ attr: 'llm.prompt_template.version', ev: 'S' }],
    'gen_ai.tool.name': [{ attr: 'tool.name', when: kind('TOOL'), ev: 'R' }],
    'gen_ai.tool.call.id': [{ attr: 'tool.id', when: kind('TOOL'), ev: 'S' }],
    'error.type': [
      { event: 'exception', key: 'exception.type', when: { failed: true }, ev: 'R' },
      { attr: 'exception.type', ev: 'S' },
    ],
    'gen_ai.request.temperature': [{ json: 'llm.invocation_parameters', path: 'temperature', ev: 'S' }],
    'gen_ai.request.top_p': [{ json: 'llm.invocation_parameters', path: 'top_p', ev: 'S' }],
    'gen_ai.tool.description': [{ attr: 'tool.description', when: kind('TOOL'), ev: 'R' }],
    'gen_ai.tool.call.arguments': [
      { attr: 'tool.parameters', when: kind('TOOL'), ev: 'S' },
      { attr: 'input.value', when: kind('TOOL'), ev: 'R' },
    ],
    'gen_ai.tool.call.result': [{ attr: 'output.value', when: kind('TOOL'), ev: 'R' }],
    'gen_ai.retrieval.query.text': [
      { attr: 'input.value', when: kind('RETRIEVER'), ev: 'R' },
      { attr: 'reranker.query', when: kind('RERANKER'), ev: 'S' },
    ],
    'gen_ai.retrieval.top_k': [{ attr: 'reranker.top_k', ev: 'S' }],
    'session.id': [{ attr: 'session.id', ev: 'S' }],
    'gen_ai.input.messages': [
      { indexed: 'llm.input_messages.*', do: 'messages:openinference_indexed', when: kind('LLM'), ev: 'R' },
      { attr: 'input.value', do: 'messages:auto', when: kind('LLM'), ev: 'S' },
    ],
    'gen_ai.output.messages': [
      { indexed: 'llm.output_messages.*', do: 'messages:openinference_indexed', when: kind('LLM'), ev: 'R' },
      { attr: 'output.value', do: 'messages:auto_output', when: kind('LLM'), ev: 'S' },
    ],
    'gen_ai.system_instructions': [
      {
        json: 'llm.invocation_parameters',
        path: 'system',
        do: 'messages:parts',
        when: kind('LLM'),
        ev: 'R',
        note: 'Anthropic, JS: only here',
      },
    ],
  },
};
