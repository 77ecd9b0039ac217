import { internKey } from '../../otlp/keys.ts';
import type { AttributesView } from '../../otlp/views/attributes-view.ts';

const TOTAL = internKey('assay.cost.total');

/** Parts of the cost and the names Langfuse sums by: those with "input" or "output" in them (langfuse.md section 2, Cost). */
const PARTS = [
  ['input', 'input'],
  ['output', 'output'],
  ['cache_read', 'input_cached_tokens'],
  ['cache_write', 'input_cache_creation'],
  ['other', 'other'],
].map(([part = '', bucket = '']) => ({ key: internKey(`assay.cost.${part}`), bucket }));

/** Decimals that Langfuse stores. */
const DECIMALS = 12;

/** What is known of a call's cost without asking Langfuse; a cached answer costs nothing, which is known too. */
export const FREE_OF_COST = '{"total":0}';

/**
 * `cost_details` as JSON text from what genai_cost wrote, else the cost the emitter reported, else ''. The total is always
 * there: without it Langfuse sums up `input` and `output` only when there is no third part (#15961).
 */
export function costDetails(attributes: AttributesView, reportedUsd: number): string {
  const total = amount(attributes, TOTAL);
  if (Number.isNaN(total)) return isAmount(reportedUsd) ? `{"total":${rounded(reportedUsd)}}` : '';
  let text = '{';
  for (let i = 0; i < PARTS.length; i++) {
    const part = PARTS[i]!;
    const usd = amount(attributes, part.key);
    if (usd > 0) text += `"${part.bucket}":${rounded(usd)},`;
  }
  return `${text}"total":${rounded(total)}}`;
}

function amount(attributes: AttributesView, key: typeof TOTAL): number {
  const row = attributes.find(key);
  if (row === -1) return Number.NaN;
  const usd = attributes.double(row);
  return isAmount(usd) ? usd : Number.NaN;
}

function isAmount(usd: number): boolean {
  return usd >= 0 && usd < Number.POSITIVE_INFINITY;
}

function rounded(usd: number): number {
  return Number(usd.toFixed(DECIMALS));
}
