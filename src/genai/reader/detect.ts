import type { DialectTable } from '../dialects/table.ts';
import type { Context } from './contexts.ts';
import type { Mark } from './marks.ts';

/** Which dialect an item speaks, and which others decorate it, by place in the list of tables. */
export interface Detected {
  readonly base: number;
  readonly layers: readonly number[];
}

/** Scope first, then resource and marks in the attributes, then what is weak (dialects.md section 2). */
const SCOPE = 10;
const RESOURCE = 9;
const MARK = 8;
const WEAK_SCOPE = 4;
const WEAK_MARK = 2;

/**
 * Decides by points: a dialect with a strong hit beats all that have only weak ones, and weak hits tell apart styles that
 * share a scope. Overlays never decide. Ties go to the earlier table. Cold: answers are kept for each combination.
 */
export function detect(tables: readonly DialectTable[], context: Context, marks: readonly Mark[]): Detected | undefined {
  const points = tables.map(() => 0);
  const strong = tables.map(() => false);
  const marked = new Set<number>();
  const weaklyMarked = new Set<number>();
  for (const mark of marks) {
    for (const dialect of mark.strong) marked.add(dialect);
    for (const dialect of mark.weak) weaklyMarked.add(dialect);
  }
  tables.forEach((_table, dialect) => {
    if (context.vetoed.has(dialect)) return;
    let score = 0;
    if (context.strong.has(dialect)) score += SCOPE;
    if (context.resource.has(dialect)) score += RESOURCE;
    if (marked.has(dialect)) score += MARK;
    strong[dialect] = score > 0;
    if (context.weak.has(dialect)) score += WEAK_SCOPE;
    if (weaklyMarked.has(dialect)) score += WEAK_MARK;
    points[dialect] = score;
  });
  const base = best(tables, points, strong, true) ?? best(tables, points, strong, false);
  if (base === undefined) return undefined;
  const layers = tables
    .map((_table, dialect) => dialect)
    .filter((dialect) => dialect !== base && marked.has(dialect) && !context.vetoed.has(dialect));
  return { base, layers };
}

function best(
  tables: readonly DialectTable[],
  points: readonly number[],
  strong: readonly boolean[],
  wantStrong: boolean,
): number | undefined {
  let found: number | undefined;
  tables.forEach((table, dialect) => {
    if (table.overlay === true || strong[dialect] !== wantStrong || points[dialect] === 0) return;
    if (found === undefined || points[dialect]! > points[found]!) found = dialect;
  });
  return found;
}
