import type protobuf from 'protobufjs';
import { createCallReader } from '../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../src/genai/dialect.ts';
import { Cost } from '../src/genai/pricing/cost.ts';
import { PriceBook } from '../src/genai/pricing/price-book.ts';
import { emptyUsage } from '../src/genai/usage.ts';
import type { Batch } from '../src/otlp/batch.ts';
import { SpanWalk } from '../src/otlp/walk.ts';
import { ORACLE } from '../test/support/oracle.ts';

/** Which of the four stages the baseline does. */
export interface BaselineWork {
  readonly all: boolean;
}

interface Any {
  stringValue?: string;
  intValue?: number | { toNumber(): number };
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values: Any[] };
}
interface Attribute {
  key: string;
  value: Any;
}
interface Span {
  traceId: Uint8Array;
  attributes: Attribute[];
}

/** What the stages know of one model, as a user of protobufjs would keep it: pico-dollars per token, and constant texts. */
interface ModelFacts {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly match: string;
  readonly priceId: string;
  readonly version: string;
  readonly estimated: boolean;
  readonly dialect: string;
  readonly rule: string;
}

const TOKENS = 1000;
const FINISH: Readonly<Record<string, string>> = { stop: 'stop', end_turn: 'stop', length: 'length', tool_calls: 'tool_call' };
const EVAL_THRESHOLD = ((1n << 56n) * 4n) / 5n;

/** Facts of every model in a payload, found once with the product's own tables so that both sides price alike. */
export function factsOf(batch: Batch): Map<string, ModelFacts> {
  const facts = new Map<string, ModelFacts>();
  const reader = createCallReader(DEFAULT_DIALECT_SETTINGS);
  const book = new PriceBook();
  const price = (part: 'inputTotal' | 'outputTotal' | 'cacheRead', call: Parameters<PriceBook['price']>[0], atMs: number): Cost => {
    const cost = new Cost();
    const usage = { ...emptyUsage(), inputTotal: part === 'outputTotal' ? 0 : TOKENS, outputTotal: part === 'outputTotal' ? TOKENS : 0 };
    if (part === 'cacheRead') usage.cacheRead = TOKENS;
    book.price({ ...call, usage }, atMs, 1, cost);
    return cost;
  };
  new SpanWalk().run(batch, {
    item(span) {
      const call = reader.read(span);
      const model = String(call?.responseModel ?? '');
      if (call === undefined || facts.has(model)) return true;
      const atMs = span.endNs() / 1e6;
      const perToken = (cost: Cost): number => Math.round((cost.total.toUsd() * 1e12) / TOKENS);
      const sample = price('inputTotal', call, atMs);
      facts.set(model, {
        input: perToken(sample),
        output: perToken(price('outputTotal', call, atMs)),
        cacheRead: perToken(price('cacheRead', call, atMs)),
        match: sample.quote!.match!,
        priceId: sample.price!.id,
        version: sample.price!.version,
        estimated: sample.estimated,
        dialect: call.dialect,
        rule: call.usageRule,
      });
      return true;
    },
  });
  return facts;
}

/** Decode, the same changes as the stages make, encode. */
export function protobufjsPass(bytes: Uint8Array, facts: ReadonlyMap<string, ModelFacts>, work: BaselineWork): Uint8Array {
  const type: protobuf.Type = ORACLE.traces;
  const request = type.decode(bytes) as unknown as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
  for (const resourceSpans of request.resourceSpans) {
    for (const scopeSpans of resourceSpans.scopeSpans) for (const span of scopeSpans.spans) enrich(span, facts, work);
  }
  return type.encode(request as unknown as protobuf.Message).finish();
}

function enrich(span: Span, facts: ReadonlyMap<string, ModelFacts>, work: BaselineWork): void {
  let model = '';
  let input = 0;
  let output = 0;
  let cacheRead = 0;
  let finish: Attribute | undefined;
  for (const attribute of span.attributes) {
    switch (attribute.key) {
      case 'gen_ai.response.model':
        model = attribute.value.stringValue!;
        break;
      case 'gen_ai.usage.input_tokens':
        input = number(attribute.value);
        break;
      case 'gen_ai.usage.output_tokens':
        output = number(attribute.value);
        break;
      case 'gen_ai.usage.cache_read.input_tokens':
        cacheRead = number(attribute.value);
        break;
      case 'gen_ai.response.finish_reasons':
        finish = attribute;
        break;
    }
  }
  const known = model === '' ? undefined : facts.get(model);
  if (known === undefined) return;
  const { attributes } = span;
  const put = (key: string, value: Any): void => void attributes.push({ key, value });
  if (work.all) {
    put('assay.dialect', { stringValue: known.dialect });
    put('assay.billable', { boolValue: true });
    put('assay.usage.rule', { stringValue: known.rule });
  }
  const parts = { input: (input - cacheRead) * known.input, output: output * known.output, cacheRead: cacheRead * known.cacheRead };
  put('assay.cost.total', { doubleValue: (parts.input + parts.output + parts.cacheRead) / 1e12 });
  put('assay.cost.input', { doubleValue: parts.input / 1e12 });
  put('assay.cost.output', { doubleValue: parts.output / 1e12 });
  if (parts.cacheRead !== 0) put('assay.cost.cache_read', { doubleValue: parts.cacheRead / 1e12 });
  put('assay.cost.source', { stringValue: 'computed' });
  put('assay.cost.match', { stringValue: known.match });
  put('assay.cost.price_id', { stringValue: known.priceId });
  put('assay.cost.price_version', { stringValue: known.version });
  put('assay.cost.estimated', { boolValue: known.estimated });
  if (!work.all) return;
  const raw = finish?.value.arrayValue?.values[0]?.stringValue ?? '';
  const word = FINISH[raw] ?? 'unknown';
  if (finish !== undefined && word !== raw) {
    put('assay.original.gen_ai.response.finish_reasons', finish.value);
    finish.value = { arrayValue: { values: [{ stringValue: word }] } };
  }
  put('assay.finish.class', { stringValue: word });
  put('assay.finish.source', { stringValue: 'reported' });
  let randomness = 0n;
  for (let i = 9; i < 16; i++) randomness = (randomness << 8n) | BigInt(span.traceId[i]!);
  const selected = randomness >= EVAL_THRESHOLD;
  put('assay.eval.selected', { boolValue: selected });
  put('assay.eval.stratum', { stringValue: 'default' });
  put('assay.eval.probability', { doubleValue: 0.2 });
  if (selected) put('assay.eval.weight', { doubleValue: 5 });
}

function number(value: Any): number {
  const { intValue } = value;
  return typeof intValue === 'number' ? intValue : (intValue?.toNumber() ?? 0);
}
