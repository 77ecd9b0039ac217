import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../src/genai/redaction/policy/compile.ts';
import type { RedactionConfig } from '../../../src/genai/redaction/policy/config.ts';
import { requiredLiteral } from '../../../src/genai/redaction/policy/custom.ts';
import { Subject } from './support/redact.ts';

const KEY = 'a test key of more than thirty-two bytes';
const TEXT = 'pay 4111 1111 1111 1111 or write bob@example.com';

function codes(config: RedactionConfig): string[] {
  return compilePolicy(config).problems.map(({ path, code, severity }) => `${severity} ${path.join('.')} ${code}`);
}

describe('actions', () => {
  it('replace, mask, redact, hmac, drop_value, drop_attribute, drop_span, count_only and off do what they say', () => {
    const act = (action: NonNullable<RedactionConfig['entities']>[string]): string =>
      new Subject({ entities: { CREDIT_CARD: action }, hmac_key: KEY }).redact(TEXT);
    expect(act('replace')).toBe('pay <CREDIT_CARD> or write <EMAIL_ADDRESS>');
    expect(act({ action: 'mask', keep_last: 4 })).toBe('pay ************1111 or write <EMAIL_ADDRESS>');
    expect(act({ replacement: '[card]' })).toBe('pay [card] or write <EMAIL_ADDRESS>');
    expect(act('redact')).toBe('pay  or write <EMAIL_ADDRESS>');
    expect(act('hmac')).toMatch(/^pay <CREDIT_CARD:k1:[0-9a-f]{16}> or write <EMAIL_ADDRESS>$/);
    expect(act('drop_value')).toBe('<CREDIT_CARD>');
    expect(act('drop_attribute')).toBe('(2)');
    expect(act('drop_span')).toBe('(3)');
    expect(act('count_only')).toBe('pay 4111 1111 1111 1111 or write <EMAIL_ADDRESS>');
    expect(act('off')).toBe('pay 4111 1111 1111 1111 or write <EMAIL_ADDRESS>');
  });

  it('mask never leaves more than half', () => {
    const subject = new Subject({ entities: { EMAIL_ADDRESS: { action: 'mask', keep_last: 16 } } });
    expect(subject.redact('a@b.co')).toBe('***.co');
  });

  it('hmac joins spellings of one value and tells values, entities and keys apart', () => {
    const of = (text: string, key = KEY): string =>
      new Subject({ entities: { CREDIT_CARD: 'hmac', EMAIL_ADDRESS: 'hmac' }, hmac_key: key }).redact(text);
    expect(of('4111 1111 1111 1111')).toBe(of('4111-1111-1111-1111'));
    expect(of('4111 1111 1111 1111')).toBe(of('４１１１１１１１１１１１１１１１'));
    expect(of('{"a":4111111111111111}')).toBe(`{"a":"${of('4111111111111111')}"}`);
    expect(of('Bob@Example.com')).toBe(of('bob@example.com'));
    expect(of('bob@example.com')).not.toBe(of('rob@example.com'));
    expect(of('bob@example.com')).not.toBe(of('bob@example.com', `${KEY} but another`));
  });

  it('hmac without a key replaces, with one warning', () => {
    expect(codes({ entities: { EMAIL_ADDRESS: 'hmac' } })).toEqual(['warning hmac_key ASSAY_REDACTION_NO_HMAC_KEY']);
    expect(new Subject({ entities: { EMAIL_ADDRESS: 'hmac' } }).redact('bob@example.com')).toBe('<EMAIL_ADDRESS>');
  });

  it('are the same when applied again, whatever the action', () => {
    for (const action of ['replace', 'mask', 'redact', 'hmac', 'drop_value'] as const) {
      const subject = new Subject({
        entities: { CREDIT_CARD: action, EMAIL_ADDRESS: action, SECRET: action, PHONE_NUMBER: action },
        hmac_key: KEY,
      });
      for (const text of [
        TEXT,
        '{"card":4111111111111111,"password":"hunter22 now"}',
        'Authorization: Bearer abcdef123456',
        'call +44 20 7946 0958',
      ]) {
        const once = subject.redact(text);
        expect({ action, twice: subject.redact(once) }).toEqual({ action, twice: once });
      }
    }
  });

  it('leave pseudonyms of an earlier key alone when its id is known', () => {
    const first = new Subject({ entities: { EMAIL_ADDRESS: 'hmac' }, hmac_key: KEY, hmac_key_id: 'k1' }).redact('bob@example.com');
    const second = new Subject({ entities: { EMAIL_ADDRESS: 'hmac' }, hmac_key: `${KEY}2`, hmac_key_id: 'k2', hmac_old_key_ids: ['k1'] });
    expect(second.redact(`${first} and bob@example.com`)).toMatch(/^<EMAIL_ADDRESS:k1:[0-9a-f]{16}> and <EMAIL_ADDRESS:k2:[0-9a-f]{16}>$/);
  });

  it('do not take a made-up placeholder for one', () => {
    const subject = new Subject();
    expect(subject.redact('<EMAIL_ADDRESS:bob@example.com:0123456789abcdef>')).not.toContain('bob@example.com');
    expect(subject.redact('<4111 1111 1111 1111>')).toBe('<<CREDIT_CARD>>');
    expect(subject.redact('<CREDIT_CARD 4111 1111 1111 1111>')).toBe('<CREDIT_CARD <CREDIT_CARD>>');
  });
});

