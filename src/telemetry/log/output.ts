import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { AssayError } from '../../wire/assay-error.ts';

/** Where finished lines go. `write` gets whole lines with their line end. */
export interface LogOutput {
  write(line: string): void;
  close(): void;
  /** True when a person reads it and NO_COLOR is not set. */
  readonly colour: boolean;
}

/** True when `stream` is a terminal and the user did not ask for plain text (no-color.org, and TERM=dumb). */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** A reader that went away (a closed pipe) must not end the collector: the stream's error is swallowed, lines are lost. */
function streamOutput(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): LogOutput {
  const ignore = (): void => undefined;
  stream.on('error', ignore);
  return { write: (line) => void stream.write(line), close: () => void stream.off('error', ignore), colour: wantsColour(stream, env) };
}

/** Appends; 0600; a symlink in the file's place is refused, so that nobody can point our log at another file. */
function fileOutput(path: string): LogOutput {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  let fd: number;
  try {
    fd = openSync(path, flags, 0o600);
  } catch (cause) {
    throw new AssayError('ASSAY_TELEMETRY_LOG_OUTPUT', `cannot open the log file ${path}`, { cause });
  }
  let open = true;
  return {
    write: (line) => {
      if (!open) return;
      try {
        writeSync(fd, line);
      } catch {
        // A full disk must not stop the data; the line is lost.
      }
    },
    close: () => {
      if (open) closeSync(fd);
      open = false;
    },
    colour: false,
  };
}

/** Opens `stderr`, `stdout` or files; several paths get the same lines. Throws ASSAY_TELEMETRY_LOG_OUTPUT. */
export function openLogOutputs(paths: readonly string[], env: Readonly<Record<string, string | undefined>>): LogOutput[] {
  return paths.map((path) => {
    if (path === 'stderr') return streamOutput(process.stderr, env);
    if (path === 'stdout') return streamOutput(process.stdout, env);
    return fileOutput(path);
  });
}
