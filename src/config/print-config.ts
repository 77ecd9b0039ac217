import { stringify } from 'yaml';
import type { LoadedConfig } from './load.ts';
import { REDACTED } from './secrets.data.ts';

/**
 * The effective config as YAML, secrets masked. It can be loaded again: dollar signs in it are doubled, so that nothing is
 * substituted a second time; only the masked values have to be put back.
 */
export function printConfig(loaded: Pick<LoadedConfig, 'effective'>): string {
  return stringify(escapeDollars(loaded.effective), { aliasDuplicateObjects: false, lineWidth: 0 });
}

function escapeDollars(value: unknown): unknown {
  if (typeof value === 'string') return value === REDACTED ? value : value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, escapeDollars(child)]));
}
