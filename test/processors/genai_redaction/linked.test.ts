import { describe, expect, it } from 'vitest';
import { buildLogs } from '../../../src/otlp/build/logs.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { at, plainOf, PROMPT, redactPrompt, redactSpan } from './support/spans.ts';
import { encode, redactBatch } from './support/walk.ts';

const ANNA = { 'user.name': 'Anna Kowalska' };
const GONE = '<LINKED_IDENTITY>';

/** Content in which every word is a spelling of the identity and must be gone. */
const SPELLINGS: readonly (readonly [string, PlainAttributes, string])[] = [
  ['mixed case', ANNA, 'aNNA|kOWALSKA|Anna KOWALSKA'],
  ['endings', ANNA, 'Kowalskiej|Kowalską|Kowalskie'],
  ['a genitive', ANNA, 'Annas|Kowalska’s'],
  ['accounts made of it', ANNA, 'anna.kowalska|anna_kowalska|anna-kowalska|annakowalska|AnnaKowalska|akowalska|a.kowalska'],
  ['zero-width and soft hyphens', ANNA, 'An\u200bna|Kowal\u00adska'],
  ['full-width letters', ANNA, 'Ａｎｎａ|Ｋｏｗａｌｓｋａ'],
  ['percent escapes', ANNA, 'Anna%20Kowalska|%41nna|Kow%61lska|Anna+Kowalska'],
  ['HTML references', ANNA, '&#65;nna|Kowalsk&#x61;'],
  ['German letters', { 'user.name': 'Jürgen Müller' }, 'JÜRGEN|Juergen|Jurgen|Mueller|Muller|Müllers|M%C3%BCller|M&uuml;ller'],
  ['accents, also decomposed', { 'user.name': 'José García' }, `Jose|JOSÉ|Garcia|${'José'.normalize('NFD')}|Jos&eacute;|Jos%C3%A9`],
  ['a decomposed identity', { 'user.name': 'José García'.normalize('NFD') }, 'José|Garcia'],
  ['Scandinavian letters', { 'user.name': 'Søren Ångström' }, 'SØREN|Soren|Angstrom|Aangstroem'],
  ['Polish letters', { 'user.name': 'Łukasz Wiśniewski' }, 'lukasz|Wisniewskiego|WIŚNIEWSKI'],
  ['Cyrillic cases', { 'user.name': 'Анна Ковальская' }, 'Анны|Анне|Ковальской|КОВАЛЬСКАЯ'],
  ['Greek, with and without accents', { 'user.name': 'Νίκος Παπαδόπουλος' }, 'Νίκο|ΠΑΠΑΔΟΠΟΥΛΟΣ|Παπαδόπουλου'],
  ['Turkish', { 'user.name': 'İpek Yılmaz' }, 'İpek|yilmaz|YILMAZ|Ipek'],
  ['two signs of Chinese', { 'user.name': '王明' }, '王明'],
  ['Japanese', { 'user.name': '田中 太郎' }, '田中|太郎|田中太郎'],
  ['Korean', { 'user.name': '김민수' }, '김민수'],
  ['double-barrelled', { 'user.name': 'Anna-Maria Lopez-Garcia' }, 'Maria|Garcia|Anna|Lopez|Lopez-Garcia'],
  ['apostrophes', { 'user.name': "Sean O'Connor" }, 'O’Connor|OConnor|oconnor|Connor'],
  ['name and address in one', { 'user.email': 'Jane Roe <jane.roe@example.com>' }, 'Jane Roe|jane_roe|janeroe|JANE.ROE'],
  ['angle brackets', { 'user.name': '<Kowalska>' }, 'Kowalska'],
  ['a distinguished name', { 'user.name': `CN=Anna Kowalska,OU=${'x'.repeat(200)}` }, 'Kowalska|Anna'],
  ['an id in another case', { 'user.id': 'acme-u-12345' }, 'ACME-U-12345|Acme-U-12345'],
  ['a list of identities', { 'user.name': ['Anna Kowalska', 'Greta Lund'] }, 'Kowalska|Greta'],
  ['a number', { 'enduser.id': 829113775201 }, '829113775201'],
  ['a map', { 'user.name': { first: 'Annabel', last: 'Kowalska' } }, 'Annabel|Kowalska'],
];

