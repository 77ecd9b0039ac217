import { familiesDiffer } from './family.ts';
import { stemOf } from './stem.ts';
import { VARIANT_WORDS } from './variants.data.ts';

/** How a rule of a price list names a model. `exact` covers equality and patterns anchored on both sides. */
export type RuleKind = 'exact' | 'prefix' | 'suffix' | 'contains' | 'pattern';

/**
 * - `same`: the rule names this very model, perhaps in another edition
 * - `variant`: the rule is broad and the name has more to it; it may be priced, marked `prefix`
 * - `another ...`: the broad rule would give one model the price of another; refused
 */
export type Judgement = 'same' | 'variant' | 'another version' | 'another product' | 'another family' | 'inside a longer name';

/** Bedrock's geography and makers may stand in front of what a rule looks for; nothing else may. */
const KNOWN_LEAD = /^(?:(?:us-gov|us|eu|apac|jp|au|in|ca|sa|global)\.)?(?:[a-z0-9]+\.)?$/;
const SIZE = /^\d+(?:\.\d+)?[bmk]$/;

/**
 * Judges a hit of a price list's rule. Broad rules were written for the models of their day: `claude-sonnet-5*` takes
 * claude-sonnet-5-5, which has another price (measured hazards: reference table in the tests).
 */
export function judge(name: string, kind: RuleKind, literal: string, modelId: string): Judgement {
  if (kind === 'exact') return 'same';
  if (familiesDiffer(name, modelId)) return 'another family';
  const own = stemOf(name);
  const listed = stemOf(modelId);
  if (own.text === listed.text) return versionsAgree(own.version, listed.version) ? 'same' : 'another version';
  const at = name.indexOf(literal);
  if (kind !== 'pattern' && !KNOWN_LEAD.test(name.slice(0, Math.max(at, 0)))) return 'inside a longer name';
  const known = kind === 'pattern' ? listed.text : literal;
  const rest = own.text.slice(Math.max(own.text.indexOf(known), 0));
  // The rule reaches beyond the stem: what it left open is part of a date or edition.
  const ruled = stemOf(known);
  if (known.startsWith(rest) || ruled.text === rest) {
    // The rule's own version is still there below the one that was taken off the name: that one is another.
    if (rest === known && ruled.version !== -1 && own.version !== -1) return 'another version';
    return versionsAgree(own.version, ruled.version === -1 ? listed.version : ruled.version) ? 'same' : 'another version';
  }
  return judgeExtra(own.text.includes(known) ? rest.slice(known.length) : rest);
}

function judgeExtra(extra: string): Judgement {
  if (/(?:^|[-_.:@])v?\d/.test(extra)) return 'another version';
  for (const word of extra.split(/[^a-z0-9.]+/)) if (VARIANT_WORDS.has(word) || SIZE.test(word)) return 'another product';
  return 'variant';
}

/** A name without a version is taken for any; a first version for one without. */
function versionsAgree(name: number, listed: number): boolean {
  return name === listed || name === -1 || (listed === -1 && name <= 1);
}
