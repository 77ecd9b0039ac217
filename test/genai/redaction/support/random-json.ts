/** Values that are found by the default policy, as they stand in a decoded string. */
export const PLANTED: readonly string[] = [
  'jane.roe@example.com',
  '4111 1111 1111 1111',
  'DE89370400440532013000',
  '536-22-7841',
  '+44 20 7946 0958',
  'postgres://app:s3cr3t@db/x',
];

const WORDS = [
  'hello',
  'the weather',
  'Grüße',
  '東京は晴れ',
  'line\nbreak',
  'quote " here',
  'back\\slash',
  'tab\there',
  '\u0001',
  '12',
  '3.14',
  '🙂',
  'a/b',
  '<b>&amp;</b>',
  '100%',
  'naïve café',
  '',
];
const NUMBERS = ['0', '-1', '1.0', '12345678901234567890', '1e10', '-0.5E-3', '42', '1700000000000', '1700000000000000000'];

export interface RandomDocument {
  readonly text: string;
  /** How many values were planted. */
  readonly planted: number;
}

/** A JSON text written in one of many styles: escapes, white space, big numbers, duplicate keys, JSON inside strings. */
export function randomDocument(random: () => number, plant: boolean): RandomDocument {
  let planted = 0;
  const int = (below: number): number => Math.floor(random() * below);
  const pick = <T>(items: readonly T[]): T => items[int(items.length)]!;
  const space = (): string => pick(['', '', '', ' ', '\n', '\t ', '\r\n']);
  const style = int(4);
  const plain = (): string => {
    let text = '';
    for (let n = int(4); n >= 0; n--) text += (text === '' ? '' : ' ') + pick(WORDS);
    if (plant && random() < 0.2) {
      planted++;
      text += ` ${pick(PLANTED)} ${pick(WORDS)}`;
    }
    return text;
  };
  const quoted = (text: string): string => {
    let out = '"';
    for (const sign of text) {
      const code = sign.codePointAt(0)!;
      if (sign === '"' || sign === '\\') out += random() < 0.9 ? `\\${sign}` : unicode(code);
      else if (code < 0x20) out += code === 0x0a ? '\\n' : code === 0x09 ? '\\t' : unicode(code);
      else if (sign === '/' && style === 1) out += '\\/';
      else if (code > 0x7e && style >= 2) out += unicode(code);
      else if (style === 3 && random() < 0.05) out += unicode(code);
      else out += sign;
    }
    return `${out}"`;
  };
  const value = (depth: number): string => {
    const kind = int(depth > 4 ? 4 : 8);
    if (kind === 0) return pick(NUMBERS);
    if (kind === 1) {
      if (plant && random() < 0.1) {
        planted++;
        return '4111111111111111';
      }
      return pick(['true', 'false', 'null']);
    }
    if (kind <= 3) return quoted(plain());
    if (kind === 4 && depth < 3) return quoted(document(depth + 2));
    if (kind <= 5) return `[${list(depth, () => value(depth + 1))}]`;
    return `{${list(depth, () => `${quoted(pick(['role', 'content', 'key', 'id', 'a"b', 'ünder', ''])) + space()}:${space()}${value(depth + 1)}`)}}`;
  };
  const list = (depth: number, one: () => string): string =>
    Array.from({ length: int(depth > 3 ? 4 : 6) }, () => space() + one() + space()).join(',');
  const document = (depth: number): string =>
    random() < 0.5
      ? `{${list(depth, () => `${quoted(pick(['messages', 'text', 'x']))}:${value(depth + 1)}`)}}`
      : `[${list(depth, () => value(depth + 1))}]`;
  const text = space() + document(0) + space();
  return { text, planted };
}

function unicode(code: number): string {
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  const rest = code - 0x10000;
  return unicode(0xd800 + (rest >> 10)) + unicode(0xdc00 + (rest & 1023));
}
