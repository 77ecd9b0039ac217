import type { Cost } from '../../genai/pricing/cost.ts';
import { PRICE_MATCHES, type PriceMatch, UNPRICED_REASONS, type UnpricedReason } from '../../genai/pricing/match.ts';
import type { AttributesEdit, AttributesView } from '../../otlp/views/attributes-view.ts';
import { SPAN } from '../../otlp/fields.ts';
import { AttributeBlock, DOUBLE_SLOT } from '../../otlp/views/attribute-block.ts';
import { encodeValue } from '../../otlp/views/values.ts';
import type { Price } from '../../genai/pricing/price.ts';
import type { CostWriter } from './also-write.ts';
import {
  COST_CACHE_READ,
  COST_CACHE_WRITE,
  COST_COMPUTED,
  COST_ESTIMATED,
  COST_INPUT,
  COST_LIST,
  COST_MATCH,
  COST_OTHER,
  COST_OUTPUT,
  COST_PRICE_ID,
  COST_PRICE_VERSION,
  COST_SOURCE,
  COST_TOTAL,
  COST_UNPRICED_REASON,
} from './keys.ts';

// Constant values, encoded once and copied for each span.
const COMPUTED = encodeValue('computed');
const REPORTED = encodeValue('reported');
const TRUE = encodeValue(true);
const FALSE = encodeValue(false);
const MATCH = Object.fromEntries(PRICE_MATCHES.map((match) => [match, encodeValue(match)])) as Readonly<Record<PriceMatch, Uint8Array>>;
const REASON = Object.fromEntries(UNPRICED_REASONS.map((reason) => [reason, encodeValue(reason)])) as Readonly<
  Record<UnpricedReason, Uint8Array>
>;

/** True for a span that a cost, or the lack of one, was written on before: a replay prices nothing twice. */
export function isPriced(attributes: AttributesView): boolean {
  return attributes.find(COST_TOTAL) !== -1 || attributes.find(COST_UNPRICED_REASON) !== -1;
}

/** Writes a computed cost, or the reason why there is none. */
export function writeComputed(attributes: AttributesEdit, cost: Cost, also: readonly CostWriter[]): void {
  if (cost.reason !== '') {
    attributes.setEncoded(COST_UNPRICED_REASON, REASON[cost.reason]);
    return;
  }
  const totalUsd = cost.total.toUsd();
  if (cost.inputKnown && cost.outputKnown && !cost.discounted && cost.other.isZero && also.length === 0) {
    writeBlock(attributes, cost, totalUsd);
    return;
  }
  attributes.setDouble(COST_TOTAL, totalUsd);
  // A part nobody counted is absent; parts that most calls do not have are written when they cost something.
  if (cost.inputKnown) attributes.setDouble(COST_INPUT, cost.input.toUsd());
  if (cost.outputKnown) attributes.setDouble(COST_OUTPUT, cost.output.toUsd());
  if (!cost.cacheRead.isZero) attributes.setDouble(COST_CACHE_READ, cost.cacheRead.toUsd());
  if (!cost.cacheWrite.isZero) attributes.setDouble(COST_CACHE_WRITE, cost.cacheWrite.toUsd());
  if (!cost.other.isZero) attributes.setDouble(COST_OTHER, cost.other.toUsd());
  if (cost.discounted) attributes.setDouble(COST_LIST, cost.list.toUsd());
  attributes.setEncoded(COST_SOURCE, COMPUTED);
  writeProvenance(attributes, cost);
  for (let i = 0; i < also.length; i++) also[i]!(attributes, totalUsd, cost);
}

const doubles = new Float64Array(5);
/** Blocks by price and match; a price has at most five matches times eight shapes. Dropped with the price. */
const blocks = new WeakMap<object, (AttributeBlock | undefined)[]>();

/** The common case, all attributes in one copy. */
function writeBlock(attributes: AttributesEdit, cost: Cost, totalUsd: number): void {
  const { price, quote } = cost;
  const match = quote?.match;
  if (price === undefined || match === undefined) throw new Error('a priced cost has a price');
  const shape = (cost.cacheRead.isZero ? 0 : 1) | (cost.cacheWrite.isZero ? 0 : 2) | (cost.estimated ? 4 : 0);
  const slot = PRICE_MATCHES.indexOf(match) * 8 + shape;
  let known = blocks.get(price);
  if (known === undefined) blocks.set(price, (known = []));
  const block = (known[slot] ??= blockOf(price, match, shape));
  let count = 0;
  doubles[count++] = totalUsd;
  doubles[count++] = cost.input.toUsd();
  doubles[count++] = cost.output.toUsd();
  if ((shape & 1) !== 0) doubles[count++] = cost.cacheRead.toUsd();
  if ((shape & 2) !== 0) doubles[count++] = cost.cacheWrite.toUsd();
  attributes.setBlock(block, doubles, false);
}

function blockOf(price: Price, match: PriceMatch, shape: number): AttributeBlock {
  return new AttributeBlock(SPAN.attributes, [
    [COST_TOTAL, DOUBLE_SLOT],
    [COST_INPUT, DOUBLE_SLOT],
    [COST_OUTPUT, DOUBLE_SLOT],
    ...((shape & 1) === 0 ? [] : [[COST_CACHE_READ, DOUBLE_SLOT] as const]),
    ...((shape & 2) === 0 ? [] : [[COST_CACHE_WRITE, DOUBLE_SLOT] as const]),
    [COST_SOURCE, COMPUTED],
    [COST_MATCH, MATCH[match]],
    [COST_PRICE_ID, price.wireId],
    [COST_PRICE_VERSION, price.wireVersion],
    [COST_ESTIMATED, (shape & 4) === 0 ? FALSE : TRUE],
  ]);
}

/** Writes a cost that the emitter or gateway reported. `beside` is our own, when it is wanted. */
export function writeReported(
  attributes: AttributesEdit,
  reportedUsd: number,
  beside: Cost | undefined,
  also: readonly CostWriter[],
): void {
  attributes.setDouble(COST_TOTAL, reportedUsd);
  attributes.setEncoded(COST_SOURCE, REPORTED);
  if (beside?.priced === true) {
    attributes.setDouble(COST_COMPUTED, beside.total.toUsd());
    writeProvenance(attributes, beside);
  }
  for (let i = 0; i < also.length; i++) also[i]!(attributes, reportedUsd, undefined);
}

function writeProvenance(attributes: AttributesEdit, cost: Cost): void {
  const { quote, price } = cost;
  if (quote?.match !== undefined) attributes.setEncoded(COST_MATCH, MATCH[quote.match]);
  if (price !== undefined) {
    attributes.setEncoded(COST_PRICE_ID, price.wireId);
    attributes.setEncoded(COST_PRICE_VERSION, price.wireVersion);
  }
  attributes.setEncoded(COST_ESTIMATED, cost.estimated ? TRUE : FALSE);
}
