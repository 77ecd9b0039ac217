import type { NumberForm, NumberRow } from '../recogniser.ts';

/** Numbers that begin with `from` to `to` (as many digits as written) are this issuer's, with these lengths. */
export interface IssuerRow {
  readonly issuer: string;
  readonly from: number;
  readonly to: number;
  readonly lengths: readonly number[];
  /** How many digits `from` and `to` have when they begin with a zero. */
  readonly digits?: number;
}

const L12_19: readonly number[] = [12, 13, 14, 15, 16, 17, 18, 19];
const L16_19: readonly number[] = [16, 17, 18, 19];

/**
 * Issuer ranges (ISO/IEC 7812 register as the schemes publish it: Mastercard 2-series rules of 2016, JCB and Discover
 * merchant BIN tables, UnionPay, Mir, RuPay, Troy, Elo, Verve scheme pages).
 */
export const ISSUERS: readonly IssuerRow[] = [
  { issuer: 'visa', from: 4, to: 4, lengths: [13, 16, 19] },
  { issuer: 'mastercard', from: 51, to: 55, lengths: [16] },
  { issuer: 'mastercard', from: 2221, to: 2720, lengths: [16] },
  { issuer: 'amex', from: 34, to: 34, lengths: [15] },
  { issuer: 'amex', from: 37, to: 37, lengths: [15] },
  { issuer: 'discover', from: 6011, to: 6011, lengths: L16_19 },
  { issuer: 'discover', from: 644, to: 649, lengths: L16_19 },
  { issuer: 'discover', from: 65, to: 65, lengths: L16_19 },
  { issuer: 'diners', from: 300, to: 305, lengths: [14, 16, 19] },
  { issuer: 'diners', from: 3095, to: 3095, lengths: [14, 16, 19] },
  { issuer: 'diners', from: 36, to: 36, lengths: [14, 16, 19] },
  { issuer: 'diners', from: 38, to: 39, lengths: [14, 16, 19] },
  { issuer: 'jcb', from: 3528, to: 3589, lengths: L16_19 },
  // Not issued, but test numbers of JCB are made of the whole 35.
  { issuer: 'jcb test', from: 3500, to: 3599, lengths: [16] },
  { issuer: 'jcb', from: 1800, to: 1800, lengths: [15] },
  { issuer: 'jcb', from: 2131, to: 2131, lengths: [15] },
  { issuer: 'unionpay', from: 62, to: 62, lengths: L16_19 },
  { issuer: 'unionpay', from: 810, to: 817, lengths: L16_19 },
  { issuer: 'maestro', from: 50, to: 50, lengths: L12_19 },
  { issuer: 'maestro', from: 56, to: 58, lengths: L12_19 },
  { issuer: 'maestro', from: 604, to: 604, lengths: L12_19, digits: 4 },
  { issuer: 'maestro', from: 6304, to: 6304, lengths: L12_19 },
  { issuer: 'maestro', from: 6390, to: 6390, lengths: L12_19 },
  { issuer: 'maestro', from: 67, to: 67, lengths: L12_19 },
  { issuer: 'instapayment', from: 637, to: 639, lengths: [16] },
  { issuer: 'interpayment', from: 636, to: 636, lengths: L16_19 },
  { issuer: 'rupay', from: 60, to: 60, lengths: [16] },
  { issuer: 'rupay', from: 81, to: 82, lengths: [16] },
  { issuer: 'mir', from: 2200, to: 2204, lengths: [16, 17, 18] },
  { issuer: 'troy', from: 9792, to: 9792, lengths: [16] },
  { issuer: 'hipercard', from: 606282, to: 606282, lengths: [16] },
];

function compact(length: number, score: number): NumberForm {
  return { shape: String(length), joints: '', score };
}

function grouped(shape: string): NumberForm {
  return { shape, joints: ' -.+', score: 1 };
}

/** The groupings that are printed on cards, also with the signs of file names, paths and forms (`+` is a blank) between. */
function printed(shape: string): NumberForm {
  return { shape, joints: ' -._/+', score: 1 };
}

/**
 * Bare numbers of 12, 17 and 18 digits pass Luhn and an issuer range by chance too often (snowflake ids have 17 to 19):
 * those need context. 19 digits are accepted: ids and nanosecond timestamps of that length begin with 1 or 2.
 */
export const CARD_ROWS: readonly NumberRow[] = [
  {
    kind: 'number',
    id: 'card',
    entity: 'CREDIT_CARD',
    evidence: 'ISO/IEC 7812-1; measured on 200,000 each: 0 of ms and ns timestamps, 0.018 % of UUIDs, 0.017 % of trace ids pass',
    validator: 'card',
    loose: { grouping: 'any', score: 0.9 },
    forms: [
      compact(12, 0.3),
      compact(13, 1),
      compact(14, 1),
      compact(15, 1),
      compact(16, 1),
      compact(17, 0.3),
      compact(18, 0.3),
      compact(19, 1),
      printed('4 4 4 4'),
      grouped('4 4 4 4 1'),
      grouped('4 4 4 4 2'),
      printed('4 4 4 4 3'),
      grouped('4 4 4'),
      grouped('4 4 4 1'),
      grouped('4 4 4 2'),
      grouped('4 4 4 3'),
      printed('4 6 5'),
      printed('4 6 4'),
      grouped('4 4 5'),
      grouped('8 8'),
      grouped('6 13'),
      grouped('4 5 6'),
      grouped('6 6 4'),
    ],
    examples: [
      '/pay?card=[[4111+1111+1111+1111]]&next=1',
      'My card is [[4111 1111 1111 1111]].',
      'pay with [[5555555555554444]] now',
      '[[2223-0031-2200-3222]]',
      'amex [[3782 822463 10005]]',
      'diners [[30569309025904]]',
      'jcb [[3530111333300000]] or [[180012345678905]]',
      'maestro [[6759649826438453]]',
      'unionpay [[6205500000000000004]]',
      'Karte: [[4000-0566-5566-5556]],',
      '[[4222222222222]]',
      'pan_[[4111_1111_1111_1111]].png',
      '[[4111  1111  1111  1111]]',
      '[[4111 - 1111 - 1111 - 1111]]',
    ],
    counterExamples: [
      '4111 1111 1111 1112',
      '1700000000000',
      '1700000000000000000',
      'id 4111111111111111a',
      '0.4111111111111111',
      '550e8400-e29b-4111-1111-111111111111',
      'trace 4bf92f3577b34da6a3ce929d0e0e4736',
      'call 4111 1111',
    ],
  },
];
