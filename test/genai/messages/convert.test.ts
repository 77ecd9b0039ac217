import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCanonical, looksCanonical } from '../../../src/genai/messages/canonical.ts';
import { convert, toolDefinitions } from '../../../src/genai/messages/convert.ts';
import { holdsAll } from '../../../src/genai/messages/leaves.ts';
import type { Json } from '../../../src/genai/messages/message.ts';
import { textToJson } from '../../../src/genai/messages/value-to-json.ts';

const HI = { role: 'user', parts: [{ type: 'text', content: 'Hi' }] };
const HELLO = { role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] };
const BE_BRIEF = [{ type: 'text', content: 'Be brief' }];

interface Case {
  readonly name: string;
  readonly place: 'input' | 'output';
  readonly from: Json;
  readonly to: unknown;
}

const CASES: readonly Case[] = [
  { name: 'a text', place: 'input', from: 'Hi', to: { input: [HI] } },
  {
    name: 'OpenAI Chat: a history',
    place: 'input',
    from: [
      { role: 'developer', content: 'Be brief' },
      { role: 'user', content: 'Hi' },
    ],
    to: { input: [{ role: 'system', parts: BE_BRIEF }, HI] },
  },
  {
    name: 'OpenAI Chat: a request with parts, calls and their answers',
    place: 'input',
    from: {
      model: 'gpt-4o',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"x"}' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'a cat' },
      ],
    },
    to: {
      input: [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'What is this?' },
            { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
            { type: 'uri', modality: 'image', uri: 'https://x.test/a.png' },
          ],
        },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'call_1', name: 'look', arguments: { at: 'x' } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: 'a cat' }] },
      ],
    },
  },
  {
    name: 'OpenAI Chat: choices',
    place: 'output',
    from: {
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello', reasoning_content: 'greet' } },
        { finish_reason: 'length', message: { role: 'assistant', content: 'He', refusal: 'no' } },
      ],
    },
    to: {
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'greet' },
            { type: 'text', content: 'Hello' },
          ],
          finish_reason: 'stop',
        },
        {
          role: 'assistant',
          parts: [
            { type: 'text', content: 'He' },
            { type: 'refusal', content: 'no' },
          ],
          finish_reason: 'length',
        },
      ],
    },
  },
  {
    name: 'OpenAI Responses: instructions and items',
    place: 'input',
    from: {
      instructions: 'Be brief',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'look it up' }] },
        { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'done' },
      ],
    },
    to: {
      system: BE_BRIEF,
      input: [
        HI,
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'look it up' },
            { type: 'tool_call', id: 'c1', name: 'look', arguments: {} },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'done' }] },
      ],
    },
  },
  {
    name: 'OpenAI Responses: an answer',
    place: 'output',
    from: { output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello', annotations: [] }] }] },
    to: { output: [HELLO] },
  },
  {
    name: 'Anthropic: a request',
    place: 'input',
    from: {
      system: [{ type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'tool_use', id: 't1', name: 'look', input: { at: 'x' } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'a cat' }] }] },
      ],
    },
    to: {
      system: BE_BRIEF,
      input: [
        HI,
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'hm' },
            { type: 'tool_call', id: 't1', name: 'look', arguments: { at: 'x' } },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1', response: 'a cat' }] },
      ],
    },
  },
  {
    name: 'Anthropic: an answer',
    place: 'output',
    from: { role: 'assistant', content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn' },
    to: { output: [{ ...HELLO, finish_reason: 'end_turn' }] },
  },
  {
    name: 'Gemini: a request',
    place: 'input',
    from: {
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Hi' },
            { inlineData: { mimeType: 'audio/wav', data: 'AAAA' } },
            { fileData: { mimeType: 'application/pdf', fileUri: 'gs://b/f.pdf' } },
          ],
        },
        { role: 'model', parts: [{ functionCall: { name: 'look', args: { at: 'x' } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'look', response: { is: 'a cat' } } }] },
      ],
      systemInstruction: { parts: [{ text: 'Be brief' }] },
    },
    to: {
      system: BE_BRIEF,
      input: [
        {
          role: 'user',
          parts: [
            { type: 'text', content: 'Hi' },
            { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'AAAA' },
            { type: 'uri', modality: 'document', mime_type: 'application/pdf', uri: 'gs://b/f.pdf' },
          ],
        },
        { role: 'assistant', parts: [{ type: 'tool_call', name: 'look', arguments: { at: 'x' } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', response: { is: 'a cat' }, name: 'look' }] },
      ],
    },
  },
  {
    name: 'Gemini: candidates',
    place: 'output',
    from: {
      candidates: [{ content: { role: 'model', parts: [{ text: 'greet', thought: true }, { text: 'Hello' }] }, finishReason: 'STOP' }],
    },
    to: {
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'greet' },
            { type: 'text', content: 'Hello' },
          ],
          finish_reason: 'STOP',
        },
      ],
    },
  },
  {
    name: 'Bedrock Converse: a request',
    place: 'input',
    from: {
      system: [{ text: 'Be brief' }],
      messages: [
        { role: 'user', content: [{ text: 'Hi' }] },
        {
          role: 'assistant',
          content: [
            { reasoningContent: { reasoningText: { text: 'hm', signature: 's' } } },
            { toolUse: { toolUseId: 't1', name: 'look', input: { at: 'x' } } },
          ],
        },
        { role: 'user', content: [{ toolResult: { toolUseId: 't1', content: [{ json: { is: 'a cat' } }], status: 'success' } }] },
      ],
    },
    to: {
      system: BE_BRIEF,
      input: [
        HI,
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'hm' },
            { type: 'tool_call', id: 't1', name: 'look', arguments: { at: 'x' } },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1', response: { is: 'a cat' } }] },
      ],
    },
  },
  {
    name: 'Bedrock Converse: an answer',
    place: 'output',
    from: { output: { message: { role: 'assistant', content: [{ text: 'Hello' }] } }, stopReason: 'end_turn' },
    to: { output: [{ ...HELLO, finish_reason: 'end_turn' }] },
  },
];

