import { describe, expect, it } from 'vitest';
import { createCallReader } from '../../../src/genai/call-reader.ts';
import { DEFAULT_DIALECT_SETTINGS } from '../../../src/genai/dialect.ts';
import type { PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { callsOf } from '../corpus-kit.ts';
import { batchOfSpans, type Written } from '../spans.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
let last = 0;

interface Told {
  readonly id?: string;
  readonly used?: readonly [input: number, output: number];
  readonly model?: string;
  readonly failed?: boolean;
  readonly more?: PlainAttributes;
  readonly span?: string;
  readonly parent?: string;
}

const newId = (): string => (++last).toString(16).padStart(16, '0');

function chat(scope: string, told: Told, own: PlainAttributes = {}): Written {
  const { id, used, model = 'gpt-4o', failed, more, span = newId(), parent } = told;
  return {
    scope,
    name: 'chat',
    traceId: TRACE,
    spanId: span,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    ...(failed === true ? { status: { code: 2, message: 'x' } } : {}),
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': model,
      ...(id === undefined ? {} : { 'gen_ai.response.id': id }),
      ...(used === undefined ? {} : { 'gen_ai.usage.input_tokens': used[0], 'gen_ai.usage.output_tokens': used[1] }),
      ...(failed === true ? { 'error.type': 'RateLimitError' } : {}),
      ...own,
      ...more,
    },
  };
}

const sdk = (told: Told): Written => chat('opentelemetry.instrumentation.openai_v2', told);
const framework = (told: Told): Written => chat('pydantic-ai', told);
const gateway = (told: Told): Written => chat('litellm', told, { 'llm.request.type': 'acompletion', hidden_params: '{}' });

/** `$` paid for, `?` a call that is not billed, `-` told of by another. One text for each batch, read in turn by one reader. */
function verdicts(...batches: readonly (readonly Written[])[]): string[] {
  const reader = createCallReader(DEFAULT_DIALECT_SETTINGS);
  return batches.map((spans) =>
    callsOf(batchOfSpans(...spans), DEFAULT_DIALECT_SETTINGS, reader)
      .map((call) => (call.billable ? '$' : call.modelCall ? '?' : '-'))
      .join(''),
  );
}

const USED = [120, 30] as const;

describe('a call that several spans tell of', () => {
  it('is billed where its usage is, when the SDK wrote a stream without counts', () => {
    const span = newId();
    expect(verdicts([sdk({ id: 'r1', span }), gateway({ id: 'r1', used: USED, parent: span })])).toEqual(['-$']);
    expect(verdicts([sdk({ span }), gateway({ used: USED, parent: span })])).toEqual(['-$']);
    expect(verdicts([sdk({ id: 'r1', span })], [gateway({ id: 'r1', used: USED, parent: span })])).toEqual(['?', '$']);
    expect(verdicts([gateway({ id: 'r1', used: USED, parent: span })], [sdk({ id: 'r1', span })])).toEqual(['$', '-']);
  });

  it('is not billed when the gateway answered it from its cache, though the SDK counted', () => {
    const span = newId();
    const cached = { 'metadata.cache_hit': 'True' };
    expect(verdicts([sdk({ id: 'r1', used: USED, span }), gateway({ id: 'r1', used: USED, parent: span, more: cached })])).toEqual(['?-']);
    expect(verdicts([sdk({ id: 'r1', used: USED, span }), gateway({ id: 'r1', used: USED, parent: span })])).toEqual(['$-']);
  });

  it('is the same with a date behind the name of its model', () => {
    const span = newId();
    const [outer, inner] = [framework({ used: USED, span }), sdk({ used: USED, model: 'gpt-4o-2024-08-06', parent: span })];
    expect(verdicts([outer, inner])).toEqual(['-$']);
    expect(verdicts([framework({ used: USED, model: 'gpt-4o', span }), sdk({ used: USED, model: 'gpt-4o-mini', parent: span })])).toEqual([
      '$$',
    ]);
  });

  it('is billed at the deepest span when two of one kind nest, whichever came first', () => {
    const span = newId();
    const outer = chat('openinference.instrumentation.langchain', { used: USED, span });
    const inner = chat('openinference.instrumentation.openai', { used: USED, parent: span });
    expect(verdicts([outer, inner])).toEqual(['-$']);
    expect(verdicts([inner, outer])).toEqual(['$-']);
  });

  it('is one of its own as a failed try, before the one that went well', () => {
    const span = newId();
    expect(verdicts([sdk({ failed: true, parent: span }), sdk({ id: 'r2', used: USED, parent: span })])).toEqual(['?$']);
    expect(
      verdicts([framework({ used: USED, span }), sdk({ failed: true, parent: span }), sdk({ id: 'r2', used: USED, parent: span })]),
    ).toEqual(['-?$']);
    expect(verdicts([framework({ failed: true, span }), sdk({ failed: true, parent: span })])).toEqual(['-?']);
  });

  it('is two when two equal calls stand side by side', () => {
    const parent = newId();
    expect(verdicts([sdk({ id: 'r1', used: USED, parent }), sdk({ id: 'r2', used: USED, parent })])).toEqual(['$$']);
  });

  it('keeps its answer when its span is sent again', () => {
    const one = sdk({ id: 'r1', used: USED });
    expect(verdicts([one], [one])).toEqual(['$', '$']);
  });
});