describe('presets', () => {
  it('turn on what they are called for', () => {
    const text = 'bob@example.com 4111111111111111 password=hunter2 at 192.168.1.20';
    expect(new Subject({ preset: 'balanced' }).redact(text)).toBe(
      '<EMAIL_ADDRESS> <CREDIT_CARD> password=<SECRET/PASSWORD> at 192.168.1.20',
    );
    expect(new Subject({ preset: 'strict' }).redact(text)).toBe('<EMAIL_ADDRESS> <CREDIT_CARD> password=<SECRET/PASSWORD> at <IP_ADDRESS>');
    expect(new Subject({ preset: 'pci' }).redact(text)).toBe('bob@example.com <CREDIT_CARD> password=<SECRET/PASSWORD> at 192.168.1.20');
    expect(new Subject({ preset: 'secrets_only' }).redact(text)).toBe(
      'bob@example.com 4111111111111111 password=<SECRET/PASSWORD> at 192.168.1.20',
    );
    expect(new Subject({ preset: 'none' }).redact(text)).toBe(text);
    expect(new Subject({ preset: 'none', entities: { IP_ADDRESS: 'replace' } }).redact(text)).toBe(
      'bob@example.com 4111111111111111 password=hunter2 at <IP_ADDRESS>',
    );
  });

  it('have a family for secrets, and one of it can be set apart', () => {
    const key = `ghp_${'a1B2c3D4'.repeat(5)}`;
    expect(new Subject({ entities: { SECRET: 'redact' } }).redact(`k ${key}`)).toBe('k ');
    expect(new Subject({ entities: { SECRET: 'redact', 'SECRET/GITHUB': 'replace' } }).redact(`k ${key}`)).toBe('k <SECRET/GITHUB>');
  });
});

