import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../support/yaml-blocks.ts';
import { THREATS } from './threats.data.ts';

/** What each row of the threat model says may be tried. */
const rows = readFileSync(`${REPOSITORY}SECURITY.md`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:---|who \|)/.test(line))
  .map((line) => line.split('|')[2]!.trim());

describe('the threat model in SECURITY.md', () => {
  it('has tests for each row, and no tests for rows that are gone', () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.toSorted()).toEqual(Object.keys(THREATS).toSorted());
  });

  it.each(Object.entries(THREATS))('%s: is held by tests that exist', (_threat, tests) => {
    expect(tests.length).toBeGreaterThan(0);
    const missing = tests.filter((test) => {
      const at = test.indexOf(': ');
      const path = `${REPOSITORY}test/${test.slice(0, at)}`;
      const files = statSync(path).isDirectory() ? globSync(`${path}/**/*.test.ts`) : [path];
      return !files.some((file) => readFileSync(file, 'utf8').includes(test.slice(at + 2)));
    });
    expect(missing).toEqual([]);
  });
});

describe('npm run sbom', () => {
  it('lists every package that the product brings, with its version, and none of those for development', () => {
    const { scripts, dependencies, devDependencies } = JSON.parse(readFileSync(`${REPOSITORY}package.json`, 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    expect(scripts!['sbom']).toBe('node scripts/sbom.ts');
    const text = execFileSync(process.execPath, ['scripts/sbom.ts'], { cwd: REPOSITORY, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    const { bomFormat, components } = JSON.parse(text) as { bomFormat: string; components: { name: string; version: string }[] };
    expect(bomFormat).toBe('CycloneDX');
    const versions = new Map(components.map(({ name, version }) => [name, version]));
    for (const [name, version] of Object.entries(dependencies!)) expect(versions.get(name)).toBe(version);
    for (const name of ['vitest', 'typescript', 'kubernetes-models']) {
      expect(devDependencies).toHaveProperty(name);
      expect(versions.has(name)).toBe(false);
    }
  });
});
