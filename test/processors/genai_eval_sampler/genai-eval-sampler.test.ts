import { describe, expect, it } from 'vitest';
import { check, type Config } from '../../../src/processors/genai_eval_sampler/config.ts';
import { genaiEvalSamplerProcessor } from '../../../src/processors/genai_eval_sampler/index.ts';
import { KEEP, type Verdict } from '../../../src/kernel/stage.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { buildTraces, type PlainSpan } from '../../../src/otlp/build/traces.ts';
import { SpanWalk } from '../../../src/otlp/walk.ts';
import { type FakeHost, makeFakeHost } from '../../support/fake-host.ts';
import { plain } from '../../support/oracle.ts';
import { PlainCallReader } from '../../support/plain-call-reader.ts';

const DEFAULTS: Config = {
  sampling_percentage: 50,
  mode: 'proportional',
  strata: [],
  unselected: 'keep',
  operations: ['chat', 'generate_content', 'text_completion'],
};

/** R = 0xff.., above every threshold below 1; and R = 0. */
const HIGH = 'ff'.repeat(16);
const LOW = `01${'00'.repeat(15)}`;

interface Seen {
  readonly spans: Record<string, unknown>[];
  readonly verdicts: Verdict[];
  readonly host: FakeHost;
  readonly unchanged: boolean;
}

function run(spans: PlainSpan[], config: Partial<Config> = {}): Seen {
  const host = makeFakeHost({ id: 'genai_eval_sampler' });
  const processor = genaiEvalSamplerProcessor.create({ ...DEFAULTS, ...config }, host);
  if (processor.kind !== 'stages' || processor.stages.span === undefined) throw new Error('not a span stage');
  const stage = processor.stages.span;
  const ctx = { calls: new PlainCallReader(), pipeline: 'traces' };
  const verdicts: Verdict[] = [];
  const batch = buildTraces([{ spans }]);
  const walked = new SpanWalk().run(batch, {
    item: (view) => {
      const verdict = stage.span(view, view, ctx);
      verdicts.push(verdict);
      return verdict === KEEP;
    },
  });
  const decoded = plain('traces', walked.batch.bytes) as { resourceSpans?: { scopeSpans: { spans: Record<string, unknown>[] }[] }[] };
  return {
    spans: (decoded.resourceSpans ?? []).flatMap((r) => r.scopeSpans).flatMap((s) => s.spans),
    verdicts,
    host,
    unchanged: walked.batch === batch,
  };
}

function evalOf(span: Record<string, unknown> | undefined): Record<string, unknown> {
  const attributes = (span?.['attributes'] ?? []) as { key: string; value: Record<string, unknown> }[];
  return Object.fromEntries(
    attributes
      .filter(({ key }) => key.startsWith('assay.eval.'))
      .map(({ key, value }) => [key.slice('assay.eval.'.length), Object.values(value)[0]]),
  );
}

const chat = (traceId: string, attributes: PlainAttributes = {}, span: PlainSpan = {}): PlainSpan => ({
  traceId,
  ...span,
  attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.output_tokens': 7, ...attributes },
});

