import { describe, expect, test } from 'vitest';
import type { ReadCall } from '../corpus-kit.ts';
import { readOne, START_NS, type Written } from '../spans.ts';

interface Sample {
  readonly what: string;
  readonly span: Written;
  readonly call: Partial<ReadCall>;
}

const json = JSON.stringify;

/** Dialects of which no recording is at hand, as their documentation or source has them. */
const SAMPLES: readonly Sample[] = [
  {
    what: 'OpenLLMetry of the indexed style',
    span: {
      scope: '@traceloop/instrumentation-openai',
      version: '0.20.0',
      name: 'openai.chat',
      attributes: {
        'gen_ai.system': 'OpenAI',
        'llm.request.type': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': 'hi',
        'gen_ai.completion.0.role': 'assistant',
        'gen_ai.completion.0.content': 'null',
        'gen_ai.completion.0.finish_reason': 'tool_calls',
        'gen_ai.completion.0.tool_calls.0.name': 'get_weather',
        'gen_ai.completion.0.tool_calls.1.name': 'get_time',
        'gen_ai.usage.prompt_tokens': 120,
        'gen_ai.usage.completion_tokens': 30,
        'llm.usage.total_tokens': 150,
        'llm.user': 'u1',
        'llm.is_streaming': false,
      },
    },
    call: {
      dialect: 'openllmetry_legacy',
      operation: 'chat',
      provider: 'openai',
      input: 120,
      output: 30,
      finish: ['tool_calls'],
      finishClass: 'tool_call',
      toolCalls: 2,
      user: 'u1',
      streaming: 0,
      billable: true,
    },
  },
  {
    what: 'OpenLLMetry of the indexed style, several choices',
    span: {
      scope: 'opentelemetry.instrumentation.openai.v1',
      attributes: {
        'llm.request.type': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.completion.0.finish_reason': 'stop',
        'gen_ai.completion.1.finish_reason': 'length',
        'gen_ai.usage.prompt_tokens': 5,
        'gen_ai.usage.completion_tokens': 6,
      },
    },
    call: { dialect: 'openllmetry_legacy', finish: ['stop', 'length'], finishClass: 'length' },
  },
  {
    what: 'a workflow span of OpenLLMetry',
    span: {
      scope: 'opentelemetry.instrumentation.langchain',
      attributes: { 'traceloop.span.kind': 'workflow', 'traceloop.entity.name': 'flow', 'gen_ai.request.model': 'gpt-4o' },
    },
    call: { dialect: 'openllmetry', operation: 'invoke_workflow', billable: false, modelCall: false },
  },
  {
    what: 'OpenLLMetry JS of Anthropic after the counts were summed',
    span: {
      scope: '@traceloop/instrumentation-anthropic',
      version: '0.28.0',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-4-5',
        'gen_ai.usage.input_tokens': 1136,
        'gen_ai.usage.output_tokens': 360,
        'gen_ai.usage.cache_read.input_tokens': 432,
        'gen_ai.usage.cache_creation.input_tokens': 228,
      },
    },
    call: { dialect: 'openllmetry', input: 1136, rule: 'convention: inclusive' },
  },
  {
    what: 'Spring AI, where all values are texts',
    span: {
      scope: 'org.springframework.boot',
      name: 'chat claude-3-5-sonnet',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'anthropic',
        'gen_ai.request.model': 'claude-3-5-sonnet',
        'gen_ai.response.model': 'claude-3-5-sonnet-20241022',
        'gen_ai.response.id': 'msg_1',
        'gen_ai.usage.input_tokens': '1000',
        'gen_ai.usage.output_tokens': '20',
        'gen_ai.usage.total_tokens': '1020',
        'gen_ai.usage.cache_read.input_tokens': '100',
        'gen_ai.request.max_tokens': '500',
        'gen_ai.response.finish_reasons': '["STOP"]',
        'spring.ai.kind': 'chat',
        'spring.ai.chat.client.conversation.id': 'c1',
      },
    },
    call: {
      dialect: 'spring_ai',
      provider: 'anthropic',
      input: 1100,
      output: 20,
      cacheRead: 100,
      maxTokens: 500,
      finish: ['STOP'],
      finishClass: 'stop',
      conversation: 'c1',
      rule: 'table spring_ai/anthropic-raw: cache added',
    },
  },
  {
    what: 'a tool call of Spring AI',
    span: {
      attributes: { 'gen_ai.operation.name': 'framework', 'spring.ai.kind': 'tool_call', 'spring.ai.tool.definition.name': 'weather' },
    },
    call: { dialect: 'spring_ai', operation: 'execute_tool', toolName: 'weather', billable: false },
  },
  {
    what: 'MLflow, where every value is encoded once more',
    span: {
      scope: 'mlflow',
      name: 'Completions',
      attributes: {
        'mlflow.spanType': '"CHAT_MODEL"',
        'mlflow.llm.model': '"gpt-4o-mini"',
        'mlflow.llm.provider': '"openai"',
        'mlflow.spanInputs': json({ model: 'gpt-4o-mini', max_tokens: 50, messages: [{ role: 'user', content: 'hi' }] }),
        'mlflow.spanOutputs': json({
          id: 'chatcmpl-1',
          model: 'gpt-4o-mini-2024-07-18',
          choices: [{ finish_reason: 'tool_calls', message: { tool_calls: [{ id: 'a' }] } }],
        }),
        'mlflow.chat.tokenUsage': json({ input_tokens: 120, output_tokens: 30, total_tokens: 150, cache_read_input_tokens: 80 }),
        'mlflow.llm.cost': json({ total_cost: 0.25 }),
        'mlflow.trace.user': '"u1"',
        'mlflow.trace.session': '"s1"',
      },
    },
    call: {
      dialect: 'mlflow',
      operation: 'chat',
      provider: 'openai',
      requestModel: 'gpt-4o-mini',
      responseModel: 'gpt-4o-mini-2024-07-18',
      responseId: 'chatcmpl-1',
      input: 120,
      output: 30,
      cacheRead: 80,
      finish: ['tool_calls'],
      toolCalls: 1,
      maxTokens: 50,
      user: 'u1',
      conversation: 's1',
      costUsd: 0.25,
      billable: true,
    },
  },
  {
    what: 'an MLflow span which is no model call',
    span: { attributes: { 'mlflow.spanType': '"CHAIN"', 'mlflow.spanInputs': json({ model: 'gpt-4o' }) } },
    call: { dialect: 'mlflow', operation: '', billable: false },
  },
  {
    what: 'LiteLLM v2 with an OpenInference mapper on top',
    span: {
      scope: 'litellm',
      name: 'chat gpt-4o',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 50,
        'gen_ai.usage.output_tokens': 5,
        'litellm.cost.total': 0.01,
        'litellm.request.streaming': true,
        'litellm.end_user.id': 'u7',
        'llm.token_count.prompt': 50,
        'llm.finish_reason': 'length',
        'openinference.span.kind': 'LLM',
      },
    },
    call: {
      dialect: 'litellm_v2',
      input: 50,
      output: 5,
      costUsd: 0.01,
      streaming: 1,
      user: 'u7',
      finish: ['length'],
      finishClass: 'length',
      billable: true,
    },
  },
  {
    what: 'Kong with the whole response as output',
    span: {
      name: 'kong.gen_ai',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 50,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.tool.name': 'x',
        'gen_ai.tool.call.id': 'y',
        'gen_ai.output.messages': json({
          choices: [{ finish_reason: 'length', message: { content: 'a' } }],
          usage: { prompt_tokens_details: { cached_tokens: 20 } },
        }),
      },
    },
    call: { dialect: 'kong', operation: 'chat', toolName: '', cacheRead: 20, finish: ['length'], billable: true },
  },
  {
    what: 'an answer out of the cache of Kong',
    span: {
      name: 'kong.gen_ai',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 50,
        'gen_ai.usage.output_tokens': 5,
        'kong.gen_ai.cache.status': 'Hit',
      },
    },
    call: { dialect: 'kong', billable: false, modelCall: true, input: 50 },
  },
  {
    what: 'Envoy in its OpenInference form',
    span: {
      scope: 'envoyproxy/ai-gateway',
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.model_name': 'gpt-4o',
        'llm.system': 'openai',
        'llm.token_count.prompt': 50,
        'llm.token_count.completion': 5,
      },
    },
    call: { dialect: 'envoy_ai_gateway', operation: 'chat', provider: 'openai', input: 50, output: 5, billable: true },
  },
  {
    what: 'Envoy counting tokens',
    span: {
      scope: 'envoyproxy/ai-gateway',
      attributes: { 'openinference.span.kind': 'TOKEN_COUNTER', 'llm.model_name': 'gpt-4o', 'llm.token_count.prompt': 50 },
    },
    call: { dialect: 'envoy_ai_gateway', billable: false, modelCall: false },
  },
  {
    what: 'Cloudflare AI Gateway',
    span: {
      attributes: {
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.model.provider': 'openai',
        'gen_ai.usage.input_tokens': 50,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.cost': 0.5,
        'gen_ai.prompt_json': json({ messages: [] }),
        'gen_ai.completion_json': json({ id: 'c1', choices: [{ finish_reason: 'stop' }] }),
      },
    },
    call: {
      dialect: 'cloudflare_ai_gateway',
      operation: 'chat',
      provider: 'openai',
      responseId: 'c1',
      finish: ['stop'],
      costUsd: 0.5,
      billable: true,
    },
  },
  {
    what: 'OpenRouter, whose keys nest under each other',
    span: {
      resource: { 'service.name': 'openrouter' },
      attributes: {
        'gen_ai.request.model': 'anthropic/claude-3.5-sonnet',
        'gen_ai.provider.name': 'Anthropic',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.input_tokens.cached': 70,
        'gen_ai.usage.output_tokens': 40,
        'gen_ai.usage.output_tokens.reasoning': 10,
        'gen_ai.usage.total_cost': 0.125,
        'gen_ai.response.finish_reason': 'stop',
        'session.id': 's1',
        'user.id': 'u1',
      },
    },
    call: {
      dialect: 'openrouter',
      operation: 'chat',
      provider: 'anthropic',
      input: 100,
      cacheRead: 70,
      output: 40,
      reasoning: 10,
      costUsd: 0.125,
      conversation: 's1',
      user: 'u1',
    },
  },
  {
    what: 'Portkey',
    span: {
      resource: { 'service.name': 'portkey' },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 1,
        'gen_ai.usage.output_tokens': 2,
      },
    },
    call: { dialect: 'portkey', billable: true },
  },
  {
    what: 'Helicone over OpenLLMetry',
    span: {
      scope: '@traceloop/instrumentation-openai',
      version: '0.27.0',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 1,
        'gen_ai.usage.output_tokens': 2,
        'traceloop.association.properties.Helicone-Session-Id': 's1',
        'traceloop.association.properties.Helicone-User-Id': 'u1',
      },
    },
    call: { dialect: 'openllmetry', conversation: 's1', user: 'u1' },
  },
  {
    what: 'Sentry, which writes dollars under keys named tokens',
    span: {
      attributes: {
        'sentry.origin': 'auto.ai.openai',
        'gen_ai.operation.type': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.input_tokens.cached': 80,
        'gen_ai.usage.output_tokens': 10,
        'gen_ai.usage.output_tokens.reasoning': 4,
        'gen_ai.cost.total_tokens': 0.5,
        'gen_ai.response.tool_calls': json([{ name: 'a' }, { name: 'b' }]),
      },
    },
    call: {
      dialect: 'sentry',
      operation: 'chat',
      input: 100,
      cacheRead: 80,
      output: 10,
      reasoning: 4,
      costUsd: 0.5,
      toolCalls: 2,
      finishClass: 'tool_call',
    },
  },
  {
    what: 'Genkit, whose model names carry the plugin',
    span: {
      scope: 'genkit-tracer',
      attributes: {
        'genkit:metadata:subtype': 'model',
        'genkit:name': 'googleai/gemini-2.5-flash',
        'genkit:input': json({ messages: [] }),
        'genkit:output': json({ finishReason: 'stop', usage: { inputTokens: 12, outputTokens: 34, thoughtsTokens: 5 } }),
        'genkit:sessionId': 's1',
      },
    },
    call: {
      dialect: 'genkit',
      operation: 'chat',
      provider: 'gcp.gemini',
      input: 12,
      output: 34,
      reasoning: 5,
      finish: ['stop'],
      conversation: 's1',
      billable: true,
    },
  },
  {
    what: "Anthropic's server side",
    span: {
      scope: 'com.anthropic.claude-platform',
      kind: 2,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-4-5',
        'gen_ai.usage.input_tokens': 5,
        'gen_ai.usage.output_tokens': 6,
      },
    },
    call: { dialect: 'anthropic_platform', billable: true },
  },
  {
    what: 'counting tokens with the Anthropic SDK',
    span: {
      scope: 'com.anthropic.sdk.typescript',
      name: 'anthropic.messages.count_tokens',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-4-5',
        'gen_ai.usage.input_tokens': 5,
      },
    },
    call: { dialect: 'anthropic_sdk', billable: false, modelCall: false },
  },
  {
    what: 'Strands on Bedrock, with milliseconds under the key of seconds',
    span: {
      scope: 'strands.telemetry.tracer',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'strands-agents',
        'gen_ai.request.model': 'us.anthropic.claude-sonnet-4-20250514-v1:0',
        'gen_ai.usage.prompt_tokens': 10,
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 15,
        'gen_ai.usage.cache_read_input_tokens': 7,
        'gen_ai.usage.cache_write_input_tokens': 2,
        'gen_ai.server.time_to_first_token': 250,
      },
      events: [{ name: 'gen_ai.choice', attributes: { finish_reason: 'guardrail_intervened', message: '[]' } }],
    },
    call: {
      dialect: 'strands',
      provider: 'aws.bedrock',
      input: 19,
      output: 15,
      firstChunkS: 0.25,
      streaming: 1,
      finishClass: 'content_filter',
      rule: 'table strands/uncached: cache added',
    },
  },
  {
    what: 'OpenLIT streaming, with seconds under the same key',
    span: {
      scope: '@openlit/instrumentation-openai',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 15,
        'gen_ai.server.time_to_first_token': 0.25,
        'gen_ai.server.time_per_output_token': 0.01,
        'gen_ai.usage.cost': 0,
        'gen_ai.request.user': '',
      },
    },
    call: { dialect: 'openlit', firstChunkS: 0.25, costUsd: Number.NaN, user: '' },
  },
  {
    what: 'LangSmith, whose kind is right where its operation is not',
    span: {
      scope: 'langsmith',
      attributes: { 'langsmith.span.kind': 'retriever', 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': 'x' },
    },
    call: { dialect: 'langsmith', operation: 'retrieval', billable: false },
  },
  {
    what: 'LangSmith JS, where a failed call ends with status OK',
    span: {
      scope: 'langsmith',
      status: { code: 1 },
      attributes: {
        'langsmith.span.kind': 'llm',
        'langsmith.metadata.ls_provider': 'openai',
        'gen_ai.system': 'langchain',
        'gen_ai.request.model': 'gpt-4o',
      },
      events: [{ name: 'exception', attributes: { 'exception.type': 'RateLimitError' } }],
    },
    call: { dialect: 'langsmith', provider: 'openai', failed: true, errorType: 'RateLimitError', billable: false },
  },
  {
    what: 'Langfuse with disjoint buckets',
    span: {
      scope: 'langfuse-sdk',
      attributes: {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.model.name': 'gpt-4o',
        'langfuse.observation.usage_details': json({
          input: 40,
          output: 18,
          total: 150,
          input_cached_tokens: 80,
          output_reasoning_tokens: 12,
        }),
        'langfuse.observation.completion_start_time': `"${new Date(Number(START_NS / 1_000_000n) + 500).toISOString()}"`,
        'langfuse.observation.level': 'ERROR',
      },
    },
    call: {
      dialect: 'langfuse',
      provider: 'openai',
      input: 120,
      output: 30,
      cacheRead: 80,
      reasoning: 12,
      streaming: 1,
      failed: true,
      errorType: '_OTHER',
    },
  },
  {
    what: 'Langfuse with counts in the shape of Anthropic',
    span: {
      scope: 'langfuse-sdk',
      attributes: {
        'langfuse.observation.type': 'generation',
        'langfuse.observation.model.name': 'claude-sonnet-4-5',
        'langfuse.observation.usage_details': json({
          input_tokens: 10,
          cache_read_input_tokens: 70,
          cache_creation_input_tokens: 20,
          output_tokens: 15,
        }),
      },
    },
    call: { provider: 'anthropic', input: 100, cacheRead: 70, cacheWrite: 20, output: 15 },
  },
  {
    what: 'Pydantic AI of the days when sums stood in the ordinary names',
    span: {
      scope: 'pydantic-ai',
      name: 'agent run',
      attributes: {
        model_name: 'gpt-4o',
        agent_name: 'a',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 5,
        all_messages_events: '[]',
      },
    },
    call: { dialect: 'pydantic_ai', operation: 'invoke_agent', billable: false, modelCall: false, input: 100 },
  },
  {
    what: 'Semantic Kernel for .NET',
    span: {
      scope: 'Microsoft.SemanticKernel.Diagnostics',
      attributes: {
        'gen_ai.operation.name': 'chat.completions',
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.prompt_tokens': 10,
        'gen_ai.usage.completion_tokens': 5,
        'gen_ai.response.finish_reason': '["Length"]',
      },
    },
    call: { dialect: 'semantic_kernel', operation: 'chat', input: 10, output: 5, finish: ['Length'], finishClass: 'length' },
  },
  {
    what: 'Google ADK of the new counting',
    span: {
      scope: 'gcp.vertex.agent',
      name: 'call_llm',
      attributes: {
        'gen_ai.system': 'gcp.vertex.agent',
        'gen_ai.request.model': 'gemini-2.5-pro',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 50,
        'gen_ai.usage.experimental.reasoning_tokens': 30,
        'gcp.vertex.agent.llm_response': '<not serializable>',
        'gcp.vertex.agent.session_id': 's1',
      },
    },
    call: { dialect: 'google_adk', provider: 'gcp.gemini', input: 100, output: 50, reasoning: 30, conversation: 's1' },
  },
  {
    what: 'Vercel before v6 on Google, whose thoughts stand beside',
    span: {
      scope: 'ai',
      name: 'ai.streamText.doStream',
      attributes: {
        'ai.operationId': 'ai.streamText.doStream',
        'ai.model.provider': 'google.generative-ai',
        'ai.model.id': 'gemini-2.5-flash',
        'ai.usage.inputTokens': 100,
        'ai.usage.outputTokens': 20,
        'ai.usage.reasoningTokens': 30,
        'ai.usage.totalTokens': 150,
        'ai.response.finishReason': 'stop',
      },
    },
    call: { dialect: 'vercel_ai', provider: 'gcp.gemini', input: 100, output: 50, reasoning: 30, streaming: 1 },
  },
  {
    what: 'plain names of the conventions without any emitter',
    span: {
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'llama-3',
        'gen_ai.usage.input_tokens': 1,
        'gen_ai.usage.output_tokens': 2,
      },
    },
    call: { dialect: 'gen_ai', operation: 'chat', provider: '', billable: true },
  },
  {
    what: 'a tool span that names no operation',
    span: { attributes: { 'gen_ai.tool.call.id': 'call_1', 'gen_ai.tool.name': 'weather', 'gen_ai.provider.name': 'openai' } },
    call: { operation: 'execute_tool', toolName: 'weather', billable: false },
  },
];

describe.each(SAMPLES.map((sample) => [sample.what, sample] as const))('%s', (_what, { span, call }) => {
  test('is read as what it is', () => {
    expect(readOne(span)).toMatchObject(call);
  });
});

describe('what is no LLM span', () => {
  test.each([
    [
      'an HTTP span',
      {
        name: 'GET /',
        attributes: { 'http.request.method': 'GET', 'server.address': 'x', 'user.id': 'u', 'session.id': 's', 'error.type': '500' },
      },
    ],
    [
      'an HTTP span in the service of a coding agent',
      { resource: { 'service.name': 'claude-code' }, attributes: { 'http.request.method': 'GET' } },
    ],
    ['a step of an agent without anything to say', { scope: 'gcp.vertex.agent', name: 'invocation', attributes: {} }],
    [
      'a span that only carries trace attributes of Langfuse',
      { attributes: { 'langfuse.trace.name': 't', 'langfuse.environment': 'prod', 'user.id': 'u', 'session.id': 's' } },
    ],
    ['a database span with association properties', { attributes: { 'db.system': 'pg', 'traceloop.association.properties.user_id': 'u' } }],
  ] as const)('%s gives no call', (_what, span) => {
    expect(readOne(span as Written)).toBeUndefined();
  });
});
