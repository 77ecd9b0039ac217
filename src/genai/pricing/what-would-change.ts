import { ABSENT, type Usage } from '../usage.ts';
import type { Cost } from './cost.ts';
import { group } from './format-price.ts';
import { describePeriod } from './period.ts';
import { CACHE_READ, CACHE_WRITE_1H } from './units.data.ts';

/** What of the call the hints look at. */
interface Circumstances {
  readonly provider: string;
  readonly requestModel: string;
  readonly responseModel: string;
  readonly usage: Usage;
  readonly serviceTier: string;
}

/** Circumstances that would give another figure, in sentences: what to check first when a bill differs. */
export function whatWouldChange(cost: Cost, call: Circumstances): readonly string[] {
  if (cost.reason !== '') return [UNPRICED_HINTS[cost.reason](call)];
  const hints: string[] = [];
  const { quote, price } = cost;
  if (quote === undefined || price === undefined) return hints;
  const { usage } = call;
  price.thresholds.forEach((threshold, i) => {
    const above = usage.inputTotal > threshold;
    hints.push(
      above
        ? `input of ${group(threshold)} tokens or less would take the lower rates (${group(usage.inputTotal - threshold)} fewer)`
        : `input of more than ${group(threshold)} tokens would take higher rates for all tokens${i === 0 && usage.inputTotal >= 0 ? ` (${group(threshold - usage.inputTotal + 1)} more)` : ''}`,
    );
  });
  const card = price.card(usage.inputTotal);
  if (usage.cacheWrite5m > 0 && usage.cacheWrite1h === ABSENT && card.states(CACHE_WRITE_1H)) {
    hints.push('cache writes are taken for 5 minute ones, because the emitter does not tell their life; 1 hour writes cost more');
  }
  if (usage.cacheRead === ABSENT && card.states(CACHE_READ))
    hints.push('cached input, which this emitter does not report, would cost less');
  if (!cost.inputKnown) hints.push('the emitter reports no input count: the input part is missing from the total');
  if (!cost.outputKnown) hints.push('the emitter reports no output count: the output part, if any, is missing from the total');
  if (call.serviceTier === '') hints.push('batch, flex or priority processing, which this span does not report, has other prices');
  if (quote.match === 'prefix')
    hints.push('the price was found by a broad rule; a rule of your own under genai_cost.overrides would settle it');
  if (quote.match === 'fallback')
    hints.push("the price is another list's than the provider's own; a rule of your own under genai_cost.overrides would settle it");
  const period = describePeriod(quote.period);
  if (period !== '') hints.push(`the price holds ${period}; at other times another one does`);
  return hints;
}

const UNPRICED_HINTS: Readonly<Record<Exclude<Cost['reason'], ''>, (call: Circumstances) => string>> = {
  unknown_model: (call) =>
    `a rule or an alias for this name would price it; for example:\n${overrideSnippet(call.responseModel || call.requestModel)}`,
  unknown_provider: (call) =>
    `a rule or an alias for this name would price it; for example:\n${overrideSnippet(call.responseModel || call.requestModel)}`,
  no_usage: () => 'the emitter would have to report token counts',
  inconsistent_usage: () => 'the counts contradict each other; see genai_normalizer.dialects for what the emitter includes in them',
  not_token_priced: () => 'this model is sold by seconds, pages or characters, which the span does not report',
};

/** Three lines of YAML that give a name a price; `model` is a sender's text and is quoted. */
export function overrideSnippet(model: string): string {
  return `genai_cost:\n  aliases:\n    ${JSON.stringify(model)}: openai/gpt-4o   # the model behind the name`;
}
