import { numberOf } from '../../genai/json-paths/hits.ts';
import { SPAN_FIELDS, type SpanField } from '../../genai/semconv/fields.data.ts';
import { attributeOf, type Generation } from '../../genai/semconv/generations.data.ts';
import { STRING, ValueView } from '../../otlp/views/values.ts';
import { type Put, type Target, targetOf } from './put.ts';

/** A number of the conventions that some emitters write as text. */
export interface Typed {
  readonly target: Target;
  readonly whole: boolean;
}

/** All numbers that are only carried over; those of the call are written by their meaning. */
export function typedTargets(generation: Generation): Typed[] {
  return (Object.keys(SPAN_FIELDS) as SpanField[]).flatMap((field) => {
    const kind = SPAN_FIELDS[field];
    const name = kind === 'count' || kind === 'number' ? attributeOf(field, generation) : undefined;
    return name === undefined ? [] : [{ target: targetOf(name), whole: kind === 'count' }];
  });
}

const value = new ValueView();

/** Writes a number that stands as text under its own name as a number; the text is kept aside. */
export function retype({ target, whole }: Typed, put: Put): void {
  const { attributes } = put;
  const row = attributes.find(target.key);
  if (row === -1 || attributes.kind(row) !== STRING) return;
  const { buf, start, end } = attributes.value(row, value);
  const number = numberOf(buf, start, end);
  if (whole ? Number.isSafeInteger(number) : Number.isFinite(number)) {
    if (whole) put.count(target, number, true);
    else put.amount(target, number);
  }
}
