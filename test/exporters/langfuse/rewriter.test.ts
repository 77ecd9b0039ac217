import { describe, expect, it } from 'vitest';
import { normalEnvironment } from '../../../src/exporters/langfuse/environment.ts';
import { PROPAGATED } from '../../../src/exporters/langfuse/propagated.data.ts';
import { Rewriter, type RewriterSettings, type Rewritten } from '../../../src/exporters/langfuse/rewriter.ts';
import { double, type PlainAttributes } from '../../../src/otlp/build/any-value.ts';
import { buildTraces, type PlainSpan, type PlainSpans } from '../../../src/otlp/build/traces.ts';
import { validateRequest } from '../../../src/otlp/validate.ts';
import { type Observation, observationsOf, type WireRequest } from '../../support/langfuse-worker.ts';
import { plain } from '../../support/oracle.ts';

const SETTINGS: RewriterSettings = { allSpans: false, propagate: new Set(PROPAGATED.map((row) => row.name)), metadata: [], seed: 1 };
const START_NS = 1_700_000_000_000_000_000n;

function rewrite(groups: PlainSpans[], settings: Partial<RewriterSettings> = {}): Rewritten & { rows: Observation[] } {
  const result = new Rewriter({ ...SETTINGS, ...settings }).rewrite(buildTraces(groups));
  expect(validateRequest('traces', result.batch.bytes)).toMatchObject({ ok: true, items: result.batch.items });
  return { ...result, rows: observationsOf(plain('traces', result.batch.bytes) as WireRequest) };
}

function one(attributes: PlainAttributes, span: PlainSpan = {}, settings: Partial<RewriterSettings> = {}): Observation {
  const { rows } = rewrite([{ spans: [{ startNs: START_NS, endNs: START_NS + 2_000_000_000n, ...span, attributes }] }], settings);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

const CHAT: PlainAttributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'anthropic',
  'gen_ai.request.model': 'claude-sonnet-4-5',
  'gen_ai.response.model': 'claude-sonnet-4-5-20250929',
  'gen_ai.usage.input_tokens': 100,
  'gen_ai.usage.output_tokens': 30,
};

