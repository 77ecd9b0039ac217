import type { Canonical } from './policy/hmac.ts';

/** One kind of private data. */
export interface EntityRow {
  /** As Presidio names it where it has one; the placeholder is `<ID>`. */
  readonly id: string;
  /** Decides between overlapping findings of equal score and length; higher wins. */
  readonly priority: number;
  /** Presets in which it is on. `balanced` also means `strict`. */
  readonly presets: readonly Preset[];
  /** How a value is made canonical before it is hashed, so that spellings of one value join. */
  readonly canonical: Canonical;
  readonly what: string;
}

export type Preset = 'balanced' | 'strict' | 'pci' | 'hipaa' | 'secrets_only' | 'none';
export const PRESETS: readonly Preset[] = ['balanced', 'strict', 'pci', 'hipaa', 'secrets_only', 'none'];

const ALL: readonly Preset[] = ['balanced', 'strict', 'pci', 'hipaa', 'secrets_only'];
const PERSONAL: readonly Preset[] = ['balanced', 'strict', 'hipaa'];
const OPTIONAL: readonly Preset[] = ['strict'];
const HEALTH: readonly Preset[] = ['strict', 'hipaa'];

/** Families: `SECRET/GITHUB` and its like take the row of `SECRET` unless a config names them. */
export const ENTITIES: readonly EntityRow[] = [
  {
    id: 'SECRET',
    priority: 100,
    presets: ALL,
    canonical: 'exact',
    what: 'API keys, tokens, private keys, credentials in URLs and headers, values of secret-like keys',
  },
  {
    id: 'CREDIT_CARD',
    priority: 90,
    presets: ['balanced', 'strict', 'pci', 'hipaa'],
    canonical: 'digits',
    what: 'card numbers of all issuers, Luhn and issuer range checked',
  },
  { id: 'CARD_SECURITY_CODE', priority: 89, presets: ['strict', 'pci'], canonical: 'digits', what: 'CVV and CVC next to their name' },
  {
    id: 'IBAN_CODE',
    priority: 80,
    presets: ['balanced', 'strict', 'pci', 'hipaa'],
    canonical: 'alnum',
    what: 'IBANs of all countries, mod 97 checked',
  },
  { id: 'US_SSN', priority: 70, presets: PERSONAL, canonical: 'digits', what: 'US social security numbers' },
  { id: 'US_ITIN', priority: 69, presets: PERSONAL, canonical: 'digits', what: 'US taxpayer numbers' },
  { id: 'EMAIL_ADDRESS', priority: 60, presets: PERSONAL, canonical: 'lower', what: 'e-mail addresses' },
  {
    id: 'PHONE_NUMBER',
    priority: 50,
    presets: PERSONAL,
    canonical: 'phone',
    what: 'phone numbers: international always, national with context or a configured region',
  },
  {
    id: 'LINKED_IDENTITY',
    priority: 55,
    presets: PERSONAL,
    canonical: 'lower',
    what: 'values of identity attributes, found again in content',
  },
  { id: 'BLOB', priority: 10, presets: PERSONAL, canonical: 'exact', what: 'base64 and data: URLs above a size' },
  { id: 'IP_ADDRESS', priority: 40, presets: HEALTH, canonical: 'lower', what: 'IPv4 and IPv6' },
  { id: 'MAC_ADDRESS', priority: 41, presets: HEALTH, canonical: 'alnum', what: 'IEEE 802 addresses' },
  { id: 'URL', priority: 20, presets: HEALTH, canonical: 'exact', what: 'http, https and ftp URLs' },
  { id: 'CRYPTO', priority: 61, presets: OPTIONAL, canonical: 'exact', what: 'Bitcoin and Ethereum addresses, checksums verified' },
  { id: 'DATE_OF_BIRTH', priority: 30, presets: HEALTH, canonical: 'exact', what: 'dates next to a word for birth' },
  { id: 'VIN', priority: 35, presets: HEALTH, canonical: 'alnum', what: 'vehicle identification numbers with check digit' },
  { id: 'IMEI', priority: 34, presets: HEALTH, canonical: 'digits', what: 'device identities' },
  { id: 'US_NPI', priority: 48, presets: HEALTH, canonical: 'digits', what: 'US health provider numbers' },
  { id: 'US_MBI', priority: 48, presets: HEALTH, canonical: 'alnum', what: 'US Medicare beneficiary numbers' },
  { id: 'US_PASSPORT', priority: 33, presets: HEALTH, canonical: 'alnum', what: 'US passport numbers next to a word for it' },
  { id: 'US_DRIVER_LICENSE', priority: 32, presets: HEALTH, canonical: 'alnum', what: 'US licence numbers next to a word for it' },
  { id: 'ABA_ROUTING_NUMBER', priority: 45, presets: ['strict', 'pci'], canonical: 'digits', what: 'US bank routing numbers' },
  { id: 'UK_NHS', priority: 47, presets: HEALTH, canonical: 'digits', what: 'UK health numbers' },
  { id: 'UK_NINO', priority: 47, presets: HEALTH, canonical: 'alnum', what: 'UK national insurance numbers' },
  { id: 'CA_SIN', priority: 46, presets: HEALTH, canonical: 'digits', what: 'Canadian social insurance numbers' },
  { id: 'AU_TFN', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Australian tax file numbers' },
  { id: 'AU_ABN', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Australian business numbers' },
  { id: 'AU_MEDICARE', priority: 46, presets: HEALTH, canonical: 'digits', what: 'Australian Medicare numbers' },
  { id: 'IN_AADHAAR', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Indian Aadhaar numbers' },
  { id: 'IN_PAN', priority: 46, presets: OPTIONAL, canonical: 'alnum', what: 'Indian tax numbers' },
  { id: 'SG_NRIC', priority: 46, presets: OPTIONAL, canonical: 'alnum', what: 'Singapore identity numbers' },
  { id: 'ES_NIF', priority: 46, presets: OPTIONAL, canonical: 'alnum', what: 'Spanish tax numbers of citizens' },
  { id: 'ES_NIE', priority: 46, presets: OPTIONAL, canonical: 'alnum', what: 'Spanish numbers of foreigners' },
  { id: 'IT_FISCAL_CODE', priority: 46, presets: OPTIONAL, canonical: 'alnum', what: 'Italian fiscal codes' },
  { id: 'PL_PESEL', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Polish identity numbers' },
  { id: 'DE_TAX_ID', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'German tax numbers' },
  { id: 'FR_NIR', priority: 47, presets: OPTIONAL, canonical: 'alnum', what: 'French social security numbers' },
  { id: 'NL_BSN', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Dutch citizen numbers' },
  { id: 'BR_CPF', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Brazilian personal tax numbers' },
  { id: 'BR_CNPJ', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Brazilian company tax numbers' },
  { id: 'SE_PERSONNUMMER', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Swedish identity numbers' },
  { id: 'FI_HETU', priority: 46, presets: OPTIONAL, canonical: 'alnum', what: 'Finnish identity codes' },
  { id: 'NO_FODSELSNUMMER', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Norwegian identity numbers' },
  { id: 'DK_CPR', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Danish identity numbers' },
  { id: 'ZA_ID', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'South African identity numbers' },
  { id: 'KR_RRN', priority: 46, presets: OPTIONAL, canonical: 'digits', what: 'Korean resident numbers' },
  { id: 'UNSCANNED_OVERSIZE', priority: 5, presets: [], canonical: 'exact', what: 'what lies beyond the size cap of one value' },
  { id: 'REDACTION_FAILED', priority: 200, presets: [], canonical: 'exact', what: 'a value whose scan failed' },
];
