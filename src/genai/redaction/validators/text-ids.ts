import { DIGIT_ID_CHECKS } from './digit-ids.ts';

const SPANISH = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** Spanish NIF: the letter is the number mod 23. */
function nif(text: string): boolean {
  return SPANISH[Number(text.slice(0, -1)) % 23] === text.at(-1);
}

/** Spanish NIE: X, Y, Z stand for 0, 1, 2. */
function nie(text: string): boolean {
  return nif(String('XYZ'.indexOf(text[0]!)) + text.slice(1));
}

const CF_ODD: Readonly<Record<string, number>> = {
  0: 1,
  1: 0,
  2: 5,
  3: 7,
  4: 9,
  5: 13,
  6: 15,
  7: 17,
  8: 19,
  9: 21,
  A: 1,
  B: 0,
  C: 5,
  D: 7,
  E: 9,
  F: 13,
  G: 15,
  H: 17,
  I: 19,
  J: 21,
  K: 2,
  L: 4,
  M: 18,
  N: 20,
  O: 11,
  P: 3,
  Q: 6,
  R: 8,
  S: 12,
  T: 14,
  U: 16,
  V: 10,
  W: 22,
  X: 25,
  Y: 24,
  Z: 23,
};

/** Italian codice fiscale (DM 12 March 1974): values by odd and even place, sum mod 26. */
function fiscalCode(text: string): boolean {
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const sign = text[i]!;
    if (i % 2 === 0) sum += CF_ODD[sign]!;
    else sum += sign >= '0' && sign <= '9' ? Number(sign) : sign.charCodeAt(0) - 65;
  }
  return String.fromCharCode(65 + (sum % 26)) === text[15];
}

/** Singapore NRIC and FIN: weights 2 7 6 5 4 3 2, an offset by century, a table by kind. */
function nric(text: string): boolean {
  const weights = [2, 7, 6, 5, 4, 3, 2];
  let sum = text[0] === 'T' || text[0] === 'G' ? 4 : text[0] === 'M' ? 3 : 0;
  for (let i = 0; i < 7; i++) sum += Number(text[i + 1]) * weights[i]!;
  const rest = sum % 11;
  const table = text[0] === 'S' || text[0] === 'T' ? 'JZIHGFEDCBA' : text[0] === 'M' ? 'KLJNPQRTUWX' : 'XWUTRQPNMLK';
  return table[text[0] === 'M' ? 10 - rest : rest] === text.at(-1);
}

/** French NIR: key is 97 minus the number mod 97; Corsica 2A counts as 19, 2B as 18. */
function nir(text: string): boolean {
  const number = text.slice(0, 13).replace('2A', '19').replace('2B', '18');
  if (/\D/.test(number)) return false;
  return 97 - (Number(number) % 97) === Number(text.slice(13));
}

const HETU = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** Finnish henkilötunnus: the nine digits mod 31. The century sign is a separator here, or a letter. */
function hetu(text: string): boolean {
  const digits = text.slice(0, 6) + text.slice(-4, -1);
  return HETU[Number(digits) % 31] === text.at(-1);
}

const VIN_VALUES: Readonly<Record<string, number>> = {
  A: 1,
  B: 2,
  C: 3,
  D: 4,
  E: 5,
  F: 6,
  G: 7,
  H: 8,
  J: 1,
  K: 2,
  L: 3,
  M: 4,
  N: 5,
  P: 7,
  R: 9,
  S: 2,
  T: 3,
  U: 4,
  V: 5,
  W: 6,
  X: 7,
  Y: 8,
  Z: 9,
};

/** ISO 3779 and 49 CFR 565.15: weighted sum mod 11 in the ninth place. */
function vin(text: string): boolean {
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (VIN_VALUES[text[i]!] ?? Number(text[i])) * weights[i]!;
  const check = sum % 11;
  return text[8] === (check === 10 ? 'X' : String(check));
}

/** A digit check over text. */
function overText(name: string): (text: string) => boolean {
  const check = DIGIT_ID_CHECKS[name]!;
  return (text) => check(Uint8Array.from(text, Number), text.length);
}

/** Checks of identifiers that mix letters and digits, by the name rows use. */
export const TEXT_ID_CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  nif,
  nie,
  fiscalCode,
  nric,
  nir,
  hetu,
  vin,
  cpfText: overText('cpf'),
  cnpjText: overText('cnpj'),
};
