import { describe, expect, it } from 'vitest';
import { buildTraces } from '../../../src/otlp/build/traces.ts';
import type { GenaiRedactionConfig } from '../../../src/processors/genai_redaction/config.ts';
import { Subject } from '../../genai/redaction/support/redact.ts';
import { markedLogs, markedMetrics, markedTrace, spellingsIn } from './support/places.ts';
import { at, PROMPT, redactSpan } from './support/spans.ts';
import { encode, redactBatch } from './support/walk.ts';

const KEY = 'a test key of more than thirty-two bytes';
const MARKER = 'jane.roe+7@example-mail.com';
const TAKING = ['replace', 'mask', 'redact', 'hmac', 'drop_value', 'drop_attribute', 'drop_span'] as const;
const BATCHES = { traces: markedTrace, logs: markedLogs, metrics: markedMetrics };
const EXTRA: GenaiRedactionConfig = { hmac_key: KEY, hmac_key_id: 'k1' };

describe('each action, in every place of every signal', () => {
  for (const [signal, make] of Object.entries(BATCHES)) {
    for (const action of TAKING) {
      it(`${action} leaves nothing in ${signal}, and nothing to do for a second pass`, () => {
        // Markers under `password` are secrets before they are addresses.
        const config = { ...EXTRA, entities: { EMAIL_ADDRESS: action, SECRET: action } };
        const once = redactBatch(make(MARKER), config);
        expect(spellingsIn(once.batch.bytes, MARKER)).toEqual([]);
        expect(once.told).not.toContain('jane');
        if (once.batch.items > 0) expect(redactBatch(once.batch, config).batch.bytes).toBe(once.batch.bytes);
      });
    }

    it(`count_only changes nothing of ${signal} but the summary, and counts as much as replace does`, () => {
      const count = (action: 'replace' | 'count_only'): number =>
        redactBatch(make(MARKER), { entities: { EMAIL_ADDRESS: action, SECRET: 'off' }, summary: 'off' }).host.metrics.value(
          'assay_redactions',
          { entity: 'EMAIL_ADDRESS', action },
        ) ?? 0;
      const before = make(MARKER);
      const dry = redactBatch(before, { entities: { EMAIL_ADDRESS: 'count_only', SECRET: 'off' }, summary: 'off' });
      expect(dry.batch.bytes).toBe(before.bytes);
      expect(count('count_only')).toBe(count('replace'));
      expect(count('count_only')).toBeGreaterThan(10);
    });
  }
});

describe('an action that is only counted', () => {
  const counted = (entity: string, preset: 'balanced' | 'strict' = 'balanced'): Subject =>
    new Subject({ preset, entities: { [entity]: 'count_only' } });

  it('does not shield another finding under a key called like a secret', () => {
    expect(counted('SECRET').redact('bob@example.com', 'password')).toBe('<EMAIL_ADDRESS>');
    expect(counted('SECRET').redact('{"password":"bob@example.com","api_key":["4111 1111 1111 1111"]}')).toBe(
      '{"password":"<EMAIL_ADDRESS>","api_key":["<CREDIT_CARD>"]}',
    );
    expect(counted('SECRET').redact('password=bob@example.com')).toBe('password=<EMAIL_ADDRESS>');
  });

  it('does not widen another finding either', () => {
    expect(counted('URL', 'strict').redact('see https://x.test/?q=bob@example.com now')).toBe('see https://x.test/?q=<EMAIL_ADDRESS> now');
  });

  it('is counted beside the finding that it surrounds', () => {
    const found = counted('URL', 'strict').find('see https://x.test/?q=bob@example.com now');
    expect(found.map(({ entity }) => entity)).toEqual(['URL', 'EMAIL_ADDRESS']);
  });
});

