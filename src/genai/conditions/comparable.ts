import { ConditionSyntax } from './condition-error.ts';
import type { Token } from './lexer.ts';
import type { TypedSide } from './typed-side.ts';

/** What users know as the names of the types. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  int: 'an integer',
  number: 'a number',
  bool: 'true or false',
  nil: 'nil',
};

function family(type: TypedSide['type']): string {
  return type === 'int' ? 'number' : type;
}

/**
 * Refuses at load what could never be true: a typed path against a literal of another type, and an order of things that
 * have none. Attributes may hold anything, so they are compared at run time.
 */
export function checkComparable(left: TypedSide, operator: Token, right: TypedSide): void {
  const ordered = operator.text !== '==' && operator.text !== '!=';
  for (const side of [left, right]) {
    if (ordered && (side.type === 'bool' || side.type === 'nil')) {
      throw problem(side, `${TYPE_NAMES[side.type] ?? side.type} has no order; use == or !=`);
    }
  }
  if (left.type === 'any' || right.type === 'any' || left.type === 'nil' || right.type === 'nil') return;
  if (family(left.type) === family(right.type)) return;
  const wrong = left.literal === undefined ? right : left;
  const other = wrong === left ? right : left;
  const isEnum = other.type === 'int' && wrong.type === 'string';
  const hint = isEnum ? '; kinds and codes are numbers or constants such as SPAN_KIND_CLIENT and STATUS_CODE_ERROR' : '';
  throw problem(wrong, `this is ${TYPE_NAMES[wrong.type]}, the other side is ${TYPE_NAMES[other.type]}${hint}`);
}

function problem(side: TypedSide, message: string): ConditionSyntax {
  return new ConditionSyntax('ASSAY_CONDITION_TYPE', message, side.at, side.end - side.at);
}