describe('linked identities', () => {
  for (const [what, identity, words] of SPELLINGS) {
    it(`are removed from content: ${what}`, () => {
      for (const word of words.split('|')) {
        for (const text of [word, `so ${word} said`, `(${word})`]) {
          expect({ text, redacted: String(redactPrompt(text, identity)) }).toEqual({ text, redacted: text.replace(word, GONE) });
        }
        const json = JSON.stringify([{ role: 'user', name: word, args: JSON.stringify({ who: word, [word]: 1 }) }]);
        const redacted = String(redactPrompt(json, identity));
        expect(redacted).not.toContain(word);
        expect(JSON.parse((JSON.parse(redacted) as { args: string }[])[0]!.args)).toEqual({ who: GONE, [GONE]: 1 });
      }
    });
  }

  it('are found behind the escapes that JSON writers use', () => {
    for (const [name, text] of [
      ['José García', String.raw`{"a":"Jos\u00e9","b":"{\"c\":\"Garc\\u00eda\"}"}`],
      ['Анна Ковальская', String.raw`{"a":"\u0410\u043d\u043d\u0430","b":"x"}`],
      ['Anna Kowalska', String.raw`{"a":"\u0041nna","b":"Kow\u0061lska"}`],
    ] as const) {
      const redacted = String(redactPrompt(text, { 'user.name': name }));
      expect((JSON.parse(redacted) as { a: string }).a).toBe(GONE);
      expect(redacted).not.toMatch(/Kow|00eda/);
    }
  });

  it('are looked for in names, states, URLs and plain attributes as well, never in structural ones', () => {
    const { object, batch } = redactBatch(
      encode(
        'traces',
        {
          resourceSpans: [
            {
              scopeSpans: [
                {
                  spans: [
                    {
                      traceId: Buffer.alloc(16, 1),
                      spanId: Buffer.alloc(8, 1),
                      name: 'ask Kowalska',
                      status: { code: 2, message: 'no Kowalska' },
                      attributes: [
                        { key: 'user.name', value: { stringValue: 'Anna Kowalska' } },
                        { key: 'url.full', value: { stringValue: 'https://x.test/anna.kowalska?q=Kowalska' } },
                        { key: 'raw', value: { bytesValue: Buffer.from('by Kowalska') } },
                        { key: 'deep', value: { kvlistValue: { values: [{ key: 'x', value: { stringValue: 'Kowalska' } }] } } },
                        { key: 'gen_ai.response.id', value: { stringValue: 'Kowalska-1' } },
                      ],
                      events: [{ name: 'e Kowalska', attributes: [{ key: 'exception.message', value: { stringValue: 'Kowalska!' } }] }],
                      links: [
                        {
                          traceId: Buffer.alloc(16, 1),
                          spanId: Buffer.alloc(8, 1),
                          attributes: [{ key: 'note', value: { stringValue: 'Kowalska' } }],
                        },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
        1,
      ),
      { summary: 'off' },
    );
    const text = JSON.stringify(at(object, 'resourceSpans', 0, 'scopeSpans', 0, 'spans', 0));
    expect(text.match(/Kowalska/gi)).toEqual(['Kowalska']);
    expect(text).toContain('Kowalska-1');
    expect(Buffer.from(batch.bytes).toString('latin1')).toContain(`by ${GONE}`);
    expect(
      Buffer.from(batch.bytes)
        .toString('latin1')
        .match(/Kowalska/gi),
    ).toEqual(['Kowalska']);
  });

  it('are taken from the events of a span, from its resource and its scope', () => {
    const events = [{ name: 'sign-in', attributes: ANNA }];
    expect(redactPrompt('by Kowalska', {}, {}, { events })).toBe(`by ${GONE}`);
    expect(redactPrompt('by Kowalska', {}, {}, { resource: ANNA })).toBe(`by ${GONE}`);
  });

  it('in the map of a log record are replaced and linked', () => {
    const { object } = redactBatch(
      buildLogs([{ records: [{ body: { 'user.name': 'Anna Kowalska', message: 'Kowalska asked' }, attributes: { note: 'for Anna' } }] }]),
      { summary: 'off' },
    );
    const record = at(object, 'resourceLogs', 0, 'scopeLogs', 0, 'logRecords', 0) as { body: Record<string, unknown> };
    expect(plainOf(record.body)).toEqual({ 'user.name': '<IDENTITY>', message: `${GONE} asked` });
    expect(JSON.stringify(record)).not.toMatch(/Anna|Kowalska/);
  });

  it.each([
    ['a name of two letters', { 'user.name': 'Al' }, 'Al has 12 items, also al'],
    ['short numbers', { 'user.id': '4711', 'enduser.id': 12 }, 'room 4711, 12 chairs'],
    ['accounts of nobody', { 'user.name': 'admin', 'user.id': 'default', 'user.email': 'support@example.org' }, 'admin default support'],
    ['titles and particles', { 'user.name': 'Dr. von der Stein' }, 'the dr von der'],
    ['words of the language in lower case', { 'user.name': 'Grace' }, 'with grace and hope'],
    [
      'what an earlier pass left',
      { 'user.name': '<IDENTITY>', 'user.id': '<IDENTITY:k1:0123456789abcdef>' },
      'IDENTITY k1 0123456789abcdef',
    ],
    ['longer words', { 'user.name': 'Ann Lee' }, 'announce the fleet of Leeds'],
  ] as const)('are not made of %s', (_, identity, text) => {
    expect(redactPrompt(text, identity, { identity: { action: 'keep' } })).toBe(text);
  });

  it('follow the action of their entity, and can be switched off', () => {
    expect(redactPrompt('by Kowalska', ANNA, { entities: { LINKED_IDENTITY: 'redact' } })).toBe('by ');
    expect(redactPrompt('by Kowalska', ANNA, { entities: { LINKED_IDENTITY: { action: 'mask', keep_last: 0 } } })).toBe('by ********');
    expect(redactSpan({ ...ANNA, [PROMPT]: 'by Kowalska' }, { entities: { LINKED_IDENTITY: 'drop_span' } })).toBeUndefined();
    expect(redactPrompt('by Kowalska', ANNA, { identity: { link: false } })).toBe('by Kowalska');
    expect(redactPrompt('by Kowalska', ANNA, { entities: { LINKED_IDENTITY: 'off' } })).toBe('by Kowalska');
    const keyed = { hmac_key: 'a test key of more than thirty-two bytes', entities: { LINKED_IDENTITY: 'hmac' } } as const;
    expect(redactPrompt('kowalska KOWALSKA', ANNA, keyed)).toMatch(/^(<LINKED_IDENTITY:k1:[0-9a-f]{16}>) \1$/);
  });

  it('of a span with very many are bounded, and the first are found', () => {
    const names = Array.from({ length: 400 }, (_, i) => `Person${String.fromCharCode(97 + (i % 26))}${i}x`);
    expect(redactPrompt(`by ${names[0]}`, { 'user.name': names })).toBe(`by ${GONE}`);
  });
});
