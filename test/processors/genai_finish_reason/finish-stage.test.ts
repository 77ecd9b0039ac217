import { describe, expect, it } from 'vitest';
import { createCallReader } from '../../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../../../src/genai/dialect.ts';
import { FusedWalk } from '../../../src/kernel/fused-walk.ts';
import { buildTraces } from '../../../src/otlp/build/traces.ts';
import { validateRequest } from '../../../src/otlp/validate.ts';
import type { FinishReasonConfig } from '../../../src/processors/genai_finish_reason/config.ts';
import { FinishStage } from '../../../src/processors/genai_finish_reason/finish-stage.ts';
import { makeFakeHost } from '../../support/fake-host.ts';
import { plain } from '../../support/oracle.ts';

type Attributes = Record<string, string | number | boolean | string[]>;

/** Class and source that one span with these attributes gets, twice over. */
function finish(attributes: Attributes, config: Partial<FinishReasonConfig> = {}, status: 0 | 1 | 2 = 0): (string | undefined)[] {
  const host = makeFakeHost({ id: 'genai_finish_reason' });
  const stage = new FinishStage({ classes: {}, infer: true, ...config }, host);
  const walk = new FusedWalk({
    signal: 'traces',
    pipeline: 'traces',
    stages: [{ id: 'genai_finish_reason', span: stage }],
    calls: createCallReader(DEFAULT_DIALECT_SETTINGS),
    metrics: host.metrics,
    log: host.log,
  });
  const base = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 9,
  };
  const bytes = buildTraces([
    { spans: [{ name: 'chat', kind: 3, startNs: 1n, endNs: 2n, attributes: { ...base, ...attributes }, status: { code: status } }] },
  ]).bytes;
  expect(validateRequest('traces', bytes).ok).toBe(true);
  const once = walk.run({ signal: 'traces', bytes, items: 1, meta: { receivedAtMs: 0 } }).batch;
  expect(walk.run(once).batch, 'a second pass changes nothing').toBe(once);
  const decoded = plain('traces', once.bytes) as {
    resourceSpans: { scopeSpans: { spans: { attributes: { key: string; value: { stringValue?: string } }[] }[] }[] }[];
  };
  const list = decoded.resourceSpans[0]!.scopeSpans[0]!.spans[0]!.attributes;
  return ['assay.finish.class', 'assay.finish.source'].map((key) => list.find((attribute) => attribute.key === key)?.value.stringValue);
}

describe('genai_finish_reason', () => {
  it.each([
    ['stop', 'stop'],
    ['end_turn', 'stop'],
    ['max_tokens', 'length'],
    ['MAX_TOKENS', 'length'],
    ['tool_calls', 'tool_call'],
    ['SAFETY', 'content_filter'],
    ['refusal', 'content_filter'],
    ['never_heard_of', 'unknown'],
  ])('classifies a reported %s as %s', (raw, expected) => {
    expect(finish({ 'gen_ai.response.finish_reasons': [raw], 'gen_ai.usage.output_tokens': 5 })).toEqual([expected, 'reported']);
  });

  it('takes the worst of several choices', () => {
    expect(finish({ 'gen_ai.response.finish_reasons': ['stop', 'length', 'tool_calls'] })[0]).toBe('length');
    expect(finish({ 'gen_ai.response.finish_reasons': ['content_filter', 'length'] })[0]).toBe('content_filter');
  });

  it('infers a truncation that nobody reports from max_tokens', () => {
    expect(finish({ 'gen_ai.usage.output_tokens': 64, 'gen_ai.request.max_tokens': 64 })).toEqual(['length', 'inferred']);
    expect(finish({ 'gen_ai.usage.output_tokens': 63, 'gen_ai.request.max_tokens': 64 })).toEqual(['unknown', 'inferred']);
  });

  it('infers an error from a failed call', () => {
    expect(finish({ 'error.type': 'timeout' }, {}, 2)).toEqual(['error', 'inferred']);
  });

  it('infers nothing when told so', () => {
    expect(finish({ 'gen_ai.usage.output_tokens': 64, 'gen_ai.request.max_tokens': 64 }, { infer: false })).toEqual([undefined, undefined]);
  });

  it('lets the operator name classes of raw values', () => {
    const classes = { gateway_gave_up: 'error', stop: 'length' } as const;
    expect(finish({ 'gen_ai.response.finish_reasons': ['gateway_gave_up'] }, { classes })).toEqual(['error', 'reported']);
    expect(finish({ 'gen_ai.response.finish_reasons': ['stop'] }, { classes })).toEqual(['length', 'reported']);
  });

  it('leaves spans that are no model call alone', () => {
    expect(finish({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' })).toEqual([undefined, undefined]);
  });
});
