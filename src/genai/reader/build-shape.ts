import type { TextSlice } from '../../wire/text-slice.ts';
import type { Decision } from './decisions.ts';
import type { FieldPlan } from './program.ts';
import type { Plan } from './plans.ts';
import { RUN_COUNT, RUN_FINISH, RUN_GENERAL, RUN_MOST_TOKENS, RUN_TEXT, RUN_WORD, Shape, ShapeEntry } from './shape.ts';
import type { ShapeKey } from './shape-key.ts';
import { AT_ATTR, AT_BODY, AT_JSON, AT_SUM, type Source, type Test } from './source.ts';

/** Makes the shape of the item at hand: leaves out every source whose attribute is not there, resolves what the keys decide. */
export function buildShape(
  context: number,
  key: ShapeKey,
  decision: Decision,
  plan: Plan,
  toolCalls: number,
  mostTokens: number,
  sliceOf: (field: FieldPlan) => TextSlice | undefined,
): Shape {
  const entries: ShapeEntry[] = [];
  const tools: ShapeEntry[] = [];
  for (const field of plan.program.fields) {
    const into = field.index === toolCalls ? tools : entries;
    const first = into.length;
    for (const source of field.sources) {
      const run = runOf(source, field, mostTokens, sliceOf(field) !== undefined);
      const entry = entryOf(key, source, field, run, sliceOf(field));
      if (entry !== undefined) into.push(entry);
    }
    for (let i = first; i < into.length; i++) into[i]!.next = into.length;
  }
  return new Shape(context, key.codes.slice(0, key.size), decision, plan, entries, tools);
}

function entryOf(key: ShapeKey, source: Source, field: FieldPlan, run: number, slice: TextSlice | undefined): ShapeEntry | undefined {
  let row = -1;
  if (source.kind === AT_ATTR || source.kind === AT_JSON) {
    row = key.placeOf(source.key?.id ?? source.document?.key?.id ?? -2);
    if (row === -1) return undefined;
  } else if (source.kind === AT_SUM) {
    if (source.keys.every((one) => key.placeOf(one.id) === -1)) return undefined;
  } else if (source.kind === AT_BODY) return undefined;
  if (source.test !== undefined && isRuledOut(source.test, key)) return undefined;
  const tested = source.test !== undefined && asksMore(source.test);
  return new ShapeEntry(run, source, field, row, tested, slice);
}

/** Presence and absence of keys are the shape's own. */
function isRuledOut(test: Test, key: ShapeKey): boolean {
  if (test.attr !== undefined && key.placeOf(test.attr.id) === -1) return true;
  return (test.lacks !== undefined && key.placeOf(test.lacks.id) !== -1) || test.logEvents !== undefined;
}

function asksMore(test: Test): boolean {
  return (
    test.is !== undefined || test.names !== undefined || test.namePrefixes !== undefined || test.operations !== undefined || test.failed
  );
}

function runOf(source: Source, field: FieldPlan, mostTokens: number, isText: boolean): number {
  if (source.kind !== AT_ATTR) return RUN_GENERAL;
  if (field.kind === 'finish') return source.ops === 0 ? RUN_FINISH : RUN_GENERAL;
  if (field.kind === 'operation' || field.kind === 'provider' || field.kind === 'tier') return RUN_WORD;
  if (source.ops !== 0 || source.values !== undefined) return RUN_GENERAL;
  if (isText) return RUN_TEXT;
  if (field.kind !== 'count') return RUN_GENERAL;
  return field.index === mostTokens ? RUN_MOST_TOKENS : RUN_COUNT;
}
