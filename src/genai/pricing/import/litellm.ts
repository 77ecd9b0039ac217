import { AssayError } from '../../../wire/assay-error.ts';
import type { TierSpec, UnitPrice } from '../price-spec.ts';
import { providerRow } from '../provider-row.ts';
import type { UnitName } from '../units.data.ts';
import { amount, type ImportedPrice, record } from './imported.ts';

/** Keys of LiteLLM's `model_prices_and_context_window.json` (USD for one unit) and the units they are. */
const KEYS: Readonly<Record<string, UnitName>> = {
  input_cost_per_token: 'input',
  output_cost_per_token: 'output',
  cache_read_input_token_cost: 'cache_read',
  cache_creation_input_token_cost: 'cache_write',
  cache_creation_input_token_cost_above_1hr: 'cache_write_1h',
  input_cost_per_audio_token: 'audio_input',
  output_cost_per_audio_token: 'audio_output',
  output_cost_per_reasoning_token: 'reasoning',
  input_cost_per_query: 'request',
  input_cost_per_second: 'second',
  ocr_cost_per_page: 'page',
};

const TIER = /^(.+)_above_(\d+)k_tokens$/;

/** Reads LiteLLM's table. Throws ASSAY_PRICES_IMPORT when it is something else. */
export function readLiteLlm(document: unknown): readonly ImportedPrice[] {
  const entries = Object.entries(record(document) ?? {}).filter(([name]) => name !== 'sample_spec');
  const prices = entries.flatMap(([name, value]) => {
    const entry = record(value);
    const provider = entry?.['litellm_provider'];
    return entry === undefined || typeof provider !== 'string' ? [] : [one(name, provider, entry)];
  });
  if (prices.length === 0) throw new AssayError('ASSAY_PRICES_IMPORT', 'the table has no entry with litellm_provider');
  return prices;
}

function one(name: string, litellmProvider: string, entry: Readonly<Record<string, unknown>>): ImportedPrice {
  const base: Partial<Record<UnitName, UnitPrice>> = {};
  const tiers = new Map<number, Partial<Record<UnitName, UnitPrice>>>();
  for (const [key, value] of Object.entries(entry)) {
    const usd = amount(value);
    if (usd === undefined) continue;
    const unit = KEYS[key];
    if (unit !== undefined) base[unit] = { amount: usd, per: 1 };
    const step = TIER.exec(key);
    const stepUnit = step === null ? undefined : KEYS[step[1]!];
    if (step === null || stepUnit === undefined) continue;
    const above = Number(step[2]) * 1000;
    const prices = tiers.get(above) ?? {};
    prices[stepUnit] = { amount: usd, per: 1 };
    tiers.set(above, prices);
  }
  const steps: TierSpec[] = [...tiers].map(([above, prices]) => ({ above, prices }));
  return { provider: providerOf(litellmProvider), model: withoutPrefix(name, litellmProvider), spec: { prices: base, tiers: steps } };
}

/** `vertex_ai-anthropic_models` is Vertex AI; `text-completion-openai` is OpenAI. */
function providerOf(name: string): string {
  const known = name.startsWith('vertex_ai')
    ? 'vertex_ai'
    : name.startsWith('text-completion-')
      ? name.slice('text-completion-'.length)
      : name;
  return providerRow(known)?.names[0] ?? known.toLowerCase();
}

/** LiteLLM keys most models as `provider/model`. */
function withoutPrefix(name: string, provider: string): string {
  return name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name;
}
