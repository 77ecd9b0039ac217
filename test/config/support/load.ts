import { loadConfig } from '../../../src/config/load.ts';
import type { LoadOptions, LoadedConfig } from '../../../src/config/load.ts';
import { registry } from './components.ts';

/** A minimal config that is valid and has no warnings. */
export const GOOD = `receivers:
  inbox: { protocols: { grpc: } }
exporters:
  show:
service:
  pipelines:
    traces: { receivers: [inbox], exporters: [show] }
`;

/** Loads one text as `c.yaml`; further files by name. Everything else is as given. */
export function load(text: string, more: Partial<LoadOptions> & { files?: Record<string, string> } = {}): Promise<LoadedConfig> {
  const files: Record<string, string> = { 'c.yaml': text, ...more.files };
  return loadConfig({ uris: ['c.yaml'], env: {}, registry, readFile: fakeFiles(files), ...more });
}

/** A file system of a few texts. */
export function fakeFiles(files: Record<string, string>): (path: string) => Promise<string> {
  return async (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('absent'), { code: 'ENOENT' });
    return text;
  };
}

/** `line:col CODE` of each diagnostic, which is what most tests are about. */
export function places(loaded: LoadedConfig): string[] {
  return loaded.diagnostics.map(({ line, col, code }) => `${line ?? '-'}:${col ?? '-'} ${code.replace('ASSAY_CONFIG_', '')}`);
}

/** The config of one component of a load without errors. */
export function configOf(loaded: LoadedConfig, section: 'receivers' | 'processors' | 'exporters' | 'extensions', id: string): unknown {
  return loaded.config?.[section].get(id)?.config;
}
