import { ISSUERS } from '../../../../src/genai/redaction/recognisers/card.data.ts';
import { IBAN_LENGTHS } from '../../../../src/genai/redaction/recognisers/iban.data.ts';
import { ibanEnd } from '../../../../src/genai/redaction/scan/iban.ts';
import { NATIONAL_ROWS } from '../../../../src/genai/redaction/recognisers/national.data.ts';
import { DIGIT_CHECKS, TEXT_CHECKS } from '../../../../src/genai/redaction/validators/index.ts';

/** How numbers of one kind are made, ours judged, and which function of which package judges them independently. */
export interface OracleCase {
  readonly name: string;
  readonly source: 'stdnum' | 'validator' | 'ibantools';
  /** Path of the function in the package. */
  readonly path: readonly string[];
  /** `#` digit, `A` letter, `*` either. */
  readonly shapes: readonly string[];
  readonly ours: (text: string) => boolean;
  /** What both sides need beyond the checksum is settled here: texts for which this is false are not compared. */
  readonly comparable?: (text: string) => boolean;
  /** Further arguments of the judge. */
  readonly args?: readonly unknown[];
}

function digits(name: string): (text: string) => boolean {
  const check = DIGIT_CHECKS[name]!;
  return (text) => check(Uint8Array.from(text, Number), text.length);
}

function word(id: string): (text: string) => boolean {
  const row = NATIONAL_ROWS.find((candidate) => candidate.id === id);
  if (row === undefined || row.kind !== 'word') throw new Error(id);
  const check = row.validator === undefined ? () => true : TEXT_CHECKS[row.validator]!;
  return (text) => row.pattern.test(text) && check(text);
}

const isDate = (text: string, year: number, month: number, day: number): boolean => {
  const y = Number(text.slice(year, year + 2));
  const m = Number(text.slice(month, month + 2));
  const d = Number(text.slice(day, day + 2));
  return m >= 1 && m <= 12 && d >= 1 && d <= new Date(2000 + y, m, 0).getDate() && d <= new Date(1900 + y, m, 0).getDate();
};

/** The rule of the German number that the package leaves out: of the first ten digits one occurs two or three times. */
const hasOneRepeated = (text: string): boolean => {
  const counts = [...'0123456789'].map((digit) => text.slice(0, 10).split(digit).length - 1);
  return counts.filter((count) => count > 1).length === 1 && Math.max(...counts) <= 3 && text[0] !== '0';
};

