import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Folders of src/ with their layer (docs/architecture.md, section 3). Imports go to the same or a lower layer only. */
const LAYERS: Readonly<Record<string, number>> = {
  wire: 0,
  otlp: 1,
  genai: 2,
  kernel: 3,
  config: 3,
  transport: 4,
  delivery: 4,
  telemetry: 4,
  receivers: 5,
  processors: 5,
  connectors: 5,
  exporters: 5,
  extensions: 5,
  'registry.ts': 5.5,
  service: 6,
  admin: 6,
  cli: 7,
  'index.ts': 8,
};
const COMPONENT_KINDS = new Set(['receivers', 'processors', 'connectors', 'exporters', 'extensions']);

const root = new URL('../../src/', import.meta.url).pathname;
const files = globSync('**/*.ts', { cwd: root });

/** Relative imports of a file as paths below src/. */
function importsOf(file: string): string[] {
  const text = readFileSync(root + file, 'utf8');
  const found = text.matchAll(/^(?:import|export)[^'"]*?from\s+['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/gm);
  return [...found].map((match) => new URL(match[1] ?? match[2]!, `file:///${file}`).pathname.slice(1));
}

const part = (file: string): string => file.split('/')[0]!;
/** `processors/genai_cost` for files of a component. */
const componentOf = (file: string): string | undefined =>
  COMPONENT_KINDS.has(part(file)) ? file.split('/').slice(0, 2).join('/') : undefined;

describe('the layers', () => {
  it('hold every file of src/', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => LAYERS[part(file)] === undefined)).toEqual([]);
  });

  it('are imported from right to left only', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => LAYERS[part(target)]! > LAYERS[part(file)]!)
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keep components apart from each other', () => {
    const wrong = files.flatMap((file) => {
      const own = componentOf(file);
      if (own === undefined) return [];
      return importsOf(file)
        .filter((target) => componentOf(target) !== undefined && componentOf(target) !== own)
        .map((target) => `${file} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('name components in the registry and the commands only', () => {
    const wrong = files.filter(
      (file) =>
        componentOf(file) === undefined &&
        !['registry.ts', 'cli'].includes(part(file)) &&
        importsOf(file).some((target) => componentOf(target) !== undefined),
    );
    expect(wrong).toEqual([]);
  });
});

describe('source files', () => {
  it('have no more than 500 lines, tables apart', () => {
    const long = files
      .filter((file) => !/\.(data|gen)\.ts$/.test(file))
      .map((file) => ({ file, lines: readFileSync(root + file, 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 500);
    expect(long).toEqual([]);
  });

  it('import no file by an absolute path', () => {
    expect(files.filter((file) => /from '\//.test(readFileSync(root + file, 'utf8')))).toEqual([]);
  });
});
