import { describe, expect, test } from 'vitest';
import type { DialectOverride, DialectSettings } from '../../../src/genai/dialect.ts';
import { completeDialect, type WrittenDialect } from '../../../src/genai/dialects/complete.ts';
import { readAll, readOne, type Written } from '../spans.ts';

const settings = (overrides: Readonly<Record<string, DialectOverride>>, extra: readonly WrittenDialect[] = []): DialectSettings => ({
  overrides,
  extra: extra.map(completeDialect),
});

const OPENLIT: Written = {
  scope: '@openlit/instrumentation-anthropic',
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': 'claude-sonnet-4-5',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 5,
    'gen_ai.usage.cache_read.input_tokens': 100,
    team: 'blue',
    tenant: 't1',
  },
};

const ACME: WrittenDialect = {
  id: 'acme_agent',
  detect: { scope: ['acme-tracer'], attr: ['acme.kind'], attr_prefix: ['acme.'] },
  usage: [{ id: 'counts', cache: 'beside', ev: 'R' }],
  billable: { unless: [{ attr: 'acme.cached', is: ['yes'] }] },
  absent: ['-'],
  values: { kind: { completion: 'chat', lookup: 'execute_tool', note: null } },
  map: {
    'gen_ai.operation.name': [{ attr: 'acme.kind', do: 'map:kind', ev: 'R' }],
    'gen_ai.request.model': [{ attr: 'acme.model', ev: 'R' }],
    'gen_ai.usage.input_tokens': [{ json: 'acme.usage', path: 'tokens.in', ev: 'R' }],
    'gen_ai.usage.output_tokens': [{ json: 'acme.usage', path: 'tokens.out', ev: 'R' }],
    'gen_ai.usage.cache_read.input_tokens': [{ json: 'acme.usage', path: 'tokens.cached', ev: 'R' }],
    'user.id': [{ attr: 'acme.user', ev: 'R' }],
    'gen_ai.response.finish_reasons': [{ event: 'acme.end', key: 'why', ev: 'R' }],
    'gen_ai.response.time_to_first_chunk': [{ attr: 'acme.ttft', do: 'ms_to_s', ev: 'R' }],
  },
};

const acme = (kind: string, more: Written['attributes'] = {}): Written => ({
  attributes: {
    'acme.kind': kind,
    'acme.model': 'gpt-4o',
    'acme.usage': '{"tokens":{"in":10,"out":5,"cached":90}}',
    'acme.user': '-',
    'acme.ttft': '250',
    ...more,
  },
  events: [{ name: 'acme.end', attributes: { why: 'max_tokens' } }],
});

describe('what an operator says of a dialect', () => {
  test('wins over the table about cached tokens', () => {
    expect(readOne(OPENLIT)).toMatchObject({ input: 1100, rule: 'table openlit/unsummed: cache added' });
    expect(readOne(OPENLIT, settings({ openlit: { inputIncludesCache: true } }))).toMatchObject({ input: 1000, rule: 'config: inclusive' });
    expect(readOne(OPENLIT, settings({ openlit: { inputIncludesCache: 'auto' } }))).toMatchObject({ input: 1100 });
  });

  test('can put another place before those of the table', () => {
    const map = { 'user.id': [{ attr: 'tenant', ev: 'R' as const }], 'gen_ai.agent.name': [{ attr: 'team', ev: 'R' as const }] };
    expect(readOne(OPENLIT, settings({ openlit: { map } }))).toMatchObject({ user: 't1', agent: 'blue' });
  });

  test('can take a table away, so that the span is read by what else it says', () => {
    expect(readOne(OPENLIT, settings({ openlit: { enabled: false } }))).toMatchObject({ dialect: 'otel_genai', input: 1000 });
  });

  test('adds a dialect of its own, which is read like a built-in one', () => {
    expect(readOne(acme('completion'), settings({}, [ACME]))).toMatchObject({
      dialect: 'acme_agent',
      operation: 'chat',
      provider: 'openai',
      input: 100,
      output: 5,
      cacheRead: 90,
      user: '',
      finish: ['max_tokens'],
      finishClass: 'length',
      firstChunkS: 0.25,
      billable: true,
      rule: 'table acme_agent/counts: cache added',
    });
    expect(readOne(acme('lookup'), settings({}, [ACME]))).toMatchObject({ operation: 'execute_tool', billable: false });
    expect(readOne(acme('note'), settings({}, [ACME]))).toMatchObject({ operation: '', billable: false });
    expect(readOne(acme('completion', { 'acme.cached': 'yes' }), settings({}, [ACME]))).toMatchObject({
      billable: false,
      modelCall: false,
    });
  });

  test('leaves a dialect that nobody added unread', () => {
    expect(readOne(acme('completion'))).toBeUndefined();
  });

  test('finds a dialect by keys that no table reads', () => {
    const marked: WrittenDialect = { id: 'marked', detect: { attr_prefix: ['zz.'] }, map: {} };
    const span: Written = { attributes: { 'zz.anything': 1, 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' } };
    expect(readOne(span, settings({}, [marked]))).toMatchObject({ dialect: 'marked', operation: 'chat' });
  });

  test('may be hundreds of dialects', () => {
    const many = Array.from(
      { length: 300 },
      (_, i): WrittenDialect => ({
        id: `made_up_${i}`,
        detect: { attr: [`m${i}.kind`] },
        map: { 'gen_ai.operation.name': [{ const: 'chat', ev: 'R' }], 'gen_ai.request.model': [{ attr: `m${i}.model`, ev: 'R' }] },
      }),
    );
    const spans = [0, 7, 99].map((i): Written => ({ attributes: { [`m${i}.kind`]: 'x', [`m${i}.model`]: `model-${i}` } }));
    expect(readAll(spans, settings({}, many)).map((call) => call.requestModel)).toEqual(['model-0', 'model-7', 'model-99']);
  });
});
