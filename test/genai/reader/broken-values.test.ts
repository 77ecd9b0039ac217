import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PlainAttributes, double, type PlainValue } from '../../../src/otlp/build/any-value.ts';
import { readAll, readOne } from '../spans.ts';

const chat = (more: PlainAttributes): PlainAttributes => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 10,
  'gen_ai.usage.output_tokens': 5,
  ...more,
});

describe('token counts', () => {
  test.each<[string, PlainValue, number]>([
    ['an integer as text', '12', 12],
    ['a whole double', double(12), 12],
    ['an integer', 12, 12],
    ['zero', 0, 0],
  ])('that are %s are read', (_what, value, expected) => {
    expect(readOne({ attributes: chat({ 'gen_ai.usage.input_tokens': value }) })).toMatchObject({
      input: expected,
      consistent: true,
      billable: true,
    });
  });

  test.each<[string, PlainValue]>([
    ['a word', 'many'],
    ['NaN', double(Number.NaN)],
    ['infinite', double(Number.POSITIVE_INFINITY)],
    ['negative', -5],
    ['negative text', '-5'],
    ['2^63', 2n ** 63n - 1n],
    ['the text NaN', 'NaN'],
    ['broken', double(1.5)],
    ['a list', [1]],
    ['a map', { a: 1 }],
    ['true', true],
  ])('that are %s make the call inconsistent, not cheaper', (_what, value) => {
    expect(readOne({ attributes: chat({ 'gen_ai.usage.input_tokens': value }) })).toMatchObject({
      consistent: false,
      hasUsage: true,
      billable: true,
      input: -1,
      output: 5,
    });
  });

  test('that are placeholders are absent', () => {
    for (const value of ['', 'null', 'undefined', 'N/A', '<REDACTED>']) {
      expect(readOne({ attributes: chat({ 'gen_ai.usage.input_tokens': value }) })).toMatchObject({ consistent: true, input: -1 });
    }
  });

  test('written as text in the first place are not replaced by those of the next', () => {
    expect(readOne({ attributes: chat({ 'gen_ai.usage.input_tokens': 'x', 'gen_ai.usage.prompt_tokens': 7 }) })).toMatchObject({
      consistent: false,
    });
  });
});

describe('odd spans', () => {
  test('with texts of a megabyte are read', () => {
    const long = 'x'.repeat(1_000_000);
    const call = readOne({
      attributes: chat({
        'gen_ai.request.model': long,
        'gen_ai.response.finish_reasons': [long],
        'gen_ai.system': long,
        'openai.response.service_tier': long,
      }),
    });
    expect(call).toMatchObject({ finishClass: 'unknown', tier: '' });
    expect(call?.requestModel.length).toBe(1_000_000);
  });

  test('with ten thousand levels of JSON are read', () => {
    const deep = `${'[{"a":'.repeat(10_000)}1${'}]'.repeat(10_000)}`;
    expect(
      readOne({
        scope: 'langfuse-sdk',
        attributes: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.usage_details': deep,
          'langfuse.observation.output': deep,
        },
      }),
    ).toMatchObject({
      dialect: 'langfuse',
      hasUsage: false,
      billable: false,
    });
  });

  test('with more attributes than a shape holds are read all the same', () => {
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`gen_ai.prompt.${i}.content`, 'x']));
    expect(readOne({ attributes: { ...many, ...chat({}) } })).toMatchObject({ input: 10 });
  });

  test('of ten thousand different shapes are read, and memory of shapes stays bounded', () => {
    const spans = Array.from({ length: 3000 }, (_, i) => ({
      attributes: {
        ...(i & 1 ? { 'user.id': `u${i}` } : {}),
        ...chat({ ...(i % 3 ? { 'session.id': 's' } : {}), ...(i % 7 ? { 'gen_ai.request.seed': i } : {}), [`k${i}`]: i }),
      },
      scope: `scope-${i}`,
    }));
    const calls = readAll(spans);
    expect(calls).toHaveLength(3000);
    expect(calls.every((call) => call.input === 10 && call.billable)).toBe(true);
  });

  test('with any values under any known keys never make a reader throw', () => {
    const keys = [
      'gen_ai.operation.name',
      'gen_ai.system',
      'gen_ai.request.model',
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.output_tokens',
      'gen_ai.response.finish_reasons',
      'ai.operationId',
      'ai.response.providerMetadata',
      'openinference.span.kind',
      'llm.invocation_parameters',
      'output.value',
      'langfuse.observation.type',
      'langfuse.observation.usage_details',
      'mlflow.spanType',
      'gen_ai.output.messages',
      'ai.response.msToFirstChunk',
      'langfuse.observation.completion_start_time',
    ];
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant('LLM'),
      fc.constant('chat'),
      fc.constant('{"a":[{'),
      fc.constant('["stop"'),
      fc.double().map(double),
    );
    const value = fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('model', 'input', 'usage'), leaf, { maxKeys: 3 }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...keys), value),
        fc.constantFrom('ai', 'litellm', 'langfuse-sdk', 'x', ''),
        (attributes, scope) => {
          readOne({ scope, attributes: attributes as PlainAttributes });
        },
      ),
      { numRuns: 400 },
    );
  });
});
