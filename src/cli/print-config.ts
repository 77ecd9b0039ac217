import { printConfig } from '../config/print-config.ts';
import { type CommandIo, type OptionValues, EXIT_OK, EXIT_USAGE, textOf } from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';

/** `assay print-config`; returns the exit code. */
export async function run(options: OptionValues, _words: readonly string[], io: CommandIo): Promise<number> {
  const loaded = await loadFromOptions(options, io);
  showDiagnostics(loaded, io);
  if (loaded.config === undefined) return EXIT_USAGE;
  io.stdout.write(textOf(options, 'output') === 'json' ? `${JSON.stringify(loaded.effective, null, 2)}\n` : printConfig(loaded));
  return EXIT_OK;
}
