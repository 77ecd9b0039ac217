import type { ExplainedPrice, PriceExplanation } from './explain-price.ts';
import type { ShownPrice } from './price-text.ts';

/** The explanation for people: the answer first, then how it came about. Plain text, no colour. */
export function formatPriceExplanation(explanation: PriceExplanation): string {
  const { question, found } = explanation;
  const provider = question.provider === '' ? 'no provider' : question.provider;
  const lines = [`${question.model} (${provider}) at ${question.at}`];
  if (found === undefined) lines.push(`  no price: ${explanation.reason}`);
  else lines.push(...formatFound(found));
  lines.push('', 'steps');
  for (const { step, tried, outcome, detail } of explanation.steps) {
    lines.push(`  ${step.padEnd(17)} ${outcome.padEnd(9)} ${tried}${detail === '' ? '' : `: ${detail}`}`);
  }
  return lines.join('\n');
}

function formatFound(found: ExplainedPrice): string[] {
  const lines = [`  price   ${found.id}`, `  match   ${found.match}${found.estimated ? ', estimated' : ''}`];
  const { source } = found;
  lines.push(`  source  ${source.name} ${source.version}${source.date === '' ? '' : `, data of ${source.date}`}`);
  if (source.evidence !== '') lines.push(`          ${source.evidence}`);
  if (found.inForce !== '') lines.push(`  holds   ${found.inForce}`);
  for (const price of found.prices) lines.push(priceLine(price));
  for (const tier of found.tiers) {
    lines.push(`  with more than ${group(tier.aboveInputTokens)} input tokens, for all tokens of the request:`);
    for (const price of tier.prices) lines.push(`  ${priceLine(price)}`);
  }
  for (const tier of found.serviceTiers) lines.push(`  service tier ${tier}`);
  for (const discount of found.discounts) lines.push(`  discount ${discount}`);
  for (const remark of found.remarks) lines.push(`  ${remark}`);
  return lines;
}

function priceLine(price: ShownPrice): string {
  const foreign = price.currency === 'USD' ? '' : ` at ${price.usdPerUnit} USD for 1 ${price.currency}`;
  return `    ${price.label.padEnd(24)} ${String(price.amount).padStart(10)} ${price.currency} for ${group(price.per)}${foreign}`;
}

/** 1234567 as 1,234,567, whatever the locale. */
export function group(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
