import { describe, expect, it } from 'vitest';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { buildLogs } from '../../../src/otlp/build/logs.ts';
import { batchOfSpans, readOne, type Written } from '../../genai/spans.ts';
import { attributesOf, normalize } from './normalize-kit.ts';

const json = JSON.stringify;
const CALL: PlainAttributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'openai', 'gen_ai.request.model': 'gpt-4o' };

function event(name: string, attributes: PlainAttributes): NonNullable<Written['events']>[number] {
  return { name, attributes };
}

function messagesOf(batch: Batch): { input: unknown; output: unknown; system: unknown } {
  const [one] = attributesOf(batch);
  const read = (key: string): unknown => (typeof one?.[key] === 'string' ? JSON.parse(one[key]) : undefined);
  return { input: read('gen_ai.input.messages'), output: read('gen_ai.output.messages'), system: read('gen_ai.system_instructions') };
}

function eventNames(batch: Batch): string[] {
  return (
    Buffer.from(batch.bytes)
      .toString('latin1')
      .match(/gen_ai\.(?:(?:system|user|assistant|tool)\.message|choice|content\.\w+|client\.inference\.operation\.details)/g) ?? []
  );
}

const text = (role: string, content: string): unknown => ({ role, parts: [{ type: 'text', content }] });

const CONVERSATIONS: readonly { what: string; span: Written; input: unknown; output: unknown }[] = [
  {
    what: 'attributes of one event a message, blocks of Bedrock as text (Strands)',
    span: {
      scope: 'strands.telemetry.tracer',
      attributes: { ...CALL, 'gen_ai.system': 'strands-agents' },
      events: [
        event('gen_ai.system.message', { content: 'be kind' }),
        event('gen_ai.user.message', { content: json([{ text: 'weather?' }]) }),
        event('gen_ai.assistant.message', { content: json([{ toolUse: { toolUseId: 't1', name: 'get', input: { c: 'Oslo' } } }]) }),
        event('gen_ai.tool.message', { content: json([{ toolResult: { toolUseId: 't1', content: [{ text: '12' }] } }]) }),
        event('gen_ai.choice', { message: json([{ text: 'cold' }]), finish_reason: 'end_turn' }),
      ],
    },
    input: [
      text('system', 'be kind'),
      text('user', 'weather?'),
      { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'get', arguments: { c: 'Oslo' } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1', response: '12' }] },
    ],
    output: [{ role: 'assistant', parts: [{ type: 'text', content: 'cold' }], finish_reason: 'stop' }],
  },
  {
    what: 'bodies as text in gen_ai.event.content (Semantic Kernel for .NET)',
    span: {
      scope: 'Microsoft.SemanticKernel.Diagnostics',
      attributes: CALL,
      events: [
        event('gen_ai.user.message', { 'gen_ai.system': 'openai', 'gen_ai.event.content': json({ role: 'user', content: 'hi' }) }),
        event('gen_ai.tool.message', { 'gen_ai.event.content': json({ role: 'tool', id: 'c0', content: 'sunny' }) }),
        event('gen_ai.choice', {
          'gen_ai.event.content': json({
            index: 0,
            message: { role: 'assistant', tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] },
            finish_reason: 'tool_calls',
          }),
        }),
      ],
    },
    input: [text('user', 'hi'), { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c0', response: 'sunny' }] }],
    output: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } }], finish_reason: 'tool_call' }],
  },
  {
    what: 'choices in whatever order, by their index',
    span: {
      attributes: CALL,
      events: [
        event('gen_ai.user.message', { content: 'hi' }),
        event('gen_ai.choice', { index: 1, message: json({ role: 'assistant', content: 'b' }), finish_reason: 'length' }),
        event('gen_ai.choice', { index: 0, message: 'a', finish_reason: 'stop' }),
      ],
    },
    input: [text('user', 'hi')],
    output: [
      { role: 'assistant', parts: [{ type: 'text', content: 'a' }], finish_reason: 'stop' },
      { role: 'assistant', parts: [{ type: 'text', content: 'b' }], finish_reason: 'length' },
    ],
  },
  {
    what: 'prompt and completion events of v1.26',
    span: {
      attributes: CALL,
      events: [
        event('gen_ai.content.prompt', { 'gen_ai.prompt': json([{ role: 'user', content: 'hi' }]) }),
        event('gen_ai.content.completion', { 'gen_ai.completion': json([{ role: 'assistant', content: 'yo' }]) }),
      ],
    },
    input: [text('user', 'hi')],
    output: [text('assistant', 'yo')],
  },
  {
    what: 'the one event of the current conventions',
    span: {
      attributes: CALL,
      events: [
        event('gen_ai.client.inference.operation.details', {
          'gen_ai.input.messages': json([text('user', 'hi')]),
          'gen_ai.output.messages': json([{ ...(text('assistant', 'yo') as object), finish_reason: 'stop' }]),
          'gen_ai.system_instructions': json([{ type: 'text', content: 'be kind' }]),
        }),
      ],
    },
    input: [text('user', 'hi')],
    output: [{ ...(text('assistant', 'yo') as object), finish_reason: 'stop' }],
  },
  {
    what: 'a list of events in one attribute (Pydantic AI v1)',
    span: {
      scope: 'pydantic-ai',
      attributes: {
        ...CALL,
        events: json([
          { 'event.name': 'gen_ai.system.message', content: 'be kind', role: 'system', 'gen_ai.message.index': 0 },
          { 'event.name': 'gen_ai.user.message', content: 'hi', role: 'user', 'gen_ai.message.index': 0 },
          { 'event.name': 'gen_ai.choice', index: 0, message: { role: 'assistant', content: 'yo' } },
        ]),
      },
    },
    input: [text('system', 'be kind'), text('user', 'hi')],
    output: [text('assistant', 'yo')],
  },
];

