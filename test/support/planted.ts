/* Private data that a test application sends, and what of it must never be seen again. Shared by the application and its test. */

export type Plant = 'email' | 'card' | 'iban' | 'ssn' | 'phone' | 'key' | 'password' | 'name' | 'badge';

const KEY = `ghp_${'a1B2c3D4'.repeat(4)}e5F6`;

export const PLANTED: Readonly<Record<Plant, string>> = {
  email: 'jane.roe@kestrel-mail.com',
  card: '4111 1111 1111 1111',
  iban: 'DE89 3704 0044 0532 0130 00',
  ssn: '536-22-7841',
  phone: '+44 20 7946 0958',
  key: KEY,
  password: 'Tr0ub4dor&3-kestrel',
  name: 'Wilhelmina Quastenburg',
  badge: 'EMP-123456',
};

/** The spellings of every plant but those left out that stand in a text: plain, in URLs, in base64 of any phase, in hexadecimal, without blanks. */
export function leaksIn(text: string, except: readonly Plant[] = []): string[] {
  const found: string[] = [];
  for (const [plant, value] of Object.entries(PLANTED)) {
    if (except.includes(plant as Plant)) continue;
    for (const spelling of spellingsOf(value)) if (text.includes(spelling)) found.push(`${plant}: ${spelling}`);
  }
  return found;
}

function spellingsOf(value: string): Set<string> {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((phase) => {
    const text = Buffer.concat([Buffer.alloc(phase), bytes]).toString('base64');
    return text.slice(phase === 0 ? 0 : phase + 1).replace(/.?.=*$/, '');
  });
  const escaped = [...value].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const compact = value.replace(/[ -]/g, '');
  const url = encodeURIComponent(value);
  return new Set([value, url, url.replaceAll('%20', '+'), compact, compact.toLowerCase(), ...base64, bytes.toString('hex'), escaped]);
}
