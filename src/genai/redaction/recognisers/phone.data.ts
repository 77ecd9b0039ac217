import type { ScannerRow } from '../recogniser.ts';

/**
 * A national way to write a phone number. `shape`: digits of the groups, a range as `5-8`. `lead`: what the digits begin
 * with, alternatives by blanks, '' for anything. `signs`: what may stand between groups, each joint for itself; `(` says
 * that the first group stands in brackets. Below 0.4 it needs context.
 */
export interface PhoneForm {
  readonly where: string;
  readonly shape: string;
  readonly lead: string;
  readonly signs: string;
  readonly score: number;
}

/** From the national numbering plans (ITU-T E.164 annexes, E.123 notation); scores from the development set. */
export const PHONE_FORMS: readonly PhoneForm[] = [
  { where: 'NANP', shape: '3 3 4', lead: '2 3 4 5 6 7 8 9', signs: '-.(', score: 0.6 },
  { where: 'NANP', shape: '3 3 4', lead: '2 3 4 5 6 7 8 9', signs: ' -./(', score: 0.45 },
  { where: 'NANP', shape: '3 3 4', lead: '', signs: ' -.(', score: 0.3 },
  { where: 'NANP', shape: '1 3 3 4', lead: '1', signs: ' -./(', score: 0.6 },
  { where: 'NANP', shape: '3 3 3 4', lead: '001', signs: ' -.(', score: 0.6 },
  { where: 'NANP', shape: '10', lead: '2 3 4 5 6 7 8 9', signs: '', score: 0.25 },
  { where: 'NANP', shape: '11', lead: '1', signs: '', score: 0.2 },
  { where: 'NANP', shape: '3 4', lead: '2 3 4 5 6 7 8 9', signs: '-. ', score: 0.2 },
  { where: 'NANP', shape: '3 7', lead: '2 3 4 5 6 7 8 9', signs: ' -(', score: 0.3 },
  { where: 'FR', shape: '2 2 2 2 2', lead: '01 02 03 04 05 06 07 08 09', signs: ' .-', score: 0.6 },
  { where: 'GB', shape: '5 6', lead: '0', signs: ' -(', score: 0.5 },
  { where: 'GB', shape: '5 3 3', lead: '0', signs: ' -(', score: 0.5 },
  { where: 'GB JP KR', shape: '3 4 4', lead: '0', signs: ' -(', score: 0.55 },
  { where: 'GB', shape: '4 3 4', lead: '0', signs: ' -(', score: 0.5 },
  { where: 'GB', shape: '4 7', lead: '0', signs: ' -(', score: 0.45 },
  { where: 'JP AU', shape: '2 4 4', lead: '0', signs: ' -(', score: 0.5 },
  { where: 'JP', shape: '4 2 4', lead: '0', signs: '-', score: 0.5 },
  { where: 'AU', shape: '4 3 3', lead: '04 1300 1800', signs: ' -', score: 0.5 },
  { where: 'DE AT', shape: '3-5 5-8', lead: '0', signs: ' -/(', score: 0.42 },
  { where: 'DE AT', shape: '3-5 3 4', lead: '0', signs: ' -/(', score: 0.45 },
  { where: 'DE AT', shape: '3-5 2-4 2-4 2', lead: '0', signs: ' -/(', score: 0.45 },
  { where: 'DE AT', shape: '3-5 2 2 2 2', lead: '0', signs: ' -/(', score: 0.5 },
  { where: 'CH SE', shape: '3 3 2 2', lead: '0', signs: ' -./(', score: 0.6 },
  { where: 'BE', shape: '4 2 2 2', lead: '0', signs: ' ./', score: 0.55 },
  { where: 'BE SE', shape: '2-3 2-3 2 2', lead: '0', signs: ' ./-', score: 0.5 },
  { where: 'NL', shape: '2 8', lead: '06', signs: ' -', score: 0.5 },
  { where: 'NL', shape: '3-4 6-7', lead: '0', signs: ' -(', score: 0.45 },
  { where: 'ES', shape: '3 2 2 2', lead: '6 7 8 9', signs: ' ', score: 0.45 },
  { where: 'ES PL CZ', shape: '3 3 3', lead: '2 3 4 5 6 7 8 9', signs: ' -', score: 0.3 },
  { where: 'DK NO', shape: '2 2 2 2', lead: '2 3 4 5 6 7 8 9', signs: ' ', score: 0.25 },
  { where: 'DK NO', shape: '2 2 2 2', lead: '2 3 4 5 6 7 8 9', signs: '.', score: 0.1 },
  { where: 'CN', shape: '11', lead: '13 14 15 16 17 18 19', signs: '', score: 0.3 },
  { where: 'CN', shape: '3 4 4', lead: '13 14 15 16 17 18 19', signs: ' -', score: 0.5 },
  { where: 'IN', shape: '5 5', lead: '6 7 8 9', signs: ' -', score: 0.42 },
  { where: 'IN BR', shape: '10-11', lead: '0', signs: '', score: 0.25 },
  { where: 'BR', shape: '2 5 4', lead: '1 2 3 4 5 6 7 8 9', signs: ' -(', score: 0.5 },
  { where: 'BR MX', shape: '2 4 4', lead: '1 2 3 4 5 6 7 8 9', signs: '-( ', score: 0.3 },
  { where: 'RU KZ', shape: '1 3 3 2 2', lead: '8', signs: ' -(', score: 0.6 },
  { where: 'RU KZ', shape: '3 3 2 2', lead: '9', signs: ' -(', score: 0.45 },
  { where: 'TR', shape: '4 3 2 2', lead: '05 02 03 04', signs: ' -(', score: 0.55 },
  { where: 'IT', shape: '3 6-7', lead: '3', signs: ' -', score: 0.3 },
  { where: 'IT', shape: '2-4 6-8', lead: '0', signs: ' -/', score: 0.42 },
];

