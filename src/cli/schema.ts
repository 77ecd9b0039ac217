import { fullSchema } from '../config/full-schema.ts';
import { builtInRegistry } from '../registry.ts';
import { type CommandIo, type OptionValues, EXIT_OK } from './command.ts';

/** `assay schema`; returns the exit code. */
export async function run(_options: OptionValues, _words: readonly string[], io: CommandIo): Promise<number> {
  io.stdout.write(`${JSON.stringify(fullSchema(builtInRegistry()), null, 2)}\n`);
  return EXIT_OK;
}
