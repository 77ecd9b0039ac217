import type { NumberForm, NumberRow, WordRow } from '../recogniser.ts';

function form(shape: string, joints: string, score: number): NumberForm {
  return { shape, joints, score };
}

interface NumberSpec {
  readonly id: string;
  readonly entity: string;
  readonly validator: string;
  readonly evidence: string;
  readonly forms: readonly NumberForm[];
  readonly examples: readonly string[];
  readonly counterExamples?: readonly string[];
}

function numberRow(spec: NumberSpec): NumberRow {
  return { kind: 'number', counterExamples: [], ...spec };
}

/**
 * National numbers of digits. A checksum mod 11 or mod 10 lets one random number in ten or eleven pass, so the compact
 * forms need a word for them near; written in the country's own groups they stand by themselves where that is rare.
 */
const NUMBERS: readonly NumberRow[] = [
  numberRow({
    id: 'uk-nhs',
    entity: 'UK_NHS',
    validator: 'nhs',
    evidence: 'NHS Data Dictionary: mod 11',
    forms: [form('3 3 4', ' -', 0.5), form('10', '', 0.2)],
    examples: ['NHS number [[943 476 5919]]', 'nhs [[9434765919]]'],
    counterExamples: ['943 476 5918'],
  }),
  numberRow({
    id: 'ca-sin',
    entity: 'CA_SIN',
    validator: 'canadaSin',
    evidence: 'Canada Revenue Agency: Luhn',
    forms: [form('3 3 3', ' -', 0.5), form('9', '', 0.1)],
    examples: ['SIN [[130 692 544]]', 'social insurance [[130692544]]'],
    counterExamples: ['130 692 545'],
  }),
  numberRow({
    id: 'au-tfn',
    entity: 'AU_TFN',
    validator: 'australiaTfn',
    evidence: 'ATO: mod 11',
    forms: [form('3 3 3', ' ', 0.35), form('9', '', 0.1), form('8', '', 0.1)],
    examples: ['TFN [[123 456 782]]'],
    counterExamples: ['TFN 123 456 781'],
  }),
  numberRow({
    id: 'au-abn',
    entity: 'AU_ABN',
    validator: 'australiaAbn',
    evidence: 'ABR: mod 89',
    forms: [form('2 3 3 3', ' ', 0.6), form('11', '', 0.2)],
    examples: ['ABN [[51 824 753 556]]'],
    counterExamples: ['51 824 753 557'],
  }),
  numberRow({
    id: 'au-medicare',
    entity: 'AU_MEDICARE',
    validator: 'australiaMedicare',
    evidence: 'Services Australia: mod 10 in the ninth place',
    forms: [form('4 5 1', ' ', 0.5), form('10', '', 0.1)],
    examples: ['[[2123 45670 1]]'],
    counterExamples: ['2123 45671 1'],
  }),
  numberRow({
    id: 'in-aadhaar',
    entity: 'IN_AADHAAR',
    validator: 'aadhaar',
    evidence: 'UIDAI: Verhoeff',
    forms: [form('4 4 4', ' -', 0.5), form('12', '', 0.2)],
    examples: ['aadhaar [[2341 2341 2346]]'],
    counterExamples: ['2341 2341 2345'],
  }),
  numberRow({
    id: 'pl-pesel',
    entity: 'PL_PESEL',
    validator: 'pesel',
    evidence: 'Polish population register: weights 1 3 7 9',
    forms: [form('11', '', 0.4)],
    examples: ['PESEL [[44051401359]]'],
    counterExamples: ['44051401358'],
  }),
  numberRow({
    id: 'de-tax',
    entity: 'DE_TAX_ID',
    validator: 'germanTaxId',
    evidence: 'BZSt: ISO 7064 mod 11,10',
    forms: [form('2 3 3 3', ' ', 0.6), form('11', '', 0.35)],
    examples: ['Steuer-ID [[36 574 261 809]]', 'Steuernummer [[36574261809]]'],
    counterExamples: ['36 574 261 808'],
  }),
  numberRow({
    id: 'nl-bsn',
    entity: 'NL_BSN',
    validator: 'dutchBsn',
    evidence: 'Dutch eleven proof',
    forms: [form('9', '', 0.1), form('4 2 3', '. ', 0.4)],
    examples: ['BSN [[111222333]]'],
    counterExamples: ['BSN 111222334'],
  }),
  numberRow({
    id: 'br-cpf',
    entity: 'BR_CPF',
    validator: 'cpf',
    evidence: 'Receita Federal: two digits mod 11',
    forms: [form('3 3 3 2', '.-', 0.5), form('11', '', 0.35)],
    examples: ['CPF [[11144477735]]'],
    counterExamples: ['CPF 11144477736'],
  }),
  numberRow({
    id: 'br-cnpj',
    entity: 'BR_CNPJ',
    validator: 'cnpj',
    evidence: 'Receita Federal: two digits mod 11',
    forms: [form('14', '', 0.35)],
    examples: ['CNPJ [[11222333000181]]'],
    counterExamples: ['CNPJ 11222333000182'],
  }),
  numberRow({
    id: 'se-personnummer',
    entity: 'SE_PERSONNUMMER',
    validator: 'personnummer',
    evidence: 'Skatteverket: Luhn',
    forms: [form('6 4', '-+', 0.5), form('8 4', '-', 0.6), form('12', '', 0.3), form('10', '', 0.1)],
    examples: ['[[811228-9874]]', 'personnummer [[198112289874]]'],
    counterExamples: ['811228-9875'],
  }),
  numberRow({
    id: 'no-fodselsnummer',
    entity: 'NO_FODSELSNUMMER',
    validator: 'fodselsnummer',
    evidence: 'Skatteetaten: two digits mod 11',
    forms: [form('11', '', 0.45), form('6 5', ' ', 0.6)],
    examples: ['[[15108695088]]'],
    counterExamples: ['15108695089'],
  }),
  numberRow({
    id: 'dk-cpr',
    entity: 'DK_CPR',
    validator: 'cpr',
    evidence: 'CPR office: no check digit since 2007, so a date and four digits',
    forms: [form('6 4', '-', 0.45), form('10', '', 0.1)],
    examples: ['CPR [[211062-5629]]'],
    counterExamples: ['991362-5629'],
  }),
  numberRow({
    id: 'za-id',
    entity: 'ZA_ID',
    validator: 'southAfrica',
    evidence: 'Department of Home Affairs: date, Luhn',
    forms: [form('13', '', 0.45)],
    examples: ['[[8001015009087]]'],
    counterExamples: ['8001015009086'],
  }),
  numberRow({
    id: 'kr-rrn',
    entity: 'KR_RRN',
    validator: 'koreanRrn',
    evidence: 'Resident Registration Act: date and century digit',
    forms: [form('6 7', '-', 0.6), form('13', '', 0.1)],
    examples: ['[[900101-1234567]]'],
    counterExamples: ['901301-1234567'],
  }),
  numberRow({
    id: 'us-npi',
    entity: 'US_NPI',
    validator: 'npi',
    evidence: 'CMS: Luhn with prefix 80840',
    forms: [form('10', '', 0.1)],
    examples: ['NPI [[1234567893]]'],
    counterExamples: ['NPI 1234567890', 'order 1234567893'],
  }),
  numberRow({
    id: 'aba-routing',
    entity: 'ABA_ROUTING_NUMBER',
    validator: 'routing',
    evidence: 'ABA: weights 3 7 1',
    forms: [form('9', '', 0.1), form('4 4 1', '-', 0.4)],
    examples: ['routing number [[021000021]]'],
    counterExamples: ['routing number 021000022'],
  }),
  numberRow({
    id: 'imei',
    entity: 'IMEI',
    validator: 'imei',
    evidence: 'GSMA TS.06: Luhn',
    forms: [form('15', '', 0.3), form('2 6 6 1', '- ', 0.6)],
    examples: ['IMEI [[490154203237518]]'],
    counterExamples: ['IMEI 490154203237519'],
  }),
  numberRow({
    id: 'us-passport',
    entity: 'US_PASSPORT',
    validator: 'anyDigits',
    evidence: 'US State Department: nine digits; no check digit, so only with context',
    forms: [form('9', '', 0.06)],
    examples: ['passport number [[340020013]]'],
    counterExamples: ['order 340020013'],
  }),
];