describe('an action that drops', () => {
  it('wins over a finding that overlaps, whatever its score', () => {
    const custom = [{ name: 'ticket', pattern: 'ref:[^ ]+', score: 1 }];
    for (const [action, disposition] of [
      ['drop_span', '(3)'],
      ['drop_attribute', '(2)'],
    ] as const)
      expect(new Subject({ custom, entities: { EMAIL_ADDRESS: action } }).redact('see ref:bob@example.com')).toBe(disposition);
    expect(new Subject({ custom, entities: { EMAIL_ADDRESS: 'drop_value' } }).redact('see ref:bob@example.com')).toBe('<EMAIL_ADDRESS>');
  });

  it('works for what is found in a key as for what is found in a value', () => {
    expect(redactSpan({ 'k bob@example.com': 'v', b: 'x' }, { entities: { EMAIL_ADDRESS: 'drop_attribute' } })).toEqual({ b: 'x' });
    expect(redactSpan({ 'k bob@example.com': 'v' }, { entities: { EMAIL_ADDRESS: 'drop_span' } })).toBeUndefined();
    expect(redactSpan({ m: { 'k bob@example.com': 'v', b: 'x' } }, { entities: { EMAIL_ADDRESS: 'drop_attribute' } })).toEqual({
      m: { b: 'x' },
    });
    expect(redactSpan({ m: { 'k bob@example.com': 'v' } }, { entities: { EMAIL_ADDRESS: 'drop_span' } })).toBeUndefined();
  });

  it('empties a resource or scope, its name and version included, which cannot be dropped', () => {
    const { object, batch } = redactBatch(
      encode(
        'traces',
        {
          resourceSpans: [
            {
              resource: { attributes: [{ key: 'a', value: { stringValue: 'bob@example.com' } }] },
              scopeSpans: [
                {
                  scope: { name: 's bob@example.com', version: 'bob@example.com', attributes: [{ key: 'b', value: { stringValue: 'x' } }] },
                  spans: [{ traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1), name: 'kept' }],
                },
              ],
            },
          ],
        },
        1,
      ),
      { entities: { EMAIL_ADDRESS: 'drop_span' } },
    );
    expect(spellingsIn(batch.bytes, 'bob@example.com')).toEqual([]);
    expect(at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'scope')).toEqual({});
    expect(at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0, 'name')).toBe('kept');
  });

  it('of a whole value leaves JSON parseable', () => {
    const subject = new Subject({ entities: { EMAIL_ADDRESS: 'drop_value', CREDIT_CARD: 'drop_value' } });
    for (const text of ['{"a":"bob@example.com"}', '[4111111111111111]', '{"s":"{\\"card\\":4111111111111111}"}', '"bob@example.com"'])
      expect(JSON.parse(subject.redact(text))).toMatch(/^<(EMAIL_ADDRESS|CREDIT_CARD)>$/);
    expect(subject.redact('to bob@example.com')).toBe('<EMAIL_ADDRESS>');
  });
});

describe('numbers that are no strings', () => {
  const double = (value: number): Record<string, unknown> => ({ doubleValue: value });

  it('are scanned as doubles and below zero, too, because some emitters write every number so', () => {
    const attributes = [
      { key: 'paid.with', value: double(4111111111111111) },
      { key: 'refund', value: { intValue: '-4111111111111111' } },
      { key: 'user.id', value: double(829113) },
      { key: 'list', value: { arrayValue: { values: [double(4111111111111111)] } } },
      { key: 'seconds', value: double(1700000000.123456) },
      { key: 'ratio', value: double(0.4111111111111111) },
      { key: 'big', value: double(4.111111111111111e40) },
      { key: 'nothing', value: double(Number.NaN) },
    ];
    const span = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1), name: 'x', attributes };
    const { object } = redactBatch(encode('traces', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }, 1), { summary: 'off' });
    const list = at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0, 'attributes') as { value: Record<string, unknown> }[];
    expect(list.map(({ value }) => JSON.stringify(value))).toEqual([
      '{"stringValue":"<CREDIT_CARD>"}',
      '{"stringValue":"<CREDIT_CARD>"}',
      '{"stringValue":"<IDENTITY>"}',
      '{"arrayValue":{"values":[{"stringValue":"<CREDIT_CARD>"}]}}',
      '{"doubleValue":1700000000.123456}',
      '{"doubleValue":0.4111111111111111}',
      '{"doubleValue":4.111111111111111e+40}',
      '{"doubleValue":null}',
    ]);
  });
});

