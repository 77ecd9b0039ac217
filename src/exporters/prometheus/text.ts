/** Label values longer than this are cut; the text formats have no bound, memory has. */
export const MAX_LABEL_VALUE_CHARS = 1024;

/** A label's value between its quotes, the same in both formats: backslash, newline and quote are escaped. */
export function escapeLabel(value: string): string {
  const bounded = value.length > MAX_LABEL_VALUE_CHARS ? cut(value) : value;
  return /["\\\n]/.test(bounded) ? bounded.replace(/["\\\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`)) : bounded;
}

/** HELP in classic text: quotes stand as they are. */
export function escapeHelpClassic(text: string): string {
  return text.replace(/[\\\n]/g, (char) => (char === '\n' ? '\\n' : '\\\\'));
}

/** HELP in OpenMetrics. */
export function escapeHelpOpen(text: string): string {
  return text.replace(/["\\\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}

/** A sample value as Go's ParseFloat reads it. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}

/** `le` and `quantile`: OpenMetrics wants floats with a point (section "Considerations: Canonical Numbers"), classic clients write `1`. */
export function formatBound(value: number, open: boolean): string {
  const text = formatNumber(value);
  return open && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Not within a surrogate pair. */
function cut(value: string): string {
  const end = (value.charCodeAt(MAX_LABEL_VALUE_CHARS - 1) & 0xfc00) === 0xd800 ? MAX_LABEL_VALUE_CHARS - 1 : MAX_LABEL_VALUE_CHARS;
  return value.slice(0, end);
}
