/** Where a command reads and writes, so that a test can hold all of it. */
export interface CommandIo {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** An option of a command, for parsing and for its help. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** What stands for the value in the help, `URI`. */
  readonly value?: string;
  readonly help: string;
}

/** Options as parsed: strings, booleans, or lists for `multiple`. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** One command of `assay`. `run` returns the exit code (contract section 1). */
export interface Command {
  readonly name: string;
  /** Words after the name in the usage line. */
  readonly usage: string;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** A longer text with examples, shown by `--help`. */
  readonly details?: string;
  run(options: OptionValues, words: readonly string[], io: CommandIo): Promise<number>;
}

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
/** Bad config or usage. */
export const EXIT_USAGE = 2;

/** Options that say which config: shared by all commands that read one. */
export const CONFIG_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  config: {
    type: 'string',
    multiple: true,
    value: 'URI',
    help: 'a config: file:PATH (or just PATH), env:NAME, yaml:TEXT; several are merged, later ones win',
  },
  set: { type: 'string', multiple: true, value: 'a.b=v', help: 'sets one value, after all configs' },
};

export const OUTPUT_OPTION: OptionSpec = { type: 'string', value: 'human|json', help: 'how to print the result (default human)' };

export function listOf(values: OptionValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether output to `stream` may have colour: a terminal, and NO_COLOR unset (no-color.org). */
export function mayColour(stream: { readonly isTTY?: boolean }, env: CommandIo['env']): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '';
}

/** Where `assay dead-letter replay` sends to when nothing is said: the OTLP/HTTP port of a collector here. */
export const REPLAY_ENDPOINT = 'http://localhost:4318';
/** What `assay healthcheck` asks. */
export const HEALTH_ENDPOINT = 'http://localhost:13133/';