describe('what Langfuse reads of a call', () => {
  it('is type and model, said explicitly', () => {
    expect(one(CHAT)).toMatchObject({ type: 'generation', model: 'claude-sonnet-4-5-20250929' });
  });

  it('is usage in buckets that exclude each other, with their total', () => {
    const row = one({ ...CHAT, 'gen_ai.usage.cache_read.input_tokens': 70, 'gen_ai.usage.cache_write.input_tokens': 20 });
    expect(row.usage).toEqual({ input: 10, output: 30, input_cached_tokens: 70, input_cache_creation: 20, total: 130 });
  });

  it('keeps reasoning within the output unless the cost is our own', () => {
    const reasoning = { ...CHAT, 'gen_ai.usage.reasoning.output_tokens': 12 };
    expect(one(reasoning).usage).toEqual({ input: 100, output: 30, total: 130 });
    expect(one({ ...reasoning, 'assay.cost.total': 0.01, 'assay.cost.output': 0.01 }).usage).toEqual({
      input: 100,
      output: 18,
      output_reasoning_tokens: 12,
      total: 130,
    });
  });

  it('is our cost with its total, whatever parts there are', () => {
    const row = one({
      ...CHAT,
      'assay.cost.total': 0.0031,
      'assay.cost.input': 0.001,
      'assay.cost.output': 0.002,
      'assay.cost.cache_read': 0.0001,
    });
    expect(row.cost).toEqual({ input: 0.001, output: 0.002, input_cached_tokens: 0.0001, total: 0.0031 });
    expect(row.totalCost).toBe(0.0031);
    expect(JSON.parse(String(row.attributes['langfuse.observation.cost_details']))).toEqual(row.cost);
  });

  it('is the reported cost when there is no other, and none when there is none', () => {
    expect(one({ ...CHAT, 'gen_ai.usage.cost': double(0.5) }).totalCost).toBe(0.5);
    expect(one(CHAT).totalCost).toBeUndefined();
  });

  it('takes no usage from counts that contradict each other', () => {
    expect(one({ ...CHAT, 'gen_ai.usage.input_tokens': -5 }).usage).toEqual({});
  });

  it('is when the first chunk came', () => {
    expect(one({ ...CHAT, 'gen_ai.response.time_to_first_chunk': 0.25 }).completionStart).toBe('2023-11-14T22:13:20.250Z');
    expect(one(CHAT).completionStart).toBeUndefined();
  });

  it('links a prompt on generations with a whole number as version, and nowhere else', () => {
    const prompt = { 'gen_ai.prompt.name': 'greet', 'gen_ai.prompt.version': '7' };
    expect(one({ ...CHAT, ...prompt }).prompt).toEqual({ name: 'greet', version: 7 });
    expect(one({ ...CHAT, ...prompt, 'gen_ai.prompt.version': 'v7' }).attributes['langfuse.observation.prompt.name']).toBeUndefined();
    expect(one({ ...CHAT, ...prompt, 'gen_ai.prompt.version': '70000' }).prompt).toBeUndefined();
    const agent = one({ 'gen_ai.operation.name': 'invoke_agent', ...prompt });
    expect(agent.attributes['langfuse.observation.prompt.name']).toBeUndefined();
  });

  it.each([
    ['embeddings', 'embedding'],
    ['invoke_agent', 'agent'],
    ['execute_tool', 'tool'],
    ['retrieval', 'retriever'],
    ['invoke_workflow', 'chain'],
  ])('calls %s a %s', (operation, type) => {
    const usage = operation === 'embeddings' ? { 'gen_ai.usage.input_tokens': 5 } : {};
    expect(one({ 'gen_ai.operation.name': operation, ...usage }).type).toBe(type);
  });

  it('folds a type that was written in capitals, and leaves what an SDK has written', () => {
    expect(one({ ...CHAT, 'langfuse.observation.type': 'GENERATION' }).type).toBe('generation');
    const written = {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'mine',
      'langfuse.observation.usage_details': '{"input":1,"output":2,"total":3}',
      'langfuse.observation.level': 'DEBUG',
    };
    expect(one({ ...CHAT, ...written })).toMatchObject({ model: 'mine', usage: { input: 1, output: 2, total: 3 }, level: 'DEBUG' });
  });
});

describe('what must not be counted twice', () => {
  it('loses usage and model on spans that are no call of their own, the model kept as metadata', () => {
    const row = one({ ...CHAT, 'gen_ai.operation.name': 'invoke_workflow', 'llm.token_count.prompt': 100, 'gen_ai.usage.cost': 1 });
    expect(row).toMatchObject({ usage: {}, cost: {}, model: undefined, type: 'chain' });
    expect(row.attributes['langfuse.observation.metadata.request_model']).toBe('claude-sonnet-4-5');
  });

  it('keeps cost that somebody gave to a tool under Langfuse’s own name', () => {
    const row = one({ 'gen_ai.operation.name': 'execute_tool', 'langfuse.observation.cost_details': '{"total":0.2}' });
    expect(row.totalCost).toBe(0.2);
  });
});

describe('status', () => {
  const exception = { name: 'exception', attributes: { 'exception.type': 'RateLimitError', 'exception.message': 'slow down' } };

  it('comes from exception events', () => {
    expect(one(CHAT, { status: { code: 2 }, events: [exception] })).toMatchObject({
      level: 'ERROR',
      statusMessage: 'RateLimitError: slow down',
    });
    expect(one(CHAT, { events: [{ name: 'log' }, exception] })).toMatchObject({
      level: 'WARNING',
      statusMessage: 'RateLimitError: slow down',
    });
  });

  it('leaves a message that is there', () => {
    expect(one(CHAT, { status: { code: 2, message: 'mine' }, events: [exception] }).statusMessage).toBe('mine');
  });

  it('takes error.type where there is no exception', () => {
    expect(one({ ...CHAT, 'error.type': 'timeout' })).toMatchObject({ level: 'ERROR', statusMessage: 'timeout' });
  });

  it('says nothing of a span without trouble', () => {
    expect(one(CHAT)).toMatchObject({ level: 'DEFAULT', statusMessage: '' });
  });
});

