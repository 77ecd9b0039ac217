import { describe, expect, test } from 'vitest';
import { GENERATION_NAMES } from '../../../src/genai/semconv/generations.data.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { buildLogs } from '../../../src/otlp/build/logs.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { encodeValue } from '../../../src/otlp/views/values.ts';
import { callsOf, recordings } from '../../genai/corpus-kit.ts';
import { batchOfSpans, START_NS, type Written } from '../../genai/spans.ts';
import { attributesOf, normalize } from './normalize-kit.ts';

type Settings = Parameters<typeof normalize>[1];

const list = (...words: readonly string[]): string => Buffer.from(encodeValue(words)).toString('latin1');

function one(span: Written, settings: Settings = {}): Record<string, unknown> {
  return attributesOf(normalize(batchOfSpans(span), settings))[0]!;
}

const CHAT: PlainAttributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 100,
  'gen_ai.usage.output_tokens': 5,
  'gen_ai.response.finish_reasons': ['stop'],
};

describe('the normaliser', () => {
  test('says what it recognised and which counting it followed', () => {
    expect(one({ attributes: CHAT })).toMatchObject({
      'assay.dialect': 'otel_genai',
      'assay.billable': true,
      'assay.usage.rule': 'table otel_genai/openai: inclusive',
    });
  });

  test('changes nothing else in a span that is in the current words already', () => {
    const after = one({ attributes: CHAT });
    expect(Object.keys(after).filter((key) => !key.startsWith('assay.'))).toEqual(Object.keys(CHAT));
    expect(Object.keys(after).filter((key) => key.startsWith('assay.original'))).toEqual([]);
  });

  test('leaves spans that are no LLM spans untouched, byte for byte', () => {
    const batch = batchOfSpans({ name: 'GET /', attributes: { 'http.request.method': 'GET', 'user.id': 'u' } });
    expect(normalize(batch).bytes).toBe(batch.bytes);
  });

  test('writes the names of other dialects, in the units and types of the conventions', () => {
    const span: Written = {
      scope: 'ai',
      attributes: {
        'ai.operationId': 'ai.streamText.doStream',
        'ai.model.provider': 'openai.chat',
        'ai.model.id': 'gpt-4o',
        'ai.usage.inputTokens': 100,
        'ai.usage.outputTokens': 5,
        'ai.response.finishReason': 'tool-calls',
        'ai.response.msToFirstChunk': 250,
        'ai.telemetry.functionId': 'agent',
        'ai.settings.temperature': 0.5,
      },
    };
    expect(one(span)).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': list('tool_call'),
      'gen_ai.response.time_to_first_chunk': 0.25,
      'gen_ai.agent.name': 'agent',
      'gen_ai.request.temperature': 0.5,
      'assay.original.gen_ai.response.finish_reasons': list('tool-calls'),
      'ai.operationId': 'ai.streamText.doStream',
    });
  });

  test('corrects counts without the cached tokens and keeps what was there', () => {
    const span: Written = {
      scope: '@openlit/instrumentation-anthropic',
      attributes: {
        ...CHAT,
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.usage.cache_read.input_tokens': 70,
        'gen_ai.usage.cache_creation.input_tokens': 20,
      },
    };
    expect(one(span)).toMatchObject({
      'gen_ai.usage.input_tokens': 190,
      'assay.original.gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.cache_write.input_tokens': 20,
      'assay.usage.rule': 'table openlit/unsummed: cache added',
    });
  });

  test('corrects wrong types and raw reasons and keeps what was there', () => {
    const after = one({
      attributes: {
        ...CHAT,
        'gen_ai.usage.input_tokens': '100',
        'gen_ai.response.finish_reasons': '["STOP"]',
        'gen_ai.request.stream': 'True',
      },
    });
    expect(after).toMatchObject({
      'gen_ai.usage.input_tokens': 100,
      'assay.original.gen_ai.usage.input_tokens': '100',
      'gen_ai.response.finish_reasons': list('stop'),
      'assay.original.gen_ai.response.finish_reasons': '["STOP"]',
      'gen_ai.request.stream': true,
      'assay.original.gen_ai.request.stream': 'True',
    });
  });

  test('corrects old spellings of providers and operations, and names of frameworks on model calls only', () => {
    expect(one({ attributes: { ...CHAT, 'gen_ai.provider.name': 'gemini' } })).toMatchObject({
      'gen_ai.provider.name': 'gcp.gemini',
      'assay.original.gen_ai.provider.name': 'gemini',
    });
    expect(one({ attributes: { ...CHAT, 'gen_ai.operation.name': 'chat.completions' } })).toMatchObject({
      'gen_ai.operation.name': 'chat',
    });
    expect(one({ scope: 'agent_framework', attributes: { ...CHAT, 'gen_ai.provider.name': 'microsoft.agent_framework' } })).toMatchObject({
      'gen_ai.provider.name': 'openai',
    });
    expect(
      one({
        scope: 'agent_framework',
        attributes: { ...CHAT, 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.provider.name': 'microsoft.agent_framework' },
      }),
    ).toMatchObject({
      'gen_ai.provider.name': 'microsoft.agent_framework',
    });
  });

  test('keeps a value that is there, and overwrites it when told to', () => {
    const span: Written = {
      scope: '@arizeai/openinference-instrumentation-openai',
      attributes: { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o', 'gen_ai.request.model': 'mine' },
    };
    expect(one(span)['gen_ai.request.model']).toBe('mine');
    expect(one(span, { overwrite: true })).toMatchObject({
      'gen_ai.request.model': 'gpt-4o',
      'assay.original.gen_ai.request.model': 'mine',
    });
  });

  test('writes no usage on roll-ups, where every backend would add it to the calls below', () => {
    const span: Written = {
      scope: 'ai',
      attributes: {
        'ai.operationId': 'ai.generateText',
        'ai.model.provider': 'openai.chat',
        'ai.model.id': 'gpt-4o',
        'ai.usage.inputTokens': 100,
      },
    };
    const after = one(span);
    expect(after).toMatchObject({ 'assay.billable': false, 'gen_ai.operation.name': 'invoke_agent', 'ai.usage.inputTokens': 100 });
    expect(after).not.toHaveProperty(['gen_ai.usage.input_tokens']);
  });

  test('moves the usage of roll-ups away when told to', () => {
    const after = one(
      {
        scope: 'strands.telemetry.tracer',
        attributes: { ...CHAT, 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.prompt_tokens': 100 },
      },
      { aggregateUsage: 'move' },
    );
    expect(after).toMatchObject({ 'assay.aggregate.usage.input_tokens': 100, 'assay.aggregate.usage.output_tokens': 5 });
    expect(Object.keys(after).filter((key) => key.startsWith('gen_ai.usage.'))).toEqual([]);
  });

  test("removes the emitter's own attributes only where nothing is lost", () => {
    const span: Written = {
      attributes: {
        'gen_ai.system': 'openai',
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.prompt_tokens': '100',
        'gen_ai.usage.completion_tokens': 5,
        'session.id': 's',
        'user.id': 'u',
      },
    };
    const after = one(span, { originals: 'remove' });
    for (const gone of ['gen_ai.system', 'gen_ai.usage.prompt_tokens', 'gen_ai.usage.completion_tokens'])
      expect(after).not.toHaveProperty([gone]);
    expect(after).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 5,
      'session.id': 's',
      'user.id': 'u',
    });
    const mapped = one(
      {
        scope: 'ai',
        attributes: {
          'ai.operationId': 'ai.streamText.doStream',
          'ai.model.provider': 'openai.chat',
          'ai.model.id': 'gpt-4o',
          'ai.response.msToFirstChunk': 250,
        },
      },
      { originals: 'remove' },
    );
    expect(mapped).toMatchObject({ 'ai.operationId': 'ai.streamText.doStream', 'ai.model.provider': 'openai.chat' });
    expect(mapped).not.toHaveProperty(['ai.response.msToFirstChunk']);
  });

  test('writes older generations in their own words', () => {
    const attributes = {
      ...CHAT,
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.usage.cache_write.input_tokens': 7,
    };
    expect(one({ attributes }, { target: 'v1.36' })).toMatchObject({
      'gen_ai.system': 'az.ai.openai',
      'gen_ai.response.finish_reasons': list('tool_calls'),
    });
    expect(one({ attributes }, { target: 'v1.41' })).toMatchObject({
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.usage.cache_creation.input_tokens': 7,
      'gen_ai.response.finish_reasons': list('tool_call'),
    });
    expect(one({ attributes: { ...CHAT, 'gen_ai.usage.reasoning_tokens': 3 } }, { target: 'v1.36' })).not.toHaveProperty([
      'gen_ai.usage.reasoning.output_tokens',
    ]);
  });

  test('writes nothing into counts that contradict each other', () => {
    const after = one({ attributes: { ...CHAT, 'gen_ai.usage.input_tokens': -1 } });
    expect(after).toMatchObject({ 'gen_ai.usage.input_tokens': -1, 'assay.billable': true });
  });

  test('writes log records that are calls, and leaves the ones that carry a message alone', () => {
    const records = [
      { eventName: 'api_request', attributes: { model: 'claude-sonnet-4-5', input_tokens: 10, output_tokens: 5, cache_read_tokens: 90 } },
      { eventName: 'gen_ai.user.message', attributes: { 'gen_ai.system': 'openai' }, body: { content: 'hi' } },
    ];
    const batch = buildLogs([
      {
        resource: { 'service.name': 'claude-code' },
        scope: { name: 'x' },
        records: records.map((record) => ({ timeNs: START_NS, ...record })),
      },
    ]);
    const [call, message] = attributesOf(normalize(batch));
    expect(call).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.usage.input_tokens': 100,
      'assay.billable': true,
    });
    expect(message).toEqual({ 'gen_ai.system': 'openai' });
  });
});

