import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../support/yaml-blocks.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const read = (path: string): unknown => JSON.parse(readFileSync(REPOSITORY + path, 'utf8'));
const manifest = read('package.json') as Manifest;
const installed = (name: string): Manifest => read(`node_modules/${name}/package.json`) as Manifest;

/** Licences that a product under Apache-2.0 can be shipped with, notices kept. */
const ALLOWED: ReadonlySet<string> = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']);

/** `package version licence` of each row of the tables in docs/dependencies.md, by heading. */
function rowsUnder(heading: string): string[] {
  const section = readFileSync(`${REPOSITORY}docs/dependencies.md`, 'utf8')
    .split(/^## /m)
    .find((part) => part.startsWith(heading))!;
  return [...section.matchAll(/^\| `([^`]+)` \| (\S+) \| ([^|]+) \|/gm)]
    .map((match) => `${match[1]} ${match[2]} ${match[3]!.trim()}`)
    .toSorted();
}

function expectedRows(wanted: Record<string, string>): string[] {
  return Object.entries(wanted)
    .map(([name, version]) => `${name} ${version} ${installed(name).license}`)
    .toSorted();
}

describe('dependencies', () => {
  it('are pinned to one version each', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('are all in docs/dependencies.md with version and licence, and nothing else is', () => {
    expect(rowsUnder('At run time')).toEqual(expectedRows(manifest.dependencies));
    expect(rowsUnder('For development')).toEqual(expectedRows(manifest.devDependencies));
  });

  it('that the product brings, and all that they bring, have licences that allow it', () => {
    const { packages } = read('package-lock.json') as { packages: Record<string, LockedPackage> };
    const shipped = Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && dev !== true)
      .map(([path]) => path);
    expect(shipped.length).toBeGreaterThan(Object.keys(manifest.dependencies).length);
    const wrong = shipped
      .map((path) => ({ path, license: (read(`${path}/package.json`) as Manifest).license ?? 'none' }))
      .filter(({ license }) => !ALLOWED.has(license));
    expect(wrong).toEqual([]);
  });

  it('are imported by the sources, except what only tools start', () => {
    const text = globSync('src/**/*.ts', { cwd: REPOSITORY })
      .map((file) => readFileSync(REPOSITORY + file, 'utf8'))
      .join('\n');
    expect(Object.keys(manifest.dependencies).filter((name) => !text.includes(`'${name}`))).toEqual([]);
  });
});
