import { PER_WORDS, UNIT_WORDS } from './units.data.ts';

/** What a metric is in Prometheus. */
export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'summary';

/** The names of one metric. `base` is the family's name in OpenMetrics; only for counters `sample` differs from it. */
export interface FamilyNames {
  readonly base: string;
  readonly sample: string;
  /** Unit for OpenMetrics' `# UNIT`, '' when the name does not end in one. */
  readonly unit: string;
}

const TOTAL = 'total';

/**
 * Translates a metric name as the Collector's default (`UnderscoreEscapingWithSuffixes`) does: everything but letters,
 * digits and colons separates words, words join by `_`, the unit is appended in words unless it is there, `_total` for
 * counters, `_ratio` for gauges of unit 1. `namespace` is '' or a prefix.
 */
export function familyNames(name: string, unit: string, type: FamilyType, namespace: string): FamilyNames {
  const words = wordsOf(name);
  const [mainUnit = '', perUnit = ''] = unit.split('/', 2);
  const main = unitWord(mainUnit, UNIT_WORDS);
  const per = unitWord(perUnit, PER_WORDS);
  if (main !== '' && !includes(words, main)) words.push(...wordsOf(main));
  if (per !== '' && !includes(words, per)) words.push('per', ...wordsOf(per));
  if (type === 'gauge' && unit === '1' && !includes(words, 'ratio')) words.push('ratio');
  const kept = type === 'counter' ? words.filter((word) => word !== TOTAL) : words;
  const suffix = per === '' ? main : '';
  const base = startLegally(prefixed(namespace, kept.join('_')));
  return { base, sample: type === 'counter' ? `${base}_${TOTAL}` : base, unit: suffix !== '' && base.endsWith(`_${suffix}`) ? suffix : '' };
}

/** A label name: illegal characters become `_`, a leading digit gets `key_`, a reserved `__` start gets `key`. */
export function labelName(name: string): string {
  const legal = name.replace(/[^a-zA-Z0-9_]+/gu, '_').replace(/_{2,}/g, (run, at: number) => (at === 0 ? run : '_'));
  if (/^\d/.test(legal)) return `key_${legal}`;
  if (legal.startsWith('__')) return `key${legal}`;
  return legal === '' ? '_' : legal;
}

function wordsOf(text: string): string[] {
  return text.split(/[^a-zA-Z0-9:]+/u).filter((word) => word !== '');
}

/** UCUM annotations in braces say what is counted, not in what. */
function unitWord(unit: string, words: Readonly<Record<string, string>>): string {
  const trimmed = unit.trim();
  if (trimmed === '' || trimmed.includes('{') || trimmed.includes('}')) return '';
  return Object.hasOwn(words, trimmed) ? (words[trimmed] ?? '') : wordsOf(trimmed).join('_');
}

/** Units compare without case, since names are written in lower case and some units are not. */
function includes(words: readonly string[], wanted: string): boolean {
  return words.some((word) => word.toLowerCase() === wanted.toLowerCase());
}

function prefixed(namespace: string, name: string): string {
  const prefix = wordsOf(namespace).join('_');
  return prefix === '' ? name : `${prefix}_${name}`;
}

function startLegally(name: string): string {
  return name === '' || /^\d/.test(name) ? `_${name}` : name;
}
