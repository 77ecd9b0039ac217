import type { DialectTable, SourceRow } from './table.ts';

/** A dialect as an operator writes it: what only documents is optional. */
export type WrittenDialect = Omit<DialectTable, 'title' | 'source' | 'role'> & Partial<Pick<DialectTable, 'title' | 'source' | 'role'>>;

/** A finding that the schema cannot make. */
export interface DialectProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Fills in what was left out. */
export function completeDialect(written: WrittenDialect): DialectTable {
  return { ...written, title: written.title ?? written.id, source: written.source ?? '', role: written.role ?? 'sdk' };
}

/** Value maps that a row names and the table lacks; relatives that do not exist. */
export function checkDialect(table: WrittenDialect, known: readonly string[]): readonly DialectProblem[] {
  const problems: DialectProblem[] = [];
  for (const [field, rows] of Object.entries(table.map)) {
    (rows as readonly SourceRow[]).forEach((row, i) => {
      for (const op of row.do === undefined ? [] : typeof row.do === 'string' ? [row.do] : row.do) {
        const name = op.startsWith('map:') ? op.slice(4) : undefined;
        if (name !== undefined && table.values?.[name] === undefined) {
          problems.push({ path: ['map', field, i, 'do'], message: `names the value map ${name}, which is not among values` });
        }
      }
    });
  }
  (table.then ?? []).forEach((id, i) => {
    if (!known.includes(id)) problems.push({ path: ['then', i], message: `there is no dialect ${id}` });
  });
  return problems;
}
