import { MAX_SUBSTITUTION_DEPTH } from './limits.data.ts';

/** `${...}` inside a text. */
export interface Reference {
  /** What stands between the braces before `:-`; may hold references itself. */
  readonly head: Template;
  /** What stands after `:-`, or undefined. */
  readonly fallback: Template | undefined;
}

/** Literal text and references in turn. A text without any sign of ours is one string. */
export type Template = readonly (string | Reference)[];

/** How `$` is read. */
export type DollarRule =
  /** In a config: `$$` is a dollar sign, every `${` is a reference. */
  | 'config'
  /**
   * In the text of a variable or file: a dollar sign is only text, as passwords need it. Only a reference with its scheme
   * written out counts (`${env:A}`), and `$${` stands for `${`.
   */
  | 'data';

/** Why a text cannot be split. */
export class TemplateError extends Error {
  readonly reason: 'unclosed' | 'too deep';

  constructor(reason: 'unclosed' | 'too deep') {
    super(reason);
    this.name = 'TemplateError';
    this.reason = reason;
  }
}

const WITH_SCHEME = /\$\{(?:env|file|yaml):/y;

/** Splits `text` at its references; braces inside a reference pair up. Throws `TemplateError`. */
export function parseTemplate(text: string, rule: DollarRule): Template {
  return new TemplateParser(text, rule).parse();
}

class TemplateParser {
  readonly #text: string;
  readonly #rule: DollarRule;
  #at = 0;
  #depth = 0;

  constructor(text: string, rule: DollarRule) {
    this.#text = text;
    this.#rule = rule;
  }

  parse(): Template {
    return this.#parts(false).parts;
  }

  /** Reads to the end, or inside a reference to its closing brace. `split` is the index in `parts` after which the fallback starts. */
  #parts(inside: boolean): { parts: Template; split: number | undefined } {
    const text = this.#text;
    const parts: (string | Reference)[] = [];
    let literal = '';
    let depth = 0;
    let split: number | undefined;
    const flush = (): void => {
      if (literal !== '') parts.push(literal);
      literal = '';
    };
    while (this.#at < text.length) {
      const sign = text[this.#at]!;
      if (sign === '$' && text[this.#at + 1] === '$' && (inside || this.#rule === 'config' || text[this.#at + 2] === '{')) {
        literal += '$';
        this.#at += 2;
        if (this.#rule === 'data' && !inside) {
          literal += '{';
          this.#at++;
        }
      } else if (sign === '$' && text[this.#at + 1] === '{' && this.#isReference(inside)) {
        flush();
        parts.push(this.#reference());
      } else if (inside && sign === '}' && depth === 0) {
        flush();
        this.#at++;
        return { parts, split };
      } else if (inside && split === undefined && sign === ':' && text[this.#at + 1] === '-') {
        flush();
        split = parts.length;
        this.#at += 2;
      } else {
        if (inside && sign === '{') depth++;
        if (inside && sign === '}') depth--;
        literal += sign;
        this.#at++;
      }
    }
    if (inside) throw new TemplateError('unclosed');
    flush();
    return { parts, split };
  }

  #isReference(inside: boolean): boolean {
    if (inside || this.#rule === 'config') return true;
    WITH_SCHEME.lastIndex = this.#at;
    return WITH_SCHEME.test(this.#text);
  }

  #reference(): Reference {
    if (++this.#depth > MAX_SUBSTITUTION_DEPTH) throw new TemplateError('too deep');
    this.#at += 2;
    const { parts, split } = this.#parts(true);
    this.#depth--;
    return split === undefined ? { head: parts, fallback: undefined } : { head: parts.slice(0, split), fallback: parts.slice(split) };
  }
}
