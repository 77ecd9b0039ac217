import { expect, test } from 'vitest';
import { ALWAYS, describePeriod, inForce, overlap, parseDate } from '../../../src/genai/pricing/period.ts';

const hour = 3_600_000;
const day = (text: string): number => Date.parse(text);

test('a period holds from its first moment up to, not at, its last', () => {
  const period = { ...ALWAYS, fromMs: day('2026-01-01'), untilMs: day('2026-02-01') };
  expect(inForce(period, day('2025-12-31T23:59:59.999Z'))).toBe(false);
  expect(inForce(period, day('2026-01-01'))).toBe(true);
  expect(inForce(period, day('2026-01-31T23:59:59.999Z'))).toBe(true);
  expect(inForce(period, day('2026-02-01'))).toBe(false);
});

test('a window of the day may pass midnight', () => {
  const night = { ...ALWAYS, dayFromMs: 22 * hour, dayUntilMs: 6 * hour };
  expect(inForce(night, day('2026-05-05T23:00Z'))).toBe(true);
  expect(inForce(night, day('2026-05-05T05:59Z'))).toBe(true);
  expect(inForce(night, day('2026-05-05T06:00Z'))).toBe(false);
  expect(inForce(night, day('1969-12-31T23:00Z'))).toBe(true);
});

test('two periods overlap in what they share, or not at all', () => {
  const a = { ...ALWAYS, fromMs: 10, untilMs: 20 };
  expect(overlap(a, { ...ALWAYS, fromMs: 15 })).toEqual({ ...ALWAYS, fromMs: 15, untilMs: 20 });
  expect(overlap(a, { ...ALWAYS, fromMs: 20 })).toBeUndefined();
});

test.each([
  ['2026-08-21', day('2026-08-21T00:00Z')],
  ['2026-08-21T16:00Z', day('2026-08-21T16:00Z')],
])('%s is a date', (text, ms) => {
  expect(parseDate(text)).toBe(ms);
});

test.each(['2026-02-30', '21.08.2026', '2026-08-21T16:00', 'tomorrow', '2026-13-01', ''])('"%s" is no date', (text) => {
  expect(parseDate(text)).toBeNaN();
});

test('a period is described in words, and always is no words', () => {
  expect(describePeriod(ALWAYS)).toBe('');
  expect(
    describePeriod({ fromMs: day('2026-08-21'), untilMs: day('2026-09-05T16:00Z'), dayFromMs: 0.5 * hour, dayUntilMs: 16.5 * hour }),
  ).toBe('from 2026-08-21, until 2026-09-05T16:00Z, 00:30 to 16:30 UTC');
});
