import { describe, expect, it } from 'vitest';
import { LinkedTerms } from '../../../src/genai/redaction/engine/linked-terms.ts';
import { Writer } from '../../../src/wire/writer.ts';
import { Subject } from './support/redact.ts';

const balanced = new Subject();
const strict = new Subject({ preset: 'strict' });

describe('findings', () => {
  it('that overlap become one, over all their bytes, named by the better', () => {
    expect(balanced.redact('https://bob:p@example.com')).toBe('https://<SECRET/URL_CREDENTIALS>@example.com');
    expect(balanced.find('call 4111 1111 1111 1111')).toMatchObject([{ entity: 'CREDIT_CARD', text: '4111 1111 1111 1111' }]);
    expect(balanced.redact('555-123-4567 4111 1111 1111 1111')).toBe('<PHONE_NUMBER> <CREDIT_CARD>');
  });

  it('take context from before, from behind, from JSON keys and from the attribute name', () => {
    expect(balanced.redact('ssn 536227841')).toBe('ssn <US_SSN>');
    expect(balanced.redact('536227841 is my SSN')).toBe('<US_SSN> is my SSN');
    expect(balanced.redact('{"ssn":"536227841"}')).toBe('{"ssn":"<US_SSN>"}');
    expect(balanced.redact('536227841', 'customer.ssn')).toBe('<US_SSN>');
    expect(balanced.redact('536227841', 'build.ref')).toBe('536227841');
    expect(balanced.redact('手机号码13800138000')).toBe('手机号码<PHONE_NUMBER>');
  });

  it('follow the word nearest to them', () => {
    expect(balanced.redact('call us about order 5551234567')).toBe('call us about order 5551234567');
    expect(balanced.redact('order 12, call 5551234567')).toBe('order 12, call <PHONE_NUMBER>');
  });

  it('are found to the end of a value and from its start, beside other scripts', () => {
    for (const text of ['bob@example.com', '东bob@example.com', '4111111111111111', '东4111111111111111京', 'x: DE89370400440532013000'])
      expect(balanced.find(text)).toHaveLength(1);
  });

  it('hold a threshold that the config sets', () => {
    expect(new Subject({ entities: { PHONE_NUMBER: { threshold: 0.7 } } }).redact('555-123-4567 and +44 20 7946 0958')).toBe(
      '555-123-4567 and <PHONE_NUMBER>',
    );
  });

  it('with a region need no context', () => {
    expect(balanced.redact('nimm 030 901820')).toBe('nimm <PHONE_NUMBER>');
    expect(new Subject({ phone_regions: ['GB'] }).redact('it is 01632 960 983')).toBe('it is <PHONE_NUMBER>');
  });
});

describe('structural attributes', () => {
  it('are not shown to number recognisers, but to the others', () => {
    expect(balanced.redact('4111111111111111', 'gen_ai.response.id')).toBe('4111111111111111');
    expect(balanced.redact('536-22-7841', 'gen_ai.usage.input_tokens')).toBe('536-22-7841');
    expect(balanced.redact('bob@example.com', 'gen_ai.response.id')).toBe('<EMAIL_ADDRESS>');
  });

  it('are only those of the table: an unknown name is scanned in full', () => {
    expect(balanced.redact('4111111111111111', 'vendor.new.id')).toBe('<CREDIT_CARD>');
  });

  it('named like a secret lose their value', () => {
    expect(balanced.redact('hunter2 hunter3', 'db.password')).toBe('<SECRET/PASSWORD>');
    expect(balanced.redact('Bearer abc', 'http.request.header.authorization')).toBe('Bearer <SECRET/HEADER>');
    expect(balanced.redact('123', 'gen_ai.usage.total_tokens')).toBe('123');
  });
});

describe('values over the size cap', () => {
  const small = new Subject({ max_value_bytes: 2000 });

  it('are scanned up to it and end in a mark', () => {
    const out = small.redact(`mail bob@example.com ${'word '.repeat(600)} jane@example.com`);
    expect(out).toMatch(/^mail <EMAIL_ADDRESS> word .*<UNSCANNED_OVERSIZE>$/);
    expect(out).not.toContain('jane');
  });

  it('show nothing that lies across the cap', () => {
    for (let shift = 0; shift < 40; shift++) {
      const out = small.redact(`${'x '.repeat(980 + shift / 2)}4111 1111 1111 1111 ${'y '.repeat(300)}`);
      expect(out).not.toContain('4111');
    }
  });

  it('stay JSON', () => {
    const items = Array.from({ length: 80 }, (_, i) => ({
      n: i,
      mail: `user${i}@example.com`,
      deep: { list: [i, `text ${'w'.repeat(i)}`, true] },
    }));
    const text = JSON.stringify({ items });
    for (let cap = 600; cap < 2400; cap += 7) {
      const subject = new Subject({ max_value_bytes: cap });
      const out = subject.redact(text);
      expect(() => JSON.parse(out), `cap ${cap}`).not.toThrow();
      expect(out).not.toContain('@example.com');
      expect(out).toContain('UNSCANNED_OVERSIZE');
    }
  });
});

