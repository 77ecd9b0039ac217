/** When a price is in force: from `fromMs` (inclusive) to `untilMs` (exclusive), epoch milliseconds, perhaps only at some hours of the UTC day. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Milliseconds of the UTC day; -1: all day. A window may pass midnight. */
  readonly dayFromMs: number;
  readonly dayUntilMs: number;
}

export const DAY_MS = 86_400_000;

export const ALWAYS: Period = Object.freeze({
  fromMs: Number.NEGATIVE_INFINITY,
  untilMs: Number.POSITIVE_INFINITY,
  dayFromMs: -1,
  dayUntilMs: -1,
});

export function inForce(period: Period, atMs: number): boolean {
  if (atMs < period.fromMs || atMs >= period.untilMs) return false;
  if (period.dayFromMs < 0) return true;
  const ofDay = ((atMs % DAY_MS) + DAY_MS) % DAY_MS;
  return period.dayUntilMs < period.dayFromMs
    ? ofDay >= period.dayFromMs || ofDay < period.dayUntilMs
    : ofDay >= period.dayFromMs && ofDay < period.dayUntilMs;
}

/** The time both are in force, or undefined. Of two windows of the day the second wins; no source has both. */
export function overlap(a: Period, b: Period): Period | undefined {
  const fromMs = Math.max(a.fromMs, b.fromMs);
  const untilMs = Math.min(a.untilMs, b.untilMs);
  if (fromMs >= untilMs) return undefined;
  const day = b.dayFromMs < 0 ? a : b;
  return { fromMs, untilMs, dayFromMs: day.dayFromMs, dayUntilMs: day.dayUntilMs };
}

/** True when nothing after this period can ever be asked. */
export function isAlways(period: Period): boolean {
  return period.fromMs === Number.NEGATIVE_INFINITY && period.untilMs === Number.POSITIVE_INFINITY && period.dayFromMs < 0;
}

/** `2026-08-21` or a full ISO time, as epoch milliseconds; a date alone is midnight UTC. NaN when it is no date. */
export function parseDate(text: string): number {
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z)?$/.test(text)) return Number.NaN;
  const ms = Date.parse(text);
  // Date.parse takes 2026-02-30 for 2 March.
  return Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text.slice(0, 10)) ? Number.NaN : ms;
}

/** How a period is written in explanations: `from 2026-08-21`, `00:30 to 16:30 UTC`, '' for always. */
export function describePeriod(period: Period): string {
  const parts: string[] = [];
  if (period.fromMs !== Number.NEGATIVE_INFINITY) parts.push(`from ${isoDay(period.fromMs)}`);
  if (period.untilMs !== Number.POSITIVE_INFINITY) parts.push(`until ${isoDay(period.untilMs)}`);
  if (period.dayFromMs >= 0) parts.push(`${clock(period.dayFromMs)} to ${clock(period.dayUntilMs)} UTC`);
  return parts.join(', ');
}

function isoDay(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 16)}Z`;
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}