describe.each(recordings().map((recording) => [recording.name, recording] as const))('on the recording %s', (_name, recording) => {
  const everyWay = GENERATION_NAMES.flatMap((target) =>
    (['keep', 'remove'] as const).flatMap((originals) =>
      (['keep', 'move'] as const).map((aggregateUsage) => ({ target, originals, aggregateUsage })),
    ),
  );

  test('a second pass changes nothing, and a reader finds the same calls', () => {
    const before = callsOf(recording.traces);
    for (const settings of everyWay) {
      const after = normalize(recording.traces, settings);
      expect(Buffer.from(normalize(after, settings).bytes).equals(after.bytes), JSON.stringify(settings)).toBe(true);
      // Converted answers say how many tools were asked for, where nothing said so before.
      const again = callsOf(after).map((call, i) =>
        before[i]?.toolCalls === -1 && call.toolCalls === 0 ? { ...call, toolCalls: -1 } : call,
      );
      expect(again, JSON.stringify(settings)).toEqual(before);
    }
  });

  test('a batch of logs is the same after a second pass', () => {
    if (recording.logs === undefined) return;
    const after: Batch = normalize(recording.logs);
    expect(Buffer.from(normalize(after).bytes).equals(after.bytes)).toBe(true);
  });

  test('no attribute is lost or changed without the old value aside', () => {
    const before = attributesOf(recording.traces);
    attributesOf(normalize(recording.traces)).forEach((span, i) => {
      for (const [key, value] of Object.entries(before[i]!)) {
        if (JSON.stringify(span[key]) !== JSON.stringify(value)) expect(span[`assay.original.${key}`], key).toEqual(value);
      }
    });
  });
});
