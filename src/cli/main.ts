#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { closest } from '../config/suggest.ts';
import { VERSION } from '../telemetry/version.ts';
import { AssayError } from '../wire/assay-error.ts';
import { type Command, type CommandIo, type OptionValues, EXIT_FAILED, EXIT_OK, EXIT_USAGE } from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandPage, helpPage } from './help.ts';

/** Runs `assay` with `args` (without node and script) and returns the exit code. */
export async function main(args: readonly string[], io: CommandIo): Promise<number> {
  const [first] = args;
  if (first === '--version' || first === '-v') {
    io.stdout.write(`assay ${VERSION}\n`);
    return EXIT_OK;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    io.stdout.write(helpPage(COMMANDS, VERSION));
    return EXIT_OK;
  }
  const { command, rest } = commandOf(args);
  if (command === undefined) {
    const names = COMMANDS.map((known) => known.name);
    const guess = closest(first ?? '', names);
    io.stderr.write(
      `assay: there is no command '${first}'${guess === undefined ? '' : `; did you mean '${guess}'?`}\nCommands: ${names.join(', ')}\n`,
    );
    return EXIT_USAGE;
  }
  const parsed = parse(command, rest);
  if (typeof parsed === 'string') {
    io.stderr.write(`assay ${command.name}: ${parsed}\nassay ${command.name} --help lists the options.\n`);
    return EXIT_USAGE;
  }
  if (parsed.values['help'] === true) {
    io.stdout.write(commandPage(command));
    return EXIT_OK;
  }
  try {
    return await command.run(parsed.values, parsed.words, io);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    io.stderr.write(`assay ${command.name}: ${error.message} [${error.code}]\n`);
    return EXIT_FAILED;
  }
}

/** The longest command name that the words start with; `run` when there is none. */
function commandOf(args: readonly string[]): { command: Command | undefined; rest: readonly string[] } {
  if (args.length === 0 || args[0]!.startsWith('-')) return { command: COMMANDS.find(({ name }) => name === 'run'), rest: args };
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    const command = COMMANDS.find((known) => known.name === name);
    if (command !== undefined) return { command, rest: args.slice(words) };
  }
  return { command: undefined, rest: args };
}

function parse(command: Command, args: readonly string[]): { values: OptionValues; words: string[] } | string {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, multiple }]) => [name, { type, multiple: multiple === true }] as const),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const { output } = values as OptionValues;
    if (output !== undefined && output !== 'human' && output !== 'json') return '--output takes human or json';
    return { values: values as OptionValues, words: positionals };
  } catch (error) {
    const message = (error as Error).message.split('. To specify')[0]!;
    const unknown = /'--?([\w-]+)/.exec(message)?.[1];
    const guess = unknown === undefined ? undefined : closest(unknown, Object.keys(command.options));
    return `${message}${guess === undefined ? '' : `; did you mean --${guess}?`}`;
  }
}

if (process.argv[1] !== undefined && import.meta.filename === realpathSync(process.argv[1])) {
  // Whoever reads our output may stop early (`assay ... | head`); that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT_OK : EXIT_FAILED));
  // The nursery of the heap stays as small as it starts: requests leave little garbage, and a sidecar's memory is its user's. Without
  // this, loading alone makes it grow to its largest size for good: 96 instead of 73 MB at rest (bench: memory at rest).
  setFlagsFromString('--semi-space-growth-factor=1');
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
  });
}
