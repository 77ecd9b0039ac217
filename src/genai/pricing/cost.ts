import type { UnpricedReason } from './match.ts';
import { Pico } from './pico.ts';
import type { Price } from './price.ts';
import type { Quote } from './quote.ts';

/**
 * What one call costs, or why that is not known. A flyweight: one instance is refilled for each call. When `reason` is
 * '' the parts add up to `total` exactly; a part that nobody counted is not known and not zero.
 */
export class Cost {
  readonly total: Pico = new Pico();
  readonly input: Pico = new Pico();
  readonly output: Pico = new Pico();
  readonly cacheRead: Pico = new Pico();
  readonly cacheWrite: Pico = new Pico();
  readonly other: Pico = new Pico();
  /** The total before the discount; the same as `total` without one. */
  readonly list: Pico = new Pico();
  /** Some part of the price or of the usage was assumed. */
  estimated = false;
  discounted = false;
  /** False when the emitter gave no input (output) count, so that the part is unknown. */
  inputKnown = false;
  outputKnown = false;
  reason: UnpricedReason | '' = 'unknown_model';
  /** Which price was found and how; undefined when none was. */
  quote: Quote | undefined = undefined;
  /** The price used, after the service tier. */
  price: Price | undefined = undefined;

  clear(): void {
    this.total.clear();
    this.input.clear();
    this.output.clear();
    this.cacheRead.clear();
    this.cacheWrite.clear();
    this.other.clear();
    this.list.clear();
    this.estimated = false;
    this.discounted = false;
    this.inputKnown = false;
    this.outputKnown = false;
    this.reason = '';
    this.quote = undefined;
    this.price = undefined;
  }

  get priced(): boolean {
    return this.reason === '';
  }

  /** Makes this an unpriced result; amounts are cleared, so that nothing reads a stale one. */
  refuse(reason: UnpricedReason): void {
    const quote = this.quote;
    this.clear();
    this.quote = quote;
    this.reason = reason;
  }

  /** Adds the parts up. */
  close(): void {
    this.total.copy(this.input);
    this.total.add(this.output);
    this.total.add(this.cacheRead);
    this.total.add(this.cacheWrite);
    this.total.add(this.other);
    this.list.copy(this.total);
  }
}
