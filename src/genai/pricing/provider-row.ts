import { PROVIDERS, type ProviderRow } from './providers.data.ts';

const ROWS: ReadonlyMap<string, ProviderRow> = new Map(PROVIDERS.flatMap((row) => row.names.map((name) => [name, row] as const)));

/** What is known of a provider name as telemetry or an operator writes it; undefined for a name nobody listed. */
export function providerRow(name: string): ProviderRow | undefined {
  return ROWS.get(name.trim().toLowerCase());
}

/** Names under which an operator's rule may mean this provider: as sent, other spellings, and the ids of its price lists. */
export function providerKeys(name: string): readonly string[] {
  const own = name.trim().toLowerCase();
  const row = ROWS.get(own);
  if (row === undefined) return [own];
  return row.names.includes('') ? [own] : [...new Set([own, ...row.names, ...row.lists])];
}
