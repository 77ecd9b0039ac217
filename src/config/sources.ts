import { open } from 'node:fs/promises';
import { diagnosticAt } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { MAX_SOURCES, MAX_SOURCE_CHARS } from './limits.data.ts';
import type { SourceText } from './parse-yaml.ts';
import { oneOfText, quote } from './suggest.ts';

/** Reads a whole text file; rejects when it cannot. `limitChars`: nobody will look at more, so it may stop after that. */
export type ReadFile = (path: string, limitChars: number) => Promise<string>;

/** What `${env:...}` and `env:` see; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One `--config` after reading. */
export interface Source extends SourceText {
  readonly scheme: 'file' | 'env' | 'yaml';
  /** For `file`: the path as given, for watching. */
  readonly path?: string;
}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):/; // two letters at least, so that C:\config.yaml is a path

/** Reads every `--config` in order. What cannot be read becomes a diagnostic; the others are still returned. */
export async function readSources(
  uris: readonly string[],
  env: Environment,
  readFile: ReadFile,
): Promise<{ sources: Source[]; problems: Diagnostic[] }> {
  const sources: Source[] = [];
  const problems: Diagnostic[] = [];
  if (uris.length > MAX_SOURCES) {
    problems.push(
      diagnosticAt(undefined, [], {
        code: 'ASSAY_CONFIG_URI',
        message: `--config is given ${uris.length} times`,
        expected: `at most ${MAX_SOURCES}`,
      }),
    );
  }
  for (const [index, uri] of uris.slice(0, MAX_SOURCES).entries()) {
    const scheme = SCHEME.exec(uri)?.[1] ?? 'file';
    const rest = uri.slice(SCHEME.exec(uri)?.[0].length ?? 0);
    if (scheme === 'yaml') sources.push({ scheme, name: `yaml[${index + 1}]`, text: rest });
    else if (scheme === 'env') {
      const text = own(env, rest);
      if (text === undefined)
        problems.push(
          unreadable(`the environment variable ${quote(rest)}, named by --config, is not set`, 'set it to the text of a config'),
        );
      else sources.push({ scheme, name: `env:${rest}`, text });
    } else if (scheme === 'file') {
      try {
        sources.push({ scheme, name: rest, path: rest, text: await readFile(rest, MAX_SOURCE_CHARS + 1) });
      } catch (error) {
        problems.push(
          unreadable(
            `the config file ${quote(rest)} cannot be read: ${reasonOf(error)}`,
            'check the path, and the right to read it; relative paths start at the working directory',
          ),
        );
      }
    } else {
      problems.push(
        diagnosticAt(undefined, [], {
          code: 'ASSAY_CONFIG_URI',
          message: `--config does not know the scheme ${quote(scheme)}`,
          expected: oneOfText(['file:PATH', 'env:NAME', 'yaml:TEXT']),
          hint: 'a plain path needs no scheme',
        }),
      );
    }
  }
  return { sources, problems };
}

/** The own property, so that a variable called `constructor` is not found on the prototype. */
export function own(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

/**
 * Reads a UTF-8 file of at most `limitChars` bytes more or less; stops there, so that `/dev/zero` ends. Takes pipes
 * (`--config <(...)`). Rejects on bytes that are no UTF-8 and on folders. A byte order mark is dropped.
 */
export const readTextFile: ReadFile = async (path, limitChars) => {
  const handle = await open(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    const limitBytes = limitChars * 3; // UTF-8 needs at most three bytes for one UTF-16 unit
    while (length < limitBytes) {
      const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(65_536) });
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      length += bytesRead;
    }
    return new TextDecoder('utf-8', { fatal: length < limitBytes }).decode(Buffer.concat(chunks));
  } finally {
    await handle.close();
  }
};

/** Why a file could not be read, in words without the path. */
export function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return READ_REASONS[code] ?? (code === '' ? 'reading failed' : code);
}

const READ_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
};

function unreadable(message: string, hint: string): Diagnostic {
  return diagnosticAt(undefined, [], { code: 'ASSAY_CONFIG_READ', message, hint });
}
