import { readPlain } from '../../otlp/build/read-plain.ts';
import { STRING, type ValueView } from '../../otlp/views/values.ts';

/** A label shows no more of a nested value; its text is cut anyway. */
const LIMITS = { maxDepth: 8, maxElements: 256 };

/**
 * A value as label text, as pdata's `AsString` has it: strings as they are, numbers in digits, lists and maps as JSON,
 * bytes in base64. Made only when a series is new.
 */
export function anyValueText(value: ValueView): string {
  if (value.kind === STRING) return value.text();
  const plain = readPlain(value, LIMITS);
  if (plain === null) return '';
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
}