describe('wire hygiene', () => {
  it('removes value-less and empty attributes everywhere and flattens maps, bytes and mixed lists', () => {
    const bad: PlainAttributes = {
      none: null,
      empty: [],
      map: { a: [1, { b: null }] },
      bytes: new Uint8Array([1, 2, 3]),
      mixed: ['a', { b: 1 }],
      hole: ['a', null],
      list: ['a', 'b'],
      text: 'x',
    };
    const { batch } = rewrite([
      {
        resource: bad,
        scope: { name: 's', attributes: bad },
        spans: [
          {
            attributes: { ...CHAT, ...bad },
            events: [{ name: 'e', attributes: bad }],
            links: [{ traceId: '1'.repeat(32), spanId: '1'.repeat(16), attributes: bad }],
          },
        ],
      },
    ]);
    const text = JSON.stringify(plain('traces', batch.bytes));
    for (const gone of ['"none"', '"empty"', 'kvlistValue', 'bytesValue', '"value":{}', '"arrayValue":{}'])
      expect(text).not.toContain(gone);
    expect(text.match(/\{\\"a\\":\[1,\{\\"b\\":null\}\]\}/g)).toHaveLength(5);
    expect(text.match(/"stringValue":"AQID"/g)).toHaveLength(5);
    expect(text.match(/"arrayValue":\{"values":\[\{"stringValue":"a"\},\{"stringValue":"b"\}\]\}/g)).toHaveLength(5);
  });

  it('removes an all-zero parent id, so that the span is a root', () => {
    const row = one(CHAT, { parentSpanId: '0'.repeat(16) });
    expect(row).toMatchObject({ parentId: '', isRoot: true });
  });

  it.each([
    ['Prod', 'prod'],
    ['prod eu', 'prod-eu'],
    ['langfuse-Staging', 'staging'],
    ['prod', 'prod'],
    ['EU/West 1', 'eu-west-1'],
    ['x'.repeat(60), 'x'.repeat(40)],
    ['!!', ''],
  ])('normalises environment %s to %s', (given, kept) => {
    expect(normalEnvironment(given)).toBe(kept);
  });

  it('writes an environment that Langfuse would have turned into default, on resource and span', () => {
    const { rows, environments } = rewrite([
      {
        resource: { 'deployment.environment.name': 'Prod EU' },
        spans: [
          { attributes: CHAT },
          { attributes: { ...CHAT, 'deployment.environment.name': 'canary' } },
          { attributes: { ...CHAT, 'langfuse.environment': 'Test 1' } },
        ],
      },
    ]);
    expect(rows.map((row) => row.environment)).toEqual(['prod-eu', 'canary', 'test-1']);
    expect(environments).toBe(2);
  });
});

