import { describe, expect, it } from 'vitest';
import { buildLogs } from '../../../src/otlp/build/logs.ts';
import { buildTraces } from '../../../src/otlp/build/traces.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { checkGenaiRedaction, type GenaiRedactionConfig } from '../../../src/processors/genai_redaction/config.ts';
import { at, listOf, plainOf } from './support/spans.ts';
import { redactBatch } from './support/walk.ts';

const KEY = 'a test key of more than thirty-two bytes';
const PROMPT = 'gen_ai.input.messages';

/** Attributes of the one span after redaction; resource attributes under `resource`. */
function attributes(given: PlainAttributes, config: GenaiRedactionConfig = {}, resource: PlainAttributes = {}): Record<string, unknown> {
  const { object } = redactBatch(buildTraces([{ resource, spans: [{ name: 'chat', attributes: given }] }]), config);
  return {
    ...listOf(at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0, 'attributes')),
    resource: listOf(at(object, 'resourceSpans', 0, 'resource', 'attributes')),
  };
}

describe('genai_redaction', () => {
  it('says on the span what it found, and an earlier summary stays', () => {
    const once = attributes({ [PROMPT]: 'a@example.com b@example.com 4111111111111111' });
    expect(once).toMatchObject({ 'assay.redaction.count': '3', 'assay.redaction.entities': ['CREDIT_CARD:1', 'EMAIL_ADDRESS:2'] });
    expect(once['assay.redaction.policy']).toMatch(/^balanced@[0-9a-f]{8}$/);
    expect(attributes({ x: 'a@example.com' }, { summary: 'count' })).toMatchObject({ 'assay.redaction.count': '1' });
    expect(attributes({ x: 'a@example.com' }, { summary: 'count' })).not.toHaveProperty('assay.redaction.entities');
    expect(Object.keys(attributes({ x: 'a@example.com' }, { summary: 'off' }))).toEqual(['x', 'resource']);
    expect(attributes({ x: 'a@example.com', 'assay.redaction.count': 7 })['assay.redaction.count']).toBe('7');
    expect(Object.keys(attributes({ x: 'nothing' }))).toEqual(['x', 'resource']);
  });

  it('counts findings by entity and action, and what it scanned', () => {
    const { host } = redactBatch(buildTraces([{ spans: [{ name: 'x', attributes: { a: 'a@example.com', b: '4111111111111111' } }] }]), {
      entities: { CREDIT_CARD: 'count_only' },
    });
    expect(host.metrics.value('assay_redactions', { entity: 'EMAIL_ADDRESS', action: 'replace' })).toBe(1);
    expect(host.metrics.value('assay_redactions', { entity: 'CREDIT_CARD', action: 'count_only' })).toBe(1);
    expect(host.metrics.value('assay_redaction_values_scanned')).toBeGreaterThan(1);
    expect(host.metrics.value('assay_redaction_failures')).toBe(0);
  });

  it('drops attributes and spans when told so, and counts the span', () => {
    expect(
      Object.keys(attributes({ a: 'a@example.com', b: 'x' }, { entities: { EMAIL_ADDRESS: 'drop_attribute' }, summary: 'off' })),
    ).toEqual(['b', 'resource']);
    expect(attributes({ list: ['x', 'a@example.com', 'y'] }, { entities: { EMAIL_ADDRESS: 'drop_attribute' } })['list']).toEqual([
      'x',
      'y',
    ]);
    const { dropped } = redactBatch(buildTraces([{ spans: [{ name: 'x', attributes: { a: 'a@example.com' } }, { name: 'y' }] }]), {
      entities: { EMAIL_ADDRESS: 'drop_span' },
    });
    expect(dropped).toBe(1);
  });

  it('gives identities their own action, keyed or not', () => {
    expect(attributes({ 'user.id': 'u-17', 'user.email': 'a@example.com' })).toMatchObject({
      'user.id': '<IDENTITY>',
      'user.email': '<IDENTITY>',
    });
    const keyed = attributes({ 'user.id': 'u-17', 'enduser.id': 4711 }, { hmac_key: KEY });
    expect(keyed['user.id']).toMatch(/^<IDENTITY:k1:[0-9a-f]{16}>$/);
    expect(keyed['enduser.id']).toMatch(/^<IDENTITY:k1:[0-9a-f]{16}>$/);
    expect(attributes({ 'user.id': String(keyed['user.id']) }, { hmac_key: KEY })['user.id']).toBe(keyed['user.id']);
    expect(attributes({ 'user.id': 'u-17' }, { identity: { action: 'keep' } })['user.id']).toBe('u-17');
    expect(Object.keys(attributes({ 'user.id': 'u-17' }, { identity: { action: 'drop' }, summary: 'off' }))).toEqual(['resource']);
    expect(attributes({ 'my.user': 'u-17', 'user.id': 'u-18' }, { identity: { keys: ['my.user'] } })).toMatchObject({
      'my.user': '<IDENTITY>',
      'user.id': 'u-18',
    });
  });

  it('removes identities of the span and of its resource from the content', () => {
    const span = attributes(
      { 'user.name': 'Anna Kowalska', [PROMPT]: 'Anna asked about Kowalskiej', 'gen_ai.response.id': 'Anna-1' },
      { summary: 'off' },
    );
    expect(span).toMatchObject({
      'user.name': '<IDENTITY>',
      [PROMPT]: '<LINKED_IDENTITY> asked about <LINKED_IDENTITY>',
      'gen_ai.response.id': 'Anna-1',
    });
    expect(attributes({ [PROMPT]: 'mail from jane.roe' }, {}, { 'user.email': 'jane.roe@example.com' })[PROMPT]).toBe(
      'mail from <LINKED_IDENTITY>',
    );
    expect(attributes({ 'user.name': 'Anna Kowalska', [PROMPT]: 'Anna asked' }, { identity: { link: false } })[PROMPT]).toBe('Anna asked');
  });

  it('does not carry identities over to the next span or resource', () => {
    const { object } = redactBatch(
      buildTraces([
        {
          resource: { 'user.name': 'Greta Lund' },
          spans: [
            { name: 'a', attributes: { 'user.name': 'Anna Kowalska', [PROMPT]: 'Anna and Greta' } },
            { name: 'b', attributes: { [PROMPT]: 'Anna and Greta' } },
          ],
        },
        { resource: { 'service.name': 'x' }, spans: [{ name: 'c', attributes: { [PROMPT]: 'Anna and Greta' } }] },
      ]),
      { summary: 'off' },
    );
    const prompt = (resource: number, span: number): unknown =>
      listOf(at(object, 'resourceSpans', resource, 'scopeSpans', 0, 'spans', span, 'attributes'))[PROMPT];
    expect([prompt(0, 0), prompt(0, 1), prompt(1, 0)]).toEqual([
      '<LINKED_IDENTITY> and <LINKED_IDENTITY>',
      'Anna and <LINKED_IDENTITY>',
      'Anna and Greta',
    ]);
  });

  it('with content: drop removes prompts and answers and keeps usage, ids and finish reasons', () => {
    const left = attributes(
      {
        [PROMPT]: '[{"role":"user"}]',
        'gen_ai.output.messages': 'x',
        'gen_ai.prompt.0.content': 'x',
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.completion.0.finish_reason': 'stop',
        'llm.output_messages.0.message.content': 'x',
        'ai.prompt': 'x',
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.response.id': 'resp_1',
        'gen_ai.response.finish_reasons': ['stop'],
        'http.response.body.size': 99,
        note: 'kept',
      },
      { content: 'drop', summary: 'off' },
    );
    expect(Object.keys(left)).toEqual([
      'gen_ai.prompt.0.role',
      'gen_ai.completion.0.finish_reason',
      'gen_ai.usage.input_tokens',
      'gen_ai.response.id',
      'gen_ai.response.finish_reasons',
      'http.response.body.size',
      'note',
      'resource',
    ]);
    const { object } = redactBatch(
      buildLogs([
        {
          records: [
            { eventName: 'gen_ai.user.message', body: { content: 'hi', role: 'user' } },
            { eventName: 'gen_ai.choice', body: 'an answer' },
            { body: 'an ordinary line' },
            { attributes: { 'event.name': 'gen_ai.user.message' }, body: 'a prompt' },
          ],
        },
      ]),
      { content: 'drop' },
    );
    const body = (record: number): unknown => at(object, 'resourceLogs', 0, 'scopeLogs', 0, 'logRecords', record, 'body');
    expect(plainOf(body(0) as Record<string, unknown>)).toEqual({ role: 'user' });
    expect([body(1), body(3)]).toEqual([{}, {}]);
    expect(body(2)).toEqual({ stringValue: 'an ordinary line' });
  });

  it('is idempotent over a whole batch', () => {
    const batch = buildTraces([
      {
        resource: { 'user.email': 'r@example.com' },
        spans: [
          {
            name: 'a@example.com',
            attributes: {
              'user.name': 'Anna Kowalska',
              [PROMPT]: '{"a":"Anna, 4111111111111111","password":"hunter22"}',
              n: 4111111111111111,
              l: ['a@example.com'],
            },
          },
        ],
      },
    ]);
    for (const config of [
      {},
      { preset: 'strict' },
      { hmac_key: KEY, entities: { EMAIL_ADDRESS: 'hmac', CREDIT_CARD: { action: 'mask', keep_last: 4 } } },
    ] as const) {
      const once = redactBatch(batch, config);
      expect(redactBatch(once.batch, config).batch.bytes).toBe(once.batch.bytes);
    }
  });
});

describe('the config', () => {
  it('is checked as a policy, with the place of each problem', () => {
    expect(
      checkGenaiRedaction({ entities: { NOPE: 'replace' }, custom: [{ name: 'x', pattern: '(' }] }).map(
        ({ path, code }) => `${path.join('.')} ${code}`,
      ),
    ).toEqual(expect.arrayContaining(['entities.NOPE ASSAY_REDACTION_UNKNOWN_ENTITY', 'custom.0.pattern ASSAY_REDACTION_PATTERN']));
    expect(checkGenaiRedaction({ hmac_key_file: '/somewhere' })).toEqual([]);
  });

  it('takes sizes with units', () => {
    expect(attributes({ x: 'word '.repeat(900) }, { max_value_bytes: '2KiB' })['x']).toMatch(/<UNSCANNED_OVERSIZE>$/);
  });
});
