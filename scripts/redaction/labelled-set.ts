import { SECRET_ROWS } from '../../src/genai/redaction/recognisers/secrets.data.ts';
import { Random } from './random.ts';
import { sampleOf } from './sample-pattern.ts';
import { NEGATIVES, TEMPLATES } from './templates.data.ts';
import { card, email, iban, ip, phone, ssn, url } from './values.ts';

/** A value planted in a text. Positions count UTF-16 units. */
export interface Label {
  readonly entity: string;
  readonly start: number;
  readonly end: number;
}

export interface LabelledText {
  readonly text: string;
  readonly labels: readonly Label[];
}

/** Which templates: those rules may be made with, or those kept aside. */
export type Half = 'development' | 'kept aside';

const MAKERS: Readonly<Record<string, (r: Random) => string>> = {
  EMAIL: email,
  CARD: card,
  IBAN: iban,
  SSN: ssn,
  PHONE: phone,
  URL: url,
  IP: ip,
  SECRET: (r) => secretSample(r),
  TRACE: (r) => hex(r, 32),
  SHA: (r) => hex(r, 40),
  UUID: (r) => `${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)}`,
  MS: (r) => `17${r.fill('###########')}`,
  NS: (r) => `17${r.fill('#################')}`,
  SNOWFLAKE: (r) => `1${r.int(1, 9)}${r.fill('#################')}`,
};

const ENTITIES: Readonly<Record<string, string>> = {
  EMAIL: 'EMAIL_ADDRESS',
  CARD: 'CREDIT_CARD',
  IBAN: 'IBAN_CODE',
  SSN: 'US_SSN',
  PHONE: 'PHONE_NUMBER',
  URL: 'URL',
  IP: 'IP_ADDRESS',
  SECRET: 'SECRET',
};

/** `count` texts from one half of the templates. */
export function labelledSet(half: Half, count: number, seed: number): LabelledText[] {
  const r = new Random(seed);
  const templates = TEMPLATES.filter((_, index) => (index % 2 === 0) === (half === 'development'));
  return Array.from({ length: count }, () => fillTemplate(r, r.pick(templates)));
}

/** `count` texts in which nothing is private. */
export function negativeSet(half: Half, count: number, seed: number): LabelledText[] {
  const r = new Random(seed);
  const templates = NEGATIVES.filter((_, index) => (index % 2 === 0) === (half === 'development'));
  return Array.from({ length: count }, () => fillTemplate(r, r.pick(templates)));
}

export function fillTemplate(r: Random, template: string): LabelledText {
  const labels: Label[] = [];
  let text = '';
  for (const part of template.split(/(\{[A-Z]+\})/)) {
    const name = /^\{([A-Z]+)\}$/.exec(part)?.[1];
    const make = name === undefined ? undefined : MAKERS[name];
    if (make === undefined) {
      text += part;
      continue;
    }
    const value = make(r);
    const entity = ENTITIES[name!];
    if (entity !== undefined) labels.push({ entity, start: text.length, end: text.length + value.length });
    text += value;
  }
  return { text, labels };
}

/** A key of a random vendor; of those whose prefix is a word for itself only the key. */
function secretSample(r: Random): string {
  const row = r.pick(SECRET_ROWS.filter(({ prefix }) => /^[A-Za-z0-9]/.test(prefix) && !/[ /=]$/.test(prefix)));
  return row.prefix + sampleOf(row.body, () => r.next());
}

function hex(r: Random, length: number): string {
  return Array.from({ length }, () => r.int(0, 15).toString(16)).join('');
}
