import type { Command } from './command.ts';

/** The page of `assay --help`. */
export function helpPage(commands: readonly Command[], version: string): string {
  const width = Math.max(...commands.map((command) => `${command.name} ${command.usage}`.trim().length));
  const rows = commands.map((command) => `  ${`${command.name} ${command.usage}`.trim().padEnd(width)}  ${command.summary}`);
  return `assay ${version}: the OpenTelemetry collector for LLM traffic

Usage: assay [COMMAND] [OPTIONS]

Commands (run is the default):
${rows.join('\n')}

  assay COMMAND --help tells more. All commands take --output human|json.
  Exit codes: 0 done, 1 failed while running, 2 bad config or usage.
`;
}

/** The page of `assay COMMAND --help`. */
export function commandPage(command: Command): string {
  const entries = Object.entries(command.options).map(([name, spec]): [string, string] => [
    `--${name}${spec.value === undefined ? '' : ` ${spec.value}`}${spec.multiple === true ? ' ...' : ''}`,
    spec.help,
  ]);
  const width = Math.max(...entries.map(([left]) => left.length), 0);
  const options = entries.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`).join('\n');
  const usage = `assay ${command.name} ${command.usage}`.trim();
  return `${command.summary}\n\nUsage: ${usage}\n\nOptions:\n${options}\n${command.details === undefined ? '' : `\n${command.details}\n`}`;
}
