import { AssayError } from '../../../wire/assay-error.ts';
import type { TierSpec, UnitPrices } from '../price-spec.ts';
import { mtok } from '../price-spec.ts';
import { providerRow } from '../provider-row.ts';
import type { UnitName } from '../units.data.ts';
import { amount, type ImportedPrice, record } from './imported.ts';

/** Keys of a `cost` object of models.dev's api.json, USD for a million tokens. */
const KEYS: Readonly<Record<string, UnitName>> = {
  input: 'input',
  output: 'output',
  cache_read: 'cache_read',
  cache_write: 'cache_write',
  reasoning: 'reasoning',
  input_audio: 'audio_input',
  output_audio: 'audio_output',
};

/** Reads models.dev's published JSON. Throws ASSAY_PRICES_IMPORT when it is something else. */
export function readModelsDev(document: unknown): readonly ImportedPrice[] {
  const prices: ImportedPrice[] = [];
  for (const [id, value] of Object.entries(record(document) ?? {})) {
    const models = record(record(value)?.['models']);
    for (const [model, entry] of Object.entries(models ?? {})) {
      const cost = record(record(entry)?.['cost']);
      if (cost === undefined) continue;
      const long = record(cost['context_over_200k']);
      const tiers: readonly TierSpec[] = long === undefined ? [] : [{ above: 200_000, prices: pricesOf(long) }];
      prices.push({ provider: providerRow(id)?.names[0] ?? id.toLowerCase(), model, spec: { prices: pricesOf(cost), tiers } });
    }
  }
  if (prices.length === 0) throw new AssayError('ASSAY_PRICES_IMPORT', 'the table has no provider with models that have a cost');
  return prices;
}

function pricesOf(cost: Readonly<Record<string, unknown>>): UnitPrices {
  const result: Partial<Record<UnitName, number>> = {};
  for (const [key, unit] of Object.entries(KEYS)) {
    const usd = amount(cost[key]);
    if (usd !== undefined) result[unit] = usd;
  }
  return mtok(result);
}
