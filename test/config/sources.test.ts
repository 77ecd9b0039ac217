import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { readTextFile } from '../../src/config/sources.ts';
import { registry } from './support/components.ts';
import { GOOD } from './support/load.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-config-'));
  writeFileSync(join(folder, 'good.yaml'), `\ufeff${GOOD}`);
  writeFileSync(join(folder, 'latin1.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe4, 0x0a]));
});
afterAll(() => rmSync(folder, { recursive: true }));

const loadFile = (uri: string) => loadConfig({ uris: [uri], env: {}, registry });

describe('config files on disk', () => {
  it('are read by path and by file: URI', async () => {
    for (const uri of [join(folder, 'good.yaml'), `file:${join(folder, 'good.yaml')}`]) {
      const loaded = await loadFile(uri);
      expect(loaded.diagnostics).toEqual([]);
      expect(loaded.files).toEqual([join(folder, 'good.yaml')]);
    }
  });

  it.each([
    ['absent.yaml', 'there is no such file'],
    ['', 'it is a folder'],
    ['latin1.yaml', 'it is not UTF-8 text'],
    ['good.yaml/x', 'a part of the path is not a folder'],
  ])('that cannot be read say why (%j)', async (name, reason) => {
    const { diagnostics, config } = await loadFile(join(folder, name));
    expect(config).toBeUndefined();
    expect(diagnostics.map((d) => d.code)).toEqual(['ASSAY_CONFIG_READ']);
    expect(diagnostics[0]!.message).toContain(reason);
  });

  it('that never end are read only up to the limit', async () => {
    expect((await readTextFile('/dev/zero', 1000)).length).toBeLessThan(100_000);
    expect((await loadFile('/dev/zero')).diagnostics.map((d) => d.code)).toEqual(['ASSAY_CONFIG_TOO_LARGE']);
  });
});
