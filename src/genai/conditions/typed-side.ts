import type { FieldType } from './genai-fields.data.ts';
import type { Side } from './nodes.ts';

/** How a literal was written; decides what it may be compared with. */
export const STRING_LITERAL = 'string';
export const INT_LITERAL = 'int';
export const NUMBER_LITERAL = 'number';
export const BOOL_LITERAL = 'bool';
export const NIL_LITERAL = 'nil';
export type LiteralKind = 'string' | 'int' | 'number' | 'bool' | 'nil';

/** A side of a comparison with its place in the text and what it can hold. */
export interface TypedSide extends Side {
  readonly at: number;
  readonly end: number;
  readonly type: FieldType | 'nil';
  readonly literal: LiteralKind | undefined;
}