describe('pseudonyms', () => {
  const entities = { CREDIT_CARD: 'hmac', EMAIL_ADDRESS: 'hmac', PHONE_NUMBER: 'hmac', IBAN_CODE: 'hmac' } as const;
  const keyed = new Subject({ entities, hmac_key: KEY, hmac_key_id: 'k1' });

  it('cannot be imitated to carry a card number past the scan', () => {
    for (const card of ['4111111111111111', '5555555555554444', '2221000000000009'])
      expect(keyed.redact(`<CREDIT_CARD:k1:${card}>`)).not.toContain(card);
    expect(redactSpan({ 'user.id': '<IDENTITY:k1:4111111111111111>' }, { hmac_key: KEY })?.['user.id']).not.toContain('4111');
  });

  it('are never made of decimal digits alone', () => {
    const hmac = keyed.policy.hmac!;
    for (let i = 0; i < 20_000; i++) expect(/^\d+$/.test(hmac.digest('CREDIT_CARD', String(i)))).toBe(false);
  });

  it('join the spellings of one phone number, IBAN and address', () => {
    const same = (...texts: string[]): void => expect(new Set(texts.map((text) => keyed.redact(text))).size).toBe(1);
    same('+44 20 7946 0958', '+442079460958', '+44 (0)20 7946 0958', '+44-20-7946-0958');
    same('DE89 3704 0044 0532 0130 00', 'de89370400440532013000', 'DE89-3704-0044-0532-0130-00');
    same('Bob@Example.com', 'bob@example.com', 'bob%40example.com', 'ｂob@example.com');
  });

  it('in JSON, behind escapes and in bare numbers are those of the plain text', () => {
    const mail = keyed.redact('bob@example.com');
    const card = keyed.redact('4111111111111111');
    expect(keyed.redact(String.raw`{"a":"bob\u0040example.com","n":4111111111111111,"s":"{\"n\":4111111111111111}"}`)).toBe(
      `{"a":"${mail}","n":"${card}","s":"{\\"n\\":\\"${card}\\"}"}`,
    );
  });
});

describe('a policy', () => {
  const refused = (config: GenaiRedactionConfig): string => {
    try {
      redactSpan({ a: 'x' }, config);
      return 'accepted';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };

  it('cannot let what was not scanned pass by its entity', () => {
    for (const action of ['count_only', 'off', 'mask', 'hmac'] as const)
      for (const entity of ['UNSCANNED_OVERSIZE', 'REDACTION_FAILED'])
        expect(refused({ hmac_key: KEY, entities: { [entity]: action } })).toBe('ASSAY_REDACTION_ACTION');
    expect(refused({ entities: { UNSCANNED_OVERSIZE: { replacement: '[too long]' } } })).toBe('accepted');
  });

  it('cannot break the JSON around its placeholders', () => {
    const pattern = 'EMP-[0-9]{6}';
    expect(refused({ custom: [{ name: 'x', pattern, entity: 'a"b' }] })).toBe('ASSAY_REDACTION_PLACEHOLDER');
    expect(refused({ custom: [{ name: 'x', pattern, action: { replacement: 'a"b' } }] })).toBe('ASSAY_REDACTION_PLACEHOLDER');
    expect(refused({ deny: [{ entity: 'a\\b', values: ['zap'] }] })).toBe('ASSAY_REDACTION_PLACEHOLDER');
    expect(refused({ custom: [{ name: 'x', pattern, entity: 'x'.repeat(65) }] })).toBe('ASSAY_REDACTION_PLACEHOLDER');
  });

  it('takes no reference that nobody resolved for a key', () => {
    expect(refused({ hmac_key: '${env:ASSAY_REDACTION_HMAC_KEY_OF_PRODUCTION}' })).toBe('ASSAY_REDACTION_HMAC_KEY');
  });

  it('with redact leaves nothing that the removal has joined', () => {
    const subject = new Subject({ entities: { EMAIL_ADDRESS: 'redact', SECRET: 'redact' } });
    const once = subject.redact('4111 1111 bob@example.com 1111 1111');
    expect(subject.redact(once)).toBe(once);
  });

  it('keeps the place of each action in an array', () => {
    const list = ['x', 'a@example.com', '4111 1111 1111 1111', 'y'];
    expect(
      redactSpan({ [PROMPT]: list }, { entities: { EMAIL_ADDRESS: 'drop_attribute', CREDIT_CARD: { action: 'mask', keep_last: 4 } } }),
    ).toEqual({
      [PROMPT]: ['x', '************1111', 'y'],
    });
  });

  it('is idempotent on a resource that it has emptied', () => {
    const batch = buildTraces([{ resource: { a: 'bob@example.com' }, spans: [{ name: 'x' }] }]);
    const config = { entities: { EMAIL_ADDRESS: 'drop_span' } } as const;
    const once = redactBatch(batch, config);
    expect(redactBatch(once.batch, config).batch.bytes).toBe(once.batch.bytes);
  });
});
