import { type EvalRow, evaluate } from './redaction/evaluate.ts';

/*
 * npm run eval:redaction [-- COUNT [SEED]]
 *
 * Measures the built-in recognisers on a labelled set made on the spot. The two halves differ in their templates; rules
 * are made with the first half only. Exit code 1 when a promise of docs/redaction.md is not held.
 */
const count = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? 20_261_125);

const rows = evaluate(count, seed);
process.stdout.write(`${count} texts a half, seed ${seed}\n\n${table(rows)}\n`);
if (rows.some((row) => !row.met)) process.exitCode = 1;

function table(all: readonly EvalRow[]): string {
  const cells = [
    ['what', 'templates', 'cases', 'recall', 'precision', 'goal', ''],
    ...all.map((row) => [
      row.what,
      row.half,
      String(row.cases),
      figure(row.recall),
      figure(row.precision),
      row.goal,
      row.met ? 'held' : 'NOT HELD',
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return `${cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`;
}

function figure(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(4);
}
