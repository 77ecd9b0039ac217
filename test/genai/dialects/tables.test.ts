import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../../src/config/validator.ts';
import { checkDialect } from '../../../src/genai/dialects/complete.ts';
import { DIALECTS } from '../../../src/genai/dialects/index.ts';
import { DIALECT_SCHEMA } from '../../../src/genai/dialects/schema.ts';

const FOLDER = fileURLToPath(new URL('../../../src/genai/dialects/', import.meta.url));
const NO_TABLES = ['index.ts', 'table.ts', 'schema.ts', 'complete.ts', 'traceloop.data.ts'];

describe('the tables of dialects', () => {
  test('are one file each, named as the dialect', () => {
    const files = globSync('*.ts', { cwd: FOLDER }).filter((file) => !NO_TABLES.includes(file));
    expect(files.map((file) => file.replace(/\.ts$/, '').replaceAll('-', '_')).toSorted()).toEqual(
      DIALECTS.map((table) => table.id).toSorted(),
    );
    expect(DIALECTS).toHaveLength(34);
  });

  test.each(DIALECTS.map((table) => [table.id, table] as const))('%s has the form that an operator writes as well', (_id, table) => {
    const validate = compileSchema(DIALECT_SCHEMA);
    const { log_events: events, ...rest } = JSON.parse(JSON.stringify(table)) as typeof table;
    validate(events === undefined ? rest : { ...rest, log_events: events });
    expect(validate.errors ?? []).toEqual([]);
    expect(
      checkDialect(
        table,
        DIALECTS.map((other) => other.id),
      ),
    ).toEqual([]);
  });

  test('say for every place on what evidence it stands', () => {
    for (const table of DIALECTS) for (const row of Object.values(table.map).flat()) expect(['R', 'S', 'D', 'X']).toContain(row.ev);
  });

  test('end with the general one, which every other is completed by', () => {
    expect(DIALECTS.at(-1)?.id).toBe('gen_ai');
  });
});
