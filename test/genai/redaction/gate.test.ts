import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/genai/redaction/engine/engine.ts';
import { NO_KEY } from '../../../src/genai/redaction/key-class.ts';
import { SECRET_ROWS } from '../../../src/genai/redaction/recognisers/secrets.data.ts';
import { everywhere } from './support/everywhere.ts';
import { policyOf } from './support/redact.ts';
import { randomDocument } from './support/random-json.ts';
import { sampleOf, seeded } from './support/secret-samples.ts';

const RUNS = Number(process.env['ASSAY_GATE_RUNS'] ?? 4000);
const SEED = Number(process.env['ASSAY_SEED'] ?? 41);

/** Pieces that begin, end, hide or nearly make findings. */
const PIECES = [
  '@',
  'bob@x.com',
  '4111111111111111',
  '4111 1111 1111 1111',
  '4111',
  '1111',
  ' ',
  '-',
  '.',
  '/',
  '\n',
  '\t',
  '536-22-7841',
  'DE89370400440532013000',
  'de89 3704 0044 0532 0130 00',
  'GB82',
  '+44 20 7946 0958',
  '555-123-4567',
  '(555) ',
  '123-4567',
  'password',
  'password=',
  'token: ',
  'api_key="',
  'x',
  'hunter2',
  "'",
  '"',
  '\\',
  '\\n',
  '\\"',
  '\\u0040',
  '\\u00e9',
  '\\u200b',
  '\\/',
  '%40',
  '%20',
  '%2',
  '&#64;',
  '&commat;',
  '&amp;',
  '\u200b',
  '\u00ad',
  '\u00a0',
  '\u2011',
  '\u2013',
  '＠',
  '４',
  '１１',
  '：',
  '～',
  'é',
  'ü',
  '東京',
  '电话：',
  '🙂',
  'Bearer ',
  'Authorization: ',
  'https://',
  'postgres://u:',
  ':p@',
  '~',
  'Q~',
  '-----BEGIN',
  ' PRIVATE KEY-----',
  '-----END PRIVATE KEY-----',
  '=',
  ':',
  ',',
  '{',
  '}',
  '[',
  ']',
  'call ',
  'ssn ',
  'card ',
  'a',
  'abcdefghijklmnop',
  '0',
  '12',
  '345',
  '(at)',
  ' at ',
  ' dot ',
  '192.168.0.1',
  '::1',
  '00:1A:2B:3C:4D:5E',
  'www.',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.',
  '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
  'AB 12 34 56 C',
  '12345678Z',
  '111.444.777-35',
  'born 12/03/1985',
];

describe('a policy of IBANs alone', () => {
  it('calls no text quiet that is one, however it is grouped', () => {
    const engine = new Engine(policyOf({ preset: 'none', entities: { IBAN_CODE: 'replace' } }));
    for (const iban of ['MT84MALT011000012345MTLCAST001S', 'NO9386011117947', 'GB82WEST12345698765432', 'DE89370400440532013000']) {
      for (const group of [1, 2, 3, 4, 5, 7, 40]) {
        for (const separator of [' ', '-', '.', '_']) {
          const text = Buffer.from(iban.match(new RegExp(`.{1,${group}}`, 'g'))!.join(separator));
          const found = engine.scan(text, 0, text.length, NO_KEY) > 0;
          if (found) expect([text.toString(), engine.isQuiet(text, 0, text.length, NO_KEY, undefined)]).toEqual([text.toString(), false]);
        }
      }
    }
  });
});