test.each(CASES)('$name', ({ place, from, to }) => {
  expect(convert('auto', place, from)).toEqual(to);
});

describe('shapes with a name', () => {
  test('OpenLLMetry: reasoning stands before the answer it led to', () => {
    const messages = [
      { role: 'thinking', content: 'hm' },
      { role: 'assistant', content: 'Hello', finish_reason: 'stop', tool_calls: [{ id: 'c1', name: 'look', arguments: '{"at":"x"}' }] },
    ];
    expect(convert('traceloop_indexed', 'output', messages)).toEqual({
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'hm' },
            { type: 'text', content: 'Hello' },
            { type: 'tool_call', id: 'c1', name: 'look', arguments: { at: 'x' } },
          ],
          finish_reason: 'stop',
        },
      ],
    });
  });

  test('OpenInference: a call told among the contents and beside them is one', () => {
    const call = { id: 'c1', function: { name: 'look', arguments: '{}' } };
    const messages = [
      {
        message: {
          role: 'assistant',
          contents: [{ message_content: { type: 'tool_use', tool_use: { id: 'c1', name: 'look', input: '{}' } } }],
          tool_calls: [{ tool_call: call }],
        },
      },
    ];
    expect(convert('openinference_indexed', 'output', messages)).toEqual({
      output: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: {} }] }],
    });
  });

  test('Vercel: a prompt of version 5', () => {
    const prompt = {
      system: 'Be brief',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
        { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: { at: 'x' } }] },
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c1', toolName: 'look', output: { type: 'text', value: 'a cat' } }] },
      ],
    };
    expect(convert('vercel_prompt', 'input', prompt)).toEqual({
      system: BE_BRIEF,
      input: [
        HI,
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: { at: 'x' } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'a cat' }] },
      ],
    });
  });

  test('Vercel: an answer, and tools', () => {
    expect(
      convert('vercel_response', 'output', { text: 'Hello', toolCalls: [{ toolCallId: 'c1', toolName: 'look', args: '{}' }] }),
    ).toEqual({
      output: [
        {
          role: 'assistant',
          parts: [
            { type: 'text', content: 'Hello' },
            { type: 'tool_call', id: 'c1', name: 'look', arguments: {} },
          ],
        },
      ],
    });
    expect(toolDefinitions([{ type: 'function', name: 'look', inputSchema: { type: 'object' } }])).toEqual([
      { type: 'function', name: 'look', parameters: { type: 'object' } },
    ]);
    expect(toolDefinitions(['look'])).toBeUndefined();
  });
});

