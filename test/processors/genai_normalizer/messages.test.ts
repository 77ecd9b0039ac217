import { describe, expect, test } from 'vitest';
import { isCanonical } from '../../../src/genai/messages/canonical.ts';
import type { Json, Message } from '../../../src/genai/messages/message.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { recordings } from '../../genai/corpus-kit.ts';
import { batchOfSpans, type Written } from '../../genai/spans.ts';
import { attributesOf, normalize } from './normalize-kit.ts';

type Settings = Parameters<typeof normalize>[1];

const SYSTEM = 'gen_ai.system_instructions';
const INPUT = 'gen_ai.input.messages';
const OUTPUT = 'gen_ai.output.messages';

function one(span: Written, settings: Settings = {}): Record<string, unknown> {
  const batch = normalize(batchOfSpans(span), settings);
  expect(Buffer.from(normalize(batch, settings).bytes).equals(batch.bytes), 'a second pass changes nothing').toBe(true);
  return attributesOf(batch)[0]!;
}

function json(span: Record<string, unknown>, key: string): Json | undefined {
  const text = span[key];
  return typeof text === 'string' ? (JSON.parse(text) as Json) : undefined;
}

const HI = [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }];
const said = (finish_reason?: string): readonly Message[] => [
  { role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], ...(finish_reason === undefined ? {} : { finish_reason }) },
];

const CHAT: PlainAttributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 9,
  'gen_ai.usage.output_tokens': 5,
};

const TRACELOOP: PlainAttributes = {
  'traceloop.span.kind': 'llm',
  'llm.request.type': 'chat',
  'gen_ai.system': 'OpenAI',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.prompt_tokens': 9,
  'gen_ai.usage.completion_tokens': 5,
  'gen_ai.prompt.0.role': 'user',
  'gen_ai.prompt.0.content': 'Hi',
  'gen_ai.prompt.name': 'greeting',
  'gen_ai.completion.0.role': 'assistant',
  'gen_ai.completion.0.content': 'Hello',
  'gen_ai.completion.0.finish_reason': 'stop',
};

const OPENINFERENCE: PlainAttributes = {
  'openinference.span.kind': 'LLM',
  'llm.model_name': 'gpt-4o',
  'llm.provider': 'openai',
  'llm.token_count.prompt': 9,
  'llm.token_count.completion': 5,
  'llm.input_messages.0.message.role': 'user',
  'llm.input_messages.0.message.content': 'Hi',
  'llm.output_messages.0.message.role': 'assistant',
  'llm.output_messages.0.message.content': 'Hello',
};

const VERCEL: PlainAttributes = {
  'ai.operationId': 'ai.generateText.doGenerate',
  'ai.model.provider': 'openai.chat',
  'ai.model.id': 'gpt-4o',
  'ai.usage.promptTokens': 9,
  'ai.usage.completionTokens': 5,
  'ai.response.finishReason': 'stop',
  'ai.prompt.messages': '[{"role":"user","content":[{"type":"text","text":"Hi"}]}]',
  'ai.response.text': 'Hello',
};

const LANGFUSE: PlainAttributes = {
  'langfuse.observation.type': 'generation',
  'langfuse.observation.model.name': 'gpt-4o',
  'langfuse.observation.usage_details': '{"input":9,"output":5,"total":14}',
  'langfuse.observation.input': '[{"role":"user","content":"Hi"}]',
  'langfuse.observation.output': '{"role":"assistant","content":"Hello"}',
};

