import { formatUsd } from '../../exporters/debug/call-line.ts';
import type { DemoCall } from './demo-exporter.ts';

/** Totals over the calls that were shown. */
export class DemoSummary {
  calls = 0;
  #input = 0;
  #output = 0;
  #usd = 0;
  #unpriced = 0;
  #truncated = 0;
  #redactions = 0;
  #selected = 0;
  readonly #dialects = new Set<string>();

  add(call: DemoCall): void {
    this.calls++;
    this.#input += Math.max(0, call.inputTokens);
    this.#output += Math.max(0, call.outputTokens);
    if (Number.isNaN(call.costUsd)) this.#unpriced++;
    else this.#usd += call.costUsd;
    if (call.finishClass === 'length') this.#truncated++;
    for (const entry of call.redactions) this.#redactions += Number(entry.split(':').at(-1)) || 0;
    if (call.selected) this.#selected++;
    this.#dialects.add(call.dialect);
  }

  /** The block at the end of the demo. */
  text(): string {
    return [
      `${this.calls} calls in ${this.#dialects.size} dialects`,
      `tokens     ${this.#input.toLocaleString('en-US')} in, ${this.#output.toLocaleString('en-US')} out`,
      `cost       ${formatUsd(this.#usd)}${this.#unpriced > 0 ? `, and ${this.#unpriced} calls without a price` : ''}`,
      `truncated  ${this.#truncated}`,
      `redactions ${this.#redactions}`,
      `selected   ${this.#selected} for evaluation`,
    ].join('\n');
  }

  /** The same for `--output json`. */
  json(): Record<string, number> {
    return {
      calls: this.calls,
      dialects: this.#dialects.size,
      input_tokens: this.#input,
      output_tokens: this.#output,
      cost_usd: this.#usd,
      unpriced: this.#unpriced,
      truncated: this.#truncated,
      redactions: this.#redactions,
      selected: this.#selected,
    };
  }
}
