import { luhn } from './luhn.ts';
import { verhoeff } from './verhoeff.ts';

/** Sum of digit times weight over the first `weights.length` digits. */
function weighted(digits: Uint8Array, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += digits[i]! * weights[i]!;
  return sum;
}

/** A plausible day and month in two digits each at `day` and `month`. */
function isDay(digits: Uint8Array, day: number, month: number, offset: number = 0): boolean {
  const d = digits[day]! * 10 + digits[day + 1]! - offset;
  const m = digits[month]! * 10 + digits[month + 1]!;
  return d >= 1 && d <= 31 && m >= 1 && m <= 12;
}

function allSame(digits: Uint8Array, count: number): boolean {
  for (let i = 1; i < count; i++) if (digits[i] !== digits[0]) return false;
  return true;
}

/** NHS Data Dictionary: weights 10 to 2, 11 minus the remainder, 10 is invalid. */
function nhs(digits: Uint8Array): boolean {
  const check = 11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return !allSame(digits, 10) && (check === 11 ? 0 : check) === digits[9];
}

/** Canada Revenue Agency: Luhn; the first digit is not 0, 8 is unused. */
function canadaSin(digits: Uint8Array, count: number): boolean {
  return digits[0] !== 0 && digits[0] !== 8 && luhn(digits, count);
}

/** Australian Taxation Office: weighted sum divisible by 11. */
function australiaTfn(digits: Uint8Array, count: number): boolean {
  const weights = count === 8 ? [10, 7, 8, 4, 6, 3, 5, 1] : [1, 4, 3, 7, 5, 8, 6, 9, 10];
  return !allSame(digits, count) && weighted(digits, weights) % 11 === 0;
}

