import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Makes dist/ from src/: plain JavaScript with types, which is what the published package runs. It is made beside and put in
 * place at the end, so that what runs from dist/ meanwhile finds its files, and a build that fails leaves the last good one.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const made = `${root}.cache/dist-${process.pid}`;
const old = `${root}.cache/dist-old-${process.pid}`;

const compiler = `${root}node_modules/typescript/bin/tsc`;
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', made], { cwd: root, stdio: 'inherit' });
if (status === 0) {
  chmodSync(`${made}/cli/main.js`, 0o755);
  mkdirSync(`${root}dist`, { recursive: true });
  renameSync(`${root}dist`, old);
  renameSync(made, `${root}dist`);
}
for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;
