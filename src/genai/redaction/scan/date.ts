import { BY_SHAPE, type HitList } from '../hits.ts';
import type { DigitRun } from './digit-run.ts';

/** Below every threshold: only a word for birth near makes a date count. */
const SCORE = 20;
const BEFORE = 40;

/** Month names of eight languages, for dates written out. */
const MONTHS =
  'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|fev|out|mrt|mei|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru';
/** `12. März `, `March 12, `, `12th of March, ` at the end of a window of forty bytes. */
const WRITTEN = new RegExp(
  `(?:\\d{1,2}(?:st|nd|rd|th|\\.|º)?(?: de| of)? (?:${MONTHS})\\p{L}{0,10}\\.?,?(?: de)? |(?:${MONTHS})\\p{L}{0,10}\\.? \\d{1,2}(?:st|nd|rd|th)?,? )$`,
  'iu',
);

/** Adds dates of a run: figures alone, or a year after a written month. */
export function birthDates(bytes: Uint8Array, lo: number, run: DigitRun, recogniser: number, hits: HitList): void {
  for (let i = 0; i < run.groups; i++) {
    if (i + 2 < run.groups && isDate(bytes, run, i)) hits.add(run.starts[i]!, run.ends[i + 2]!, recogniser, SCORE, BY_SHAPE);
    const start = run.starts[i]!;
    if (run.ends[i]! - start !== 4 || !isYear(number(bytes, run, i))) continue;
    const from = Math.max(lo, start - BEFORE);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, start - from).toString('utf8');
    const match = WRITTEN.exec(text);
    if (match !== null) hits.add(start - Buffer.byteLength(match[0]), run.ends[i]!, recogniser, SCORE, BY_SHAPE);
  }
}

function isDate(bytes: Uint8Array, run: DigitRun, i: number): boolean {
  const joint = run.joints[i]!;
  if (joint !== run.joints[i + 1] || (joint !== 0x2d && joint !== 0x2f && joint !== 0x2e && joint !== 0x20)) return false;
  const a = number(bytes, run, i);
  const b = number(bytes, run, i + 1);
  const c = number(bytes, run, i + 2);
  const width = (k: number): number => run.ends[i + k]! - run.starts[i + k]!;
  if (width(0) === 4) return isYear(a) && isMonth(b) && isDay(c) && width(1) <= 2 && width(2) <= 2;
  if (width(0) > 2 || width(1) > 2 || (width(2) !== 4 && width(2) !== 2)) return false;
  const year = width(2) === 2 || isYear(c);
  return year && ((isDay(a) && isMonth(b)) || (isMonth(a) && isDay(b)));
}

function number(bytes: Uint8Array, run: DigitRun, i: number): number {
  let value = 0;
  for (let k = run.starts[i]!; k < run.ends[i]! && k - run.starts[i]! < 5; k++) value = value * 10 + bytes[k]! - 48;
  return value;
}

function isYear(value: number): boolean {
  return value >= 1900 && value <= 2035;
}

function isMonth(value: number): boolean {
  return value >= 1 && value <= 12;
}

function isDay(value: number): boolean {
  return value >= 1 && value <= 31;
}
