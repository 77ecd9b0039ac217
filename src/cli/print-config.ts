import { printConfig } from '../config/print-config.ts';
import { CONFIG_OPTIONS, type Command, EXIT_OK, EXIT_USAGE, OUTPUT_OPTION, textOf } from './command.ts';
import { loadFromOptions, showDiagnostics } from './config.ts';

export const printConfigCommand: Command = {
  name: 'print-config',
  usage: '[--config URI]... [--set a.b=v]...',
  summary: 'prints the config as it takes effect, secrets masked',
  options: { ...CONFIG_OPTIONS, output: OUTPUT_OPTION },
  async run(options, _words, io) {
    const loaded = await loadFromOptions(options, io);
    showDiagnostics(loaded, io);
    if (loaded.config === undefined) return EXIT_USAGE;
    io.stdout.write(textOf(options, 'output') === 'json' ? `${JSON.stringify(loaded.effective, null, 2)}\n` : printConfig(loaded));
    return EXIT_OK;
  },
};