/** What a whole run of digit groups is worth as a phone number next to a word for it, whatever its shape. */
export const PHONE_ANY_SCORE = 0.2;

export const PHONE_ROWS: readonly ScannerRow[] = [
  {
    kind: 'scanner',
    scanner: 'phone-international',
    id: 'phone-e164',
    entity: 'PHONE_NUMBER',
    score: 0.75,
    evidence: 'ITU-T E.164: + and country code; national lengths from libphonenumber metadata',
    examples: [
      'call [[+1 555 123 4567]]',
      '[[+442079460958]]',
      '[[+49 (0)30 1234567]]',
      '[[+33 1 23 45 67 89]].',
      '[[+1-555-123-4567 x123]]',
      'tel [[0049 30 1234567]]',
      '[[+86 138 0013 8000]]',
      '[[+1 (234) 555-0123]]',
    ],
    counterExamples: ['+1 2', '1+1 234', 'a +12345 points gain', 'UTC+0100'],
  },
  {
    kind: 'scanner',
    scanner: 'phone-national',
    id: 'phone-national',
    entity: 'PHONE_NUMBER',
    score: 0.45,
    evidence: 'National plans, table PHONE_FORMS; weak forms need a word for telephone near',
    examples: [
      '[[(555) 123-4567]]',
      '[[555-123-4567]]',
      'call me at [[5551234567]]',
      'Tel.: [[030 1234567]]',
      '[[01 23 45 67 89]]',
      'phone [[555.123.4567 ext. 12]]',
      '电话：[[13800138000]]',
      'mobile: [[07700 900123]]',
      '[[001-234-555-0123x456]]',
      'My cell is [[555-0199]]',
    ],
    counterExamples: [
      'order 5551234567',
      'from 2024-11-12 to 2024-11-15',
      '192.168.100.200',
      '3.14159265',
      '1990-2000',
      'page 123-4567',
      'total 100 200 300',
    ],
  },
  {
    kind: 'scanner',
    scanner: 'phone-region',
    id: 'phone-region',
    entity: 'PHONE_NUMBER',
    score: 0.5,
    evidence: 'libphonenumber-js isValid for a configured region; more than two regions cost precision (.13 with fifteen)',
    examples: [],
    counterExamples: [],
  },
];
