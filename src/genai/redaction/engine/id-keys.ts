import { lower } from '../text/byte-class.ts';
import { ID_KEY_ENDINGS, ID_KEYS } from './id-keys.data.ts';

const whole = new Set(ID_KEYS);
const LONGEST = 48;

/** Whether a JSON key names an id, a time or a count, so that a bare number under it is nobody's phone or tax number. */
export function isIdKey(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > LONGEST) return false;
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === 0x5f || byte === 0x2d || byte === 0x2e) continue;
    text += String.fromCharCode(lower(byte));
  }
  if (whole.has(text)) return true;
  for (let i = 0; i < ID_KEY_ENDINGS.length; i++) if (text.endsWith(ID_KEY_ENDINGS[i]!)) return true;
  return false;
}
