import { createRequire } from 'node:module';
import { type CountryCode, type Examples, getExampleNumber, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Random } from './random.ts';

const examples = createRequire(import.meta.url)('libphonenumber-js/examples.mobile.json') as Examples;

/** A valid mobile number of `country` in one of the ways it is written there, by libphonenumber's own formats. */
export function phoneOf(country: string, r: Random): string {
  const example = getExampleNumber(country as CountryCode, examples)!;
  let number: PhoneNumber = example;
  for (let tries = 0; tries < 200; tries++) {
    const national = example.nationalNumber;
    const kept = Math.max(1, Math.min(3, national.length - 6));
    const made = parsePhoneNumberFromString(
      `+${example.countryCallingCode}${national.slice(0, kept)}${r.fill('#'.repeat(national.length - kept))}`,
    );
    if (made?.isValid() !== true) continue;
    number = made;
    break;
  }
  const national = number.formatNational();
  return r.pick([
    national,
    national,
    national.replace(/[ -]/g, ''),
    national.replace(/ /g, '-'),
    number.formatInternational(),
    number.number,
    `00${number.number.slice(1)}`,
    number.formatInternational().replace(/ /g, '-'),
  ]);
}

/** Issuer prefixes and lengths that shops accept, each as likely as any other. */
const CARDS: readonly (readonly [prefix: string, length: number])[] = [
  ['4', 16],
  ['4', 19],
  ['4', 13],
  ['5105', 16],
  ['2345', 16],
  ['2720', 16],
  ['341', 15],
  ['378', 15],
  ['6011', 16],
  ['6445', 16],
  ['3055', 14],
  ['3852', 14],
  ['3566', 16],
  ['213100', 15],
  ['6212', 16],
  ['6225', 19],
  ['5018', 16],
  ['6761', 16],
  ['2202', 16],
  ['9792', 16],
];

export function cardOf(r: Random): string {
  const [prefix, length] = r.pick(CARDS);
  const body = prefix + r.fill('#'.repeat(length - 1 - prefix.length));
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  const number = `${body}${(10 - (sum % 10)) % 10}`;
  const groups = length === 15 || length === 14 ? [number.slice(0, 4), number.slice(4, 10), number.slice(10)] : number.match(/.{1,4}/g)!;
  return r.pick([number, number, groups.join(' '), groups.join('-'), groups.join('.'), groups.join('\u00a0'), groups.join('  ')]);
}

/** BBAN structures of the SWIFT registry: n digits, a capitals, c either. */
const BBANS: readonly (readonly [country: string, bban: string])[] = [
  ['DE', '18n'],
  ['GB', '4a14n'],
  ['FR', '10n11c2n'],
  ['NL', '4a10n'],
  ['ES', '20n'],
  ['IT', '1a10n12c'],
  ['CH', '5n12c'],
  ['PL', '24n'],
  ['BE', '12n'],
  ['AT', '16n'],
  ['SE', '20n'],
  ['NO', '11n'],
  ['DK', '14n'],
  ['FI', '14n'],
  ['PT', '21n'],
  ['CZ', '20n'],
  ['HU', '24n'],
  ['RO', '4a16c'],
  ['GR', '7n16c'],
  ['IE', '4a14n'],
  ['LU', '3n13c'],
  ['TR', '5n1n16c'],
  ['AE', '19n'],
  ['SA', '2n18c'],
  ['UA', '6n19c'],
  ['BR', '23n1a1c'],
];

export function ibanOf(r: Random): string {
  const [country, structure] = r.pick(BBANS);
  let bban = '';
  for (const [, count, kind] of structure.matchAll(/(\d+)([nac])/g)) {
    const signs = kind === 'n' ? '0123456789' : kind === 'a' ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    for (let i = 0; i < Number(count); i++) bban += r.pick([...signs]);
  }
  const numeric = [...`${bban}${country}00`].map((sign) => (/[A-Z]/.test(sign) ? String(sign.charCodeAt(0) - 55) : sign)).join('');
  const iban = `${country}${String(98n - (BigInt(numeric) % 97n)).padStart(2, '0')}${bban}`;
  const fours = iban.match(/.{1,4}/g)!;
  return r.pick([
    iban,
    iban,
    fours.join(' '),
    fours.join(' '),
    fours.join('-'),
    fours.join('\u00a0'),
    iban.toLowerCase(),
    fours.join(' ').toLowerCase(),
    `${iban.slice(0, 4)} ${iban.slice(4)}`,
  ]);
}

const LOCALS = [
  'j.roe',
  'jane_roe',
  'jr',
  'j-roe+tag',
  'office',
  '17.jane',
  'jane.e.roe',
  'JaneRoe',
  'müller',
  "o'hara",
  'x',
  'first.last.third',
];
const HOSTS = [
  'example.com',
  'mail.example.co.uk',
  'example.travel',
  'a.io',
  'münchen.example',
  'xn--fsq.example',
  'EXAMPLE.ORG',
  'sub-1.b.example.net',
];

export function emailOf(r: Random): string {
  return `${r.pick(LOCALS)}@${r.pick(HOSTS)}`;
}

export function ssnOf(r: Random): string {
  const area = r.pick([r.int(1, 665), r.int(667, 899)]);
  return [String(area).padStart(3, '0'), r.fill('1#'), r.fill('2###')].join(r.pick(['-', '-', '-', ' ', '.', ' - ']));
}