describe('blobs', () => {
  const image = Buffer.from(Array.from({ length: 6000 }, (_, i) => (i * 73 + (i >> 3) * 31) & 255)).toString('base64');

  it('are taken out above a size, the rest of the text stays', () => {
    expect(balanced.redact(`{"url":"data:image/png;base64,${image}","n":1}`)).toBe('{"url":"data:image/png;base64,<BLOB>","n":1}');
    expect(new Subject({ blobs: { action: 'skip' } }).redact(image)).toBe(image);
    expect(balanced.redact(image.slice(0, 400))).toBe(image.slice(0, 400));
  });

  it('that hold text are looked into in strict', () => {
    expect(strict.redact(`x ${Buffer.from('write to bob@example.com today').toString('base64')} y`)).toBe('x <EMAIL_ADDRESS> y');
    expect(balanced.redact(Buffer.from('write to bob@example.com today').toString('base64'))).not.toContain('EMAIL');
  });
});

describe('linked identities', () => {
  function withTerms(values: readonly string[], text: string, subject = balanced): string {
    const linked = new LinkedTerms();
    for (const value of values) linked.add(value);
    const bytes = Buffer.from(text);
    const out = new Writer();
    subject.redactor.redactText(bytes, 0, bytes.length, subject.key('gen_ai.input.messages'), out, linked);
    return subject.redactor.disposition === 1 ? out.buf.toString('utf8', 0, out.pos) : text;
  }

  it('are removed whole, by their words, in other case and with endings', () => {
    expect(withTerms(['Anna Kowalska'], 'Anna Kowalska wrote; ask KOWALSKA or kowalskiej about Annie')).toBe(
      '<LINKED_IDENTITY> wrote; ask <LINKED_IDENTITY> or <LINKED_IDENTITY> about Annie'.replace('kowalskiej', ''),
    );
    expect(withTerms(['Jürgen Müller'], 'Herr Müller, Müllers Auto, JÜRGEN')).toBe(
      'Herr <LINKED_IDENTITY>, <LINKED_IDENTITY> Auto, <LINKED_IDENTITY>',
    );
    expect(withTerms(['jane.roe@example.com'], 'jane.roe said that Jane left')).toBe('<LINKED_IDENTITY> said that <LINKED_IDENTITY> left');
    expect(withTerms(['u-829113'], 'account u-829113 closed')).toBe('account <LINKED_IDENTITY> closed');
  });

  it('are found behind JSON escapes', () => {
    expect(withTerms(['Jürgen Müller'], '{"a":"hi\\nM\\u00fcller!"}')).toBe('{"a":"hi\\n<LINKED_IDENTITY>!"}');
  });

  it('that are words of the language count only with a capital', () => {
    expect(withTerms(['Will Grace'], 'Will said that he will come with grace')).toBe('<LINKED_IDENTITY> said that he will come with grace');
  });

  it('that belong to nobody or are too short are left', () => {
    expect(withTerms(['admin', 'me', '42'], 'the admin gave me 42')).toBe('the admin gave me 42');
    expect(withTerms(['Dr. von Stein'], 'von dr stein')).toBe('von dr stein');
  });
});

describe('attacks', () => {
  /** Texts that stall careless matchers; `npm run bench` says how long they take. */
  const attacks: Readonly<Record<string, string>> = {
    at: '@'.repeat(30_000),
    'a@': 'a@'.repeat(15_000),
    dots: `a@${'a.'.repeat(15_000)}`,
    local: `${'a'.repeat(30_000)}@`,
    digits: '1'.repeat(30_000),
    groups: '1 '.repeat(15_000),
    cards: '4111 1111 1111 1112 '.repeat(1500),
    phones: '+1 '.repeat(10_000),
    dashes: '-'.repeat(30_000),
    begin: '-----BEGIN PRIVATE KEY-----!'.repeat(1100),
    urls: 'http://a:'.repeat(3300),
    keys: 'password:'.repeat(3300),
    quotes: '"'.repeat(30_000),
    backslashes: '\\'.repeat(30_000),
    escapes: '\\u0040'.repeat(5000),
    percent: '%40'.repeat(10_000),
    html: '&#64;'.repeat(6000),
    open: '['.repeat(30_000),
    objects: '{"a":'.repeat(6000),
    nested: `${'["'.repeat(5000)}`,
    tokens: 'sk-'.repeat(10_000),
    jwt: 'eyJhbGciOiJIUzI1NiJ9.'.repeat(1400),
    iban: 'DE89 '.repeat(6000),
    iban2: 'DE89370400440532013'.repeat(1500),
    invisible: '4\u200b'.repeat(7000),
    wide: '４'.repeat(10_000),
    colons: ':'.repeat(30_000),
    equals: 'token='.repeat(5000),
    words: 'phone 5551234567 '.repeat(1700),
    mixed: `${'a1'.repeat(15_000)}`,
    base64: 'QUJD'.repeat(7500),
    tilde: 'aaa1Q~'.repeat(5000),
    spaces: ' '.repeat(30_000),
    nines: '9-'.repeat(15_000),
  };

  for (const [name, text] of Object.entries(attacks)) {
    it(`end without a failure, and a second pass changes nothing: ${name}`, () => {
      for (const subject of [balanced, strict]) {
        const once = subject.redact(text);
        expect(subject.redactor.failures).toBe(0);
        expect(subject.redact(once)).toBe(once);
      }
    });
  }
});

describe('numbers in other scripts', () => {
  it('are read with their own brackets and dashes', () => {
    expect(balanced.redact('電話（０３）１２３４－５６７８です')).toBe('電話（<PHONE_NUMBER>です');
    expect(balanced.redact('رقم البطاقة ٤١١١ ١١١١ ١١١١ ١١١١')).toBe('رقم البطاقة <CREDIT_CARD>');
  });
});
