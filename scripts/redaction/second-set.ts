import { SECRET_ROWS } from '../../src/genai/redaction/recognisers/secrets.data.ts';
import type { Label, LabelledText } from './labelled-set.ts';
import { Random } from './random.ts';
import { sampleOf } from './sample-pattern.ts';
import { SECOND_NEGATIVES, SECOND_TEMPLATES } from './second-templates.data.ts';
import { cardOf, emailOf, ibanOf, phoneOf, ssnOf } from './second-values.ts';

interface Maker {
  readonly entity?: string;
  make(r: Random, argument: string): string;
}

const hex = (r: Random, length: number): string => Array.from({ length }, () => r.int(0, 15).toString(16)).join('');
const escaped = (text: string): string => encodeURIComponent(text).replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

const MAKERS: Readonly<Record<string, Maker>> = {
  EMAIL: { entity: 'EMAIL_ADDRESS', make: emailOf },
  EMAIL_PCT: { entity: 'EMAIL_ADDRESS', make: (r) => escaped(emailOf(r)) },
  PHONE: { entity: 'PHONE_NUMBER', make: (r, country) => phoneOf(country, r) },
  PHONE_PCT: { entity: 'PHONE_NUMBER', make: (r) => escaped(phoneOf('US', r)) },
  CARD: { entity: 'CREDIT_CARD', make: cardOf },
  IBAN: { entity: 'IBAN_CODE', make: ibanOf },
  SSN: { entity: 'US_SSN', make: ssnOf },
  SECRET: {
    entity: 'SECRET',
    make: (r) => {
      const row = r.pick(SECRET_ROWS.filter(({ prefix }) => /^[A-Za-z0-9]/.test(prefix) && !/[ /=]$/.test(prefix)));
      return row.prefix + sampleOf(row.body, () => r.next());
    },
  },
  TRACE: { make: (r) => hex(r, 32) },
  SPAN: { make: (r) => hex(r, 16) },
  SHA: { make: (r) => hex(r, 40) },
  OID: { make: (r) => hex(r, 24) },
  UUID: { make: (r) => `${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)}` },
  ULID: { make: (r) => Array.from({ length: 24 }, () => r.pick([...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'])).join('') },
  ID: { make: (r) => r.fill('*'.repeat(24)) },
  MS: { make: (r) => `17${r.fill('###########')}` },
  NS: { make: (r) => `17${r.fill('#################')}` },
  SNOWFLAKE: { make: (r) => `1${r.int(1, 9)}${r.fill('#################')}` },
};

/** `count` documents of the second set with what is private in them. */
export function secondSet(count: number, seed: number): LabelledText[] {
  const r = new Random(seed);
  return Array.from({ length: count }, () => fill(r, r.pick(SECOND_TEMPLATES)));
}

/** `count` documents of the second set in which nothing is private. */
export function secondNegatives(count: number, seed: number): LabelledText[] {
  const r = new Random(seed);
  return Array.from({ length: count }, () => fill(r, r.pick(SECOND_NEGATIVES)));
}

function fill(r: Random, template: string): LabelledText {
  const labels: Label[] = [];
  let text = '';
  for (const part of template.split(/(\{[A-Z_]+(?::[A-Z]+)?\})/)) {
    const [, name = '', argument = ''] = /^\{([A-Z_]+)(?::([A-Z]+))?\}$/.exec(part) ?? [];
    const maker = MAKERS[name];
    if (maker === undefined) {
      text += part;
      continue;
    }
    const value = maker.make(r, argument);
    if (maker.entity !== undefined) labels.push({ entity: maker.entity, start: text.length, end: text.length + value.length });
    text += value;
  }
  return { text, labels };
}