describe('messages that stand in events', () => {
  for (const { what, span, input, output } of CONVERSATIONS) {
    it(`are gathered: ${what}`, () => {
      const before = batchOfSpans({ name: 'chat', ...span });
      const kept = normalize(before);
      expect(messagesOf(kept)).toMatchObject({ input, output });
      expect(eventNames(kept)).toEqual(eventNames(before));
      expect(normalize(kept).bytes).toBe(kept.bytes);
      const removed = normalize(before, { originals: 'remove' });
      expect(messagesOf(removed)).toMatchObject({ input, output });
      expect(normalize(removed, { originals: 'remove' }).bytes).toBe(removed.bytes);
    });
  }

  it('go with originals: remove when all of it is said elsewhere, and stay when a word would be lost', () => {
    const names = (reason: string): string[] =>
      eventNames(
        normalize(
          batchOfSpans({
            attributes: CALL,
            events: [
              event('gen_ai.user.message', { content: 'hi' }),
              event('gen_ai.choice', { index: 0, message: 'yo', finish_reason: reason }),
            ],
          }),
          { originals: 'remove' },
        ),
      );
    expect(names('stop')).toEqual([]);
    expect(names('end_turn')).toEqual(['gen_ai.user.message', 'gen_ai.choice']);
    const custom = batchOfSpans({ attributes: CALL, events: [event('gen_ai.user.message', { content: 'hi', 'my.own': 'note' })] });
    expect(eventNames(normalize(custom, { originals: 'remove' }))).toEqual(['gen_ai.user.message']);
  });

  it('never replace what an attribute says', () => {
    const own = json([text('user', 'from the attribute')]);
    const batch = normalize(
      batchOfSpans({
        attributes: { ...CALL, 'gen_ai.input.messages': own },
        events: [event('gen_ai.user.message', { content: 'from the event' }), event('gen_ai.choice', { message: 'yo' })],
      }),
      { originals: 'remove' },
    );
    expect(messagesOf(batch)).toMatchObject({ input: JSON.parse(own), output: [text('assistant', 'yo')] });
    expect(eventNames(batch)).toHaveLength(2);
  });

  it('stay where they are, all of them, when one cannot be read', () => {
    for (const broken of ['{"content":"cut', 'no document']) {
      const before = batchOfSpans({
        attributes: CALL,
        events: [event('gen_ai.user.message', { 'gen_ai.event.content': broken }), event('gen_ai.choice', { message: 'yo' })],
      });
      const after = normalize(before, { originals: 'remove' });
      expect(messagesOf(after)).toEqual({ input: undefined, output: undefined, system: undefined });
      expect(eventNames(after)).toEqual(eventNames(before));
    }
  });

  it('are left by a generation whose messages are events, and on spans that are no call of a model', () => {
    const events = [event('gen_ai.user.message', { content: 'hi' })];
    expect(messagesOf(normalize(batchOfSpans({ attributes: CALL, events }), { target: 'v1.36' })).input).toBeUndefined();
    const tool = { ...CALL, 'gen_ai.operation.name': 'execute_tool' };
    expect(messagesOf(normalize(batchOfSpans({ attributes: tool, events }))).input).toBeUndefined();
  });

  it('tell the reader why a call ended and which tools it asked for', () => {
    expect(readOne(CONVERSATIONS[1]!.span)).toMatchObject({ finish: ['tool_calls'], finishClass: 'tool_call', toolCalls: 1 });
    expect(readOne(CONVERSATIONS[2]!.span)?.finish).toEqual(['length']);
  });
});

describe('log records', () => {
  const record = (eventName: string, attributes: PlainAttributes, body?: Readonly<Record<string, string>>): Batch =>
    buildLogs([{ scope: { name: 'x' }, records: [{ eventName, attributes, body: body ?? {} }] }]);

  it('that tell a whole call are normalised like a span', () => {
    const batch = normalize(
      record('gen_ai.client.inference.operation.details', {
        ...CALL,
        'gen_ai.input.messages': json([{ role: 'user', content: 'hi' }]),
      }),
    );
    expect(attributesOf(batch)[0]).toMatchObject({ 'gen_ai.provider.name': 'openai', 'assay.billable': false });
    expect(messagesOf(batch).input).toEqual([text('user', 'hi')]);
  });

  it('that carry one message of many stay as they are: the others may be in another batch', () => {
    const before = record('gen_ai.user.message', { 'gen_ai.system': 'openai' }, { content: 'hi' });
    expect(normalize(before).bytes).toBe(before.bytes);
  });
});
