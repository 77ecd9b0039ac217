import type { CostExplanation } from './explain-cost.ts';
import { formatPriceExplanation, group } from './format-price.ts';

/** The explanation for people: total, arithmetic, price, what would change it. Plain text, no colour. */
export function formatCostExplanation(explanation: CostExplanation): string {
  const lines = [headline(explanation)];
  if (explanation.reportedUsd !== undefined) lines.push(`  reported by the emitter  ${explanation.reportedUsd} USD`);
  const counts = Object.entries(explanation.usage).map(([name, count]) => `${name} ${group(count)}`);
  lines.push(
    `  usage  ${counts.length === 0 ? 'none' : counts.join(', ')}${explanation.usageRule === '' ? '' : `  (${explanation.usageRule})`}`,
  );
  if (explanation.serviceTier !== '') lines.push(`  service tier  ${explanation.serviceTier}`);
  for (const line of explanation.lines) {
    lines.push(
      `  ${line.label.padEnd(24)} ${group(line.count).padStart(14)} x ${line.rateUsd.padEnd(16)} = ${line.amountUsd} USD${line.note === '' ? '' : `  (${line.note})`}`,
    );
  }
  if (explanation.parts !== undefined) {
    const parts = Object.entries(explanation.parts).filter(([, amount]) => amount !== '0');
    lines.push(`  parts  ${parts.map(([part, amount]) => `${part} ${amount}`).join(' + ') || '0'} = ${explanation.totalUsd} USD`);
  }
  if (explanation.listUsd !== undefined) lines.push(`  list price ${explanation.listUsd} USD, less ${explanation.discount}`);
  if (explanation.pricedBy !== '') lines.push(`  priced by the ${explanation.pricedBy}`);
  lines.push('', formatPriceExplanation(explanation.price));
  if (explanation.wouldChange.length > 0)
    lines.push('', 'what would change it', ...explanation.wouldChange.map((hint) => `  - ${hint.replaceAll('\n', '\n    ')}`));
  return lines.join('\n');
}

function headline(explanation: CostExplanation): string {
  if (explanation.totalUsd === undefined) return `not priced: ${explanation.reason}`;
  return `${explanation.totalUsd} USD${explanation.estimated ? ', estimated' : ''}`;
}
