import { IBAN_LENGTHS } from '../../src/genai/redaction/recognisers/iban.data.ts';
import type { Random } from './random.ts';

const FIRST = ['jane', 'bob', 'maria', 'li', 'ahmed', 'søren', 'anna', 'joão', 'yuki', 'priya', 'tomasz', 'olga', 'kwame', 'zoe', 'lars'];
const LAST = [
  'roe',
  'smith',
  'garcia',
  'wei',
  'hassan',
  'larsen',
  'kowalska',
  'silva',
  'tanaka',
  'patel',
  'nowak',
  'ivanova',
  'mensah',
  'oconnor',
  'berg',
];
const HOSTS = [
  'example.com',
  'mail.example.org',
  'corp.example.co.uk',
  'example-mail.net',
  'uni.example.edu',
  'xn--bcher-kva.example',
  'example.io',
  'sub.dept.example.gov',
  'example.museum',
];

/** Plain letters of a name, as people spell it in an address. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ø', 'o');
}

export function email(r: Random): string {
  const first = plain(r.pick(FIRST));
  const last = plain(r.pick(LAST));
  const local = r.pick([
    `${first}.${last}`,
    `${first}${r.int(1, 99)}`,
    `${first[0]}${last}`,
    `${first}_${last}`,
    `${first}+${r.pick(['news', 'shop', 'x1'])}`,
    `${last}-${first}`,
    `${first}'${last}`.replace("'", r.chance(0.2) ? "'" : '.'),
  ]);
  const address = `${local}@${r.pick(HOSTS)}`;
  return r.chance(0.1) ? address.toUpperCase() : r.chance(0.1) ? address[0]!.toUpperCase() + address.slice(1) : address;
}

function luhnDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let d = Number(digits[digits.length - 1 - i]);
    if (i % 2 === 0) {
      d *= 2;
      if (d > 9) d -= 9;
    }
    sum += d;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Prefixes and lengths as the schemes publish them. */
const CARDS: readonly (readonly [string, number])[] = [
  ['4', 16],
  ['4', 16],
  ['4', 13],
  ['4', 19],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['2720', 16],
  ['34', 15],
  ['37', 15],
  ['6011', 16],
  ['65', 16],
  ['36', 14],
  ['300', 14],
  ['3528', 16],
  ['3589', 16],
  ['1800', 15],
  ['2131', 15],
  ['62', 16],
  ['62', 19],
  ['6759', 16],
  ['5018', 16],
  ['2200', 16],
];

export function card(r: Random): string {
  const [prefix, length] = r.pick(CARDS);
  const body = prefix + r.fill('#'.repeat(length - prefix.length - 1));
  const number = body + luhnDigit(body);
  if (r.chance(0.45)) return number;
  const sign = r.pick([' ', ' ', '-']);
  if (length === 15) return [number.slice(0, 4), number.slice(4, 10), number.slice(10)].join(sign);
  if (length === 14) return [number.slice(0, 4), number.slice(4, 10), number.slice(10)].join(sign);
  return number.match(/.{1,4}/g)!.join(sign);
}

export function iban(r: Random): string {
  const country = r.pick([
    'DE',
    'GB',
    'FR',
    'NL',
    'ES',
    'IT',
    'CH',
    'AT',
    'NO',
    'PL',
    'BE',
    'SE',
    'MT',
    'TR',
    'SA',
    'BR',
    'LC',
    'GR',
    'IE',
    'DK',
  ]);
  const length = IBAN_LENGTHS[country]!;
  const letters = ['GB', 'NL', 'IE'].includes(country) ? 4 : country === 'MT' || country === 'LC' ? 4 : 0;
  const bban = r.fill('?'.repeat(letters)).toUpperCase() + r.fill('#'.repeat(length - 4 - letters));
  const numeric = [...`${bban}${country}00`].map((sign) => (/[A-Z]/.test(sign) ? String(sign.charCodeAt(0) - 55) : sign)).join('');
  const check = String(98n - (BigInt(numeric) % 97n)).padStart(2, '0');
  const number = country + check + bban;
  const written = r.chance(0.5) ? number : number.match(/.{1,4}/g)!.join(r.chance(0.9) ? ' ' : '-');
  return r.chance(0.25) ? written.toLowerCase() : written;
}

export function ssn(r: Random): string {
  let area = r.int(1, 899);
  if (area === 666) area = 667;
  const parts = [String(area).padStart(3, '0'), String(r.int(1, 99)).padStart(2, '0'), String(r.int(1, 9999)).padStart(4, '0')];
  return parts.join(r.pick(['-', '-', '-', ' ']));
}

