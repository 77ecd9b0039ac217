import { expect, test } from 'vitest';
import { createCallReader } from '../../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../../../src/genai/dialect.ts';
import { CallFacts } from '../../../src/genai/duplicates/call-facts.ts';
import { MixedTraces } from '../../../src/genai/duplicates/mixed-traces.ts';
import { LLM_KEY, NESTING_KEY } from '../../../src/genai/reader/marks.ts';
import type { Batch } from '../../../src/otlp/batch.ts';
import { SpanWalk } from '../../../src/otlp/walk.ts';
import { batchOfSpans, type Written } from '../spans.ts';

// The tables mark their keys.
createCallReader(DEFAULT_DIALECT_SETTINGS);

const MASKS = { llm: LLM_KEY, nesting: NESTING_KEY };
const traceId = (n: number): string => `aa${n.toString(16).padStart(30, '0')}`;
const llm = (trace: number, scope: string): Written => ({
  traceId: traceId(trace),
  scope,
  attributes: { 'gen_ai.operation.name': 'chat' },
});
const http = (trace: number): Written => ({ traceId: traceId(trace), scope: 'http', attributes: { 'http.request.method': 'POST' } });

/** For each span whether its trace is mixed; undefined when none is. */
function mixed(batch: Batch): readonly boolean[] | undefined {
  const traces = new MixedTraces();
  if (!traces.find(batch.bytes, MASKS)) return undefined;
  const facts = new CallFacts();
  const found: boolean[] = [];
  new SpanWalk().run(batch, {
    item: (span) => {
      facts.ofSpan(span);
      found.push(traces.has(facts.traceHi));
      return true;
    },
  });
  return found;
}

test('a trace whose LLM spans have one emitter needs no look, whatever else is in it', () => {
  expect(mixed(batchOfSpans(llm(1, 'a'), http(1), llm(1, 'a'), llm(2, 'b'), http(2)))).toBeUndefined();
});

test('a trace with LLM spans of two scopes needs one, and the others of its batch do not', () => {
  expect(mixed(batchOfSpans(llm(1, 'a'), llm(2, 'a'), http(2), llm(2, 'b'), http(3)))).toEqual([false, true, true, true, false]);
});

test('the same scope in another service is another emitter', () => {
  expect(mixed(batchOfSpans(llm(1, 'a'), { ...llm(1, 'a'), resource: { 'service.name': 'gateway' } }))).toEqual([true, true]);
});

test('dialects whose own spans repeat each other need a look within one scope', () => {
  const nested: Written = { traceId: traceId(1), scope: 'a', attributes: { 'mlflow.spanType': 'LLM' } };
  expect(mixed(batchOfSpans(nested, nested))).toEqual([true, true]);
});

test('a span without a trace id puts all in question', () => {
  expect(mixed(batchOfSpans(llm(1, 'a'), { traceId: '', scope: 'a', attributes: { 'gen_ai.operation.name': 'chat' } }))).toEqual([
    true,
    true,
  ]);
});

test('many traces are kept apart', () => {
  const spans = Array.from({ length: 3000 }, (_, i) => llm(i, i % 7 === 0 ? 'a' : 'b'));
  const found = mixed(batchOfSpans(...spans, llm(1500, 'c')));
  expect(found?.flatMap((is, i) => (is ? [i] : []))).toEqual([1500, 3000]);
});
