import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DialectOverride } from '../../../src/genai/dialect.ts';
import { emptyUsage, type Usage } from '../../../src/genai/usage.ts';
import {
  RAW_AUDIO_INPUT,
  RAW_CACHE_READ,
  RAW_CACHE_WRITE,
  RAW_CACHE_WRITE_1H,
  RAW_CACHE_WRITE_5M,
  RAW_INPUT,
  RAW_OUTPUT,
  RAW_REASONING,
  RAW_TOTAL,
  RawUsage,
} from '../../../src/genai/usage-rules/raw-usage.ts';
import { decideCounting, fillUsage, NO_ANSWER, type TableAnswer } from '../../../src/genai/usage-rules/resolve.ts';

interface Counts {
  readonly input?: number;
  readonly output?: number;
  readonly read?: number;
  readonly write?: number;
  readonly write5m?: number;
  readonly write1h?: number;
  readonly reasoning?: number;
  readonly total?: number;
  readonly audio?: number;
}

const FIELDS: readonly (readonly [keyof Counts, number])[] = [
  ['input', RAW_INPUT],
  ['output', RAW_OUTPUT],
  ['read', RAW_CACHE_READ],
  ['write', RAW_CACHE_WRITE],
  ['write5m', RAW_CACHE_WRITE_5M],
  ['write1h', RAW_CACHE_WRITE_1H],
  ['reasoning', RAW_REASONING],
  ['total', RAW_TOTAL],
  ['audio', RAW_AUDIO_INPUT],
];

function resolve(counts: Counts, table: TableAnswer = NO_ANSWER, override?: DialectOverride): { usage: Usage; ok: boolean; rule: string } {
  const raw = new RawUsage();
  raw.clear();
  for (const [name, field] of FIELDS) {
    const count = counts[name];
    if (count !== undefined) raw.put(field, count, false);
  }
  const counting = decideCounting(raw, table, override);
  const usage = emptyUsage();
  return { ok: fillUsage(usage, raw, counting), usage, rule: counting.name };
}

const answer = (cache: TableAnswer['cache'], reasoning?: TableAnswer['reasoning']): TableAnswer => ({ cache, reasoning, name: 'some/row' });

describe('counting', () => {
  test('is inclusive by convention when nothing says otherwise', () => {
    const { usage, ok, rule } = resolve({ input: 1136, read: 432, write: 228, output: 360, reasoning: 114 });
    expect([usage.inputTotal, usage.outputTotal, ok, rule]).toEqual([1136, 360, true, 'convention: inclusive']);
  });

  test('adds the cache where its parts exceed the whole, which is sure', () => {
    const { usage, rule } = resolve({ input: 10, read: 70, write: 20, output: 15 });
    expect([usage.inputTotal, rule]).toEqual([100, 'parts exceed whole: cache added']);
  });

  test('follows the table before the counts', () => {
    expect(resolve({ input: 1000, read: 70, output: 15 }, answer('beside')).usage.inputTotal).toBe(1070);
    expect(resolve({ input: 1000, read: 70, output: 15 }, answer('inside')).rule).toBe('table some/row: inclusive');
  });

  test('does not believe a table that says inside when the parts exceed the whole', () => {
    const { usage, rule, ok } = resolve({ input: 10, read: 70, output: 15 }, answer('inside'));
    expect([usage.inputTotal, rule, ok]).toEqual([80, 'parts exceed whole: cache added', true]);
  });

  test('adds reasoning that exceeds its output, and reasoning that only adds up with the total beside', () => {
    expect(resolve({ input: 10, output: 100, reasoning: 300 }).usage.outputTotal).toBe(400);
    const { usage, rule } = resolve({ input: 1000, output: 360, reasoning: 114, total: 1474 });
    expect([usage.outputTotal, rule]).toEqual([474, 'total: reasoning added']);
  });

  test('is not moved by a total that is the sum of input and output, since emitters compute it themselves', () => {
    expect(resolve({ input: 836, output: 360, read: 432, total: 1196 }).rule).toBe('convention: inclusive');
  });

  test('follows the operator before all, and finds a contradiction where the operator is wrong', () => {
    expect(resolve({ input: 1000, read: 70 }, answer('inside'), { inputIncludesCache: false }).usage.inputTotal).toBe(1070);
    const wrong = resolve({ input: 10, read: 70 }, answer('beside'), { inputIncludesCache: true });
    expect([wrong.ok, wrong.rule]).toEqual([false, 'config: inclusive']);
  });

  test('splits cache writes by their life; those of unknown life are short', () => {
    expect(resolve({ input: 1000, write: 228, write5m: 200, write1h: 28 }).usage).toMatchObject({ cacheWrite5m: 200, cacheWrite1h: 28 });
    expect(resolve({ input: 1000, write: 228 }).usage).toMatchObject({ cacheWrite5m: 228, cacheWrite1h: -1 });
    expect(resolve({ input: 1000, write5m: 5, write1h: 7 }).usage).toMatchObject({ cacheWrite5m: 5, cacheWrite1h: 7 });
    expect(resolve({ input: 1000, write: 10, write1h: 20 }).ok).toBe(false);
  });

  test('keeps what is absent absent', () => {
    expect(resolve({ input: 1771 }).usage).toMatchObject({ inputTotal: 1771, outputTotal: -1, cacheRead: -1, reasoning: -1 });
  });

  test.each([[-1], [Number.NaN], [Number.POSITIVE_INFINITY], [1.5], [2 ** 63], [1e9 + 1]])(
    '%s is no count: the call is inconsistent and nothing is clamped',
    (count) => {
      const { ok, usage } = resolve({ input: count, output: 5 });
      expect([ok, usage.inputTotal]).toEqual([false, -1]);
    },
  );

  test('finds parts above the whole that no addition explains', () => {
    expect(resolve({ input: 100, audio: 200 }).ok).toBe(false);
  });

  test('never gives a negative part and never loses a token', () => {
    const count = fc.option(fc.nat(1_000_000), { nil: undefined });
    fc.assert(
      fc.property(fc.record({ input: count, output: count, read: count, write: count, reasoning: count, total: count }), (counts) => {
        const clean = Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined)) as Counts;
        const { usage, ok } = resolve(clean);
        if (!ok || usage.inputTotal < 0) return;
        const uncached =
          usage.inputTotal - Math.max(0, usage.cacheRead) - Math.max(0, usage.cacheWrite5m) - Math.max(0, usage.cacheWrite1h);
        expect(uncached).toBeGreaterThanOrEqual(0);
        if (usage.outputTotal >= 0) expect(usage.outputTotal).toBeGreaterThanOrEqual(Math.max(0, usage.reasoning));
      }),
      { numRuns: 5000 },
    );
  });
});
