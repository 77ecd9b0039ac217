import type { Catalog } from '../catalog.ts';
import type { DatedPrice } from '../price.ts';
import { providerRow } from '../provider-row.ts';

/** `openai/gpt-4.1` as provider and model; a first part that is no provider belongs to the model (`meta-llama/Llama-3-70b`). */
export function splitProvider(target: string): [provider: string, model: string] {
  const slash = target.indexOf('/');
  if (slash === -1) return ['', target];
  const first = target.slice(0, slash).trim().toLowerCase();
  return first !== '' && providerRow(first) !== undefined ? [first, target.slice(slash + 1)] : ['', target];
}

/** The bundled prices of `list/model`, empty when the lists do not have it. The model must be named as it is, not by a broad rule. */
export function findInherited(catalog: Catalog, target: string): readonly DatedPrice[] {
  const [provider, model] = splitProvider(target);
  const row = providerRow(provider);
  if (provider === '' || row === undefined) return [];
  for (const list of [...row.lists, ...row.fallback]) {
    const hit = catalog.find(list, model.trim().toLowerCase());
    if (hit?.judgement === 'same') return hit.prices;
  }
  return [];
}