describe('spans: genai', () => {
  const span = (id: number, parent: number, attributes: PlainAttributes = {}): PlainSpan => ({
    spanId: id.toString(16).padStart(16, '0'),
    ...(parent === 0 ? {} : { parentSpanId: parent.toString(16).padStart(16, '0') }),
    attributes,
  });
  const hang = (rows: readonly Observation[]): [number, number][] =>
    rows.map((row) => [Number.parseInt(row.id, 16), Number.parseInt(row.parentId || '0', 16)]);

  it('leaves out what has nothing to do with LLM calls and hangs the rest from the nearest kept ancestor', () => {
    const agent = { 'gen_ai.operation.name': 'invoke_agent' };
    const { rows, leftOut, reparented } = rewrite([
      { spans: [span(1, 0), span(2, 1, agent), span(3, 2), span(4, 3), span(5, 4, CHAT), span(6, 2, CHAT), span(7, 99, CHAT), span(8, 4)] },
    ]);
    expect(hang(rows)).toEqual([
      [2, 0],
      [5, 2],
      [6, 2],
      [7, 99],
    ]);
    expect(leftOut).toBe(4);
    expect(reparented).toBe(2);
  });

  it('finds ancestors that come later, in other scopes and resources, and never across traces', () => {
    const other = { traceId: 'f'.repeat(32) };
    const { rows } = rewrite([
      { resource: { a: 1 }, spans: [span(5, 4, CHAT), { ...span(4, 7), ...other }, { ...span(9, 4, CHAT), ...other }] },
      { resource: { b: 1 }, scope: { name: 'x' }, spans: [span(4, 3), span(3, 0)] },
    ]);
    expect(hang(rows)).toEqual([
      [5, 0],
      [9, 7],
    ]);
  });

  it('survives parents that form a ring, and ids that are there twice', () => {
    const { rows } = rewrite([{ spans: [span(1, 2), span(2, 1), span(3, 1, CHAT), span(4, 4, CHAT), span(2, 0)] }]);
    expect(hang(rows)).toEqual([
      [3, 0],
      [4, 4],
    ]);
  });

  it('keeps every span with spans: all', () => {
    const { rows, leftOut } = rewrite([{ spans: [span(1, 0), span(2, 1, CHAT)] }], { allSpans: true });
    expect(hang(rows)).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(leftOut).toBe(0);
  });

  it('leaves nothing of a batch without LLM spans', () => {
    const { batch, leftOut } = rewrite([{ spans: [span(1, 0), span(2, 1)] }]);
    expect([batch.items, batch.bytes.length, leftOut]).toEqual([0, 0, 2]);
  });

  it('works on many spans and traces', () => {
    const spans = Array.from({ length: 3000 }, (_, i) => ({
      ...span(i + 1, i % 3 === 0 ? 0 : i, i % 3 === 1 ? {} : CHAT),
      traceId: Math.floor(i / 3 + 1)
        .toString(16)
        .padStart(32, '0'),
    }));
    const { rows } = rewrite([{ spans }]);
    expect(rows).toHaveLength(2000);
    for (const row of rows) {
      const order = Number.parseInt(row.id, 16) - 1;
      expect(Number.parseInt(row.parentId || '0', 16)).toBe(order % 3 === 0 ? 0 : order - 1);
    }
  });
});

describe('propagate', () => {
  it('copies what a trace says on one span to all of it, also from spans that are left out', () => {
    const { rows } = rewrite([
      {
        spans: [
          {
            traceId: '1'.repeat(32),
            attributes: { 'user.id': 'u1', 'tag.tags': ['a', 'b'] },
          },
          { traceId: '1'.repeat(32), attributes: { ...CHAT, 'gen_ai.conversation.id': 'c1', 'langfuse.trace.name': 'checkout' } },
          { traceId: '1'.repeat(32), attributes: { ...CHAT, 'user.id': 'own' } },
          { traceId: '2'.repeat(32), attributes: CHAT },
        ],
      },
    ]);
    expect(rows.map(({ userId, sessionId, tags, traceName }) => ({ userId, sessionId, tags, traceName }))).toEqual([
      { userId: 'u1', sessionId: 'c1', tags: ['a', 'b'], traceName: 'checkout' },
      { userId: 'own', sessionId: 'c1', tags: ['a', 'b'], traceName: 'checkout' },
      { userId: undefined, sessionId: undefined, tags: [], traceName: undefined },
    ]);
  });

  it('prefers the surest source of a trace', () => {
    const { rows } = rewrite([
      {
        spans: [
          { attributes: { ...CHAT, 'user.id': '' } },
          { attributes: { 'enduser.id': 'e' } },
          { attributes: { 'langfuse.user.id': 'lf' } },
          { attributes: { 'user.id': 'u' } },
        ],
      },
    ]);
    expect(rows[0]?.userId).toBe('lf');
  });

  it('copies configured attributes as metadata of the trace', () => {
    const { rows } = rewrite([{ spans: [{ attributes: { tenant: 'acme' } }, { attributes: CHAT }] }], { metadata: ['tenant'] });
    expect(rows[0]?.attributes['langfuse.trace.metadata.tenant']).toBe('acme');
  });

  it('copies nothing that is switched off', () => {
    const { rows } = rewrite([{ spans: [{ attributes: { 'user.id': 'u' } }, { attributes: CHAT }] }], { propagate: new Set() });
    expect(rows[0]?.userId).toBeUndefined();
  });
});
