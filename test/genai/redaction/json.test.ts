import { describe, expect, it } from 'vitest';
import { PLANTED, randomDocument } from './support/random-json.ts';
import { Subject } from './support/redact.ts';
import { seeded } from './support/secret-samples.ts';

const subject = new Subject();
const RUNS = Number(process.env['ASSAY_JSON_RUNS'] ?? 20_000);
const SEED = Number(process.env['ASSAY_SEED'] ?? 20_261_125);

describe('JSON values', () => {
  it(`stay byte for byte the same when nothing is found (${RUNS} documents, seed ${SEED})`, () => {
    const random = seeded(SEED);
    for (let run = 0; run < RUNS; run++) {
      const { text } = randomDocument(random, false);
      JSON.parse(text);
      const redacted = subject.redact(text);
      if (redacted !== text) expect({ run, redacted }).toEqual({ run, redacted: text });
    }
  });

  it('parse after redaction whenever they did before, with everything planted gone', () => {
    const random = seeded(SEED + 1);
    for (let run = 0; run < RUNS; run++) {
      const { text, planted } = randomDocument(random, true);
      const redacted = subject.redact(text);
      if (planted > 0 && redacted === text) expect({ run, text, unchanged: true }).toEqual({ run, text, unchanged: false });
      const leaks = leaked(JSON.parse(redacted));
      if (leaks.length > 0) expect({ run, text, leaks }).toEqual({ run, text, leaks: [] });
    }
  });

  it('are the same after a second pass', () => {
    const random = seeded(SEED + 2);
    for (let run = 0; run < RUNS / 4; run++) {
      const once = subject.redact(randomDocument(random, true).text);
      const twice = subject.redact(once);
      if (once !== twice) expect({ run, twice }).toEqual({ run, twice: once });
    }
  });

  it('keep every byte outside the findings', () => {
    expect(subject.redact('{"n":12345678901234567890, "d":1.0,"d":1.0 ,"m":"mail\\nbob@x.com\\t!","u":"\\u00e9"}')).toBe(
      '{"n":12345678901234567890, "d":1.0,"d":1.0 ,"m":"mail\\n<EMAIL_ADDRESS>\\t!","u":"\\u00e9"}',
    );
  });

  it('get quoted placeholders for numbers, as deep as the number stands', () => {
    expect(subject.redact('{"card":4111111111111111}')).toBe('{"card":"<CREDIT_CARD>"}');
    expect(subject.redact('{"a":"{\\"card\\":4111111111111111}"}')).toBe('{"a":"{\\"card\\":\\"<CREDIT_CARD>\\"}"}');
    const twice = JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ card: 4111111111111111 }) }) });
    expect(JSON.parse(JSON.parse(JSON.parse(subject.redact(twice)).a).b)).toEqual({ card: '<CREDIT_CARD>' });
  });

  it('are looked into through every kind of escape', () => {
    for (const written of [
      'bob\\u0040x.com',
      '\\u0062\\u006f\\u0062@x.com',
      'bob@x\\u002ecom',
      'bob%40x.com',
      'bob\\u200b@x.com',
      'bob＠x.com',
      'bob&#64;x.com',
      'bob&commat;x.com',
      'bob\\uff20x.com',
    ]) {
      expect({ written, out: subject.redact(`{"m":"to ${written} now"}`) }).toEqual({ written, out: '{"m":"to <EMAIL_ADDRESS> now"}' });
    }
  });

  it('have their keys scanned, and their keys are context', () => {
    expect(subject.redact('{"bob@x.com":1}')).toBe('{"<EMAIL_ADDRESS>":1}');
    expect(subject.redact('{"phone":"5551234567","order":"5551234567"}')).toBe('{"phone":"<PHONE_NUMBER>","order":"5551234567"}');
    expect(subject.redact('{"ssn":536227841,"id":536227841}')).toBe('{"ssn":"<US_SSN>","id":536227841}');
  });

  it('lose the values of secret-like keys, whatever they are, but no schema', () => {
    expect(subject.redact('{"password":"correct horse","user":"bob"}')).toBe('{"password":"<SECRET/PASSWORD>","user":"bob"}');
    expect(subject.redact('{"apiKeys":["aaa111","bbb222"],"n":1}')).toBe('{"apiKeys":["<SECRET/KEY>","<SECRET/KEY>"],"n":1}');
    expect(subject.redact('{"pass\\u0077ord":"hunter2"}')).toBe('{"pass\\u0077ord":"<SECRET/PASSWORD>"}');
    expect(subject.redact('{"authorization":"Bearer abc"}')).toBe('{"authorization":"Bearer <SECRET/HEADER>"}');
    const schema = '{"properties":{"password":{"type":"string","description":"The password"}},"required":["password"]}';
    expect(subject.redact(schema)).toBe(schema);
  });

  it('that are cut off or no JSON after all are scanned to the end', () => {
    expect(subject.redact('{"a":"x","m":"bob@x.co')).toBe('{"a":"x","m":"<EMAIL_ADDRESS>');
    expect(subject.redact('{"a":"x"} and mail bob@x.com')).toBe('{"a":"x"} and mail <EMAIL_ADDRESS>');
    expect(subject.redact("{'a': 'bob@x.com', 'password': 'hunter2'}")).toBe("{'a': '<EMAIL_ADDRESS>', 'password': '<SECRET/PASSWORD>'}");
    expect(subject.redact('{"a":"b@x.com"}\n{"b":"c@x.com"}\n')).toBe('{"a":"<EMAIL_ADDRESS>"}\n{"b":"<EMAIL_ADDRESS>"}\n');
    expect(subject.redact('{"password" "hunter2", "m": "bob@x.com"')).not.toContain('bob@x.com');
    expect(subject.redact('data: {"m":"mail\\nbob@x.com"}\n\n')).toBe('data: {"m":"mail\\n<EMAIL_ADDRESS>"}\n\n');
  });

  it('nested deeper than the bound are scanned as text', () => {
    const deep = `${'['.repeat(400)}"bob@x.com"${']'.repeat(400)}`;
    expect(subject.redact(deep)).not.toContain('bob@x.com');
    expect(() => JSON.parse(subject.redact(deep))).not.toThrow();
  });
});

function leaked(value: unknown): string[] {
  const text = typeof value === 'string' ? value : '';
  const own = PLANTED.filter((secret) => text.includes(secret === PLANTED[5] ? 's3cr3t' : secret));
  if (typeof value === 'string' && (value.startsWith('{') || value.startsWith('['))) {
    try {
      own.push(...leaked(JSON.parse(value)));
    } catch {
      own.push(`no longer JSON: ${value.slice(0, 80)}`);
    }
  }
  if (value === 4111111111111111) own.push('number');
  if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) own.push(...leaked(key), ...leaked(item));
  return own;
}
