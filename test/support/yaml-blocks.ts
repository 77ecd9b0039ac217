import { readFileSync } from 'node:fs';

/** The repository, with a slash at the end. */
export const REPOSITORY: string = new URL('../../', import.meta.url).pathname;

/** One fenced block of a document. */
export interface Block {
  /** `docs/x.md:12`, the line of the opening fence. */
  readonly place: string;
  readonly text: string;
}

/** All blocks of `language` in a document; `path` is relative to the repository. */
export function blocksOf(path: string, language: string): Block[] {
  const lines = readFileSync(REPOSITORY + path, 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const fence = /^(\s*)```(\S*)/.exec(lines[i]!);
    if (fence === null) continue;
    const start = i;
    const body: string[] = [];
    while (++i < lines.length && !/^\s*```\s*$/.test(lines[i]!)) body.push(lines[i]!.slice(fence[1]!.length));
    if (i === lines.length) throw new Error(`${path}:${start + 1}: a fence is never closed`);
    if (fence[2] === language) blocks.push({ place: `${path}:${start + 1}`, text: `${body.join('\n')}\n` });
  }
  return blocks;
}
