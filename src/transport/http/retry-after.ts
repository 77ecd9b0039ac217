/** A day: what a backend may at most ask for. */
const MAX_MS = 86_400_000;

/** Milliseconds of a `Retry-After` (RFC 9110 10.2.3: seconds or an HTTP date), -1 when absent or unreadable. `nowMs` is epoch time. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number {
  const text = value?.trim() ?? '';
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, MAX_MS);
  // Date.parse takes much that is no HTTP date; all three forms of RFC 9110 5.6.7 name a weekday first.
  const at = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? -1 : Math.min(Math.max(0, at - nowMs), MAX_MS);
}
