import { describe, expect, it } from 'vitest';
import { markedLogs, markedMetrics, markedTrace } from './support/places.ts';
import { redactBatch } from './support/walk.ts';

/** One address as JSON, URLs, HTML, old encodings and people write it; what must be gone is its middle part. */
const EMAIL: Readonly<Record<string, string>> = {
  'JSON escapes': String.raw`jane.roe\u0040kestrel-mail.com`,
  'JSON escapes, doubled': String.raw`jane.roe\\u0040kestrel-mail.com`,
  'percent signs': 'jane.roe%40kestrel-mail.com',
  'percent signs, doubled': 'jane.roe%2540kestrel-mail.com',
  'HTML, decimal': 'jane.roe&#64;kestrel-mail.com',
  'HTML, hexadecimal': 'jane.roe&#x40;kestrel-mail.com',
  'HTML, named': 'jane.roe&commat;kestrel-mail.com',
  'full width': 'jane.roe\uff20kestrel-mail.com',
  'zero width': 'jane.\u200broe@kestrel\u200d-mail.com',
  'a soft hyphen': 'jane.roe@kestrel\u00ad-mail.com',
  capitals: 'JANE.ROE@KESTREL-MAIL.COM',
  'quotes around': "'jane.roe'@kestrel-mail.com",
  'angles around': 'Jane Roe <jane.roe@kestrel-mail.com>',
  'a scheme before': 'mailto:jane.roe@kestrel-mail.com?subject=x',
};

const CARD: Readonly<Record<string, string>> = {
  blanks: '4111 1111 1111 1111',
  dashes: '4111-1111-1111-1111',
  dots: '4111.1111.1111.1111',
  'plus signs of a query': '4111+1111+1111+1111',
  'percent signs of a query': '4111%201111%201111%201111',
  'blanks that do not break': '4111\u00a01111\u202f1111\u00a01111',
  HTML: '4111&nbsp;1111&nbsp;1111&nbsp;1111',
  'full width': '\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11',
  'zero width': '4111\u200b1111\u200b1111\u200b1111',
};

const SIGNALS = [
  ['traces', markedTrace],
  ['logs', markedLogs],
  ['metrics', markedMetrics],
] as const;

describe.each(SIGNALS)('in every place of %s', (_signal, make) => {
  for (const [name, spelling] of Object.entries(EMAIL)) {
    it(`an address is found in spite of ${name}`, () => {
      const { object } = redactBatch(make(spelling), { preset: 'strict' });
      expect(places(object, /kestrel/i)).toEqual([]);
    });
  }
  for (const [name, spelling] of Object.entries(CARD)) {
    it(`a card is found in spite of ${name}`, () => {
      const { object } = redactBatch(make(spelling), { preset: 'strict' });
      expect(places(object, /4111\D{0,6}1111/)).toEqual([]);
    });
  }
});

/** Where in a decoded request a text, key or bytes still match. */
function places(value: unknown, pattern: RegExp, path: string = ''): string[] {
  if (typeof value === 'string') {
    const texts = [value, Buffer.from(value, 'base64').toString('utf8')];
    return texts.some((text) => pattern.test(plainly(text))) ? [`${path}: ${value}`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(pattern.test(plainly(key)) ? [`${path} key ${key}`] : []),
    ...places(inner, pattern, `${path}.${key}`),
  ]);
}

function plainly(text: string): string {
  return text.normalize('NFKC').replace(/[\u200b-\u200d\u00ad]/g, '');
}
