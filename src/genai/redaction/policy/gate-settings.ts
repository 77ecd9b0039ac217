import { ARMOUR, AT, BASE64, BLOB, COLON, HIDDEN, IBAN, KEYED, NUMBER, TILDE, TOKEN_RUN, WORD } from '../gate/candidates.ts';
import type { GateSettings } from '../gate/gate.ts';
import { IBAN_COUNTRIES } from '../scan/iban.ts';
import type { KeyNames } from '../scan/key-names.ts';
import type { NumberEntry } from '../scan/number-scanner.ts';
import type { SecretIndex } from '../scan/secret-index.ts';
import type { WordEntry } from '../scan/word-scanner.ts';
import { CLASS, JOINT } from '../text/byte-class.ts';
import type { ScannerNumbers } from './policy.ts';

/** What a phone needs at least; other rows need what their shapes say. */
const PHONE_DIGITS = 7;
/** The year of a written birth date stands alone; an address has four digits at least. */
const ADDRESS_DIGITS = 4;

interface Parts {
  readonly scanners: ScannerNumbers;
  readonly numbers: readonly NumberEntry[];
  readonly words: readonly WordEntry[];
  readonly names: KeyNames;
  readonly secrets: SecretIndex;
  readonly loose: boolean;
  readonly blobMinBytes: number;
  readonly decodeBase64: boolean;
}

/** What the gate must look for so that every recogniser that is on gets all its candidates. */
export function gateSettings(parts: Parts): GateSettings {
  const { scanners, numbers, words } = parts;
  let kinds = HIDDEN;
  const add = (kind: number, ...recognisers: number[]): void => {
    if (recognisers.some((recogniser) => recogniser !== -1)) kinds |= kind;
  };
  const { phone } = scanners;
  add(AT, scanners.email, scanners.spokenEmail, scanners.urlCredentials);
  add(NUMBER, phone.international, phone.national, phone.region, scanners.ipv4, scanners.birthDate);
  if (numbers.length > 0) kinds |= NUMBER;
  if (words.length > 0) kinds |= WORD;
  add(IBAN, scanners.iban);
  add(ARMOUR, scanners.armour);
  add(TILDE, scanners.azureSecret);
  add(COLON, scanners.ipv6, scanners.mac, scanners.url);
  add(TOKEN_RUN, scanners.jwt, scanners.crypto);
  add(BLOB, scanners.blob);
  kinds |= TOKEN_RUN | KEYED;
  if (parts.decodeBase64) kinds |= BASE64;
  let minDigits = 64;
  for (const { row } of numbers)
    for (const form of row.forms)
      minDigits = Math.min(
        minDigits,
        form.shape.split(' ').reduce((sum, n) => sum + Number(n), 0),
      );
  if (phone.international !== -1 || phone.national !== -1 || phone.region !== -1) minDigits = Math.min(minDigits, PHONE_DIGITS);
  if (scanners.ipv4 !== -1 || scanners.birthDate !== -1) minDigits = Math.min(minDigits, ADDRESS_DIGITS);
  const joints = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) if ((CLASS[byte]! & JOINT) !== 0) joints[byte] = 1;
  if (parts.loose) for (const byte of [0x09, 0x0a, 0x0d, 0x2a, 0x7c, 0x2c, 0x3a, 0x7e]) joints[byte] = 1;
  return {
    kinds,
    minDigits,
    joints,
    keys: parts.names,
    secrets: parts.secrets,
    ibanCountries: IBAN_COUNTRIES,
    blobMinBytes: parts.blobMinBytes,
  };
}
