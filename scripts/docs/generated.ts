import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository, with a slash at the end. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

/** A file as it should be; `path` is relative to the repository. */
export interface Generated {
  readonly path: string;
  readonly text: string;
}

/** A file's text, or undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(ROOT + path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Paths of the files that differ from what they should be; with `write` they are brought in step. */
export function settle(files: readonly Generated[], write: boolean): string[] {
  const stale = files.filter(({ path, text }) => readIfThere(path) !== text);
  if (write) for (const { path, text } of stale) writeFileSync(ROOT + path, text);
  return stale.map(({ path }) => path);
}
