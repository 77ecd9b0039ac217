import { fullSchema } from '../config/full-schema.ts';
import { builtInRegistry } from '../registry.ts';
import { type Command, EXIT_OK, OUTPUT_OPTION } from './command.ts';

export const schemaCommand: Command = {
  name: 'schema',
  usage: '',
  summary: 'prints one JSON Schema for the whole config, for editors',
  options: { output: OUTPUT_OPTION },
  details:
    'In an editor with the YAML language server, write this as the first line of a config:\n  # yaml-language-server: $schema=./assay.schema.json',
  async run(_options, _words, io) {
    io.stdout.write(`${JSON.stringify(fullSchema(builtInRegistry()), null, 2)}\n`);
    return EXIT_OK;
  },
};