describe('what is no conversation stays where it is', () => {
  test.each<Json>([
    { question: 'Hi' },
    ['Hi', 'there'],
    [{ content: 'Hi' }],
    7,
    null,
    true,
    '',
    { messages: [1] },
    { contents: [{ text: 'Hi' }] },
  ])('%j as input', (value) => {
    expect(convert('auto', 'input', value)).toBeUndefined();
  });
  test.each<Json>([{ answer: 'Hi' }, 7, null, '', { choices: [1] }, { candidates: [{ finishReason: 'SAFETY' }] }])(
    '%j as output',
    (value) => {
      expect(convert('auto', 'output', value)).toBeUndefined();
    },
  );
  test('texts that begin like documents and are none, and numbers that a double cannot hold', () => {
    expect(textToJson('[draft] Hi')).toBeUndefined();
    expect(textToJson('[{"role":"user","content":"cut o')).toBeUndefined();
    expect(textToJson('[{"id":12345678901234567890}]')).toBeUndefined();
    expect(textToJson('"Hi" she said')).toBe('"Hi" she said');
    expect(textToJson('Hi')).toBe('Hi');
  });
  test('blocks that nobody knows are carried whole', () => {
    const block = { type: 'web_search_tool_result', tool_use_id: 't', content: [{ url: 'https://x.test' }] };
    expect(convert('auto', 'output', { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b', input: {} }, block] })).toEqual(
      {
        output: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'a', name: 'b', arguments: {} }, block] }],
      },
    );
  });
});

describe('messages in the shape of the conventions are known', () => {
  test.each([
    '[]',
    '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]',
    '[{"role": "user", "parts": [{"content": "Hi", "type": "text"}]}]',
    '[{"role":"assistant","finish_reason":"stop","parts":[]}]',
    '[{"role":"user","parts":[{"type":"text","content":"a long text that is cut he',
  ])('%s', (text) => {
    expect(looksCanonical(text, false)).toBe(true);
  });
  test.each([
    '[{"role":"user","content":"Hi"}]',
    '[{"role":"user","parts":[{"text":"Hi"}]}]',
    '[{"role":"model","parts":[{"function_call":{}}]}]',
    'Hi',
    '{"choices":[]}',
  ])('and these are not: %s', (text) => {
    expect(looksCanonical(text, false)).toBe(false);
  });
  test('instructions', () => {
    expect(looksCanonical('[{"type":"text","content":"Be brief"}]', true)).toBe(true);
    expect(looksCanonical('[{"type":"text","text":"Be brief"}]', true)).toBe(false);
    expect(isCanonical([{ type: 'text', text: 'Be brief' }], true)).toBe(false);
    expect(isCanonical([HI], false)).toBe(true);
  });
});

describe('what is held without loss', () => {
  const held = (from: Json): boolean => holdsAll(from, convert('auto', 'input', from) as unknown as Json);
  test('a history', () => {
    expect(
      held([
        { role: 'user', content: 'Hi' },
        { role: 'assistant', tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a": 1}' } }] },
      ]),
    ).toBe(true);
  });
  test('not a request with a model, nor an image with its detail', () => {
    expect(held({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] })).toBe(false);
    expect(held([{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.test/a', detail: 'low' } }] }])).toBe(false);
  });
});

describe('whatever the document', () => {
  const word = fc.constantFrom(
    'role',
    'content',
    'parts',
    'type',
    'text',
    'tool_calls',
    'function',
    'name',
    'arguments',
    'messages',
    'contents',
    'choices',
    'candidates',
    'output',
    'message',
    'input',
    'system',
    'toolUse',
    'id',
  );
  const leaf = fc.oneof(
    fc.constantFrom('user', 'assistant', 'tool', 'text', 'tool_use', 'tool-call', 'thinking', 'function_call', 'reasoning', 'Hi', ''),
    fc.jsonValue({ maxDepth: 0 }),
  );
  const document = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(word, tie('node'), { maxKeys: 4 }),
    ) as fc.Arbitrary<Json>,
  })).node;

  test('what comes out are messages in the shape of the conventions, or nothing', () => {
    fc.assert(
      fc.property(
        document,
        fc.constantFrom(
          'auto' as const,
          'vercel_prompt' as const,
          'vercel_response' as const,
          'traceloop_indexed' as const,
          'openinference_indexed' as const,
        ),
        fc.constantFrom('input' as const, 'output' as const),
        (value, shape, place) => {
          const found = convert(shape, place, value);
          for (const messages of [found?.input, found?.output])
            if (messages !== undefined) expect(isCanonical(messages as unknown as Json, false)).toBe(true);
          if (found?.system !== undefined) expect(isCanonical(found.system as unknown as Json, true)).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
