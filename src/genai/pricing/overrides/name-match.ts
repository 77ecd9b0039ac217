import { RE2JS } from 're2js';
import type { MatchContent } from './content.ts';

export type NameMatchKind = 'equals' | 'prefix' | 'glob' | 'regex';

/** How a rule names models, ready to be asked. Names come in lower case. */
export interface NameMatch {
  readonly kind: NameMatchKind;
  /** As written. */
  readonly text: string;
  readonly test: (name: string) => boolean;
}

/** Longest regular expression; RE2's automaton grows with it. */
const MAX_REGEX = 512;

/** Compiles a match. Throws what RE2 throws for a bad expression. */
export function compileMatch(content: MatchContent): NameMatch {
  if (typeof content === 'string') return equalsMatch(content);
  if ('equals' in content) return equalsMatch(content.equals);
  if ('prefix' in content) {
    const prefix = content.prefix.toLowerCase();
    return { kind: 'prefix', text: content.prefix, test: (name) => name.startsWith(prefix) };
  }
  if ('glob' in content) {
    const glob = content.glob.toLowerCase();
    return { kind: 'glob', text: content.glob, test: (name) => globMatches(glob, name) };
  }
  if (content.regex.length > MAX_REGEX) throw new RangeError(`longer than ${MAX_REGEX} characters`);
  const regex = RE2JS.compile(content.regex, RE2JS.CASE_INSENSITIVE);
  return { kind: 'regex', text: content.regex, test: (name) => regex.matcher(name).matches() };
}

function equalsMatch(text: string): NameMatch {
  const folded = text.trim().toLowerCase();
  return { kind: 'equals', text, test: (name) => name === folded };
}

/** `*` is any text, `?` one character. Linear but for one step back to the last `*`. */
export function globMatches(glob: string, name: string): boolean {
  let g = 0;
  let n = 0;
  let star = -1;
  let retry = 0;
  while (n < name.length) {
    if (g < glob.length && (glob[g] === '?' || glob[g] === name[n]) && glob[g] !== '*') {
      g++;
      n++;
    } else if (g < glob.length && glob[g] === '*') {
      star = g++;
      retry = n;
    } else if (star !== -1) {
      g = star + 1;
      n = ++retry;
    } else return false;
  }
  while (g < glob.length && glob[g] === '*') g++;
  return g === glob.length;
}
