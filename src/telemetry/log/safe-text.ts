/**
 * Characters that can forge a log line or drive a terminal: C0 and C1 controls (C1 holds the one-byte CSI), line and
 * paragraph separators, and the bidirectional controls that let text read other than it is (Unicode TR 36, "Trojan Source").
 */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** The part of `UNSAFE` that JSON leaves as it is inside strings. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeChar(char: string): string {
  return SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The text with every unsafe character written as an escape, so that one record stays one line; `a\nb` becomes `a\\nb`. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, escapeChar);
}

/** One line of JSON with what JSON itself does not escape written as `\uXXXX`; the meaning stays the same. */
export function safeJsonLine(line: string): string {
  return line.replace(UNSAFE_IN_JSON, escapeChar);
}

/** At most `limit` UTF-16 units, never half a surrogate pair; a cut is marked with `…` and the original length. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${text.length} characters)`;
}