describe('messages in the shape of the conventions', () => {
  test.each([
    ['openllmetry_legacy', { attributes: TRACELOOP }, said('stop')],
    ['openinference', { scope: 'openinference.instrumentation.openai', attributes: OPENINFERENCE }, said()],
    ['vercel_ai', { scope: 'ai', attributes: VERCEL }, said('stop')],
    ['langfuse', { scope: 'langfuse-sdk', attributes: LANGFUSE }, said()],
  ] as const)('of %s', (dialect, span: Written, answer) => {
    const after = one(span);
    expect(after['assay.dialect']).toBe(dialect);
    expect(json(after, INPUT)).toEqual(HI);
    expect(json(after, OUTPUT)).toEqual(answer);
    for (const [key, value] of Object.entries(span.attributes ?? {})) expect(after[key], key).toEqual(value);
  });

  test.each([
    ['gen_ai.prompt.0.content', { attributes: TRACELOOP }],
    ['llm.input_messages.0.message.content', { scope: 'openinference.instrumentation.openai', attributes: OPENINFERENCE }],
    ['ai.prompt.messages', { scope: 'ai', attributes: VERCEL }],
    ['langfuse.observation.input', { scope: 'langfuse-sdk', attributes: LANGFUSE }],
  ] as const)('take the place of %s when originals are to go', (key, span: Written) => {
    const after = one(span, { originals: 'remove' });
    expect(json(after, INPUT)).toEqual(HI);
    expect(json(after, OUTPUT)).toBeDefined();
    expect(after[key]).toBeUndefined();
    expect(Object.keys(after).filter((name) => /\.0\.|ai\.response\.text|observation\.(input|output)/.test(name))).toEqual([]);
  });

  test('indexed keys in any order, with gaps, are one list; a place with a value and members is none', () => {
    const attributes: PlainAttributes = {
      ...TRACELOOP,
      'gen_ai.prompt.11.role': 'user',
      'gen_ai.prompt.11.content': 'c',
      'gen_ai.prompt.2.role': 'assistant',
      'gen_ai.prompt.2.content': 'b',
    };
    const texts = (json(one({ attributes }), INPUT) as unknown as readonly Message[]).map((message) => message.parts[0]!['content']);
    expect(texts).toEqual(['Hi', 'b', 'c']);
    expect(one({ attributes: { ...attributes, 'gen_ai.prompt.0.content.text': 'x' } })[INPUT]).toBeUndefined();
  });

  test('a prompt of its own name is no message', () => {
    expect(one({ attributes: TRACELOOP }, { originals: 'remove' })['gen_ai.prompt.name']).toBe('greeting');
  });

  test('originals that say more than the messages stay', () => {
    const request = '{"model":"gpt-4o","top_logprobs":3,"messages":[{"role":"user","content":"Hi"}]}';
    const after = one(
      { scope: 'langfuse-sdk', attributes: { ...LANGFUSE, 'langfuse.observation.input': request } },
      { originals: 'remove' },
    );
    expect(json(after, INPUT)).toEqual(HI);
    expect(after['langfuse.observation.input']).toBe(request);
  });

  test('another shape under the conventions own name is replaced and kept aside', () => {
    const sent = '{"system":"Be brief","messages":[{"role":"user","content":"Hi"}]}';
    const got = '{"content":[{"type":"text","text":"Hello"}],"role":"assistant","stop_reason":"end_turn"}';
    const after = one({ attributes: { ...CHAT, [INPUT]: sent, [OUTPUT]: got } });
    expect(json(after, SYSTEM)).toEqual([{ type: 'text', content: 'Be brief' }]);
    expect(json(after, INPUT)).toEqual(HI);
    expect(json(after, OUTPUT)).toEqual(said('stop'));
    expect(after[`assay.original.${INPUT}`]).toBe(sent);
    expect(after[`assay.original.${OUTPUT}`]).toBe(got);
  });

  test('those that are right stay as they are, byte for byte', () => {
    const input = '[ {"role": "user", "parts": [{"content": "Hi", "type": "text"}]} ]';
    const after = one({ attributes: { ...CHAT, [INPUT]: input } });
    expect(after[INPUT]).toBe(input);
    expect(after[`assay.original.${INPUT}`]).toBeUndefined();
  });

  test.each([
    '[{"role":"user","content":"cut o',
    '{"question":"Hi"}',
    "[{'role': 'user', 'content': 'Hi'}]",
    '[{"role":"user","content":"Hi","id":12345678901234567890}]',
  ])('what cannot be mapped stays: %s', (text) => {
    const after = one({ scope: 'langfuse-sdk', attributes: { ...LANGFUSE, 'langfuse.observation.input': text } }, { originals: 'remove' });
    expect(after['langfuse.observation.input']).toBe(text);
    expect(after[INPUT]).toBeUndefined();
    expect(one({ attributes: { ...CHAT, [INPUT]: text } })[INPUT]).toBe(text);
  });

  test('a document nested deeper than any stack stays where it is', () => {
    const deep = `[{"role":"user","content":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`;
    const after = attributesOf(
      normalize(batchOfSpans({ scope: 'langfuse-sdk', attributes: { ...LANGFUSE, 'langfuse.observation.input': deep } }), {
        originals: 'remove',
      }),
    )[0]!;
    expect(after['langfuse.observation.input']).toBe(deep);
    expect(json(after, OUTPUT)).toBeDefined();
  });

  test('are not written for a generation without them, for embeddings, or when they are to be left', () => {
    expect(one({ scope: 'ai', attributes: VERCEL }, { target: 'v1.36' })[INPUT]).toBeUndefined();
    expect(one({ scope: 'ai', attributes: VERCEL }, { messages: 'leave' })[INPUT]).toBeUndefined();
    expect(one({ attributes: { ...TRACELOOP, 'llm.request.type': 'embedding' } })[INPUT]).toBeUndefined();
    expect(one({ scope: 'ai', attributes: VERCEL }, { target: 'v1.41' })[INPUT]).toBeDefined();
  });

  test('tool definitions of the Vercel AI SDK become one document', () => {
    const tool = '{"type":"function","name":"look","inputSchema":{"type":"object"}}';
    const after = one({ scope: 'ai', attributes: { ...VERCEL, 'ai.prompt.tools': [tool] } }, { originals: 'remove' });
    expect(json(after, 'gen_ai.tool.definitions')).toEqual([{ type: 'function', name: 'look', parameters: { type: 'object' } }]);
    expect(after['ai.prompt.tools']).toBeUndefined();
  });
});

describe.each(recordings().map((recording) => [recording.name, recording] as const))('messages on the recording %s', (_name, recording) => {
  test('are well formed wherever they were written', () => {
    const before = attributesOf(recording.traces);
    attributesOf(normalize(recording.traces)).forEach((span, i) => {
      for (const key of [INPUT, OUTPUT]) {
        if (span[key] === before[i]![key]) continue;
        const messages = json(span, key);
        expect(isCanonical(messages ?? null, false), `${key} of span ${i}`).toBe(true);
        expect(
          (messages as unknown as readonly Message[])
            .map((message) => message.role)
            .filter((role) => !/^(system|user|assistant|tool)$/.test(role)),
        ).toEqual([]);
      }
      if (span[SYSTEM] !== before[i]![SYSTEM]) expect(isCanonical(json(span, SYSTEM) ?? null, true)).toBe(true);
    });
  });
});