interface WordSpec {
  readonly id: string;
  readonly entity: string;
  readonly pattern: RegExp;
  readonly validator?: string;
  readonly evidence: string;
  readonly forms: readonly NumberForm[];
  readonly examples: readonly string[];
  readonly counterExamples?: readonly string[];
}

function wordRow(spec: WordSpec): WordRow {
  return { kind: 'word', counterExamples: [], ...spec };
}

/** National identifiers that mix letters and digits, and those whose groups have different separators. */
const WORDS: readonly WordRow[] = [
  wordRow({
    id: 'uk-nino',
    entity: 'UK_NINO',
    pattern: /^(?!BG|GB|NK|KN|TN|NT|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]\d{6}[A-D]$/,
    evidence: 'HMRC NIM39110',
    forms: [form('9', '', 0.6), form('2 2 2 2 1', ' -', 0.7), form('2 6 1', ' ', 0.7)],
    examples: ['NI number [[AB 12 34 56 C]]', '[[AB123456C]]'],
    counterExamples: ['BG123456C', 'AB123456E'],
  }),
  wordRow({
    id: 'in-pan',
    entity: 'IN_PAN',
    pattern: /^[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]$/,
    evidence: 'Income Tax Department: fourth letter is the holder kind',
    forms: [form('10', '', 0.6)],
    examples: ['PAN [[ABCPE1234F]]'],
    counterExamples: ['ABCDE1234F', 'ABCPE12345'],
  }),
  wordRow({
    id: 'sg-nric',
    entity: 'SG_NRIC',
    pattern: /^[STFGM]\d{7}[A-Z]$/,
    validator: 'nric',
    evidence: 'ICA: weighted mod 11',
    forms: [form('9', '', 0.9)],
    examples: ['[[S1234567D]]'],
    counterExamples: ['S1234567A'],
  }),
  wordRow({
    id: 'es-nif',
    entity: 'ES_NIF',
    pattern: /^\d{7,8}[A-Z]$/,
    validator: 'nif',
    evidence: 'Real Decreto 1065/2007: letter mod 23',
    forms: [form('9', '', 0.6), form('8 1', '- ', 0.7)],
    examples: ['DNI [[12345678Z]]', '[[12345678-Z]]'],
    counterExamples: ['12345678A'],
  }),
  wordRow({
    id: 'es-nie',
    entity: 'ES_NIE',
    pattern: /^[XYZ]\d{7}[A-Z]$/,
    validator: 'nie',
    evidence: 'Orden INT/2058/2008',
    forms: [form('9', '', 0.8), form('1 7 1', '- ', 0.8)],
    examples: ['[[X1234567L]]', '[[X-1234567-L]]'],
    counterExamples: ['X1234567A'],
  }),
  wordRow({
    id: 'it-fiscal-code',
    entity: 'IT_FISCAL_CODE',
    pattern: /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/,
    validator: 'fiscalCode',
    evidence: 'DM 12 March 1974',
    forms: [form('16', '', 1)],
    examples: ['CF [[RSSMRA85T10A562S]]'],
    counterExamples: ['RSSMRA85T10A562T'],
  }),
  wordRow({
    id: 'fr-nir',
    entity: 'FR_NIR',
    pattern: /^[1278]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}\d{2}$/,
    validator: 'nir',
    evidence: 'INSEE: 97 minus mod 97',
    forms: [form('15', '', 0.9), form('1 2 2 2 3 3 2', ' ', 1), form('13 2', ' ', 1)],
    examples: ['[[1 85 05 78 006 084 91]]'],
    counterExamples: ['1 85 05 78 006 084 35'],
  }),
  wordRow({
    id: 'fi-hetu',
    entity: 'FI_HETU',
    pattern: /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[A-FYXWVU]?\d{3}[0-9A-FHJ-NPR-Y]$/,
    validator: 'hetu',
    evidence: 'DVV: mod 31',
    forms: [form('6 4', '-+', 0.9), form('11', '', 0.9)],
    examples: ['[[131052-308T]]', '[[131052A308T]]'],
    counterExamples: ['131052-308U'],
  }),
  wordRow({
    id: 'vin',
    entity: 'VIN',
    pattern: /^[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{8}$/,
    validator: 'vin',
    evidence: 'ISO 3779, 49 CFR 565',
    forms: [form('17', '', 0.6)],
    examples: ['VIN [[1M8GDM9AXKP042788]]'],
    counterExamples: ['1M8GDM9AXKP042789', '11111111111111112'],
  }),
  wordRow({
    id: 'us-mbi',
    entity: 'US_MBI',
    pattern: /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y]{2}\d{2}$/,
    evidence: 'CMS: places of letters and digits',
    forms: [form('11', '', 0.6), form('4 3 4', '-', 0.8)],
    examples: ['MBI [[1EG4-TE5-MK73]]'],
    counterExamples: ['0EG4-TE5-MK73'],
  }),
  wordRow({
    id: 'br-cpf-written',
    entity: 'BR_CPF',
    pattern: /^\d{11}$/,
    validator: 'cpfText',
    evidence: 'Receita Federal: 000.000.000-00',
    forms: [form('3 3 3 2', '.-*', 0.9)],
    examples: ['[[111.444.777-35]]'],
    counterExamples: ['111.444.777-36'],
  }),
  wordRow({
    id: 'br-cnpj-written',
    entity: 'BR_CNPJ',
    pattern: /^\d{14}$/,
    validator: 'cnpjText',
    evidence: 'Receita Federal: 00.000.000/0000-00',
    forms: [form('2 3 3 4 2', './-*', 0.9)],
    examples: ['[[11.222.333/0001-81]]'],
    counterExamples: ['11.222.333/0001-82'],
  }),
  wordRow({
    id: 'us-driver-license',
    entity: 'US_DRIVER_LICENSE',
    pattern: /^[A-Z]{1,2}\d{5,14}$/,
    evidence: 'AAMVA: a letter or two and digits in most states; only with context',
    forms: [6, 7, 8, 9, 10, 12, 13, 14].map((n) => form(String(n), '', 0.1)),
    examples: ["driver's license [[D1234567]]"],
    counterExamples: ['part D1234567'],
  }),
  wordRow({
    id: 'us-passport-book',
    entity: 'US_PASSPORT',
    pattern: /^[A-Z]\d{8}$/,
    evidence: 'US State Department: books of 2021 on; only with context',
    forms: [form('9', '', 0.1)],
    examples: ['passport [[A12345678]]'],
    counterExamples: ['part A12345678'],
  }),
];

/** All national rows; opt-in, on in preset strict, some in hipaa. */
export const NATIONAL_ROWS: readonly (NumberRow | WordRow)[] = [...NUMBERS, ...WORDS];
