import { RE2JS } from 're2js';
import { DIGIT_CHECKS, TEXT_CHECKS } from '../validators/index.ts';
import { AllowList } from './allow-list.ts';
import type { AllowConfig, CustomConfig, DenyConfig } from './config.ts';
import { type CustomRecogniser, requiredLiteral } from './custom.ts';
import type { Problems } from './problems.ts';

export const MOST_CUSTOM = 100;
export const MOST_VALUES = 1000;
export const MOST_EXAMPLES = 100;
export const LONGEST_PATTERN = 1000;

/** What may take the place of a value, also inside JSON. */
const PLACEHOLDER: RegExp = /^[^"\\\u0000-\u001f\u007f]{1,64}$/;
/** Names of entities stand in placeholders, in labels and in summaries. */
const ENTITY: RegExp = /^[\p{L}\p{N}_./ -]{1,64}$/u;

type Path = readonly (string | number)[];

/** A custom recogniser before it has its number. */
export interface CustomDraft extends Omit<CustomRecogniser, 'recogniser'> {
  readonly id: string;
  readonly entity: string;
  readonly context: readonly string[];
  readonly config: CustomConfig | undefined;
}

/** Compiles an RE2 pattern, or reports why it cannot be used. The pattern is the operator's text and may be shown. */
export function compilePattern(pattern: string, path: Path, problems: Problems): RE2JS | undefined {
  if (pattern.length === 0 || pattern.length > LONGEST_PATTERN) {
    problems.error(path, 'ASSAY_REDACTION_PATTERN', `the pattern has ${pattern.length} characters; 1 to ${LONGEST_PATTERN} are allowed`);
    return undefined;
  }
  try {
    const compiled = RE2JS.compile(pattern);
    if (compiled.matches('')) {
      problems.error(path, 'ASSAY_REDACTION_PATTERN', 'the pattern matches the empty text');
      return undefined;
    }
    return compiled;
  } catch (error) {
    problems.error(
      path,
      'ASSAY_REDACTION_PATTERN',
      `no RE2 pattern: ${error instanceof Error ? error.message : 'unknown'}`,
      'RE2 has no lookaround and no backreferences',
    );
    return undefined;
  }
}

/** Reports a replacement that would break the JSON around it. */
export function checkReplacement(replacement: string | undefined, path: Path, problems: Problems): void {
  if (replacement === undefined || PLACEHOLDER.test(replacement)) return;
  problems.error(path, 'ASSAY_REDACTION_PLACEHOLDER', 'the replacement would break JSON or is longer than 64 characters');
}

function checkEntity(entity: string, path: Path, problems: Problems): void {
  if (ENTITY.test(entity)) return;
  problems.error(
    path,
    'ASSAY_REDACTION_PLACEHOLDER',
    'the name of an entity has letters, digits, blanks and _ . / - alone, at most 64 of them',
  );
}

/** Compiles `custom`, with its examples left to be run against the finished policy. */
export function compileCustom(config: readonly CustomConfig[], problems: Problems): CustomDraft[] {
  const drafts: CustomDraft[] = [];
  if (config.length > MOST_CUSTOM)
    problems.error(['custom'], 'ASSAY_REDACTION_TOO_MANY', `${config.length} custom recognisers; at most ${MOST_CUSTOM}`);
  for (const [index, item] of config.slice(0, MOST_CUSTOM).entries()) {
    const path = ['custom', index];
    const pattern = compilePattern(item.pattern, [...path, 'pattern'], problems);
    for (const field of ['examples', 'counter_examples'] as const) {
      if ((item[field]?.length ?? 0) > MOST_EXAMPLES)
        problems.error([...path, field], 'ASSAY_REDACTION_TOO_MANY', `more than ${MOST_EXAMPLES} examples`);
    }
    const check = item.validator === undefined ? undefined : customCheck(item.validator);
    if (item.validator !== undefined && check === undefined) {
      problems.error(
        [...path, 'validator'],
        'ASSAY_REDACTION_VALIDATOR',
        `no validator is called ${item.validator}`,
        `one of ${[...Object.keys(DIGIT_CHECKS), ...Object.keys(TEXT_CHECKS)].join(', ')}`,
      );
    }
    const entity = item.entity ?? item.name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
    checkEntity(entity, [...path, item.entity === undefined ? 'name' : 'entity'], problems);
    if (typeof item.action === 'object') checkReplacement(item.action.replacement, [...path, 'action', 'replacement'], problems);
    if (pattern === undefined) continue;
    const literal = requiredLiteral(item.pattern);
    if (literal === undefined) {
      problems.warn(
        [...path, 'pattern'],
        'ASSAY_REDACTION_PATTERN',
        `${item.name} has no literal part of three letters and runs over every text`,
        'a literal such as a prefix makes it a hundred times faster',
      );
    }
    drafts.push({
      id: `custom/${item.name}`,
      entity,
      pattern,
      literal: literal === undefined ? undefined : Buffer.from(literal, 'utf8'),
      score: Math.round((item.score ?? 1) * 100),
      check,
      context: item.context ?? [],
      config: item,
    });
  }
  return drafts;
}

/** Compiles `deny`: each value becomes a pattern without regard to case. */
export function compileDeny(config: readonly DenyConfig[], problems: Problems): CustomDraft[] {
  const drafts: CustomDraft[] = [];
  let values = 0;
  for (const [index, item] of config.entries()) {
    values += item.values.length;
    checkEntity(item.entity, ['deny', index, 'entity'], problems);
    const words = item.values.filter((value) => value.trim().length > 0).map((value) => RE2JS.quote(value));
    if (words.length === 0) continue;
    drafts.push({
      id: `deny/${index}`,
      entity: item.entity,
      pattern: RE2JS.compile(`(?:${words.join('|')})`, RE2JS.CASE_INSENSITIVE),
      literal: undefined,
      score: 100,
      check: undefined,
      context: [],
      config: undefined,
    });
  }
  if (values > MOST_VALUES) problems.error(['deny'], 'ASSAY_REDACTION_TOO_MANY', `${values} denied values; at most ${MOST_VALUES}`);
  return drafts;
}

/** Compiles `allow`; undefined when it is empty. */
export function compileAllow(config: readonly AllowConfig[], problems: Problems): AllowList | undefined {
  if (config.length === 0) return undefined;
  if (config.length > MOST_VALUES)
    problems.error(['allow'], 'ASSAY_REDACTION_TOO_MANY', `${config.length} allowed values; at most ${MOST_VALUES}`);
  const values = new Map<string, Set<string>>();
  const patterns: { entity: string | undefined; pattern: RE2JS }[] = [];
  for (const [index, item] of config.slice(0, MOST_VALUES).entries()) {
    const given = typeof item === 'string' ? { value: item } : item;
    const entity = 'entity' in given ? given.entity : undefined;
    if (given.value !== undefined) {
      const set = values.get(entity ?? '') ?? new Set<string>();
      set.add(given.value.toLowerCase());
      values.set(entity ?? '', set);
    }
    if ('pattern' in given && given.pattern !== undefined) {
      const pattern = compilePattern(given.pattern, ['allow', index, 'pattern'], problems);
      if (pattern !== undefined) patterns.push({ entity, pattern });
    }
  }
  return new AllowList(values, patterns);
}

function customCheck(name: string): ((text: string) => boolean) | undefined {
  const text = TEXT_CHECKS[name];
  if (text !== undefined) return (value) => text(value.toUpperCase().replace(/[^A-Z0-9]/g, ''));
  const digits = DIGIT_CHECKS[name];
  if (digits === undefined) return undefined;
  return (value) => {
    const values = value.replace(/\D/g, '');
    return values.length > 0 && values.length <= 32 && digits(Uint8Array.from(values, Number), values.length);
  };
}
