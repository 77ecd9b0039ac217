/** Longest piece of a backend's own words that goes into a reason. */
const MAX_CHARACTERS = 200;

/** A backend's text made fit for a log line: one line, no control characters, at most 200 characters. */
export function foreignText(text: string): string {
  const head = text.length > 4 * MAX_CHARACTERS ? text.slice(0, 4 * MAX_CHARACTERS) : text;
  const clean = head.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim();
  return clean.length > MAX_CHARACTERS ? `${clean.slice(0, MAX_CHARACTERS)}...` : clean;
}