describe('genai_eval_sampler', () => {
  it('marks selected calls with stratum, probability and weight, and the others without weight', () => {
    const { spans, host } = run([chat(HIGH), chat(LOW)], { sampling_percentage: 20 });
    expect(evalOf(spans[0])).toEqual({ selected: true, stratum: 'default', probability: 0.2, weight: 5 });
    expect(evalOf(spans[1])).toEqual({ selected: false, stratum: 'default', probability: 0.2 });
    expect(host.metrics.value('assay_eval_sampler_decisions', { stratum: 'default', result: 'selected' })).toBe(1);
    expect(host.metrics.value('assay_eval_sampler_decisions', { stratum: 'default', result: 'unselected' })).toBe(1);
  });

  it('gives the first matching stratum its rate', () => {
    const strata = [
      { name: 'risk', when: 'attributes["assay.finish.class"] == "length"', sampling_percentage: 100 },
      { name: 'any', when: 'genai.operation == "chat"', sampling_percentage: 0 },
    ];
    const { spans } = run([chat(LOW, { 'assay.finish.class': 'length' }), chat(HIGH)], { strata });
    expect(evalOf(spans[0])).toEqual({ selected: true, stratum: 'risk', probability: 1, weight: 1 });
    expect(evalOf(spans[1])).toEqual({ selected: false, stratum: 'any', probability: 0 });
  });

  it('multiplies with what was sampled upstream and leaves tracestate as it is', () => {
    const traceState = 'congo=t61,ot=th:c';
    const { spans } = run([chat(HIGH, {}, { traceState })]);
    expect(evalOf(spans[0])).toEqual({ selected: true, stratum: 'default', probability: 0.5, weight: 8 });
    expect(spans[0]?.['traceState']).toBe(traceState);
    const equal = run([chat(HIGH, {}, { traceState })], { mode: 'equalizing' });
    expect(evalOf(equal.spans[0])).toEqual({ selected: true, stratum: 'default', probability: 1, weight: 4 });
  });

  it.each<[string, PlainSpan]>([
    ['a span that is no LLM call', { traceId: HIGH, name: 'GET /' }],
    ['an agent, which is no single call', chat(HIGH, { 'gen_ai.operation.name': 'invoke_agent' })],
    ['an embedding, which is not among the operations', chat(HIGH, { 'gen_ai.operation.name': 'embeddings' })],
    ['a call marked as not paid for', chat(HIGH, { 'assay.billable': false })],
  ])('leaves %s alone', (_what, span) => {
    expect(run([span], { sampling_percentage: 100 }).unchanged).toBe(true);
  });

  it('leaves an earlier decision as it is', () => {
    const { unchanged, verdicts } = run([chat(LOW, { 'assay.eval.selected': true }), chat(HIGH, { 'assay.eval.selected': false })], {
      sampling_percentage: 100,
    });
    expect(unchanged).toBe(true);
    expect(verdicts).toEqual([KEEP, KEEP]);
  });

  it('lets only selected calls pass with unselected: drop, each drop with its reason', () => {
    const spans = [chat(HIGH), chat(LOW), { traceId: HIGH, name: 'GET /' }, chat(HIGH, { 'assay.eval.selected': false })];
    const { spans: left, verdicts } = run(spans, { unselected: 'drop' });
    expect(left).toHaveLength(1);
    expect(verdicts.map((verdict) => (verdict === KEEP ? 'keep' : verdict.reason))).toEqual([
      'keep',
      'eval_unselected',
      'eval_no_candidate',
      'eval_unselected',
    ]);
  });

  it('decides the same for all spans of a trace and on every attempt', () => {
    const spans = Array.from({ length: 40 }, (_, i) => chat((i * 6 + 1).toString(16).padStart(2, '0').repeat(16)));
    const first = run([...spans, ...spans]).spans.map(evalOf);
    expect(first.slice(0, 40)).toEqual(first.slice(40));
    expect(run(spans.slice(7, 9)).spans.map(evalOf)).toEqual(first.slice(7, 9));
  });

  it('reports conditions that do not compile and names used twice', () => {
    const strata = [
      { name: 'default', when: 'name == "x"', sampling_percentage: 1 },
      { name: 'a', when: 'nmae == "x"', sampling_percentage: 1 },
      { name: 'a', when: 'name ==', sampling_percentage: 1 },
    ];
    expect(check({ ...DEFAULTS, strata }).map((problem) => [problem.path, problem.code])).toEqual([
      [['strata', 0, 'name'], 'ASSAY_EVAL_SAMPLER_STRATUM_TAKEN'],
      [['strata', 1, 'when'], 'ASSAY_CONDITION_PATH'],
      [['strata', 2, 'name'], 'ASSAY_EVAL_SAMPLER_STRATUM_TAKEN'],
      [['strata', 2, 'when'], 'ASSAY_CONDITION_SYNTAX'],
    ]);
  });
});
