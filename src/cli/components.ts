import { BUILT_IN } from '../registry.ts';
import { type CommandIo, type OptionValues, EXIT_OK, textOf } from './command.ts';

/** `assay components`; returns the exit code. */
export async function run(options: OptionValues, _words: readonly string[], io: CommandIo): Promise<number> {
  const rows = BUILT_IN.map(({ kind, type, aliases, stability }) => ({ kind, type, aliases, stability }));
  if (textOf(options, 'output') === 'json') {
    io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return EXIT_OK;
  }
  for (const kind of ['receiver', 'processor', 'connector', 'exporter', 'extension']) {
    io.stdout.write(`${kind}s:\n`);
    for (const row of rows.filter((candidate) => candidate.kind === kind)) {
      const signals = Object.entries(row.stability).map(([signal, level]) => `${signal} ${level}`);
      const aliases = row.aliases.length > 0 ? `  (also: ${row.aliases.join(', ')})` : '';
      io.stdout.write(`  ${row.type.padEnd(20)}  ${signals.join(', ')}${aliases}\n`);
    }
  }
  return EXIT_OK;
}