describe('recognisers of the operator', () => {
  const custom = [{ name: 'employee id', pattern: 'EMP-\\d{6}', examples: ['badge EMP-123456'], counter_examples: ['EMP-12'] }];

  it('find their pattern in text, JSON and behind escapes, beside other scripts', () => {
    const subject = new Subject({ custom });
    expect(subject.redact('is EMP-123456 here')).toBe('is <EMPLOYEE_ID> here');
    expect(subject.redact('größer EMP-123456 東京')).toBe('größer <EMPLOYEE_ID> 東京');
    expect(subject.redact('{"a":["x\\nEMP-123456"]}')).toBe('{"a":["x\\n<EMPLOYEE_ID>"]}');
    expect(subject.redact('nothing')).toBe('nothing');
  });

  it('without a literal run over every text, with a warning', () => {
    expect(codes({ custom: [{ name: 'x', pattern: '[A-Z]{2}\\d{4}' }] })).toContain('warning custom.0.pattern ASSAY_REDACTION_PATTERN');
    expect(new Subject({ custom: [{ name: 'x', pattern: '[A-Z]{2}\\d{4}' }] }).redact('{"a":"is AB1234"}')).toBe('{"a":"is <X>"}');
  });

  it('find all matches of a long text whose literal is everywhere', () => {
    const subject = new Subject({ custom });
    const text = Array.from({ length: 400 }, (_, i) => `EMP-${100_000 + i} filler`).join(' ');
    expect(subject.redact(text)).toBe(Array.from({ length: 400 }, () => '<EMPLOYEE_ID> filler').join(' '));
  });

  it('count with context, a validator and an action of their own', () => {
    const subject = new Subject({
      custom: [{ name: 'badge', pattern: '\\b\\d{4}\\b', score: 0.2, context: ['badge'], action: { action: 'mask', keep_last: 1 } }],
    });
    const far = 'and then there was much more to be told about the house and its garden';
    expect(subject.redact(`badge 1234, ${far} in room 5678`)).toBe(`badge ***4, ${far} in room 5678`);
    expect(
      new Subject({ custom: [{ name: 'ref', pattern: 'REF\\d{16}', validator: 'luhn' }] }).redact(
        'REF4111111111111111 REF4111111111111112',
      ),
    ).toBe('<REF> REF4111111111111112');
  });

  it('are refused when they are no RE2, match nothing, or their examples do not fit', () => {
    expect(codes({ custom: [{ name: 'x', pattern: '(?=a)b' }] })).toContain('error custom.0.pattern ASSAY_REDACTION_PATTERN');
    expect(codes({ custom: [{ name: 'x', pattern: 'a*' }] })).toContain('error custom.0.pattern ASSAY_REDACTION_PATTERN');
    expect(codes({ custom: [{ name: 'x', pattern: `a${'b'.repeat(1000)}` }] })).toContain('error custom.0.pattern ASSAY_REDACTION_PATTERN');
    expect(codes({ custom: [{ name: 'x', pattern: 'abc\\d', examples: ['abd1'] }] })).toContain(
      'error custom.0.examples.0 ASSAY_REDACTION_EXAMPLE',
    );
    expect(codes({ custom: [{ name: 'x', pattern: 'abc\\d', counter_examples: ['abc1'] }] })).toContain(
      'error custom.0.counter_examples.0 ASSAY_REDACTION_EXAMPLE',
    );
    expect(codes({ custom: [{ name: 'x', pattern: 'abc', validator: 'nope' }] })).toContain(
      'error custom.0.validator ASSAY_REDACTION_VALIDATOR',
    );
    expect(codes({ custom: Array.from({ length: 101 }, (_, i) => ({ name: `n${i}`, pattern: 'abc' })) })).toContain(
      'error custom ASSAY_REDACTION_TOO_MANY',
    );
  });

  it('run a pattern that stalls other engines in linear time', () => {
    const subject = new Subject({ custom: [{ name: 'evil', pattern: '(?:a+)+zzz$' }] });
    const text = 'a'.repeat(5000);
    expect(subject.redact(text)).toBe(text);
  });

  it('deny lists remove values in any case, allow lists keep them', () => {
    const subject = new Subject({
      deny: [{ entity: 'PROJECT', values: ['Blue Heron'] }],
      allow: ['support@example.com', { pattern: '.*@example\\.org', entity: 'EMAIL_ADDRESS' }],
    });
    expect(subject.redact('BLUE HERON by support@example.com, a@example.org, b@example.net')).toBe(
      '<PROJECT> by support@example.com, a@example.org, <EMAIL_ADDRESS>',
    );
  });

  it.each([
    ['EMP-\\d{6}', 'EMP-'],
    ['\\bfoo\\.bar[0-9]+', 'foo.bar'],
    ['ab', undefined],
    ['abc|def', undefined],
    ['(?i)abcdef', undefined],
    ['abc(def)?ghij', 'ghij'],
    ['abcd*x', 'abc'],
    ['[abc]{3}xyz{2}', undefined],
    ['a\\d+bcde', 'bcde'],
  ])('are gated by the text that %s cannot do without', (pattern, literal) => {
    expect(requiredLiteral(pattern)).toBe(literal);
  });
});

describe('a policy that does not compile', () => {
  it('names every problem with its place', () => {
    expect(
      codes({
        entities: { EMAIL: 'replace', CREDIT_CARD: 'shred' as never, US_SSN: { replacement: 'a"b' } },
        hmac_key: 'short',
        phone_regions: ['XX'],
        on_error: 'unsafe_pass',
      }).toSorted(),
    ).toEqual([
      'error entities.CREDIT_CARD ASSAY_REDACTION_ACTION',
      'error entities.EMAIL ASSAY_REDACTION_UNKNOWN_ENTITY',
      'error entities.US_SSN.replacement ASSAY_REDACTION_PLACEHOLDER',
      'error hmac_key ASSAY_REDACTION_HMAC_KEY',
      'error phone_regions.0 ASSAY_REDACTION_REGION',
      'warning hmac_key ASSAY_REDACTION_NO_HMAC_KEY',
      'warning on_error ASSAY_REDACTION_UNSAFE',
    ]);
  });

  it('says what a misspelt entity may mean', () => {
    expect(compilePolicy({ entities: { EMAIL: 'replace' } }).problems[0]?.hint).toBe('did you mean EMAIL_ADDRESS?');
  });
});