export const ORACLE_CASES: readonly OracleCase[] = [
  { name: 'AU_TFN', source: 'stdnum', path: ['AU', 'tfn'], shapes: ['#########'], ours: digits('australiaTfn') },
  { name: 'AU_ABN', source: 'stdnum', path: ['AU', 'abn'], shapes: ['###########'], ours: digits('australiaAbn') },
  {
    name: 'IN_AADHAAR',
    source: 'stdnum',
    path: ['IN', 'aadhaar'],
    shapes: ['############'],
    ours: digits('aadhaar'),
    comparable: (text) => [...text].reverse().join('') !== text,
  },
  {
    name: 'PL_PESEL',
    source: 'stdnum',
    path: ['PL', 'pesel'],
    shapes: ['###########'],
    ours: digits('pesel'),
    comparable: (text) => Number(text[2]) < 2 && isDate(text, 0, 2, 4),
  },
  {
    name: 'DE_TAX_ID',
    source: 'stdnum',
    path: ['DE', 'idnr'],
    shapes: ['###########'],
    ours: digits('germanTaxId'),
    comparable: hasOneRepeated,
  },
  {
    name: 'NL_BSN',
    source: 'stdnum',
    path: ['NL', 'bsn'],
    shapes: ['#########'],
    ours: digits('dutchBsn'),
    comparable: (text) => text[0] !== '0',
  },
  { name: 'BR_CPF', source: 'stdnum', path: ['BR', 'cpf'], shapes: ['###########'], ours: digits('cpf') },
  {
    name: 'BR_CNPJ',
    source: 'stdnum',
    path: ['BR', 'cnpj'],
    shapes: ['##############'],
    ours: digits('cnpj'),
    comparable: (text) => !text.startsWith('000000000000'),
  },
  {
    name: 'SE_PERSONNUMMER',
    source: 'validator',
    path: ['default', 'isLuhnNumber'],
    shapes: ['##########'],
    ours: digits('personnummer'),
    comparable: (text) => isDate(text, 0, 2, 4),
  },
  {
    name: 'NO_FODSELSNUMMER',
    source: 'validator',
    path: ['default', 'isIdentityCard'],
    args: ['NO'],
    shapes: ['###########'],
    ours: digits('fodselsnummer'),
    comparable: (text) => isDate(text, 4, 2, 0),
  },
  {
    name: 'ZA_ID',
    source: 'validator',
    path: ['default', 'isLuhnNumber'],
    shapes: ['#############'],
    ours: digits('southAfrica'),
    comparable: (text) => isDate(text, 0, 2, 4) && Number(text[10]) <= 1,
  },
  { name: 'IMEI', source: 'validator', path: ['default', 'isIMEI'], shapes: ['35#############', '86#############'], ours: digits('imei') },
  {
    name: 'CA_SIN',
    source: 'stdnum',
    path: ['CA', 'sin'],
    shapes: ['#########'],
    ours: digits('canadaSin'),
    comparable: (text) => text[0] !== '0' && text[0] !== '8',
  },
  { name: 'ES_NIF', source: 'stdnum', path: ['ES', 'dni'], shapes: ['########A'], ours: word('es-nif') },
  { name: 'ES_NIE', source: 'stdnum', path: ['ES', 'nie'], shapes: ['X#######A', 'Y#######A', 'Z#######A'], ours: word('es-nie') },
  {
    name: 'IT_FISCAL_CODE',
    source: 'stdnum',
    path: ['IT', 'codicefiscale'],
    shapes: ['RSSMRA85T10A562A', 'BNCGNN70E55F205A', 'AAAAAA##C##A###A'],
    ours: word('it-fiscal-code'),
    comparable: (text) =>
      Number(text.slice(9, 11)) % 40 >= 1 &&
      Number(text.slice(9, 11)) % 40 <= 28 &&
      Number(text.slice(9, 11)) < 69 &&
      text.slice(6, 8) > '24',
  },
  {
    name: 'FR_NIR',
    source: 'stdnum',
    path: ['FR', 'nir'],
    shapes: ['1##05##########', '2##12##########', '185#2A#########'.slice(0, 15)],
    ours: word('fr-nir'),
    comparable: (text) => /^[12]\d{2}(?:0[1-9]|1[0-2])(?:[1-8]\d)\d{3}(?!000)\d{3}\d{2}$/.test(text),
  },
  {
    name: 'FI_HETU',
    source: 'stdnum',
    path: ['FI', 'hetu'],
    shapes: ['0#0#5#-###*', '1#1#7#-###*'],
    ours: (text) => word('fi-hetu')(text.replace('-', '')),
    comparable: (text) => isDate(text, 4, 2, 0) && Number(text.slice(7, 10)) >= 2 && Number(text.slice(7, 10)) < 900,
  },
  {
    name: 'US_SSN',
    source: 'stdnum',
    path: ['US', 'ssn'],
    shapes: ['#########'],
    ours: digits('ssn'),
    comparable: (text) => text[0] !== '9' && !text.endsWith('0000') && text !== '078051120' && text !== '457555462' && text !== '219099999',
  },
  {
    name: 'KR_RRN',
    source: 'stdnum',
    path: ['KR', 'rrn'],
    shapes: ['9#0#1#1######', '8#1#2#2######'],
    ours: digits('koreanRrn'),
    comparable: (text) => isDate(text, 0, 2, 4) && Number(text.slice(7, 9)) <= 96 && rrnCheck(text),
  },
  {
    name: 'CREDIT_CARD',
    source: 'validator',
    path: ['default', 'isLuhnNumber'],
    shapes: ISSUERS.filter(({ digits: width }) => width === undefined).flatMap(({ from, lengths }) =>
      lengths.map((length) => String(from).padEnd(length, '#')),
    ),
    ours: digits('card'),
  },
  {
    name: 'IBAN_CODE',
    source: 'ibantools',
    path: ['isValidIBAN'],
    shapes: Object.entries(IBAN_LENGTHS)
      .filter(([country]) => ['DE', 'AT', 'SE', 'DK'].includes(country))
      .map(([country, length]) => country.padEnd(length, '#')),
    ours: (text) => ibanEnd(Buffer.from(text), 0, text.length, 0) === text.length,
    comparable: (text) => ['DE', 'AT', 'SE', 'DK'].includes(text.slice(0, 2)),
  },
];

function rrnCheck(text: string): boolean {
  const weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return (11 - (sum % 11)) % 10 === Number(text[12]);
}

/** Judges one text by the package's function, whatever its way to answer. */
export function judge(judgeOf: unknown, text: string, args: readonly unknown[] = []): boolean {
  if (typeof judgeOf === 'function') return Boolean((judgeOf as (text: string, ...args: readonly unknown[]) => unknown)(text, ...args));
  const { validate } = judgeOf as { validate: (text: string) => { isValid: boolean } };
  return validate(text).isValid;
}