for (const preset of ['balanced', 'strict', 'secrets_only'] as const) {
  describe(`the gate with preset ${preset}`, () => {
    const policy = policyOf({ preset });
    const gated = new Engine(policy);
    const ungated = new Engine(policy, { gate: everywhere(policy) });
    let quietTexts = 0;

    function check(text: string, offset: number): void {
      const value = Buffer.from(text, 'utf8');
      const buf = Buffer.concat([Buffer.alloc(offset, 0x37), value, Buffer.from('9@a.bc')]);
      const a = findings(gated, policy, buf, offset, offset + value.length);
      const b = findings(ungated, policy, buf, offset, offset + value.length);
      if (a !== b) expect({ text, gated: a }).toEqual({ text, gated: b });
      const quiet = gated.isQuiet(buf, offset, offset + value.length, NO_KEY, undefined);
      if (quiet) quietTexts++;
      if (quiet && b !== '') expect({ text, quiet }).toEqual({ text, quiet: false, because: b });
    }

    it(`finds what looking everywhere finds in ${RUNS} adversarial texts (seed ${SEED})`, () => {
      const random = seeded(SEED);
      for (let run = 0; run < RUNS; run++) {
        let text = '';
        for (let n = 1 + Math.floor(random() * 12); n > 0; n--) text += PIECES[Math.floor(random() * PIECES.length)]!;
        check(text, run % 17);
      }
    });

    it('finds what looking everywhere finds inside JSON', () => {
      const random = seeded(SEED + 1);
      for (let run = 0; run < RUNS; run++) {
        let text = '';
        for (let n = 1 + Math.floor(random() * 8); n > 0; n--) text += PIECES[Math.floor(random() * PIECES.length)]!;
        const inner = JSON.stringify({ [run % 3 === 0 ? text : 'text']: text, n: 4111111111111111, password: text });
        check(run % 2 === 0 ? inner : JSON.stringify([inner, text]), run % 17);
        if (run % 4 === 0) check(randomDocument(random, true).text, run % 17);
      }
    });

    it('finds what looking everywhere finds in random bytes and random digits', () => {
      const random = seeded(SEED + 2);
      for (let run = 0; run < RUNS / 4; run++) {
        let text = '';
        for (let n = Math.floor(random() * 60); n > 0; n--)
          text += random() < 0.6 ? '0123456789 -./+()'[Math.floor(random() * 17)]! : String.fromCharCode(32 + Math.floor(random() * 95));
        check(text, run % 17);
      }
    });

    it('calls no short text quiet in which something is found', () => {
      const random = seeded(SEED + 4);
      const parts = [
        'GB82',
        'WEST',
        'MT',
        '84',
        'MALT',
        'LC',
        'ab',
        'K',
        '1',
        '42',
        '007',
        '555',
        ' ',
        '.',
        '/',
        '_',
        'call',
        'ssn',
        'é',
        '東',
        '(',
        'www',
        'at',
      ];
      quietTexts = 0;
      for (let run = 0; run < RUNS; run++) {
        let text = '';
        for (let n = 1 + Math.floor(random() * 9); n > 0; n--) text += parts[Math.floor(random() * parts.length)]!;
        check(text, run % 17);
      }
      // With `strict` everything that is searched for literally forbids it.
      if (preset !== 'strict') expect(quietTexts).toBeGreaterThan(RUNS / 20);
    });

    it('finds keys at every alignment, at both ends and beside other scripts', () => {
      const random = seeded(SEED + 3);
      for (const [index, row] of SECRET_ROWS.entries()) {
        const key = row.prefix + sampleOf(row.body, random);
        const fill = 'x '.repeat(random() * 20);
        for (const text of [key, fill + key, `${key} ${fill}`, `é${key}é`, `東${key}。`, `\\n${key}`, `{"a":"\\n${key}"}`])
          check(text, index % 33);
      }
    });
  });
}

function findings(engine: Engine, policy: ReturnType<typeof policyOf>, buf: Uint8Array, start: number, end: number): string {
  const count = engine.scan(buf, start, end, NO_KEY);
  return Array.from(
    { length: count },
    (_, hit) =>
      `${engine.hits.start(hit) - start}-${engine.hits.end(hit) - start} ${policy.recognisers[engine.hits.recogniser(hit)]!.id} ${engine.hits.quotes(hit)}`,
  ).join('\n');
}