/** Australian Business Register: first digit less one, weights 10, 1, 3 ... 19, divisible by 89. */
function australiaAbn(digits: Uint8Array): boolean {
  return digits[0]! > 0 && (weighted(digits, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0;
}

/** Services Australia: first digit 2 to 6, weights 1 3 7 9 1 3 7 9, ninth digit is the remainder by 10. */
function australiaMedicare(digits: Uint8Array): boolean {
  return digits[0]! >= 2 && digits[0]! <= 6 && weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digits[8];
}

/** UIDAI: Verhoeff; the first digit is 2 to 9. */
function aadhaar(digits: Uint8Array, count: number): boolean {
  return digits[0]! >= 2 && verhoeff(digits, count);
}

/** Polish PESEL: weights 1 3 7 9, month with the century added. */
function pesel(digits: Uint8Array): boolean {
  const month = (digits[2]! * 10 + digits[3]!) % 20;
  const day = digits[4]! * 10 + digits[5]!;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** German tax number: ISO 7064 mod 11,10; one digit of the first ten occurs two or three times, the others at most once (BZSt). */
function germanTaxId(digits: Uint8Array): boolean {
  if (digits[0] === 0) return false;
  const counts = new Uint8Array(10);
  let most = 0;
  let repeated = 0;
  for (let i = 0; i < 10; i++) {
    const count = ++counts[digits[i]!]!;
    if (count === 2) repeated++;
    if (count > most) most = count;
  }
  if (repeated !== 1 || most > 3) return false;
  let product = 10;
  for (let i = 0; i < 10; i++) {
    let sum = (digits[i]! + product) % 10;
    if (sum === 0) sum = 10;
    product = (sum * 2) % 11;
  }
  const check = 11 - product;
  return (check === 10 ? 0 : check) === digits[10];
}

/** Dutch BSN: eleven proof with weights 9 to 2 and minus 1. */
function dutchBsn(digits: Uint8Array): boolean {
  const sum = weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2]) - digits[8]!;
  return !allSame(digits, 9) && sum > 0 && sum % 11 === 0;
}

/** Brazilian CPF: two check digits mod 11. */
function cpf(digits: Uint8Array): boolean {
  if (allSame(digits, 11)) return false;
  const first = ((weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  const second = ((weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  return first === digits[9] && second === digits[10];
}

/** Brazilian CNPJ: two check digits mod 11. */
function cnpj(digits: Uint8Array): boolean {
  if (allSame(digits, 14)) return false;
  const check = (sum: number): number => (sum % 11 < 2 ? 0 : 11 - (sum % 11));
  return (
    check(weighted(digits, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) === digits[12] &&
    check(weighted(digits, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) === digits[13]
  );
}

const shifted = new Uint8Array(10);

/** Swedish personnummer of ten digits, or twelve with the century: date and Luhn over the last ten. A samordningsnummer has 60 added to the day. */
function personnummer(digits: Uint8Array, count: number): boolean {
  const from = count - 10;
  for (let i = 0; i < 10; i++) shifted[i] = digits[from + i]!;
  const century = digits[0]! * 10 + digits[1]!;
  if (count === 12 && (century < 18 || century > 20)) return false;
  const dated = isDay(shifted, 4, 2) || isDay(shifted, 4, 2, 60);
  return dated && luhn(shifted, 10);
}

/** Norwegian fødselsnummer: two mod 11 check digits; 40 is added to the day in D numbers. */
function fodselsnummer(digits: Uint8Array): boolean {
  if (!isDay(digits, 0, 2) && !isDay(digits, 0, 2, 40)) return false;
  const check = (sum: number): number => (11 - (sum % 11)) % 11;
  return (
    check(weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2])) === digits[9] &&
    check(weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2])) === digits[10]
  );
}

/** Danish CPR: a date; the mod 11 check was given up in 2007, so it is not asked for. */
function cpr(digits: Uint8Array): boolean {
  return isDay(digits, 0, 2);
}

/** South African ID: date, citizenship 0 or 1, Luhn. */
function southAfrica(digits: Uint8Array, count: number): boolean {
  return isDay(digits, 4, 2) && digits[10]! <= 1 && luhn(digits, count);
}

/** Korean RRN: date, century digit; the check digit holds only for numbers before October 2020. */
function koreanRrn(digits: Uint8Array): boolean {
  return isDay(digits, 4, 2) && digits[6]! >= 1 && digits[6]! <= 8;
}

const npiDigits = new Uint8Array(15).fill(0);

/** CMS: Luhn with the prefix 80840; the first digit is 1 or 2. */
function npi(digits: Uint8Array): boolean {
  npiDigits.set([8, 0, 8, 4, 0]);
  for (let i = 0; i < 10; i++) npiDigits[5 + i] = digits[i]!;
  return (digits[0] === 1 || digits[0] === 2) && luhn(npiDigits, 15);
}

/** American Bankers Association: weights 3 7 1; the first two digits 00 to 12, 21 to 32, 61 to 72, 80. */
function routing(digits: Uint8Array): boolean {
  const head = digits[0]! * 10 + digits[1]!;
  const known = head <= 12 || (head >= 21 && head <= 32) || (head >= 61 && head <= 72) || head === 80;
  return known && !allSame(digits, 9) && weighted(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0;
}

/** GSMA: Luhn over 15 digits; reporting body codes begin with 01, 35, 86, 91, 98, 99 and few others. */
function imei(digits: Uint8Array, count: number): boolean {
  const head = digits[0]! * 10 + digits[1]!;
  return (
    luhn(digits, count) &&
    (head === 1 ||
      head === 35 ||
      head === 86 ||
      head === 91 ||
      head === 98 ||
      head === 99 ||
      head === 44 ||
      head === 45 ||
      head === 49 ||
      head === 50 ||
      head === 51 ||
      head === 52 ||
      head === 53 ||
      head === 54)
  );
}

/** Nine digits that are no row of one: context alone decides. */
function anyDigits(digits: Uint8Array, count: number): boolean {
  return !allSame(digits, count);
}

/** Checks of the national and device identifiers of digits, by the name rows use. */
export const DIGIT_ID_CHECKS: Readonly<Record<string, (digits: Uint8Array, count: number) => boolean>> = {
  nhs,
  canadaSin,
  australiaTfn,
  australiaAbn,
  australiaMedicare,
  aadhaar,
  pesel,
  germanTaxId,
  dutchBsn,
  cpf,
  cnpj,
  personnummer,
  fodselsnummer,
  cpr,
  southAfrica,
  koreanRrn,
  npi,
  routing,
  imei,
  anyDigits,
};
