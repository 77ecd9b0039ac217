import { internKey } from '../../otlp/keys.ts';
import { ConditionSyntax, nearest } from './condition-error.ts';
import { ENUMS } from './enums.data.ts';
import { GENAI_FIELDS } from './genai-fields.data.ts';
import type { Token } from './lexer.ts';
import { genaiField, type Operand, resourceAttribute, SPAN_PATHS, spanAttribute } from './operands.ts';

/** A path that was read, and the index of the token after it. */
export interface ParsedPath {
  readonly operand: Operand;
  readonly next: number;
}

/** Keys are found through the interned table, which holds keys below 128 bytes. */
const MAX_KEY_BYTES = 127;

const GENAI = new Map(GENAI_FIELDS.map((field) => [field.name, field]));
const NAMES: readonly string[] = [
  ...SPAN_PATHS.keys(),
  'attributes',
  'resource.attributes',
  ...GENAI_FIELDS.map((field) => `genai.${field.name}`),
  ...ENUMS.keys(),
];

/**
 * Reads the path that starts at `tokens[first]`: words joined by dots, then `["key"]` after `attributes`. `span.` may
 * stand before the paths of the span, as newer Collector configs have it. Throws `ConditionSyntax`.
 */
export function parsePath(tokens: readonly Token[], first: number): ParsedPath {
  let next = first + 1;
  const words = [tokens[first]!.text];
  while (tokens[next]?.text === '.' && tokens[next]?.kind === 'punctuation') {
    const word = tokens[next + 1]!;
    if (word.kind !== 'word')
      throw new ConditionSyntax('ASSAY_CONDITION_SYNTAX', 'expected a name after the dot', word.at, Math.max(1, word.end - word.at));
    words.push(word.text);
    next += 2;
  }
  const at = tokens[first]!.at;
  const end = tokens[next - 1]!.end;
  if (words.length > 1 && words[0] === 'span') words.shift();
  const name = words.join('.');
  if (name === 'attributes' || name === 'resource.attributes') {
    const key = readKey(tokens, next, name);
    const operand = name === 'attributes' ? spanAttribute(internKey(key)) : resourceAttribute(internKey(key));
    return { operand, next: next + 3 };
  }
  const plain = SPAN_PATHS.get(name) ?? (words[0] === 'genai' && words.length === 2 ? genai(words[1] ?? '') : undefined);
  if (plain === undefined) throw unknownPath(name, at, end);
  return { operand: plain, next };
}

function genai(name: string): Operand | undefined {
  const field = GENAI.get(name);
  return field === undefined ? undefined : genaiField(field);
}

function readKey(tokens: readonly Token[], at: number, path: string): string {
  const open = tokens[at]!;
  const key = tokens[at + 1];
  if (open.text !== '[' || key?.kind !== 'string' || tokens[at + 2]?.text !== ']') {
    throw new ConditionSyntax('ASSAY_CONDITION_SYNTAX', `expected a key: ${path}["key"]`, open.at, Math.max(1, open.end - open.at));
  }
  const length = Buffer.byteLength(key.text);
  if (length === 0 || length > MAX_KEY_BYTES) {
    throw new ConditionSyntax('ASSAY_CONDITION_PATH', `an attribute key has 1 to ${MAX_KEY_BYTES} bytes`, key.at, key.end - key.at);
  }
  const after = tokens[at + 3];
  if (after?.text === '[') throw new ConditionSyntax('ASSAY_CONDITION_PATH', 'there is no looking into maps and arrays', after.at, 1);
  return key.text;
}

function unknownPath(name: string, at: number, end: number): ConditionSyntax {
  const close = nearest(name, NAMES);
  const known = 'name, kind, status.code, status.message, scope.name, attributes["k"], resource.attributes["k"], genai.FIELD';
  const hint = close === undefined ? `; there are ${known}` : `, did you mean ${close}?`;
  return new ConditionSyntax('ASSAY_CONDITION_PATH', `unknown path ${name}${hint}`, at, end - at);
}
