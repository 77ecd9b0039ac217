/* Values as emitters get them wrong: numbers and booleans as text, JSON in JSON, Python's spelling, words for nothing, errors in unlikely places. */
import { expect, test } from 'vitest';
import { normalize, attributesOf } from '../../processors/genai_normalizer/normalize-kit.ts';
import { batchOfSpans, readOne, type Written } from '../spans.ts';

const json = JSON.stringify;
const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o' };
const EXCEPTION = { name: 'exception', attributes: { 'exception.type': 'RateLimitError', 'exception.message': 'x' } };
const LANGFUSE = { 'langfuse.observation.type': 'generation', 'langfuse.observation.model.name': 'gpt-4o' };
const VERCEL = { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.id': 'gpt-4o' };
const STRANDS = { ...CHAT, 'gen_ai.system': 'strands-agents' };

interface Trap {
  readonly what: string;
  readonly span: Omit<Written, 'name'>;
  /** Of the call as it was read. */
  readonly call?: Record<string, unknown>;
  /** Of the span after the normaliser. */
  readonly attributes?: Record<string, unknown>;
}

const TRAPS: readonly Trap[] = [
  {
    what: 'every number a text (Spring AI)',
    span: {
      scope: 'org.springframework.boot',
      attributes: {
        ...CHAT,
        'spring.ai.kind': 'chat_model',
        'gen_ai.usage.input_tokens': '12',
        'gen_ai.request.temperature': '0.7',
        'gen_ai.request.top_k': '5',
        'gen_ai.request.max_tokens': '100',
        'gen_ai.request.top_p': 'abc',
      },
    },
    call: { input: 12 },
    attributes: {
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.request.temperature': 0.7,
      'gen_ai.request.top_k': 5,
      'gen_ai.request.max_tokens': 100,
      'gen_ai.request.top_p': 'abc',
      'assay.original.gen_ai.request.temperature': '0.7',
    },
  },
  {
    what: 'counts in the JSON of protobuf (older Langfuse)',
    span: {
      scope: 'langfuse-sdk',
      attributes: { ...LANGFUSE, 'langfuse.observation.usage_details': '{"input":{"intValue":"12"},"output":{"intValue":3}}' },
    },
    attributes: { 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 3 },
  },
  {
    what: 'a boolean in Python’s spelling (LiteLLM)',
    span: {
      scope: 'litellm',
      attributes: { 'llm.request.type': 'acompletion', 'gen_ai.request.model': 'gpt-4o', 'llm.is_streaming': 'True' },
    },
    attributes: { 'gen_ai.request.stream': true },
  },
  {
    what: 'every value quoted (MLflow)',
    span: {
      scope: 'mlflow',
      attributes: {
        'mlflow.spanType': '"CHAT_MODEL"',
        'mlflow.llm.model': '"gpt-4o"',
        'mlflow.chat.tokenUsage': '{"input_tokens":12,"output_tokens":3}',
      },
    },
    attributes: { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 12, 'gen_ai.operation.name': 'chat' },
  },
  {
    what: 'the repr of a dictionary (LangSmith)',
    span: {
      scope: 'langsmith',
      attributes: {
        'langsmith.span.kind': 'llm',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 50,
        'gen_ai.usage.input_token_details': "{'cache_read': 40, 'audio': None}",
        'gen_ai.usage.output_token_details': "{'reasoning': 20}",
      },
    },
    attributes: {
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.usage.reasoning.output_tokens': 20,
      'gen_ai.usage.input_tokens': 100,
    },
  },
  {
    what: 'the repr of a class (Semantic Kernel)',
    span: { scope: 'semantic_kernel.utils.telemetry', attributes: { ...CHAT, 'error.type': "<class 'openai.RateLimitError'>" } },
    call: { errorType: 'openai.RateLimitError', failed: true },
    attributes: { 'error.type': 'openai.RateLimitError', 'assay.original.error.type': "<class 'openai.RateLimitError'>" },
  },
  {
    what: 'JSON in JSON in a list (Vercel)',
    span: {
      scope: 'ai',
      attributes: {
        ...VERCEL,
        'ai.response.toolCalls': json([{ toolCallType: 'function', toolCallId: 'c1', toolName: 'f', args: '{"a":1}' }]),
        'ai.prompt.tools': [json({ type: 'function', name: 'f' })],
      },
    },
    attributes: {
      'gen_ai.output.messages': expect.stringContaining('"arguments":{"a":1}'),
      'gen_ai.tool.definitions': expect.stringContaining('"name":"f"'),
    },
  },
  {
    what: 'a key below a key, costs and one reason (OpenRouter)',
    span: {
      scope: 'openrouter',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'openai/gpt-4o',
        'trace.metadata.openrouter.provider_name': 'OpenAI',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.input_tokens.cached': 40,
        'gen_ai.response.finish_reason': 'stop',
        'gen_ai.usage.total_cost': 0.5,
        'gen_ai.completion': json({ choices: [{ message: { role: 'assistant', content: 'yes' } }] }),
      },
    },
    call: { input: 100, cacheRead: 40, costUsd: 0.5 },
    attributes: { 'gen_ai.output.messages': expect.stringContaining('"content":"yes"') },
  },
  {
    what: 'a whole answer where messages should be (Kong)',
    span: {
      scope: 'kong-internal',
      attributes: {
        ...CHAT,
        'gen_ai.output.messages': json({ choices: [{ message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }] }),
      },
    },
    attributes: { 'gen_ai.output.messages': expect.stringMatching(/^\[\{"role":"assistant","parts":\[\{"type":"text","content":"yes"/) },
  },
  {
    what: 'milliseconds under the name of seconds (Strands)',
    span: { scope: 'strands.telemetry.tracer', attributes: { ...STRANDS, 'gen_ai.server.time_to_first_token': 250 } },
    attributes: { 'gen_ai.response.time_to_first_chunk': 0.25 },
  },
  {
    what: 'an error under status OK (LangSmith)',
    span: {
      scope: 'langsmith',
      status: { code: 1 },
      attributes: { 'langsmith.span.kind': 'llm', 'gen_ai.request.model': 'gpt-4o' },
      events: [EXCEPTION],
    },
    call: { failed: true, errorType: 'RateLimitError' },
  },
  {
    what: 'an error as a level (Langfuse)',
    span: { scope: 'langfuse-sdk', attributes: { ...LANGFUSE, 'langfuse.observation.level': 'ERROR' } },
    call: { failed: true },
  },
  {
    what: 'an error without a type (Vercel)',
    span: { scope: 'ai', status: { code: 2 }, attributes: VERCEL, events: [EXCEPTION] },
    call: { failed: true, errorType: 'RateLimitError' },
  },
  {
    what: 'an error of a tool as an attribute (Strands)',
    span: {
      scope: 'strands.telemetry.tracer',
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'f', 'gen_ai.tool.status': 'error' },
    },
    call: { failed: true },
  },
];

for (const { what, span, call, attributes } of TRAPS) {
  test(what, () => {
    const whole = { name: 'x', ...span };
    if (call !== undefined) expect(readOne(whole)).toMatchObject(call);
    if (attributes === undefined) return;
    const once = normalize(batchOfSpans(whole));
    expect(attributesOf(once)[0]).toMatchObject(attributes);
    expect(normalize(once).bytes).toEqual(once.bytes);
  });
}

test.each(['null', 'undefined', '', '<REDACTED>', '[REDACTED]', 'N/A', '<not serializable>', '<not specified>', '{}'])(
  'a word for nothing: %j',
  (word) => {
    const span = { name: 'x', attributes: { ...CHAT, 'gen_ai.response.model': word, 'gen_ai.response.id': word } };
    expect(readOne(span)?.responseModel ?? '').toBe('');
  },
);
