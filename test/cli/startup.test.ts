/* Help, version and usage errors come at once: nothing heavy is loaded for them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { REPOSITORY } from '../support/yaml-blocks.ts';

/** Whatever `file` imports when it is loaded, by path from the root, packages by their name; `import type` and `import()` load nothing then. */
function loadedWith(file: string, seen: Set<string> = new Set()): Set<string> {
  seen.add(file);
  const source = readFileSync(join(REPOSITORY, file), 'utf8');
  for (const [, clause, from] of source.matchAll(/^(?:import|export) ([^;]*?)from '([^']+)';$/gm)) {
    if (clause!.startsWith('type ')) continue;
    const name = from!.startsWith('.') ? relative(REPOSITORY, join(REPOSITORY, dirname(file), from!)) : from!;
    if (seen.has(name)) continue;
    if (from!.startsWith('.')) loadedWith(name, seen);
    else seen.add(name);
  }
  return seen;
}

describe('assay --help', () => {
  it('loads a handful of small files and no package', () => {
    expect([...loadedWith('src/cli/main.ts')].toSorted()).toEqual([
      'node:fs',
      'node:util',
      'node:v8',
      'src/cli/command.ts',
      'src/cli/commands.ts',
      'src/cli/help.ts',
      'src/cli/main.ts',
      'src/config/suggest.ts',
      'src/telemetry/version.ts',
      'src/wire/assay-error.ts',
    ]);
  });

  it('has nothing else in memory when it is done', () => {
    const hook = `data:text/javascript,import{registerHooks}from'node:module';registerHooks({load(url,context,next){process.stderr.write(url+'\\n');return next(url,context)}})`;
    const main = join(REPOSITORY, 'src/cli/main.ts');
    const script = `"${process.execPath}" --import "${hook}" "${main}" --help 2>&1 >/dev/null`;
    const loaded = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n');
    const files = loaded.filter((url) => url.startsWith('file:'));
    expect(files).toHaveLength(7);
    expect(files.filter((url) => url.includes('node_modules'))).toEqual([]);
  });

  it('leaves the work of each command to a file of its own, which is there', async () => {
    const source = readFileSync(join(REPOSITORY, 'src/cli/commands.ts'), 'utf8');
    const files = [...source.matchAll(/import\('\.\/([\w-]+\.ts)'\)/g)].map((match) => match[1]!);
    expect(new Set(files).size).toBe(COMMANDS.length);
    for (const file of files) expect(await import(join(REPOSITORY, 'src/cli', file))).toHaveProperty('run');
  });
});
