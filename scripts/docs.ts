import { COMMANDS } from '../src/cli/commands.ts';
import { fullSchema } from '../src/config/full-schema.ts';
import { BUILT_IN, builtInRegistry } from '../src/registry.ts';
import { componentReadme, componentTable } from './docs/components.ts';
import { dialectsPage } from './docs/dialects.ts';
import { errorsPage, readErrorAreas } from './docs/errors.ts';
import { type Generated, readIfThere, settle } from './docs/generated.ts';
import { code, fill, table } from './docs/markdown.ts';

/*
 * Writes what is generated: docs/errors.md, docs/dialects.md, config/assay.schema.json, the tables in the README and in each component's
 * README. With --check nothing is written, and files that are not in step are named; exit 1.
 */

function mainReadme(): Generated {
  const commands = COMMANDS.map((command) => [code(`assay ${command.name} ${command.usage}`.trim()), command.summary]);
  const withCommands = fill(readIfThere('README.md') ?? '', 'commands', table(['command', 'does'], commands));
  return { path: 'README.md', text: fill(withCommands, 'components', componentTable(BUILT_IN)) };
}

function schemaFile(): Generated {
  return { path: 'config/assay.schema.json', text: `${JSON.stringify(fullSchema(builtInRegistry()), null, 2)}\n` };
}

const check = process.argv.includes('--check');
const problems: string[] = [];

/** Component READMEs that can be filled; what is wrong with the others is told and does not keep the rest from being written. */
function componentReadmes(): Generated[] {
  return BUILT_IN.flatMap((descriptor) => {
    try {
      return [componentReadme(descriptor)];
    } catch (error) {
      problems.push((error as Error).message);
      return [];
    }
  });
}

const stale = settle([...componentReadmes(), errorsPage(await readErrorAreas()), dialectsPage(), schemaFile()], !check);
// Afterwards, since it quotes the others.
stale.push(...settle([mainReadme()], !check));
for (const path of stale) process.stdout.write(check ? `${path} is not in step: run npm run docs\n` : `wrote ${path}\n`);
for (const problem of problems) process.stdout.write(`${problem}\n`);
if (problems.length > 0 || (check && stale.length > 0)) process.exitCode = 1;
