import { ConditionSyntax } from './condition-error.ts';

export type TokenKind = 'word' | 'string' | 'int' | 'float' | 'operator' | 'punctuation' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The content of a string with escapes resolved, else the token as written. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** Spellings of other languages, and what they are here. */
const FOREIGN: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '=': '==', '!': 'not', '<>': '!=', '===': '==' };

const SPACE = /[ \t\r\n]+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const FLOAT = /[-+]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?/y;
const INTEGER = /[-+]?\d+/y;
const OPERATOR = /==(?!=)|!=|<=|>=|<(?!>)|>/y;
const PUNCTUATION = /[()[\].,]/y;
const WRONG = /&&|\|\||===|<>|=|!/y;

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', r: '\r', t: '\t' };

/** Splits a condition into tokens, `end` last. Throws `ConditionSyntax`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: TokenKind, raw: string): void => {
    tokens.push({ kind, text: raw, at, end: at + raw.length });
    at += raw.length;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    if (text[at] === '"') {
      const token = readString(text, at);
      tokens.push(token);
      at = token.end;
      continue;
    }
    const word = take(WORD);
    if (word !== undefined) {
      push('word', word);
      continue;
    }
    // `.5` is a number, `status.code` a path: a dot after a word or a bracket is punctuation.
    const previous = tokens.at(-1);
    const afterPath = previous !== undefined && previous.end === at && (previous.kind === 'word' || previous.text === ']');
    const float = afterPath ? undefined : take(FLOAT);
    const integer = float ?? take(INTEGER);
    if (integer !== undefined) {
      push(float === undefined ? 'int' : 'float', integer);
      continue;
    }
    const operator = take(OPERATOR);
    if (operator !== undefined) push('operator', operator);
    else {
      const punctuation = take(PUNCTUATION);
      if (punctuation === undefined) throw unexpected(text, at, take(WRONG));
      push('punctuation', punctuation);
    }
  }
  tokens.push({ kind: 'end', text: '', at: text.length, end: text.length });
  return tokens;
}

function unexpected(text: string, at: number, wrong: string | undefined): ConditionSyntax {
  if (wrong !== undefined)
    return new ConditionSyntax('ASSAY_CONDITION_SYNTAX', `write ${FOREIGN[wrong] ?? '=='} instead of ${wrong}`, at, wrong.length);
  const hint = text[at] === "'" || text[at] === '`' ? '; strings are in double quotes' : '';
  return new ConditionSyntax('ASSAY_CONDITION_SYNTAX', `unexpected character${hint}`, at, 1);
}

function readString(text: string, start: number): Token {
  let value = '';
  let at = start + 1;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '"') return { kind: 'string', text: value, at: start, end: at + 1 };
    if (char === '\\') {
      const escaped = ESCAPES[text[at + 1] ?? ''];
      if (escaped === undefined) {
        throw new ConditionSyntax('ASSAY_CONDITION_SYNTAX', 'unknown escape; a backslash in a string is written twice', at, 2);
      }
      value += escaped;
      at += 2;
    } else {
      value += char;
      at++;
    }
  }
  throw new ConditionSyntax('ASSAY_CONDITION_SYNTAX', 'the string has no closing quote', start, text.length - start);
}