/** Written as in the country; `X` is 2 to 9. */
const PHONES = [
  '+1 XXX XXX ####',
  '+1-XXX-XXX-####',
  '(XXX) XXX-####',
  'XXX-XXX-####',
  'XXX.XXX.####',
  '+1 (XXX) XXX-####',
  '1-XXX-XXX-####',
  '001-XXX-XXX-####x###',
  'XXX-XXX-#### x##',
  '+44 20 7### ####',
  '020 7### ####',
  '07### ######',
  '+49 30 #######',
  '030 #######',
  '+49 171 #######',
  '0171 #######',
  '+33 6 ## ## ## ##',
  '06 ## ## ## ##',
  '01.##.##.##.##',
  '+34 6## ### ###',
  '+39 3## ### ####',
  '+31 6 ########',
  '06-########',
  '+48 5## ### ###',
  '+86 138 #### ####',
  '138########',
  '+91 98### #####',
  '+81 90-####-####',
  '090-####-####',
  '+55 11 9####-####',
  '(11) 9####-####',
  '+7 9## ###-##-##',
  '8 (9##) ###-##-##',
  '+46 70-### ## ##',
  '+41 79 ### ## ##',
  '079 ### ## ##',
  '+61 4## ### ###',
  '0412 ### ###',
  '+90 532 ### ## ##',
];

export function phone(r: Random): string {
  return r.fill(r.pick(PHONES).replaceAll('X', '@')).replaceAll('@', () => String(r.int(2, 9)));
}

export function url(r: Random): string {
  const path = r.pick(['', '/', '/docs/a-b', '/index.html', '/p/42?ref=home&x=1', '/wiki/A_(b)', '/#top', '/a/b/c.pdf']);
  return `${r.pick(['https://', 'http://', 'https://www.'])}${r.pick(['example.com', 'shop.example.org', 'docs.example.io:8443', 'example.co.uk'])}${path}`;
}

export function ip(r: Random): string {
  if (r.chance(0.75)) return `${r.int(1, 223)}.${r.int(0, 255)}.${r.int(0, 255)}.${r.int(1, 254)}`;
  return r.pick([
    `2001:db8:${r.fill('####')}::${r.int(1, 9)}`,
    `fe80::${r.int(1, 9)}${r.int(0, 9)}ff:fe${r.int(10, 99)}`,
    `2001:0db8:0000:0000:0000:ff00:0042:${r.fill('####')}`,
  ]);
}

/** Spellings of an address that hide it from a plain pattern. */
export const HIDDEN_EMAILS: readonly ((address: string, r: Random) => string)[] = [
  (address) => address.replace('@', '%40'),
  (address) => address.replace('@', '&#64;'),
  (address) => address.replace('@', '&commat;'),
  (address) => address.replace('@', '\\u0040'),
  (address) => address.replace('@', '＠'),
  (address, r) => address.slice(0, r.int(1, 3)) + '\u200b' + address.slice(3),
  (address) => address.replace('@', '\u200d@'),
  (address) => address.replaceAll('.', '\u00ad.'),
  (address) => [...address].map((sign) => (/[a-z0-9]/i.test(sign) ? String.fromCodePoint(sign.codePointAt(0)! + 0xfee0) : sign)).join(''),
  (address) => address.replaceAll('.', '．'),
  (address) => address.replace('@', '%2540'),
];

/** Spellings that only preset strict reads. */
export const SPOKEN_EMAILS: readonly ((address: string) => string)[] = [
  (address) => address.replace('@', ' (at) ').replaceAll('.', ' (dot) '),
  (address) => address.replace('@', '[at]'),
  (address) => address.replace('@', ' at ').replaceAll('.', ' dot '),
  (address) => address.replace('@', ' AT ').replaceAll('.', ' DOT '),
];

/** Spellings of a social security number other than the usual. */
export const HIDDEN_SSNS: readonly ((number: string) => string)[] = [
  (number) => number.replaceAll(/[- ]/g, '.'),
  (number) => number.replaceAll(/[- ]/g, ' - '),
  (number) => number.replaceAll(/[- ]/g, '\u2013'),
  (number) => number.replaceAll(/[- ]/g, '\u2011'),
  (number) => number.replaceAll(/[- ]/g, '/'),
  (number) => number.replaceAll(/[- ]/g, '_'),
  (number) => number.replaceAll(/[- ]/g, '\u00a0'),
  (number) => [...number].map((sign) => (/\d/.test(sign) ? String.fromCodePoint(sign.codePointAt(0)! + 0xfee0) : sign)).join(''),
  (number) => `${number.slice(0, 2)}\u200b${number.slice(2)}`,
  (number) => number.replaceAll(/[- ]/g, ''),
  (number) => [...number.replaceAll(/[- ]/g, '')].join(' '),
];
